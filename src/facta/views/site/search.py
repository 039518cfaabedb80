"""Search: everything on the site by its name, or what holds the words that a reader looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from facta.views import words
from facta.views.language import many, marked, say, wrapped
from facta.views.links import anchor
from facta.views.site.kinds import Shown
from facta.views.site.plan import INDICATORS, RECORDS
from facta.views.site.record import titled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan


class Entry(NamedTuple):
    """One thing that can be found: its name, what it is called, and where it stands."""

    name: str
    said: str
    address: str
    note: str = ""


class Group(NamedTuple):
    """Things of one kind; a page shows ``hits``, which are all of them where nothing is asked."""

    title: str
    hits: Sequence[Entry]


def shown(plan: Plan, frame: Frame, _: str) -> Shown:
    """Show everything that can be found, or what holds every word of the query."""
    wanted = words.clean(frame.query).casefold().split()
    groups = [
        Group(marked("Pages"), _kept(_pages(plan, frame), wanted)),
        Group(marked("Indicators"), _kept(_indicators(plan, frame), wanted)),
        Group(marked("Parts of the argument"), _kept(_parts(plan, frame), wanted)),
        Group(marked("Records"), _kept(_records(plan, frame), wanted)),
    ]
    found = sum(len(group.hits) for group in groups)
    title = (
        many("%(count)s thing found", "%(count)s things found", found)
        if wanted
        else many("All %(count)s things on this site", "All %(count)s things on this site", found)
    )
    return Shown(title=title, template="site/search.html", known={"groups": groups})


def _kept(entries: Iterator[Entry], wanted: Sequence[str]) -> list[Entry]:
    return [one for one in entries if _holds(_read(one), wanted)]


def _read(one: Entry) -> str:
    """Return what a reader sees of an entry, without the marks of its language."""
    told = (said.striptags() if isinstance(said, Markup) else said for said in one)
    name, said, _, note = told
    return f"{name} {said} {note}".casefold()


def _holds(said: str, wanted: Sequence[str]) -> bool:
    return all(word in said for word in wanted)


def _pages(plan: Plan, frame: Frame) -> Iterator[Entry]:
    for path, (page, _) in plan.places.items():
        if page.label:
            title = plan.titles[path]
            yield Entry("", wrapped(title) if page.each else say(title), frame.address(path))


def _indicators(plan: Plan, frame: Frame) -> Iterator[Entry]:
    for name, path in plan.paths(INDICATORS).items():
        yield Entry(name, plan.titles[path], frame.address(path), plan.rows[name].stand)


def _parts(plan: Plan, frame: Frame) -> Iterator[Entry]:
    links = plan.links(frame)
    for result in plan.assessment.results:
        for item in result.items:
            address = links.address(anchor("part", result.analysis, item.key))
            yield Entry(item.key, item.title, address, wrapped(f"{result.title}: {item.says}"))


def _records(plan: Plan, frame: Frame) -> Iterator[Entry]:
    for name, path in plan.paths(RECORDS).items():
        line = plan.records[name]
        note = wrapped(f"{line.when}, {line.publisher or 'unnamed publisher'}") if line else say("not shown")
        yield Entry(name, titled(line, name), frame.address(path), note)
