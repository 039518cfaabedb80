"""One try: a request on the wire, its redirects, and the bytes that come back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import responses
from typing import TYPE_CHECKING, Final

import urllib3
from urllib3 import exceptions as trouble

from facta.collect.addresses import host_of
from facta.collect.credentials import SECRET
from facta.collect.judging import Verdict, first_words, judge, unpacked
from facta.collect.waiting import asked_to_wait
from facta.version import __version__

if TYPE_CHECKING:
    from facta.collect.addresses import Way
    from facta.collect.credentials import Filled
    from facta.collect.shared import Shared
    from facta.collect.spool import Part
    from facta.collect.validators import Validators
    from facta.sources.asking import Fault, Request

_CHUNK: Final = 64 * 1024
_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD: Final = frozenset({307, 308})
_OK, _NO_CONTENT, _SOME, _UNCHANGED, _BEYOND, _SERVER = 200, 204, 206, 304, 416, 500
_FAULTS: Final[dict[int, Fault]] = {
    401: "auth",
    403: "auth",
    404: "missing",
    408: "timeout",
    410: "gone",
    429: "throttled",
}
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
STOPPED: Final = Verdict("failed", "stopped", "broken off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one try heard: a status, the bytes, and what is to be thought of them.

    ``wait`` are the seconds for which the publisher asks to be left alone.
    """

    verdict: Verdict = field(default_factory=Verdict)
    status: int | None = None
    body: bytes = field(default=b"", repr=False)
    total: int | None = None
    validators: tuple[str, str] = ("", "")
    wait: float | None = None
    unchanged: bool = False


class Conversation:
    """One try of one request."""

    def __init__(self, shared: Shared, way: Way, request: Request, ready: Filled) -> None:
        self._shared = shared
        self._way = way
        self._request = request
        self._ready = ready
        self._deadline = shared.clock.seconds() + shared.patience.whole_seconds

    def hold(self, part: Part, validators: Validators) -> Heard:
        """Ask, and turn every way in which that can go wrong into a verdict."""
        before = len(part.body)
        try:
            return self._ask(part, validators)
        except (trouble.HTTPError, OSError, ValueError) as error:
            if self._shared.stopped.is_set():
                return Heard(verdict=STOPPED)
            return Heard(verdict=self._trouble(error, part, more=len(part.body) > before))

    def _trouble(self, error: Exception, part: Part, *, more: bool) -> Verdict:
        if isinstance(error, trouble.SSLError):
            said = f"the certificate of {self._host} does not hold ({_brief(error)})"
            return Verdict("failed", "tls", said)
        silent = isinstance(error, (trouble.TimeoutError, TimeoutError))
        if silent and not isinstance(error, trouble.NewConnectionError):
            return Verdict("failed", "timeout", f"{self._host} did not answer in time")
        if more or isinstance(error, trouble.IncompleteRead):
            whole = "" if part.total is None else f" of {part.total:,}"
            said = f"the connection broke after {len(part.body):,}{whole} bytes"
            return Verdict("failed", "truncated", said)
        way = " through the proxy" if isinstance(error, trouble.ProxyError) else ""
        return Verdict("failed", "unreachable", f"{self._host} cannot be reached{way} ({_brief(error)})")

    @property
    def _host(self) -> str:
        return host_of(self._request.url)

    def _ask(self, part: Part, validators: Validators) -> Heard:
        url, body = self._request.url, self._ready.body
        headers = self._headers(part, validators)
        for _ in range(_REDIRECTS + 1):
            with self._shared.reading(self._send(url, headers, body)) as response:
                location = response.headers.get("Location")
                if response.status not in _MOVED or location is None:
                    return self._hear(response, part, validators)
                onward = self._way.onward(url, location)
                elsewhere = host_of(onward) != host_of(url)
                keeps = response.status in _KEEP_METHOD
            forbidden = self._way.forbids(onward)
            if elsewhere and keeps and body is not None:
                forbidden = "to another host, with what was to be posted"
            if forbidden:
                return _wrong("host", f"redirected: {forbidden}", response.status)
            if elsewhere:  # what opens one host is no business of another
                headers = {name: headers[name] for name in headers if not SECRET.search(name)}
            url, body = onward, body if keeps else None
        return _wrong("refused", f"more than {_REDIRECTS} redirects")

    def _send(self, url: str, headers: dict[str, str], body: bytes | None) -> urllib3.BaseHTTPResponse:
        address = self._way.through(url)
        return self._shared.way_to(host_of(address)).request(
            "GET" if body is None else "POST",
            address,
            body=body,
            headers=headers,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )

    def _headers(self, part: Part, validators: Validators) -> dict[str, str]:
        request = self._request
        plain = request.form == "zip" or request.span is not None or request.size is not None
        headers = {
            "User-Agent": f"facta/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity" if plain else "gzip",
        }
        if request.span is not None:
            first, last = request.span
            headers["Range"] = (
                f"bytes={first}" if first < 0 else f"bytes={first}-{'' if last is None else last}"
            )
        elif part.body and self._ready.body is None:
            headers["Range"] = f"bytes={len(part.body)}-"
            headers |= {"If-Range": part.validator} if part.validator else {}
        elif self._ready.body is None:
            headers |= validators.headers(request)
        return headers | self._ready.headers

    def _hear(self, response: urllib3.BaseHTTPResponse, part: Part, validators: Validators) -> Heard:
        status = response.status
        if status == _UNCHANGED:
            body = validators.body(self._request)
            if body is not None:
                return Heard(status=status, body=body, unchanged=True)
            return _wrong("refused", "304: unchanged, though nothing was there to compare with", status)
        if status in {_OK, _SOME}:
            return self._read(response, part)
        if status == _NO_CONTENT:
            return Heard(status=status, verdict=judge(self._request, b""))
        if status == _BEYOND and part.body:
            part.forget()
            return _wrong("truncated", "416: the file is shorter than what was here of it", status)
        return self._fault(response)

    def _fault(self, response: urllib3.BaseHTTPResponse) -> Heard:
        status = response.status
        fault = _FAULTS.get(status, "server" if status >= _SERVER else "refused")
        words = first_words(response.read(4096, decode_content=True) or b"")
        reason = f"{status} {responses.get(status, '')}".rstrip() + (f": {words}" if words else "")
        now = self._shared.clock.now()
        wait = asked_to_wait(response.headers.get("Retry-After"), now)
        if wait is not None and wait > self._shared.patience.longest_ask_seconds:
            reason += f"; asks to be left alone until {now + timedelta(seconds=wait):%Y-%m-%d %H:%M} UTC"
        return Heard(verdict=Verdict("failed", fault, reason), status=status, wait=wait)

    def _read(self, response: urllib3.BaseHTTPResponse, part: Part) -> Heard:
        headers, status = response.headers, response.status
        told = _RANGE.fullmatch(headers.get("Content-Range", ""))
        if status == _SOME and self._request.span is None:
            mismatch = told is None or int(told[1]) != len(part.body)
            if mismatch or (told and part.total is not None and told[3] not in {"*", str(part.total)}):
                part.forget()
                return _wrong("truncated", "other bytes came than those that were lacking", status)
        else:
            length = headers.get("Content-Length", "")
            part.begin(
                etag=headers.get("ETag", ""),
                modified=headers.get("Last-Modified", ""),
                encoding=headers.get("Content-Encoding", "").strip().lower(),
                total=int(length) if length.isdigit() else None,
            )
        large = self._receive(response, part)
        if large is not None:
            part.forget()
            return Heard(verdict=large, status=status)
        return self._weigh(part, status, int(told[3]) if told and told[3] != "*" else None)

    def _receive(self, response: urllib3.BaseHTTPResponse, part: Part) -> Verdict | None:
        """Read to the end, or say that it is too much."""
        most = self._request.most_bytes
        if part.total is not None and part.total > most:
            return Verdict("failed", "too-large", f"{part.total:,} bytes; {most:,} are the most")
        for chunk in response.stream(_CHUNK, decode_content=False):
            part.grow(chunk)
            self._shared.count("bytes", len(chunk))
            if len(part.body) > most:
                return Verdict("failed", "too-large", f"more than {most:,} bytes")
            if self._shared.stopped.is_set():
                part.keep()
                raise trouble.ProtocolError(STOPPED.reason)
            if self._shared.clock.seconds() > self._deadline:
                raise trouble.TimeoutError
        return None

    def _weigh(self, part: Part, status: int, total: int | None) -> Heard:
        """Judge what came whole."""
        raw, encoding, validators = bytes(part.body), part.encoding, (part.etag, part.modified)
        part.forget()
        body = unpacked(raw, encoding, self._request.most_bytes)
        if isinstance(body, Verdict):
            return Heard(verdict=body, status=status)
        if self._request.span is not None and status == _OK:
            body, total = _cut(body, self._request.span), len(body)
        return Heard(
            verdict=judge(self._request, body), status=status, body=body, total=total, validators=validators
        )


def _cut(body: bytes, span: tuple[int, int | None]) -> bytes:
    """Cut a span out of a file that came whole, though only the span was asked for."""
    first, last = span
    return body[first:] if last is None else body[first : last + 1]


def _wrong(fault: Fault, reason: str, status: int | None = None) -> Heard:
    return Heard(verdict=Verdict("failed", fault, reason), status=status)


def _brief(error: Exception) -> str:
    """Say what an error says, without the objects and addresses that some put into their words."""
    text = str(error.__cause__ or error)
    found = re.search(
        r"\[Errno -?\d+\] ([^()\]]+)|certificate verify failed: ([^(]+)|([A-Za-z][\w ',-]+)\W*$", text
    )
    said = next(filter(None, found.groups()), "") if found else ""
    return said.strip(" .'\")") or type(error).__name__
