"""A case file is data, and every mistake in it is told at once with its place and what to write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facta.api import open_case
from facta.cases import find_case, library, load_case, parse_case, schema
from facta.cases.new import TEMPLATE, write_case
from facta.errors import CaseError

ROOT = Path(__file__).parents[1]

GOOD = (TEMPLATE / "case.yml").read_text(encoding="utf-8")


def mistakes(text: str | bytes) -> list[str]:
    body = text.encode() if isinstance(text, str) else text
    with pytest.raises(CaseError) as caught:
        parse_case(body, TEMPLATE)
    return list(caught.value.mistakes)


def test_a_good_case_loads_with_its_name_and_digest() -> None:
    case = parse_case(GOOD.encode(), TEMPLATE)
    assert case.name == "_new"
    assert len(case.digest) == 64
    assert list(case.indicators) == ["EX-1", "EX-2"]


@pytest.mark.parametrize("name", library())
def test_every_case_that_ships_loads(name: str) -> None:
    assert load_case(name).name == name


def test_every_mistake_is_told_in_one_pass() -> None:
    text = (
        GOOD.replace("kind: count ", "kind: conut ")
        .replace("strand: trade", "strand: trad")
        .replace("since: 2024-01-01", "since: 2025-02-30")
        .replace("unit: USD million", "unit: USD milion")
        .replace("limitation: Counts", "limitaton: Counts")
        .replace("reader: ledger\n    title: Published", "reader: leger\n    title: Published")
    )
    found = mistakes(text)
    assert found == [
        "case.yml:7:1: since: '2025-02-30' is not a day; write it as 2025-10-03",
        "case.yml:26:5: sources.figures.reader: no source 'leger'; did you mean 'ledger'?",
        (
            "case.yml:32:3: indicators.EX-1: 'conut' is not one of 'count', 'distance', 'gap', 'latest', "
            "'ratio', 'share', 'total'; did you mean 'count'?"
        ),
        "case.yml:32:3: indicators.EX-1: 'limitation' is missing; write it here",
        "case.yml:43:5: indicators.EX-1.limitaton: 'limitaton' is not a key here; did you mean 'limitation'?",
        "case.yml:49:5: indicators.EX-2.strand: no strand 'trad'; did you mean 'trade'?",
        "case.yml:53:5: indicators.EX-2.unit: no unit 'USD milion'; did you mean 'USD million'?",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("# only a remark\n", "the file says nothing"),
        (b"\x00\x01\x02", "not text but a binary file"),
        (b"title: \xe9t\xe9\n", "not UTF-8 at byte 7; save it as UTF-8"),
        ("a: b\n" * 800_000, "a case file has at most 2,000,000"),
        ("- a\n- b\n", "not a mapping; start with 'title: …'"),
        ("title: a\n\tquestion: b\n", "indent with spaces, not tabs"),
        ("%YAML 1.1\n---\n" + GOOD, "written for YAML 1.1, where NO is false"),
        (GOOD + "x: &a [1]\ny: *a\n", "anchors and aliases are not read"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors and aliases are not read"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested too deep"),
        ("title: !!python/object:os.system Two\n", "the tag"),
        (GOOD + "title: again\n", "'title' stands twice here; keep one"),
        (GOOD + "\n---\na: b\n", "but found another document"),
        ("title: [a\n", "check the indentation, the colon and the quotes"),
    ],
)
def test_a_file_that_is_no_case_is_refused_in_one_line(text: str | bytes, says: str) -> None:
    found = mistakes(text)
    assert says in found[0]
    assert found[0].startswith("case.yml")


@pytest.mark.parametrize(
    "pattern", ["../../etc/*", "/etc/passwd", "ledger/../../x.csv", "C:/x.csv", "a\\\\b.csv"]
)
def test_no_path_leaves_the_folder_of_the_case(pattern: str) -> None:
    found = mistakes(GOOD.replace("files: ledger/*.csv", f'files: "{pattern}"'))
    assert "leaves the folder of the case" in found[0]


def test_codes_and_countries_stay_as_written() -> None:
    text = GOOD.replace("kind: border-incident}", "code: 010, country: NO}")
    of = parse_case(text.encode(), TEMPLATE).indicators["EX-1"].of
    assert of.code == ("010",)
    assert of.country == ("NO",)


def test_a_trip_wire_cannot_be_changed_unseen() -> None:
    wire = (
        "{kind: tripwire, above: 5, registered: 2026-01-01, action: call the desk, "
        "owner: regional planner, lead_days: 10, seal: 00000000}"
    )
    found = mistakes(GOOD.replace("{kind: threshold, above: 5, level: 2}", wire))
    assert "was changed after it was registered" in found[0]
    seal = found[0].split("seal to '")[1][:8]
    sealed = GOOD.replace("{kind: threshold, above: 5, level: 2}", wire.replace("00000000", seal))
    assert parse_case(sealed.encode(), TEMPLATE)
    moved = sealed.replace("tripwire, above: 5", "tripwire, above: 50")
    assert "was changed after it was registered" in mistakes(moved)[0]


def test_an_unknown_case_suggests_the_nearest() -> None:
    with pytest.raises(CaseError, match="did you mean 'russia-taliban'"):
        find_case("russia-talban")


def test_a_folder_without_a_case_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"no case\.yml in this folder; `facta new NAME`"):
        find_case(tmp_path)


def test_a_new_case_is_complete_and_never_overwrites(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "mine")
    assert load_case(folder).title
    with pytest.raises(CaseError, match="is there already"):
        write_case(folder)
    with pytest.raises(CaseError, match="cannot name a case"):
        write_case(tmp_path / "a b")


def test_the_schema_describes_every_block() -> None:
    made = schema()
    assert set(made["properties"]) == {
        "title", "question", "since", "review_by", "actors", "strands", "sources", "lines", "networks",
        "indicators", "analyses", "breaks", "false_discovery", "turning_points", "questions",
    }  # fmt: skip
    assert made["additionalProperties"] is False


def test_a_table_of_10_gb_is_refused_unread(tmp_path: Path) -> None:
    folder = tmp_path / "big"
    shutil.copytree(ROOT / "tests" / "cases" / "every-kind", folder)
    with (folder / "ledger" / "endless.csv").open("wb") as file:
        file.truncate(10 * 1024**3)
    with pytest.raises(CaseError, match=r"endless\.csv: 10,240 MiB, 512 at most; cut it down"):
        open_case(folder, store=tmp_path / "store")


WRONG_SOURCES = {
    "{reader: ledger, title: Events}": "'ledger' asks no publisher; write files: with the tables to read",
    "{reader: unhcr, title: Events, parameters: {sinc: 2020}}": "'sinc' is not a key here; did you mean",
    "{reader: unhcr, title: Events, parameters: {since: soon}}": "'soon' must be a whole number",
    "{reader: gdelt, title: Events, parameters: {product: evens}}": "'evens' is not one of",
    "{reader: gdelt, title: Events, parameters: {countries: [AFGH]}}": "'AFGH' is not the ISO alpha-3 code",
    "{reader: gdelt, title: Events, parameters: 3}": "must be a block",
}


@pytest.mark.parametrize("source", WRONG_SOURCES)
def test_what_is_asked_of_a_publisher_is_checked_with_line_and_column(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "asks"
    shutil.copytree(ROOT / "tests" / "cases" / "every-kind", folder)
    file = folder / "case.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  ledger: {reader"))
    lines[at] = f"  ledger: {source}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    found = [mistake for mistake in caught.value.mistakes if WRONG_SOURCES[source] in mistake]
    assert found
    assert f"case.yml:{at + 1}:" in found[0]
