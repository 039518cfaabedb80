"""Blocks of a case in files of their own, and the words of analyses."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from facta.cases import LIBRARY, load_case
from facta.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

JUDGED = """\
kind: judgements
title: Standing judgement
judgements:
  - as_of: 2025-01-31
    written: 2025-02-01
    author: desk officer
    review_by: 2025-08-01
    sentences:
      - {text: The border is quiet., rests_on: [EX-1]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with one analysis in a file of its own."""
    made = tmp_path / "mine"
    shutil.copytree(LIBRARY / "_new", made)
    _write(made, "\nanalyses:\n  judged: {file: argument/judged.yml}\n")
    (made / "argument").mkdir()
    (made / "argument" / "judged.yml").write_text(JUDGED, encoding="utf-8")
    return made


def _write(folder: Path, text: str) -> None:
    case = (LIBRARY / "_new" / "case.yml").read_text(encoding="utf-8")
    (folder / "case.yml").write_text(case.partition("\nanalyses:")[0] + text, encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(CaseError) as raised:
        load_case(folder)
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


def test_a_block_may_stand_in_a_file_of_its_own(folder: Path) -> None:
    case = load_case(folder)
    assert case.analyses["judged"].title == "Standing judgement"


def test_the_digest_changes_with_the_file_of_a_block(folder: Path) -> None:
    before = load_case(folder).digest
    (folder / "argument" / "judged.yml").write_text(JUDGED.replace("quiet", "calm"), encoding="utf-8")
    assert load_case(folder).digest != before


def test_a_case_from_the_cache_is_the_same_case(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, second = (load_case(folder, cache=cache) for _ in range(2))
    assert first == second
    (folder / "argument" / "judged.yml").write_text(JUDGED.replace("quiet", "calm"), encoding="utf-8")
    assert "calm" in str(load_case(folder, cache=cache).analyses)


def test_a_mistake_in_the_file_of_a_block_is_told_with_its_own_line(folder: Path) -> None:
    wrong = JUDGED.replace("author: desk officer", "athor: desk officer").replace("EX-1", "EX-9")
    (folder / "argument" / "judged.yml").write_text(wrong, encoding="utf-8")
    first, second = mistakes(folder)
    assert [first, second.partition("; did you")[0]] == [
        "argument/judged.yml:4:5: analyses.judged.judgements.0: 'author' is missing; write it here",
        "argument/judged.yml:6:5: analyses.judged.judgements.0.athor: 'athor' is not a key here",
    ]


def test_a_word_that_names_nothing_is_told_where_it_stands(folder: Path) -> None:
    wrong = JUDGED.replace("[EX-1]", "[EX-9, claim.C1]")
    (folder / "argument" / "judged.yml").write_text(wrong, encoding="utf-8")
    found = mistakes(folder)
    assert found[0] == (
        "argument/judged.yml:9:38: analyses.judged.judgements.0.sentences.0.rests_on: no indicator 'EX-9'; "
        "did you mean 'EX-2'?"
    )
    assert "no analysis 'claim'" in found[1]


def test_analyses_that_wait_for_each_other_are_refused(folder: Path) -> None:
    (folder / "argument" / "judged.yml").write_text(JUDGED.replace("EX-1", "other.x"), encoding="utf-8")
    shutil.copy(folder / "argument" / "judged.yml", folder / "argument" / "other.yml")
    other = folder / "argument" / "other.yml"
    other.write_text(JUDGED.replace("EX-1", "judged.x"), encoding="utf-8")
    _write(
        folder, "\nanalyses:\n  judged: {file: argument/judged.yml}\n  other: {file: argument/other.yml}\n"
    )
    (found,) = mistakes(folder)
    assert found.endswith("analyses: judged → other → judged: each waits for the other; break the circle")


def test_a_file_that_is_not_there_or_lies_outside_is_refused(folder: Path) -> None:
    (folder / "argument" / "judged.yml").unlink()
    (missing,) = mistakes(folder)
    assert missing.endswith("analyses.judged.file: no file 'argument/judged.yml'; write it there")
    assert "case.yml:" in missing
    _write(folder, "\nanalyses:\n  judged: {file: ../judged.yml}\n")
    assert mistakes(folder) == [
        "analyses.judged.file: '../judged.yml' leaves the folder of the case; write a path inside it"
    ]
