"""The plan of a site: which pages an edition has, and where everything in it stands."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from facta.views import rows
from facta.views.links import Links, anchor, digest, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from facta.records import Assessment
    from facta.results import Item, Result
    from facta.views.edition import Edition
    from facta.views.rows import Row, Strand
    from facta.views.site.frame import Frame
    from facta.views.site.kinds import Page
    from facta.views.texts import RecordLine

INDICATORS, ARGUMENT, RECORDS = "indicators", "argument", "records"


class Plan:
    """An edition laid out as a site.

    Attributes
    ----------
    edition
        What is shown.
    places
        Every page by its path, with the name of what it is about, in the order of the door.
    titles
        What each page is about, by its path.
    """

    def __init__(self, edition: Edition, pages: Sequence[Page]) -> None:
        self.edition = edition
        self.pages = tuple(one for one in pages if one.there(edition))
        self.places: dict[str, tuple[Page, str]] = {}
        self.titles: dict[str, str] = {}
        self._named: dict[tuple[str, str], str] = {}
        for one in self.pages:
            if one.each is None:
                self.places[one.path] = (one, "")
                self.titles[one.path] = one.label
                continue
            named = one.each(edition)
            for name, file in safe_files(named).items():
                path = f"{one.path}/{file}"
                self.places[path] = (one, name)
                self.titles[path] = named[name]
                self._named[one.path, name] = path

    @property
    def assessment(self) -> Assessment:
        """How the case stands."""
        return self.edition.assessment

    def path(self, kind: str, name: str) -> str:
        """Return the path of the page of one thing: ``path("indicators", "CT-1")``.

        Raises
        ------
        KeyError
            Where it has no page.
        """
        return self._named[kind, name]

    def paths(self, kind: str) -> dict[str, str]:
        """Return the path of every page of a kind, by the name of what it is about."""
        return {name: path for (of, name), path in self._named.items() if of == kind}

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        """The indicators by strand, without their large charts."""
        edition = self.edition
        return rows.strands(self.assessment, edition.case, edition.change, whole=False)

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """The same by the key of the indicator."""
        return {row.standing.indicator: row for strand in self.strands for row in strand.rows}

    @cached_property
    def records(self) -> Mapping[str, RecordLine | None]:
        """Every record that anything here rests on; None for one that is not shown, by its id."""
        return records(self.edition)

    @cached_property
    def counted_by(self) -> Mapping[str, tuple[str, ...]]:
        """Which indicators show a record among their newest, by the id of the record."""
        found: dict[str, list[str]] = {}
        for name, lines in self.edition.case.records.items():
            for line in lines:
                found.setdefault(line.ref, []).append(name)
        return {ref: tuple(dict.fromkeys(names)) for ref, names in found.items()}

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[tuple[Result, Item], ...]]:
        """Which parts of the argument rest on a record, by its id."""
        return self._resting(lambda item: item.records)

    @cached_property
    def rested_on(self) -> Mapping[str, tuple[tuple[Result, Item], ...]]:
        """Which parts of the argument rest on an indicator, an analysis or a part, by its name."""
        return self._resting(lambda item: item.rests_on)

    def _resting(self, on: Callable[[Item], Iterable[str]]) -> dict[str, tuple[tuple[Result, Item], ...]]:
        found: dict[str, list[tuple[Result, Item]]] = {}
        for result in self.assessment.results:
            for item in result.items:
                for name in dict.fromkeys(on(item)):
                    found.setdefault(name, []).append((result, item))
        return {name: tuple(parts) for name, parts in found.items()}

    @cached_property
    def _links(self) -> Links:
        return Links(self.assessment, self.records)

    @cached_property
    def _standing(self) -> Mapping[str, str]:
        """Where each place stands: its path, with the place on the page after a hash where needed."""
        found = {anchor("rec", name): path for name, path in self.paths(RECORDS).items()}
        for result in self.assessment.results:
            path = self._named.get((ARGUMENT, result.analysis))
            if path is not None:
                found[anchor("h-a", result.analysis)] = path
                places = (anchor("part", result.analysis, item.key) for item in result.items)
                found |= {place: f"{path}#{place}" for place in places}
        return found | {anchor("i", name): path for name, path in self.paths(INDICATORS).items()}

    def links(self, frame: Frame) -> Links:
        """Return the links of a page: each place by the address of the page on which it stands."""

        def address(place: str) -> str:
            path, hashed, at = self._standing[place].partition("#")
            return f"{frame.address(path)}{hashed}{at}"

        return self._links.leading(address, drawer=frame.served)


def records(edition: Edition) -> dict[str, RecordLine | None]:
    """Return every record that anything in an edition rests on; None for one that is not shown."""
    results, case = edition.assessment.results, edition.case
    lines: dict[str, RecordLine | None]
    lines = dict.fromkeys(ref for result in results for item in result.items for ref in item.records)
    lines |= {line.ref: line for found in case.records.values() for line in found}
    lines |= case.cited
    return {ref: lines[ref] for ref in sorted(lines)}


def safe_files(names: Iterable[str]) -> dict[str, str]:
    """Give each name a safe one of its own, also where a disk takes CT-1 and ct-1 for the same.

    >>> safe_files(["CT-1", "a/b", "x", "X"])
    {'CT-1': 'CT-1', 'a/b': 'a-b-c14cddc0', 'x': 'x-2d711642', 'X': 'X-4b68ab38'}
    """
    given = {name: safe(name) for name in names}
    often = Counter(file.casefold() for file in given.values())
    return {
        name: file if often[file.casefold()] == 1 else f"{file}-{digest(name)}"
        for name, file in given.items()
    }
