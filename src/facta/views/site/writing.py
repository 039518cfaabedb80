"""Write one page of the site, whole or short, with what every page shares."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from facta.views import findings, page, words
from facta.views.language import marked
from facta.views.site.assets import HTMX, ICON, SCRIPT, STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.views.site.frame import Frame
    from facta.views.site.kinds import Page
    from facta.views.site.plan import Plan

LENSES = {
    "analyst": marked("Analyst"),
    "risk": marked("Risk officer"),
    "planner": marked("Planner"),
}
LANGUAGES = {"en": "English", "ru": "Русский"}
SEARCH = "search"
ANCHORS = {3: 91, 6: 182, 12: 365}


class Entry(NamedTuple):
    """A line of the navigation; one with ``lines`` is a menu. Words of ``ours`` are translated."""

    label: str
    address: str
    current: bool = False
    lines: tuple[Entry, ...] = ()
    ours: bool = True


class Turn(NamedTuple):
    """A choice of the reader and the address of the same page under it."""

    key: str
    label: str
    address: str
    current: bool


def written(plan: Plan, path: str, frame: Frame, *, short: bool = False) -> str:
    """Write the page at a path, or its short form.

    Raises
    ------
    KeyError
        Where there is none.
    """
    place, name = plan.places[path]
    shown = place.shown(plan, frame, name)
    template = shown.drawer if short else shown.template
    if not template:
        raise KeyError(path)
    known = {**_known(plan, path, frame), "title": shown.title, **shown.known}
    if not short:
        known |= _framed(plan, path, frame)
    return page.templates(frame.language).get_template(template).render(known).replace(">\n<", "><")


def _known(plan: Plan, path: str, frame: Frame) -> dict[str, object]:
    """Return what every template knows."""
    edition = plan.edition
    return {
        "plan": plan,
        "path": path,
        "frame": frame,
        "edition": edition,
        "assessment": edition.assessment,
        "case": edition.case,
        "change": edition.change,
        "links": plan.links(frame),
    }


def _framed(plan: Plan, path: str, frame: Frame) -> dict[str, object]:
    """Return what the frame of a page shows: the ways to others, the day, and what the reader chose."""
    assessment = plan.assessment
    return {
        "nav": tuple(_entries(plan, path, frame)),
        "newest": findings.newest(assessment, plan.edition.today),
        "coverage": findings.coverage(assessment.standings),
        "share": words.share(assessment.inputs.assumed, assessment.inputs.records),
        "anchors": tuple(_anchors(plan, path, frame)),
        "briefed": _since(plan, path, frame, frame.briefed) if frame.briefed else None,
        "lenses": tuple(_turns(path, frame, "lens", LENSES)),
        "languages": tuple(_turns(path, frame, "language", LANGUAGES)),
        "files": {"style": STYLE, "script": SCRIPT, "htmx": HTMX, "icon": ICON},
    }


def _entries(plan: Plan, path: str, frame: Frame) -> Iterator[Entry]:
    """Yield the navigation in the order of the door; a served page has a field to search in instead."""
    for menu, neighbours in groupby(plan.pages, lambda one: one.menu):
        found = [one for page in neighbours for one in _entry(plan, page, path, frame)]
        if menu and found:
            yield Entry(menu, "", any(one.current for one in found), tuple(found))
        else:
            yield from found


def _entry(plan: Plan, one: Page, path: str, frame: Frame) -> Iterator[Entry]:
    """Yield the line of one page, or the menu of pages of one kind; nothing where it has no word."""
    if not one.label or (frame.served and one.path == SEARCH):
        return
    if one.each is None:
        above = path == one.path or bool(one.path and path.startswith(f"{one.path}/"))
        yield Entry(one.label, frame.address(one.path), above)
        return
    lines = tuple(
        Entry(plan.titles[to], frame.address(to), to == path, ours=False)
        for to in plan.paths(one.path).values()
    )
    if lines:
        yield Entry(one.label, "", any(line.current for line in lines), lines)


def _anchors(plan: Plan, path: str, frame: Frame) -> Iterator[Turn]:
    """Yield the earlier days that a page is usually compared with, by months back."""
    for months, days in ANCHORS.items() if frame.turned else ():
        turn = _since(plan, path, frame, plan.assessment.as_of - timedelta(days=days))
        yield turn._replace(key=str(months), label=str(months))


def _since(plan: Plan, path: str, frame: Frame, day: date) -> Turn:
    """Return the same page compared with a day."""
    change = plan.edition.change
    address = frame.turned(path, {"since": day.isoformat()}) if frame.turned else ""
    return Turn(str(day), words.day(day), address, change is not None and change.was == day)


def _turns(path: str, frame: Frame, choice: str, words_of: dict[str, str]) -> Iterator[Turn]:
    """Yield the same page under each choice."""
    for key, label in words_of.items() if frame.turned else ():
        address = frame.turned(path, {choice: key}) if frame.turned else ""
        yield Turn(key, label, address, getattr(frame, choice) == key)
