"""Trajectories, hypotheses, changes, sources, maps, exposure and the brief, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from made import HOSTILE, Read, bare, filed, harmful, served
from make import EARLIER, TODAY, flagship
from make_trajectories import ATTACKS, DRILLS, NOW, THEN
from make_words import case, change

from facta.records import Difference
from facta.views import site
from facta.views.charts.shapes import Counted
from facta.views.edition import Edition
from facta.views.site.changes import signed_points
from facta.views.site.sources import SHARING
from facta.views.texts import CaseText, DriftText, PlacesText, SourceText

MINE = ("trajectories", "hypotheses", "changes", "sources", "map", "brief")
TEXTS = ("title", "publisher", "licence", "limitation")
WEEKS = tuple(date(2025, 6, 2) for _ in range(4))


def source(name: str, **said: object) -> SourceText:
    known: dict[str, object] = {
        "title": "Attacks by week", "publisher": "UN", "url": "https://un.org/x", "licence": "CC BY 4.0",
        "sharing": "attribution", "collected": True, "lag_days": 30, "limitation": "It sees reports.",
        "records": 12, "heard": date(2026, 5, 30), "weeks": ("complete", "failed", "partial", "not asked"),
        "feeds": (ATTACKS, DRILLS), "gaps": ("7 days: no answer",), "cites": (("UNAMA", 12),), "cited": 1,
    }  # fmt: skip
    return SourceText(name=name, **{**known, **said})  # type: ignore[arg-type]


def places(label: str = "Kabul") -> tuple[PlacesText, ...]:
    counted = (
        Counted(label=label, lat=34.5, lon=69.2, count=3),
        Counted(label="Kunduz", lat=36.7, lon=68.9, count=1),
    )
    return (PlacesText(indicator=ATTACKS, since=date(2021, 6, 1), places=counted, counted=5, unplaced=1),)


def words_of(base: CaseText, said: str = "It drifts.") -> CaseText:
    drift = DriftText(about=DRILLS, title="Drills", way="fall", says=said)
    silent = source("other", records=0, heard=None, weeks=("not asked",) * 4, title=said)
    return replace(base, sources=(source("attacks"), silent), weeks=WEEKS, places=places(), drifts=(drift,))


@cache
def edition() -> Edition:
    moved = Difference(
        indicator=DRILLS, title="Drills", cause="the world", was="level 2 straining", now="level 0",
        level_was=2, level_now=0, reason="Q1 2026: 0 drills.",
    )  # fmt: skip
    late = replace(moved, indicator=ATTACKS, title="Attacks", cause="the data", was="level 0", now="level 0")
    known = change()
    differences = (*(one for one in known.differences if one.indicator not in {ATTACKS, DRILLS}), moved, late)
    return Edition(
        assessment=replace(flagship(), results=(NOW,)),
        was=replace(flagship(), as_of=EARLIER, results=(THEN,)),
        change=replace(known, differences=differences),
        case=words_of(case()),
        today=TODAY,
    )


@cache
def page(path: str) -> Read:
    return Read(site.page(edition(), path, filed()))


def test_every_page_is_on_the_door() -> None:
    assert set(MINE) <= set(site.paths(edition()))
    assert "map/iskp-attacks-un" in site.paths(edition())
    assert "exposure" not in site.paths(edition())


def test_a_case_without_analyses_or_an_earlier_day_has_no_page_for_them() -> None:
    found = set(site.paths(bare()))
    assert not found & {"trajectories", "hypotheses", "changes", "sources", "map", "exposure"}
    assert "brief" in found


def test_a_trajectory_stands_with_its_chance_its_word_and_its_interval() -> None:
    said = page("trajectories").said
    assert "Fifty equally likely futures" in said
    assert "It holds, by hand." in said
    assert "'It holds' leads" in page("trajectories").values("aria-label")
    assert "90 % interval" in said


def test_the_matrix_has_what_separates_what_is_sensitive_and_what_depends() -> None:
    said = page("hypotheses").said
    for words in ("'Drills' tells most", "Attacks would change it most", "It leads anyway", "Dependence"):
        assert words in said
    assert "it counts 0.67" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_several_analyses_of_trajectories_share_a_page_with_one_heading() -> None:
    other = replace(NOW, analysis="again", title="Weighed again", drawings=(), tables=())
    made = replace(edition(), assessment=replace(edition().assessment, results=(NOW, other)))
    for path in ("trajectories", "hypotheses"):
        found = Read(site.page(made, path, filed()))
        assert [tag for tag, _ in found.tags].count("h1") == 1
        assert "Weighed again" in found.said
        ids = found.values("id")
        assert len(ids) == len(set(ids))


def test_trajectories_without_evidence_are_said_to_have_none() -> None:
    alone = replace(NOW, drawings=(), tables=())
    made = replace(edition(), assessment=replace(edition().assessment, results=(alone,)))
    assert "No evidence was seen." in Read(site.page(made, "hypotheses", filed())).said


def test_a_change_says_what_it_did_to_the_odds() -> None:
    said = page("changes").said
    assert "What moved the odds most:" in said
    assert "It holds +" in said
    assert "It fails \N{MINUS SIGN}" in said


def test_what_the_world_and_the_data_moved_has_its_effect_once() -> None:
    known = edition().change
    assert known
    moved = next(one for one in known.differences if one.indicator == DRILLS)
    data = replace(moved, cause="the data", was="level 0", now="level 0", reason="May 2026 revised.")
    made = replace(edition(), change=replace(known, differences=(data, *known.differences)))
    said = Read(site.page(made, "changes", filed())).said
    assert said.count("It holds +") == 2  # in the lead, and where the level moved
    assert said.index("It holds +", said.index("In the world")) < said.index("May 2026 revised.")


def test_changes_of_the_world_stand_before_those_of_the_data() -> None:
    said = page("changes").said
    world, data, drift = (said.index(word) for word in ("In the world", "log of revisions", "Slow drift"))
    assert world < data < drift
    assert "It drifts." in said


@pytest.mark.parametrize(
    ("points", "said"), [(1.2, "+1 point"), (-4.4, "\N{MINUS SIGN}4 points"), (0.3, "0 points")]
)
def test_a_move_in_points_has_its_sign(points: float, said: str) -> None:
    assert signed_points(points) == said


def test_a_source_tells_its_terms_its_limits_and_what_it_leaves_dark() -> None:
    said = page("sources").said
    assert "1 of 2 sources gave records" in said
    for words in (
        "CC BY 4.0",
        SHARING["attribution"],
        "It sees reports.",
        "7 days: no answer",
        "UNAMA 12",
    ):
        assert words in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "nothing by this day" in said
    assert "; no indicator" not in said


def test_an_indicator_that_rests_on_a_silent_source_alone_is_counted_in_the_title() -> None:
    dark = next(one for one in edition().assessment.standings if one.level is None)
    silent = source("other", records=0, heard=None, feeds=(dark.indicator,))
    made = replace(edition(), case=replace(edition().case, sources=(source("attacks"), silent)))
    said = Read(site.page(made, "sources", filed())).said
    assert "1 of 2 sources gave records; one indicator rests on the others alone" in said


def test_a_source_by_week_is_drawn_and_said() -> None:
    grid = page("sources")
    assert any("Weeks by source." in text for text in grid.text)
    assert "weeks by state" in grid.said


def test_a_map_says_where_most_of_it_is_and_what_is_not_on_it() -> None:
    said = page("map/iskp-attacks-un").said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Kabul has 3 of 5, since 1 Jun 2021" in said
    assert "1 record without a place" in said


def test_a_tie_on_a_map_is_said_as_one() -> None:
    even = PlacesText(
        indicator=ATTACKS,
        since=date(2021, 6, 1),
        places=tuple(Counted(label=name, lat=34.5, lon=69.2, count=2) for name in ("Kabul", "Kunduz")),
        counted=4,
        unplaced=0,
    )
    made = replace(edition(), case=replace(edition().case, places=(even,)))
    assert "Kabul and Kunduz have 2 of 4 each" in Read(site.page(made, "map/iskp-attacks-un", filed())).said


def test_exposure_is_there_only_with_a_network_and_takes_no_file() -> None:
    corridor = replace(NOW, analysis="corridor", kind="corridor", title="Corridors")
    made = replace(
        edition(),
        assessment=replace(edition().assessment, results=(NOW, corridor)),
        case=replace(edition().case, routed=True),
    )
    for frame in (filed(), served()):
        found = Read(site.page(made, "exposure", frame))
        assert "--exposure mine.csv" in found.said
        assert "--register register.csv" in found.said
        assert "file" not in found.values("type")
        main = [tag for tag, _ in found.tags]
        assert "textarea" not in main


def test_the_brief_has_a_paragraph_for_each_reader() -> None:
    said = page("brief").said
    for words in ("analyst", "risk officer", "planner", "--pages 2 --format pdf", "--lens planner"):
        assert words in said


def test_a_hostile_case_breaks_none_of_these_pages() -> None:
    made = harmful()
    named = made.assessment.standings[0].indicator
    text = words_of(made.case, HOSTILE)
    where = replace(places(HOSTILE)[0], indicator=named)
    wild = replace(NOW, title=HOSTILE, headline=HOSTILE, editorial=HOSTILE)
    hostile = replace(
        made,
        assessment=replace(made.assessment, results=(wild,)),
        case=replace(
            text,
            places=(where,),
            sources=(source(HOSTILE, url="javascript:alert(1)", **dict.fromkeys(TEXTS, HOSTILE)),),
        ),
    )
    for path in site.paths(hostile):
        if path.split("/")[0] in MINE:
            html = site.page(hostile, path, filed())
            found = Read(html)
            assert "<script>alert" not in html
            assert "javascript:" not in " ".join(found.values("href"))
            assert "\u202e" not in html


def test_the_same_edition_gives_the_same_bytes() -> None:
    for path in MINE:
        assert site.page(edition(), path, filed()) == site.page(edition(), path, filed())
