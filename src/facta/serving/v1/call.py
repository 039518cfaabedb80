"""One call of the API: what it asks for, the edition it is answered from, and pages of lists."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from facta.assessment import known_on
from facta.errors import nearest
from facta.serving.answers import RefusedError
from facta.serving.v1.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.records import Assessment, Standing
    from facta.results import Result
    from facta.serving.library import Held
    from facta.views.edition import Edition

LIMIT: Final = 50
MOST: Final = 200
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Call:
    """What is asked of one endpoint, with the edition that answers it.

    ``named`` are the names in its path, ``given`` what stands in its query.
    """

    endpoint: str
    held: Held
    edition: Edition
    named: Mapping[str, str]
    given: Mapping[str, str]

    @property
    def case(self) -> Case:
        """The case."""
        return self.held.opened.case

    @property
    def passed(self) -> Edition:
        """The edition without what terms forbid passing on."""
        return self.held.passed(self.edition)

    @property
    def now(self) -> Assessment:
        """How the case stands, without what terms forbid passing on."""
        return self.passed.assessment

    @property
    def as_of(self) -> date:
        """The day."""
        return self.now.as_of

    @property
    def head(self) -> dict[str, object]:
        """What every answer says of itself."""
        return {"case": self.now.case, "as_of": self.as_of}

    @cached_property
    def telling(self) -> Telling:
        """Tells indicators as known on the day."""
        known = known_on(self.case, self.held.opened.records, self.as_of)
        return Telling(
            known, self.case.indicators, {one.indicator: one for one in self.edition.assessment.standings}
        )

    def standing(self, name: str) -> Standing:
        """Return how one indicator stands."""
        return self._one(name, {one.indicator: one for one in self.now.standings}, "indicator")

    def result(self, name: str) -> Result:
        """Return what one analysis says."""
        return self._one(name, {one.analysis: one for one in self.now.results}, "analysis")

    def _one(self, name: str, found: Mapping[str, Thing], what: str) -> Thing:
        if name in found:
            return found[name]
        raise missing(name, found, what)

    def page(
        self, things: Iterable[Thing], key: Callable[[Thing], str]
    ) -> tuple[list[Thing], int, str | None]:
        """Return the things of the page that is asked for, how many there are, and the next cursor.

        A cursor names the last thing of a page and the day, so that pages of one list are of one day.
        """
        every: Sequence[Thing] = list(things)
        first = self._after([key(thing) for thing in every]) if self.given.get("cursor") else 0
        last = first + self.limit
        following = None
        if last < len(every):
            following = packed({"of": self.endpoint, "as_of": str(self.as_of), "after": key(every[last - 1])})
        return list(every[first:last]), len(every), following

    @property
    def limit(self) -> int:
        """How many things are asked for."""
        said = self.given.get("limit", str(LIMIT))
        if not (said.isascii() and said.isdigit() and len(said) < len("1000") and 1 <= int(said) <= MOST):
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"limit is a number from 1 to {MOST}")
        return int(said)

    def _after(self, keys: Sequence[str]) -> int:
        said = unpacked(self.given["cursor"])
        if said.get("of") != self.endpoint or said.get("after") not in keys:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "this cursor is not of this list: begin without one")
        return keys.index(said["after"]) + 1


def missing(name: str, known: Iterable[str], what: str) -> RefusedError:
    """Say that there is no such thing, and which is nearest by name."""
    return RefusedError(HTTPStatus.NOT_FOUND, f"no {what} {name!r}{nearest(name, known)}")


def packed(said: Mapping[str, str]) -> str:
    """Write a cursor.

    >>> unpacked(packed({"after": "CT-1"}))
    {'after': 'CT-1'}
    """
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def unpacked(cursor: str) -> dict[str, str]:
    """Read a cursor; what is none says nothing.

    >>> unpacked("%%%")
    {}
    """
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return {}
    return {str(name): str(one) for name, one in said.items()} if isinstance(said, dict) else {}
