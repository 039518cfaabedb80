"""The door of the site: every page of an edition, its drawers and its assets.

A page is a function in a file of its own and a line of `PAGES`, in the order of the navigation.
The same edition and frame give the same bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from facta.views.language import marked, speaking
from facta.views.site import (
    argument,
    changes,
    exposure,
    forward,
    home,
    indicator,
    places,
    record,
    replay,
    rules,
    search,
    sources,
    track,
    trajectories,
)
from facta.views.site.assets import Asset, assets
from facta.views.site.frame import Frame, Language, Lens
from facta.views.site.kinds import Page, Shown
from facta.views.site.plan import Plan
from facta.views.site.writing import written

if TYPE_CHECKING:
    from facta.views.edition import Edition

__all__ = [
    "PAGES",
    "Asset",
    "Frame",
    "Language",
    "Lens",
    "Page",
    "Plan",
    "Shown",
    "assets",
    "drawer",
    "page",
    "paths",
    "plan",
]

RECORD = marked("Track record")
PAGES: tuple[Page, ...] = (
    Page(path="", label=marked("Board"), shown=home.shown),
    Page(path="indicators", label=marked("Indicators"), shown=indicator.listed, there=indicator.there),
    Page(path="indicators", shown=indicator.shown, each=indicator.each),
    Page(
        path="trajectories", label=marked("Trajectories"), shown=trajectories.shown, there=trajectories.there
    ),
    Page(
        path="hypotheses", label=marked("Hypotheses"), shown=trajectories.hypotheses, there=trajectories.there
    ),
    Page(path="argument", label=marked("Argument"), shown=argument.shown, each=argument.each),
    Page(path="map", label=marked("Map"), shown=places.listed, there=places.there),
    Page(path="map", shown=places.shown, each=places.each),
    Page(path="changes", label=marked("Changes"), shown=changes.shown, there=changes.there),
    Page(path="sources", label=marked("Sources"), shown=sources.shown, there=sources.there),
    Page(path="track-record", label=marked("Forecasts"), menu=RECORD, shown=track.shown, there=track.there),
    Page(path="rules", label=marked("Rules"), menu=RECORD, shown=rules.shown, there=rules.there),
    Page(path="replay", label=marked("Replay"), menu=RECORD, shown=replay.shown, there=replay.there),
    Page(path="exposure", label=marked("Exposure"), shown=exposure.shown, there=exposure.there),
    Page(path="brief", label=marked("Brief"), shown=forward.shown),
    Page(path="records", shown=record.shown, each=record.each),
    Page(path="search", label=marked("Search"), shown=search.shown),
)


@lru_cache(maxsize=8)
def plan(edition: Edition, language: Language = "en") -> Plan:
    """Lay an edition out as a site in a language, once."""
    with speaking(language):
        return Plan(edition, PAGES)


def paths(edition: Edition) -> tuple[str, ...]:
    """Return the path of every page of the site of an edition; ``""`` is the board."""
    return tuple(plan(edition).places)


def page(edition: Edition, path: str, frame: Frame) -> str:
    """Write a page.

    Raises
    ------
    KeyError
        Where the site has no such page.
    """
    with speaking(frame.language):
        return written(plan(edition, frame.language), path, frame)


def drawer(edition: Edition, path: str, frame: Frame) -> str:
    """Write the short form of a page: a fragment for the drawer.

    Raises
    ------
    KeyError
        Where the site has no such page, or the page has no short form.
    """
    with speaking(frame.language):
        return written(plan(edition, frame.language), path, frame, short=True)
