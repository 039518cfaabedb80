"""How an answer goes out: with its tag, packed where the reader takes it, and mistakes in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from facta.serving.shelf import Made

API: Final = "/api/"
ALWAYS_ASK: Final = "no-cache"
FOR_A_WEEK: Final = "public, max-age=604800, immutable"
STYLE: Final = "/assets/site.css"
HIDDEN: Final = {**dict.fromkeys(range(32), "�"), **dict.fromkeys([127, *range(0x202A, 0x202F)], "�")} | (
    dict.fromkeys(range(0x2066, 0x206A), "�")
)


@dataclass
class RefusedError(Exception):
    """A request that is not answered as asked, and why; ``links`` are where to go instead."""

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    r"""Return a text without characters that hide or turn what follows.

    >>> plain("a\u202eb")
    'a�b'
    """
    return text.translate(HIDDEN).encode("utf-8", "replace").decode()


def refusal(refused: RefusedError, path: str) -> Response:
    """Write a refusal: a page for people, a problem for programs."""
    write = _problem if path.startswith(API) else _page
    media_type = "application/problem+json" if path.startswith(API) else "text/html; charset=utf-8"
    headers = {"cache-control": "no-store", **refused.headers}
    return Response(write(refused), refused.status, headers, media_type)


def _problem(refused: RefusedError) -> str:
    """Write a problem as RFC 9457 has it."""
    said: dict[str, object] = {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": int(refused.status),
        "detail": plain(refused.detail),
    }
    if refused.links:
        said["nearest"] = list(refused.links.values())
    return json.dumps(said, ensure_ascii=False)


def _page(refused: RefusedError) -> str:
    links = "".join(
        f'<li><a href="{escape(where)}">{escape(plain(title))}</a></li>'
        for title, where in refused.links.items()
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in plain(refused.detail).splitlines())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{refused.status.phrase}</title><link rel="stylesheet" href="{STYLE}"></head>'
        f'<body><main class="wrap refused"><h1>{refused.status.phrase}</h1>{lines}<ul>{links}</ul>'
        '<p><a href="/">To the board</a></p></main></body></html>'
    )


def answer(request: Request, made: Made, *, cache: str = ALWAYS_ASK, **headers: str) -> Response:
    """Send what was made, or say that the reader has it already.

    The packed bytes and the plain ones have strong tags of their own.
    """
    packed = _takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{made.tag}-gzip"' if packed else f'"{made.tag}"'
    said = {"etag": tag, "vary": "Accept-Encoding", "cache-control": cache}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=said)
    if packed:
        said["content-encoding"] = "gzip"
    return Response(made.packed if packed else made.body(), headers=said, media_type=made.media_type)


def _takes_gzip(accepted: str) -> bool:
    """Tell whether a reader takes gzip.

    >>> _takes_gzip("br, gzip"), _takes_gzip("gzip;q=0"), _takes_gzip("")
    (True, False, False)
    """
    for part in accepted.lower().split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has(given: str, tag: str) -> bool:
    """Tell whether a reader already has what goes by a tag."""
    held = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in held or tag in held
