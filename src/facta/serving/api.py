"""The addresses of the API: each endpoint answered from an edition, its document, and a plain list."""

from __future__ import annotations

import json
from dataclasses import replace
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote, urlencode

from starlette.routing import Route, compile_path

from facta.errors import nearest
from facta.serving.answers import RefusedError, answer
from facta.serving.asked import Asked, day_of, read
from facta.serving.shelf import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from facta.serving.library import Library
    from facta.serving.v1.call import Call
    from facta.serving.v1.endpoints import Endpoint
    from facta.serving.v1.models import Answer

Told = TypeVar("Told", bound="Answer")

BASE: Final = "/api/v1"
JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"
LONGEST: Final = 80  # characters of a path that is told back


class Api:
    """The API of one case; ``own`` is what a request stands for that names no day."""

    def __init__(self, library: Library, own: Asked) -> None:
        self.library, self.own = library, own

    def routes(self) -> Iterator[Route]:
        """Yield the addresses under ``/api``."""
        yield Route("/api", self.listed)
        yield Route(BASE, self.listed)
        yield Route(f"{BASE}/openapi.json", self.document)
        yield Route(f"{BASE}/{{path:path}}", self.told)

    def listed(self, request: Request) -> Response:
        """Answer with a plain page that lists the endpoints."""
        from facta.serving.v1.listing import page  # noqa: PLC0415  (what is on the shelf comes first)

        return answer(request, Made.of(page(self.library.held().opened.case.title).encode(), HTML))

    def document(self, request: Request) -> Response:
        """Answer with the OpenAPI document."""
        from facta.serving.v1.document import document  # noqa: PLC0415

        said = json.dumps(document(self.library.held().opened.case.title), ensure_ascii=False)
        return answer(request, Made.of(said.encode(), "application/vnd.oai.openapi+json;version=3.1"))

    def told(self, request: Request) -> Response:
        """Answer one endpoint."""
        endpoint, named = self._endpoint(request.path_params["path"])
        told = self.answered(endpoint.answer, named, _given(request, endpoint))
        made = Made.of(told.model_dump_json().encode(), JSON)
        links = _links(request, str(told.as_of), getattr(told, "next", None))
        changed = format_datetime(self.library.spot.changed(), usegmt=True)
        return answer(request, made, link=links, last_modified=changed)

    def answered(
        self, answer: Callable[[Call], Told], named: Mapping[str, str], given: Mapping[str, str]
    ) -> Told:
        """Return what the function of an endpoint answers.

        ``named`` are the names in its path, ``given`` what else is asked.

        Raises
        ------
        RefusedError
            Where there is no such thing or no such day.
        """
        from facta.serving.v1.call import Call  # noqa: PLC0415

        asked = self._asked(given)
        held = self.library.held()
        try:
            edition = held.edition(asked)
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from None
        with held.reading:
            return answer(Call(answer.__name__, held, edition, named, given))

    def _endpoint(self, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Return what answers a path, and the names in it."""
        from facta.serving.v1.endpoints import ENDPOINTS  # noqa: PLC0415

        for endpoint in ENDPOINTS:
            pattern, _, _ = compile_path(f"/{endpoint.path}")
            if found := pattern.fullmatch(f"/{path}"):
                return endpoint, found.groupdict()
        known = [endpoint.path for endpoint in ENDPOINTS]
        message = (
            f"the API has no {path[:LONGEST]!r}{nearest(path[:LONGEST], known)}; {BASE} lists what it has"
        )
        raise RefusedError(HTTPStatus.NOT_FOUND, message)

    def _asked(self, given: Mapping[str, str]) -> Asked:
        """Read the day; that of a cursor is kept."""
        from facta.serving.v1.call import unpacked  # noqa: PLC0415

        kept = unpacked(given["cursor"]).get("as_of", "") if given.get("cursor") else ""
        try:
            asked = read(
                {name: given.get(name, "") for name in ("as_of", "since")}, self.own, self.library.today
            )
            if not kept:
                return asked
            day = day_of(kept, self.library.today)
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from None
        if given.get("as_of") and day != asked.as_of:
            message = f"this cursor is of a list as of {day}: leave out as_of, or begin without a cursor"
            raise RefusedError(HTTPStatus.BAD_REQUEST, message)
        return replace(asked, as_of=day)


def _given(request: Request, endpoint: Endpoint) -> dict[str, str]:
    """Return the query; a word that the endpoint does not know is no day silently left out."""
    given = dict(request.query_params)
    known = ("as_of", *endpoint.takes)
    for name in given:
        if name not in known:
            message = f"{endpoint.path} does not take {name[:LONGEST]!r}{nearest(name[:LONGEST], known)}"
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"{message}; it takes {', '.join(known)}")
    return given


def _links(request: Request, as_of: str, following: str | None) -> str:
    """Write the address to cite, pinned to its day, and that of the next page."""
    given = dict(request.query_params)
    base = f"http://{request.headers['host']}{quote(request.url.path)}"
    links = [f'<{base}?{urlencode(given | {"as_of": as_of})}>; rel="cite-as"']
    if following:
        links.append(f'<{base}?{urlencode(given | {"cursor": following})}>; rel="next"')
    return ", ".join(links)
