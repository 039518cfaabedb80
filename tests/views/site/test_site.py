"""Every page of a site stands on its own feet, leads only to pages that are there, and harms nobody."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from made import EDITIONS, HOSTILE, Read, argument, bare, filed, harmful, real, served
from make_argument import argued

from facta.views import site
from facta.views.links import safe
from facta.views.site.plan import safe_files

if TYPE_CHECKING:
    from facta.views.edition import Edition

every_edition = pytest.mark.parametrize("name", EDITIONS)
HANDLERS = re.compile(r"on[a-z]+")


@cache
def edition(name: str) -> Edition:
    return EDITIONS[name]()


@cache
def pages(name: str) -> dict[str, Read]:
    made = edition(name)
    return {path: Read(site.page(made, path, filed())) for path in site.paths(made)}


@every_edition
def test_every_page_has_one_heading_a_title_and_a_language(name: str) -> None:
    for path, page in pages(name).items():
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == 1, path
        assert tags.index("title") < tags.index("body")
        assert page.tags[0] == ("html", {"lang": "en"})
        assert ("main", "main") in {(tag, attributes.get("id")) for tag, attributes in page.tags}


@every_edition
def test_every_link_leads_to_a_page_an_asset_or_a_place_of_the_site(name: str) -> None:
    found = pages(name)
    places = {path: set(page.values("id")) for path, page in found.items()}
    for path, page in found.items():
        for target in [*page.values("href"), *page.values("src")]:
            if target.startswith(("http://", "https://")):
                continue
            to, _, place = target.partition("#")
            if to.startswith("/assets/"):
                assert to.removeprefix("/assets/") in site.assets()
                continue
            to = to.removeprefix("/") if to else path
            assert to in found, target
            assert not place or place in places[to], (path, target)


@every_edition
def test_no_page_has_a_style_or_a_script_of_its_own(name: str) -> None:
    for path, page in pages(name).items():
        for tag, attributes in page.tags:
            assert tag != "style", path
            assert "style" not in attributes, path
            assert not [one for one in attributes if HANDLERS.fullmatch(one)], path
            if tag == "script" and attributes.get("type") != "application/ld+json":
                assert (attributes.get("src") or "").startswith("/assets/"), path
        assert all(said.startswith("{") for said in page.scripts)


@every_edition
def test_no_place_on_a_page_has_the_name_of_another(name: str) -> None:
    for path, page in pages(name).items():
        assert [one for one, count in Counter(page.values("id")).items() if count > 1] == [], path


@every_edition
def test_the_same_edition_gives_the_same_bytes(name: str) -> None:
    first, second = EDITIONS[name](), EDITIONS[name]()
    assert site.paths(first) == site.paths(second)
    for path in site.paths(first):
        assert site.page(first, path, filed()) == site.page(second, path, filed())


def test_hostile_text_stays_text() -> None:
    for path, page in pages("harmful").items():
        assert not [one for one in page.values("href") if one.lower().startswith(("javascript", "data"))]
        assert "\u202e" not in page.said, path
        assert "\x1b" not in page.said, path
    for path, (page, _) in site.plan(edition("harmful")).places.items():
        if page.path in {"records", "indicators"} and path != "indicators":
            short = Read(site.drawer(edition("harmful"), path, served()))
            assert "script" not in {tag for tag, _ in short.tags}


def test_names_that_no_file_may_have_are_made_safe_and_stay_apart() -> None:
    paths = site.paths(edition("harmful"))
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(re.fullmatch(r"[\w./-]*", path, re.ASCII) for path in paths)
    assert not [path for path in paths if ".." in path or path.endswith("/con")]
    found = site.plan(edition("harmful")).paths("records")
    assert {"rl1", "RL1", "../../etc/passwd", "CON", "a/b?c#d"} <= set(found)


def test_a_name_that_looks_like_one_made_safe_is_kept_apart_from_it() -> None:
    taken = safe("a/b")
    files = safe_files(["a/b", taken])
    assert len(set(files.values())) == 2


def test_the_data_about_a_case_are_json_that_no_text_can_leave() -> None:
    page = site.page(edition("harmful"), "", filed())
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert "<" not in block[1]
    data = json.loads(block[1])
    assert data["@type"] == "Dataset"
    assert data["dateModified"] == edition("harmful").assessment.as_of.isoformat()
    assert "<script>" in data["name"]


def test_the_board_says_what_moved_and_leads_to_each_analysis() -> None:
    page = pages("argument")[""]
    for result in argued().results:
        assert f"/argument/{result.analysis}" in page.values("href")
    assert "/indicators/LE-1" in page.values("href")
    assert "/argument/claims#part-claims-CL20" in page.values("href")


def test_a_filter_of_the_board_says_how_many_rows_it_leaves() -> None:
    page = pages("real")[""]
    rows = [set((one or "").split()) for one in page.values("class") if (one or "").split()[:1] == ["ind"]]
    counts = dict(re.findall(r"(All|Off baseline|Level changed|Dark) (\d+)", page.said))
    assert int(counts["All"]) == len(rows)
    for label, name in {"Off baseline": "off", "Level changed": "moved", "Dark": "blind"}.items():
        assert int(counts[label]) == sum(name in row for row in rows)


def test_a_record_says_what_rests_on_it() -> None:
    page = pages("argument")["records/RL007"]
    assert "A cooperation agreement was concluded." in page.said
    assert "/argument/claims#part-claims-CL21" in page.values("href")


def test_a_record_that_may_not_be_shown_says_so() -> None:
    assert "the terms of its publisher do not allow it" in pages("argument")["records/ZZ001"].said


def test_a_case_without_analyses_has_no_menu_for_them() -> None:
    assert "Argument" not in pages("real")[""].said
    assert "Argument" in pages("argument")[""].said


def test_a_case_without_anything_has_a_board_and_no_list_of_indicators() -> None:
    assert "indicators" not in site.paths(bare())
    assert "There is no judgement" in pages("bare")[""].said


def test_only_a_served_page_has_forms() -> None:
    made = argument()
    at_hand, fetched = site.page(made, "", filed()), site.page(made, "", served(lens="risk"))
    assert "form" not in {tag for tag, _ in Read(at_hand).tags}
    page = Read(fetched)
    assert {"as_of", "since", "q"} <= set(page.values("name"))
    assert "/?lens=planner" in page.values("href")
    assert "/?since=2026-03-16" in page.values("href")
    assert "dialog" in {tag for tag, _ in page.tags}
    assert "data-drawer" in fetched
    assert "data-drawer" not in at_hand


def test_a_page_knows_which_reader_and_which_language_it_is_for() -> None:
    page = Read(site.page(argument(), "", served(lens="risk", language="ru")))
    assert page.tags[0] == ("html", {"lang": "ru"})
    current = [
        attributes["href"] for tag, attributes in page.tags if attributes.get("aria-current") == "true"
    ]
    assert "/?lens=risk" in current
    assert "/?language=ru" in current


def test_each_reader_gets_a_first_paragraph_of_their_own() -> None:
    said = {
        lens: re.search(r'<div class="opening">.*?</div>', site.page(argument(), "", filed(lens=lens)))
        for lens in ("analyst", "risk", "planner")
    }
    assert len({found[0] for found in said.values() if found}) == 3


def test_a_drawer_is_a_fragment_with_the_way_to_its_page() -> None:
    said = site.drawer(argument(), "indicators/LE-1", served())
    assert said.startswith("<p")
    assert "<html" not in said
    assert "/indicators/LE-1?lens=risk" in Read(said).values("href")


@pytest.mark.parametrize("path", ["nowhere", "records/none", "../x", "indicators/"])
def test_a_page_that_is_not_there_is_a_key_error(path: str) -> None:
    with pytest.raises(KeyError):
        site.page(argument(), path, filed())


def test_a_page_without_a_short_form_has_no_drawer() -> None:
    with pytest.raises(KeyError):
        site.drawer(argument(), "", served())


def test_search_finds_what_holds_every_word() -> None:
    made = argument()
    page = Read(site.page(made, "search", replace(served(), query="cooperation AGREEMENT")))
    assert "1 thing found" in page.said
    assert "/records/RL007?lens=risk" in page.values("href")
    assert "Nothing on this site" in site.page(made, "search", replace(served(), query="xyzzy"))
    assert "RL007" in pages("argument")["search"].said


def test_what_a_reader_searches_for_is_only_text() -> None:
    page = Read(site.page(argument(), "search", replace(served(), query=HOSTILE + '"><b>')))
    assert "script" not in {tag for tag, attributes in page.tags if "src" not in attributes}


def test_a_megabyte_of_text_has_a_short_title() -> None:
    found = site.plan(harmful()).titles
    assert max(map(len, found.values())) < 400


def test_the_assets_are_ours_and_light() -> None:
    found = site.assets()
    assert sum(len(one.body) for name, one in found.items() if name.endswith(".js")) < 60_000
    style = found["site.css"].body.decode()
    assert not re.findall(r"url\((?!ibm-plex)", style.replace("url(#hatch)", ""))
    assert set(re.findall(r"url\(([\w.-]+\.woff2)\)", style)) == {n for n in found if n.endswith(".woff2")}
    assert (
        sum(len(gzip.compress(one.body)) for name, one in found.items() if "cyrillic" not in name) < 100_000
    )


def test_real_pages_show_the_day_and_the_snapshot() -> None:
    for path in site.paths(real()):
        page = pages("real")[path]
        assert "As of 15 Jun 2026" in page.said
        assert edition("real").assessment.inputs.store_digest[:12] in page.said
