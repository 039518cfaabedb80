"""What other programs subscribe to: alerts as Atom and JSON Feed, what is due as a calendar."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from facta.serving.answers import RefusedError, answer
from facta.serving.asked import Asked, read
from facta.serving.shelf import Made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from facta.alerts.log import Entry
    from facta.serving.library import Held, Library

ATOM: Final = "application/atom+xml; charset=utf-8"
JSON_FEED: Final = "application/feed+json; charset=utf-8"
CALENDAR: Final = "text/calendar; charset=utf-8"


class Feeds:
    """The feeds of one case; each takes ``as_of``."""

    def __init__(self, library: Library, own: Asked) -> None:
        self.library, self.own = library, own

    def routes(self) -> Iterator[Route]:
        """Yield their addresses."""
        yield Route("/feed.xml", self.atom)
        yield Route("/feed.json", self.json_feed)
        yield Route("/calendar.ics", self.calendar)

    def atom(self, request: Request) -> Response:
        """Answer with the newest alerts as Atom."""
        from facta.alerts.feeds import atom  # noqa: PLC0415  (what is on the shelf comes first)

        held, asked = self.library.held(), self._asked(request)
        case = held.opened.case
        body = atom(case.name, case.title, known(held, asked.as_of), site=_site(request))
        return answer(request, Made.of(body, ATOM))

    def json_feed(self, request: Request) -> Response:
        """Answer with the newest alerts as a JSON Feed."""
        from facta.alerts.feeds import json_feed  # noqa: PLC0415

        held, asked = self.library.held(), self._asked(request)
        case = held.opened.case
        body = json_feed(case.name, case.title, known(held, asked.as_of), site=_site(request))
        return answer(request, Made.of(body, JSON_FEED))

    def calendar(self, request: Request) -> Response:
        """Answer with what is due as a calendar."""
        from facta.alerts.calendar import calendar  # noqa: PLC0415
        from facta.exports.deadlines import due  # noqa: PLC0415

        held, asked = self.library.held(), self._asked(request)
        edition = held.passed(held.edition(asked))
        case, as_of = held.opened.case, edition.assessment.as_of
        body = calendar(case.name, case.title, due(edition), as_of=as_of, site=_site(request))
        return answer(request, Made.of(body, CALENDAR))

    def _asked(self, request: Request) -> Asked:
        given = {"as_of": request.query_params.get("as_of", "")}
        try:
            return read(given, self.own, self.library.today)
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from None


def known(held: Held, as_of: date | None) -> list[Entry]:
    """Return the lines of the log of alerts that tell of a day up to ``as_of``, oldest first."""
    from facta.alerts.log import Log  # noqa: PLC0415

    entries = Log(held.store, held.opened.case.name).entries()
    return [one for one in entries if as_of is None or str(one.data.get("as_of", "")) <= str(as_of)]


def _site(request: Request) -> str:
    return f"http://{request.headers['host']}/"
