"""The server of one case: every address it answers, behind its guard."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from facta.errors import FactaError
from facta.serving.answers import RefusedError, refusal
from facta.serving.api import Api
from facta.serving.feeds import Feeds
from facta.serving.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from facta.serving.pages import Pages


def application(pages: Pages, allowed: Iterable[str]) -> ASGIApp:
    """Return the server of a case; ``allowed`` is what the Host of a request may be."""
    routes = [
        *Api(pages.library, pages.own).routes(),
        *Feeds(pages.library, pages.own).routes(),
        Route("/assets/{name}", pages.asset),
        Route("/{path:path}", pages.page),
    ]
    handlers = {RefusedError: _refused, HTTPException: _not_here, FactaError: _unreadable, Exception: _broken}
    app = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    return Guard(app, allowed)


def _refused(request: Request, error: RefusedError) -> Response:
    return refusal(error, request.url.path)


def _not_here(request: Request, error: HTTPException) -> Response:
    return refusal(RefusedError(HTTPStatus(error.status_code), error.detail), request.url.path)


def _unreadable(request: Request, error: FactaError) -> Response:
    """Say what is wrong with the case or its store, to whoever mends it."""
    return refusal(RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "\n".join(error.mistakes)), request.url.path)


def _broken(request: Request, _: Exception) -> Response:
    """Say that something is wrong with facta itself; what it was is said on the terminal."""
    detail = "Something is wrong with facta itself. The terminal where it was started says what."
    return refusal(RefusedError(HTTPStatus.INTERNAL_SERVER_ERROR, detail), request.url.path)
