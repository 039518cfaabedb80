"""The pages of the site: from the shelf where they are, made where they are not."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from facta.serving import briefs
from facta.serving.answers import ALWAYS_ASK, FOR_A_WEEK, RefusedError, answer
from facta.serving.asked import Asked, read
from facta.serving.shelf import Made
from facta.serving.state import program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from facta.serving.library import Held, Library
    from facta.serving.shelf import Shelf
    from facta.views.edition import Edition
    from facta.views.site import Frame

HTML: Final = "text/html; charset=utf-8"
SEARCH: Final = "search"
LONGEST_WORDS: Final = 200
NEAREST: Final = 5
WORDS: Final = {"as_of": "as_of", "since": "since", "lens": "lens", "language": "lang"}


@dataclass(frozen=True)
class Seen:
    """What one request wants to see: a path, its short form or not, words to search for, and how."""

    asked: Asked
    path: str
    short: bool = False
    query: str = ""

    @property
    def kept(self) -> bool:
        """Whether it goes on the shelf: what somebody searched for does not."""
        return not self.query

    @property
    def name(self) -> str:
        """Its name on the shelf."""
        return f"{self.path}?drawer" if self.short else self.path


class Pages:
    """Pages of one case; ``own`` is what an address stands for that says nothing."""

    def __init__(self, library: Library, shelf: Shelf, own: Asked) -> None:
        self.library, self.shelf, self.own = library, shelf, own

    def page(self, request: Request) -> Response:
        """Answer with a page or its drawer."""
        return answer(request, self.made(self._seen(request)))

    def asset(self, request: Request) -> Response:
        """Answer with a style, a script or a font."""
        name = request.path_params["name"]
        made = self.shelf.get(program(), name) or self._assets.get(name)
        if made is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, f"There is no {name!r} here.")
        cache = FOR_A_WEEK if request.query_params.get("v") == made.tag[:8] else ALWAYS_ASK
        return answer(request, made, cache=cache)

    def is_kept(self) -> bool:
        """Tell whether the board as it stands now is on the shelf."""
        state = self.library.spot.state()
        return state is not None and self.shelf.get(self._key(state, self.own), "") is not None

    def made(self, seen: Seen) -> Made:
        """Return a page from the shelf, or make it and put it there.

        Raises
        ------
        RefusedError
            Where there is no such page or no such day.
        """
        state = self.library.spot.state()
        if seen.kept and state is not None:
            found = self.shelf.get(self._key(state, seen.asked), seen.name)
            if found is not None:
                return found
        held = self.library.held()
        made = Made.of(self._written(held, seen).encode("utf-8", "replace"), HTML)
        if seen.kept and held.state is not None:
            self.shelf.put(self._key(held.state, seen.asked), seen.name, made)
        return made

    def _seen(self, request: Request) -> Seen:
        given = dict(request.query_params)
        try:
            asked = read(
                given | {"lang": given.get("lang") or given.get("language", "")}, self.own, self.library.today
            )
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from None
        path = request.path_params["path"].strip("/")
        query = given.get("q", "").strip()[:LONGEST_WORDS] if path == SEARCH else ""
        return Seen(asked, path, short=given.get("form") == "drawer", query=query)

    def _written(self, held: Held, seen: Seen) -> str:
        from facta.views import site  # noqa: PLC0415  (what is on the shelf is served without it)

        try:
            edition = held.edition(seen.asked)
        except ValueError as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from None
        write = site.drawer if seen.short else site.page
        try:
            return write(edition, seen.path, self._frame(seen, edition.assessment.as_of))
        except KeyError:
            raise self._missing(edition, seen) from None

    def _missing(self, edition: Edition, seen: Seen) -> RefusedError:
        """Say that there is no such page, and which are nearest by name."""
        from facta.views import site  # noqa: PLC0415

        known = {path.lower(): path for path in site.paths(edition) if path}
        near = difflib.get_close_matches(seen.path.lower()[:LONGEST_WORDS], known, n=NEAREST, cutoff=0.5)
        links = {known[name]: self._address(known[name], seen.asked) for name in near}
        which = "; nearest by name are these:" if links else ""
        day = f" as of {edition.assessment.as_of}" if seen.asked.as_of else ""
        return RefusedError(HTTPStatus.NOT_FOUND, f"There is no page {seen.path!r}{day}{which}", links=links)

    def _frame(self, seen: Seen, day: date) -> Frame:
        from facta.views.site import Frame  # noqa: PLC0415

        def turned(path: str, chosen: Mapping[str, str]) -> str:
            state = seen.asked.state(self.own) | {WORDS.get(name, name): one for name, one in chosen.items()}
            return _joined(path, {name: one for name, one in state.items() if one})

        return Frame(
            address=lambda path: self._address(path, seen.asked),
            asset=lambda name: f"/assets/{quote(name)}?v={self._assets[name].tag[:8]}",
            turned=turned,
            lens=seen.asked.lens,
            language=seen.asked.language,
            served=True,
            query=seen.query,
            briefed=briefs.last(self._briefs(), day),
        )

    def _briefs(self) -> tuple[date, ...]:
        """Return the days of the briefs that were written of the case."""
        spot = self.library.spot
        folder = spot.folder()
        return briefs.days(spot.store, folder.resolve().name) if folder else ()

    def _address(self, path: str, asked: Asked) -> str:
        return _joined(path, asked.state(self.own))

    def _key(self, state: str, asked: Asked) -> str:
        """Name everything that a page is made from."""
        noted = " ".join(map(str, self._briefs()))
        said = [state, str(self.library.today), str(asked), str(self.own), noted]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:40]

    @cached_property
    def _assets(self) -> dict[str, Made]:
        from facta.views.site import assets  # noqa: PLC0415

        made = {name: Made.of(asset.body, asset.media_type) for name, asset in assets().items()}
        for name, asset in made.items():
            self.shelf.put(program(), name, asset)
        return made


def _joined(path: str, query: Mapping[str, str]) -> str:
    """Write an address.

    >>> _joined("indicators/CT-1#x", {"as_of": "2026-06-01"})
    '/indicators/CT-1?as_of=2026-06-01#x'
    """
    place, hashed, at = path.partition("#")
    asked = f"?{urlencode(query)}" if query else ""
    return f"/{quote(place)}{asked}{hashed}{at}"
