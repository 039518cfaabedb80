"""What the documentation says runs, its links lead somewhere, and its generated pages are current."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from PIL import Image

import facta
from facta import cli
from facta.api import open_case
from facta.cases import load_case, parse_case
from facta.cases.document import read_document
from facta.collect.clock import SystemClock
from facta.collect.driver import collect
from facta.collect.hosts import Patience
from facta.errors import CaseError, FactaError
from facta.indicators import INDICATORS
from facta.records import Snapshot
from facta.signals import SIGNALS
from facta.sources import SOURCES, ledger
from facta.sources.base import parameters_of
from facta.store import open_store
from world import gdelt, portwatch
from world.days import days
from world.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "src" / "facta" / "library" / "_new"
FLAGSHIP = "russia-taliban"
ASKING = [ROOT / "docs" / "collect.md", ROOT / "README.md"]  # pages that ask publishers
NEWS_OF = date(2026, 6, 1)
MISSING_NEWS = "/gdeltv2/20260601063000.export.CSV.zip"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
WRITTEN = [page for page in PAGES if "reference" not in page.parts]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MISTAKE = re.compile(r"^\| `([\w.-]+)(: | = )(.*?)` \| `(.*)` \|$", re.MULTILINE)
GENERATED = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->\n", re.DOTALL)
PLACE = re.compile(r"^.*?:\d+:\d+: ")
LOOPBACK = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
LONGEST = 150
TITLE = 33  # the column of titles on a board of 80 columns


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=named)
every_written_page = pytest.mark.parametrize("page", WRITTEN, ids=named)


@dataclass(frozen=True)
class Block:
    language: str
    info: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        yield Block(found[1], found[2].strip(), found[3], text[: found.start()].count("\n") + 2)


@pytest.fixture(scope="session")
def flagship_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("flagship") / "store"
    open_case(FLAGSHIP, store=store)
    return store


@pytest.fixture
def publishers() -> Iterator[str]:
    """Play two publishers of the flagship case on loopback, with one day of news."""
    ships = portwatch.rows({"chokepoint6": "Strait of Hormuz"}, date(2024, 1, 1), datetime.now(UTC).date())
    news = gdelt.gdelt(days(NEWS_OF, 1, about=120), gdelt.Faults(missing=frozenset({MISSING_NEWS})))
    with serving({gdelt.HOST: news, portwatch.HOST: portwatch.portwatch(ships)}) as (address, _):
        yield address


def load_program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def make() -> ModuleType:
    return load_program("make")


class Reader:
    """Somebody who follows a page from top to bottom in an empty folder."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.module = ModuleType(f"page_{page.stem.replace('-', '_')}")
        self.output = ""

    def follow(self) -> None:
        for block in blocks(self.page):
            said = getattr(self, f"_{block.language}")(block)
            self.output = said or ""

    def _python(self, block: Block) -> None:
        lines = "\n" * (block.line - 1)
        exec(compile(lines + block.text, str(self.page), "exec"), self.module.__dict__)  # noqa: S102

    def _yaml(self, block: Block) -> None:
        folder = self.folder / "my-case"
        if block.text.startswith("# case.yml"):
            (folder / "case.yml").write_text(block.text, encoding="utf-8")
            load_case(folder)
        else:
            merged(folder, template(), plain(block.text))

    def _csv(self, block: Block) -> None:
        path = self.folder / block.info
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def _text(self, block: Block) -> None:
        """Compare what follows a command with what the command printed."""
        for line in block.text.splitlines() if self.output else ():
            assert " ".join(line.split()) in self.output, line

    def _sh(self, block: Block) -> str:
        said = ""
        for line in block.text.splitlines():
            words, _, comment = line.partition("#")
            expected = re.search(r"exits (\d+)", comment)
            for command in words.split("&&"):
                first, *rest = shlex.split(command) or [""]
                if first != "facta":
                    continue
                result = CliRunner().invoke(cli.main, rest, prog_name="facta")
                told = f"{line}\n{result.output}\n{result.exception!r}"
                assert result.exit_code == int(expected[1] if expected else 0), told
                said += result.output
        return " ".join(said.split())


def template() -> Any:
    return plain((TEMPLATE / "case.yml").read_text(encoding="utf-8"))


def plain(yaml: str) -> Any:
    return read_document(yaml.encode(), "case.yml").data


def merged(folder: Path, case: dict[str, Any], part: dict[str, Any]) -> None:
    """Validate a part of a case file put into a whole one; lists and whole indicators replace."""
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(case.get(key), dict):
            for name, block in value.items():
                old = case[key].get(name)
                case[key][name] = {**old, **block} if isinstance(old, dict) and key == "indicators" else block
        else:
            case[key] = value
    parse_case(json.dumps(case).encode(), folder)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=named(page), marks=LOOPBACK if page in ASKING else ())
        for page in WRITTEN
        if any(blocks(page))
    ],
)
def test_every_block_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if FLAGSHIP in page.read_text(encoding="utf-8"):
        shutil.copytree(request.getfixturevalue("flagship_store"), tmp_path / ".facta")
    if page in ASKING:
        monkeypatch.setenv("FACTA_MIRROR", collected_into(tmp_path / ".facta", request))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FACTA_STORE", raising=False)
    reader = Reader(page, tmp_path)
    monkeypatch.setitem(sys.modules, reader.module.__name__, reader.module)
    with contextlib.redirect_stdout(None):
        reader.follow()


def collected_into(store: Path, request: pytest.FixtureRequest) -> str:
    """Collect a day of news, and return the address at which publishers are played."""
    address: str = request.getfixturevalue("publishers")
    now = datetime(2026, 6, 2, 6, tzinfo=UTC)
    case, clock = load_case(FLAGSHIP), SystemClock()
    collect(
        case, open_store(store), now=now, environment={}, clock=clock, mirror=address,
        only=["gdelt"], patience=Patience(tries=1),
    )  # fmt: skip
    return address


@every_page
def test_every_relative_link_leads_somewhere(page: Path, make: ModuleType) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {make.slug(head) for head in heads}, target


@every_page
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    for path in re.findall(r"`((?:src|tests|docs)/[\w./-]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


@every_written_page
def test_a_page_is_short(page: Path) -> None:
    by_hand = GENERATED.sub("", page.read_text(encoding="utf-8"))
    parts = re.split(r"^## \[", by_hand, flags=re.MULTILINE) if page.name == "CHANGELOG.md" else [by_hand]
    assert max(len(part.splitlines()) for part in parts) <= LONGEST


def test_the_generated_pages_are_current(make: ModuleType) -> None:
    made = make.pages() | make.blocks()
    for name, text in made.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name} is out of date: run make docs"
    files = {f"docs/reference/{path.name}" for path in (ROOT / "docs" / "reference").iterdir()}
    assert files == {name for name in made if "reference" in name}


def test_the_set_up_is_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- set-up -->\n```sh\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    assert [line.partition("#")[0].strip() for line in found[1].splitlines()] == ["make board", "make test"]


def test_the_picture_of_the_readme_is_of_the_case_as_it_is(flagship_store: Path) -> None:
    picture = load_program("picture")
    now = open_case(FLAGSHIP, store=flagship_store).assess(picture.AS_OF)
    with Image.open(picture.PICTURE) as image:
        assert image.info["facta"] == picture.shows(now), "out of date: run make docs-picture"
        assert image.size == (picture.WIDTH, picture.HEIGHT)
    assert "](docs/assets/board.png)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_a_real_board(flagship_store: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- board -->\n```text\n(.*?)```\n<!-- /board -->", readme, re.DOTALL)
    assert found is not None
    lines, case = found[1].splitlines(), load_case(FLAGSHIP)
    assert lines[0] == case.title
    header = re.match(
        r"as of \d+ \w+ \d{4} · (\d+) of (\d+) assessed: (\d+) against their own history, "
        r"(\d+) by editorial limits only newest fact ",
        " ".join(lines[1:4]),
    )
    assert header is not None
    assessed, watched, history, limit = map(int, header.groups())
    standings = open_case(FLAGSHIP, store=flagship_store).assess().standings
    assert assessed == history + limit <= watched == sum(standing.collected for standing in standings)
    titles = [strand.title for strand in case.strands.values()]
    heads = [line.partition("◂")[0].strip() for line in lines if "◂" in line]
    heads = [head for head in heads if head]
    assert heads
    assert heads == titles[: len(heads)]
    ids = set(re.findall(r"[\w-]+", found[1])) & set(case.indicators)
    assert len(ids) >= 10
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(("page", "door"), [("indicators", INDICATORS), ("signals", SIGNALS)])
def test_everything_on_a_door_has_a_section(page: str, door: dict[str, object]) -> None:
    text = (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")
    assert set(door) <= set(re.findall(r"^## ([\w-]+)$", text, re.MULTILINE))


def test_every_source_has_a_page_that_the_list_names() -> None:
    folder = ROOT / "docs" / "reference"
    text = (folder / "sources.md").read_text(encoding="utf-8")
    for name, source in SOURCES.items():
        assert f"[{name}](source-{name}.md)" in text
        page = (folder / f"source-{name}.md").read_text(encoding="utf-8")
        assert f"# Source: {name}\n" in page
        for key in parameters_of(source).model_fields:
            assert f"| `{key}` |" in page


@pytest.mark.parametrize(("page", "door"), [("indicators", INDICATORS), ("signals", SIGNALS)])
def test_every_kind_of_the_reference_shows_the_parameters_it_is_tried_with(
    page: str, door: dict[str, Any]
) -> None:
    shown = blocks(ROOT / "docs" / "reference" / f"{page}.md")
    texts = [indent(block.text, "  ") for block in shown if block.language == "yaml"]
    tried = [plain(f"x:\n{text}")["x"] for text in texts]
    found = [part for one in tried for part in (one.values() if isinstance(one, dict) else one)]
    own = [(name, getattr(door[name], "examples", None) or (door[name].example,)) for name in sorted(door)]
    assert found == [{"kind": name, **example} for name, examples in own for example in examples]


def test_every_title_of_the_flagship_case_fits_a_board_of_80_columns() -> None:
    for name, indicator in load_case(FLAGSHIP).indicators.items():
        assert len(indicator.title) + (indicator.evidence == "word") <= TITLE, name


def test_every_method_has_a_page_and_every_page_is_in_the_index() -> None:
    folder = ROOT / "docs" / "methods"
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    index = pages.pop("README")
    for name, text in pages.items():
        assert f"({name}.md)" in index
        for part in ("**In words.**", "**Assumes**", "**Limits.**", "**Reference", "**Verified**"):
            assert part in text, f"{name}: {part}"
    methods = {path.stem for path in (ROOT / "src" / "facta" / "models").glob("[!_]*.py")}
    assert methods - set(re.findall(r"facta\.models\.(\w+)", "".join(pages.values()))) == set()


def test_every_decision_is_dated_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for page in folder.glob("0*.md"):
        assert f"({page.name})" in index
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", page.read_text(encoding="utf-8").splitlines()[2])


def rows(page: str) -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [(found[1], found[3], found[4]) for found in MISTAKE.finditer(text)]


def case_mistake(path: str, value: str, folder: Path) -> str:
    """Return what facta says of the case to start from with one value changed."""
    case = here = template()
    *stems, last = path.split(".")
    for stem in stems:
        here = here[stem]
    here[last] = plain(f"x: {value}")["x"]
    with pytest.raises(CaseError) as caught:
        parse_case(json.dumps(case, indent=1).encode(), folder)
    (mistake,) = caught.value.mistakes
    return PLACE.sub("", mistake)


def row_mistake(column: str, value: str) -> str:
    """Return what facta says of a row of facts with one cell changed."""
    header, row = (TEMPLATE / "ledger" / "events.csv").read_text(encoding="utf-8").splitlines()[:2]
    cells = dict(zip(header.split(","), row.split(","), strict=True)) | {column: value}
    if column == "quantity":
        cells["unit"] = "persons"
    body = header + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n"
    snapshot = Snapshot(
        source="my-case/ledger", url="events.csv", retrieved_at=datetime(2026, 11, 22, tzinfo=UTC),
        sha256="0" * 64, media_type="text/csv", licence="", body=body.encode(),
    )  # fmt: skip
    with pytest.raises(FactaError) as caught:
        ledger.read(snapshot)
    (mistake,) = caught.value.mistakes
    return PLACE.sub("", mistake)


@pytest.mark.parametrize(("path", "value", "message"), rows("write-a-case.md"))
def test_mistakes_in_a_case_are_told_as_the_page_says(path: str, value: str, message: str) -> None:
    assert case_mistake(path, value, TEMPLATE) == message


@pytest.mark.parametrize(("column", "value", "message"), rows("keep-a-ledger.md"))
def test_mistakes_in_a_row_are_told_as_the_page_says(column: str, value: str, message: str) -> None:
    assert row_mistake(column, value) == message


def test_the_pages_tell_of_mistakes() -> None:
    assert min(len(rows(page)) for page in ("write-a-case.md", "keep-a-ledger.md")) >= 8


def test_changelog_and_citation_name_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.split(r"^## \[(.*?)\]", changelog, flags=re.MULTILINE)[1:]
    names = [name for name in sections[::2] if name != "Unreleased"]
    assert names[0] == facta.__version__
    for section in sections[1::2]:
        for part in ("### Added", "### Numbers that moved", "### What to do"):
            assert part in section
    citation = plain((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == facta.__version__
