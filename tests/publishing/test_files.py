"""A site of files works from disk, is written whole or not at all, and replaces only its own."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from inline_snapshot import snapshot

from facta import cli
from facta.api import open_case
from facta.errors import StoreError
from facta.publishing import publish

if TYPE_CHECKING:
    from facta.api import Open
    from facta.views.edition import Edition

DAY = date(2026, 6, 1)
EVERY_KIND = Path(__file__).parents[1] / "cases" / "every-kind"
LINK = re.compile(r'(?:href|src)="([^"]+)"')
PLACE = re.compile(r' id="([^"]+)"')


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A small case with an analysis of every kind."""
    store = tmp_path_factory.mktemp("every") / "store"
    return open_case(EVERY_KIND, store=store).edition()


def held(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def astray(folder: Path) -> list[tuple[str, str]]:
    """Return every link that leads nowhere: file and target."""
    pages = {file: file.read_text(encoding="utf-8") for file in folder.rglob("*.html")}
    places = {file: set(PLACE.findall(text)) for file, text in pages.items()}
    lost = []
    for file, text in pages.items():
        for target in set(LINK.findall(text)):
            if target.startswith(("https://", "http://")):
                continue
            path, _, place = target.partition("#")
            to = Path(os.path.normpath(file.parent / path)) if path else file
            if not to.is_file() or (place and place not in places[to]):
                lost.append((file.name, target))
    return lost


def test_every_link_of_the_flagship_site_leads_to_a_file_of_it(flagship: Open, tmp_path: Path) -> None:
    done = publish(flagship.edition(DAY), tmp_path / "site")
    assert done.pages > 800
    assert done.start == tmp_path / "site" / "index.html"
    assert astray(tmp_path / "site") == []


def test_every_link_of_a_site_with_every_kind_of_analysis_leads_to_a_file(
    edition: Edition, tmp_path: Path
) -> None:
    done = publish(edition, tmp_path / "site")
    files = held(tmp_path / "site")
    assert astray(tmp_path / "site") == []
    assert (done.files, done.size) == (len(files), sum(map(len, files.values())))


def test_a_file_has_no_form_and_asks_nobody(edition: Edition, tmp_path: Path) -> None:
    publish(edition, tmp_path / "site")
    for name, body in held(tmp_path / "site").items():
        if name.endswith(".html"):
            assert b"<form" not in body, name
            assert not re.findall(rb'(?:src|action|srcset)="(?:https?:)?//', body), name


def test_the_same_edition_is_written_the_same(edition: Edition, tmp_path: Path) -> None:
    publish(edition, tmp_path / "a")
    publish(edition, tmp_path / "b")
    assert held(tmp_path / "a") == held(tmp_path / "b")


def test_a_site_replaces_the_one_before_with_what_is_no_more(edition: Edition, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(edition, out)
    (out / "old.html").write_text("gone", encoding="utf-8")
    publish(edition, out, lens="planner")
    assert "old.html" not in held(out)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_is_taken(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert publish(edition, tmp_path / "site").start.is_file()


def test_a_folder_with_files_of_somebody_else_is_refused_and_kept(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        publish(edition, tmp_path)
    assert str(refused.value).removeprefix(str(tmp_path)) == snapshot(
        ": holds files that facta did not write; name an empty or a new folder with --out"
    )
    assert held(tmp_path) == {"thesis.odt": b"years of work"}


def test_a_file_is_not_taken_for_a_folder(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        publish(edition, tmp_path / "site")
    assert str(refused.value).removeprefix(str(tmp_path)) == snapshot(
        "/site: is a file; name a folder with --out"
    )


def test_a_site_that_cannot_be_written_whole_leaves_the_one_before(edition: Edition, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(edition, out)
    before = held(out)
    broken = replace(edition, assessment=replace(edition.assessment, results=(None,)))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        publish(broken, out)
    assert held(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    given = ["site", str(EVERY_KIND), "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store")]
    said = CliRunner().invoke(cli.main, given)
    assert said.exit_code == 0, said.output
    pages, files, size = re.fullmatch(
        r"\S+index\.html  \((\d+) pages, (\d+) files, ([\d.]+) MB; open it in a browser\)\n", said.output
    ).groups()  # type: ignore[union-attr]
    assert (tmp_path / "out" / "index.html").is_file()
    assert 10 < int(pages) < int(files)
    assert float(size) > 0


def test_the_command_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("", encoding="utf-8")
    given = ["site", str(EVERY_KIND), "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store")]
    said = CliRunner().invoke(cli.main, given)
    assert said.exit_code == 74
    assert "holds files that facta did not write" in said.output
