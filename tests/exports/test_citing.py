"""How a case, an indicator and a record are cited."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from guarded import SCRIPT, TOLD

from facta.cases.document import read_document
from facta.cli import main
from facta.errors import CaseError
from facta.exports import cite
from facta.views.citing import WAYS, Citation
from facta.views.dataset import dataset, dataset_json

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open
    from facta.exports import Package

HOSTILE = Citation(
    key="a b{c}", author="A & B_C", title="50 % of {x}\nTY  - BOOK", day=date(2026, 6, 1),
    url="https://host/a}{b", note='says "x"\r\nER  - ',
)  # fmt: skip


def test_a_case_is_cited_with_its_day_version_and_digests(flagship: Open) -> None:
    said = cite(flagship, as_of="2026-06-01")
    inputs = flagship.assess("2026-06-01").inputs
    for part in ("as of 1 Jun 2026", f"facta {inputs.version}", inputs.case_digest, inputs.store_digest):
        assert part in said
    assert said == cite(flagship, as_of="2026-06-01")
    assert said != cite(flagship, as_of="2026-05-01")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_tells_title_and_year(flagship: Open, way: str) -> None:
    said = cite(flagship, way=way, as_of="2026-06-01")
    assert "Russia and Taliban-run Afghanistan" in said
    assert "2026" in said


def test_an_indicator_is_cited_by_its_id(flagship: Open) -> None:
    assert cite(flagship, "ct-1", as_of="2026-06-01").startswith(
        "facta (2026). CT-1, ISIL-K attacks, counted by the UN (attacks a quarter), in Russia and Taliban-run"
    )


def test_a_record_is_cited_by_its_publisher(flagship: Open) -> None:
    said = cite(flagship, "CH032", as_of="2026-06-01")
    assert said.startswith(
        "Prensa Latina (2003). Moscow Format background. Record CH032 of ledger in the case"
    )
    assert said.endswith("https://plenglish.com/?p=243830")


def test_a_record_that_nobody_knew_yet_cannot_be_cited(flagship: Open) -> None:
    with pytest.raises(
        CaseError, match="on 2010-01-01 russia-taliban knew neither an indicator nor a record"
    ):
        cite(flagship, "TE028", as_of="2010-01-01")


def test_an_unknown_id_is_told_with_the_nearest(flagship: Open) -> None:
    with pytest.raises(CaseError, match="'CH0322'; did you mean 'CH032'\\?"):
        cite(flagship, "CH0322", as_of="2026-06-01")


def test_of_a_record_that_may_not_be_passed_on_only_the_source_is_told(guarded_case: Open) -> None:
    said = cite(guarded_case, "B20251", as_of="2026-06-15")
    assert TOLD not in said
    assert "Seller" not in said
    assert "record B20251" in said


def test_bibtex_holds_its_braces() -> None:
    said = HOSTILE.bibtex()
    assert said.startswith("@misc{a-b-c-,\n")
    assert r"50 \% of \{x\} TY - BOOK" in said
    assert r"A \& B\_C" in said
    plain = said.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")


def test_ris_ends_once() -> None:
    lines = HOSTILE.ris().splitlines()
    assert [line[:2] for line in lines].count("ER") == 1
    assert all(line[2:6] == "  - " for line in lines)


def test_csl_and_cff_read_back() -> None:
    (item,) = json.loads(HOSTILE.csl())
    assert item["title"] == "50 % of {x} TY - BOOK"
    assert item["issued"] == {"date-parts": [[2026, 6, 1]]}
    cff = read_document(HOSTILE.cff().encode(), "CITATION.cff").data
    assert isinstance(cff, dict)
    assert cff["title"] == "50 % of {x} TY - BOOK"
    assert cff["cff-version"] == "1.2.0"


def test_a_dataset_names_day_version_and_what_it_measures(flagship_package: Package) -> None:
    found = dataset(flagship_package.edition, url="https://example.org/case")
    assert (found["@type"], found["dateModified"]) == ("Dataset", "2026-06-01")
    measured = found["variableMeasured"]
    assert isinstance(measured, list)
    assert len(measured) == 96
    assert str(found["temporalCoverage"]).endswith("/2026-06-01")
    assert found["url"] == "https://example.org/case"


def test_a_dataset_may_stand_inside_a_script_element(flagship_package: Package) -> None:
    edition = flagship_package.edition
    evil = replace(edition, assessment=replace(edition.assessment, title=f"{SCRIPT}</script>"))
    said = dataset_json(evil)
    assert "<" not in said
    assert json.loads(said)["name"] == f"{SCRIPT}</script>"


def test_the_commands_say_what_they_did(flagship_store: Path, tmp_path: Path) -> None:
    to = str(tmp_path / "out")
    asked = ["export", "russia-taliban", "--to", to, "--format", "csv", "--as-of", "2026-06-01"]
    done = CliRunner().invoke(main, [*asked, "--store", str(flagship_store), "--only", "indicators"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        f"{to}: russia-taliban as of 1 Jun 2026",
        "Rows: indicators 96, withheld 0",
        "Left out: nothing; the terms of every record allow passing it on.",
    ]
    told = CliRunner().invoke(
        main, ["cite", "russia-taliban", "--store", str(flagship_store), "--format", "x"]
    )
    assert told.exit_code == 64
    assert told.output == "no format 'x'; there are text, bibtex, ris, csl, cff\n"
