"""The world on loopback: a real HTTP server that sends ``/<host>/<path>`` to its publisher."""

from __future__ import annotations

import hashlib
import re
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_PIECE: Final = 16 * 1024


@dataclass
class Log:
    """What the server was asked, and how many bytes of bodies it sent; safe to read while it runs."""

    asked: list[Asked] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    sent: int = 0
    most_at_once: int = 0
    at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.asked]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, publishers: Mapping[str, Publisher], log: Log, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.publishers = publishers
        self.log = log

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  (the signature of the library)
        """Say nothing of a client that was killed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, *_: Any) -> None:  # noqa: ANN401  (the signature of the library)
        """Say nothing: the log of the server is for tests."""

    def _serve(self, body: bytes) -> None:
        url = urlsplit(self.path)
        host, _, path = url.path.removeprefix("/").partition("/")
        asked = Asked(
            method=self.command,
            host=host,
            path=f"/{unquote(path)}",
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        log = self.server.log
        with log.lock:
            log.asked.append(asked)
            log.at_once += 1
            log.most_at_once = max(log.most_at_once, log.at_once)
        try:
            told = ranged(asked, self.server.publishers.get(host, not_found)(asked))
            with log.lock:
                log.statuses.append(told.status)
            time.sleep(told.seconds)
            self._tell(told)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with log.lock:
                log.at_once -= 1

    def _tell(self, told: Told) -> None:
        self.send_response_only(told.status)
        headers = {"Content-Length": str(len(told.body)), **told.headers}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        times = int(told.headers.get("X-Times", "1"))  # an endless body: the same bytes again and again
        for _ in range(times):
            self._send(told)
        if told.cut_at is not None or times > 1:
            self.close_connection = True

    def _send(self, told: Told) -> None:
        body = told.body if told.cut_at is None else told.body[: told.cut_at]
        piece = _PIECE if told.bytes_a_second is None else max(1, min(_PIECE, told.bytes_a_second // 20))
        for start in range(0, len(body), piece):
            part = body[start : start + piece]
            self.wfile.write(part)
            with self.server.log.lock:
                self.server.log.sent += len(part)
            if told.bytes_a_second is not None:
                time.sleep(len(part) / told.bytes_a_second)


def ranged(asked: Asked, told: Told) -> Told:
    """Serve a span or a 304 from a plain 200, as a file server does."""
    if told.status != HTTPStatus.OK or asked.method != "GET" or "X-Times" in told.headers:
        return told
    etag = told.headers.get("ETag", f'"{hashlib.sha256(told.body).hexdigest()[:16]}"')
    headers = {**told.headers, "ETag": etag}
    if asked.headers.get("if-none-match") == etag:
        return Told(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    span = _RANGE.fullmatch(asked.headers.get("range", ""))
    if span is None or asked.headers.get("if-range", etag) != etag:
        return Told(
            body=told.body,
            headers=headers,
            seconds=told.seconds,
            bytes_a_second=told.bytes_a_second,
            cut_at=told.cut_at,
        )
    size = len(told.body)
    first, last = _ends(span[1], span[2], size)
    if first >= size or last < first:
        return Told(status=416, headers={"Content-Range": f"bytes */{size}"})
    return Told(
        status=HTTPStatus.PARTIAL_CONTENT,
        body=told.body[first : last + 1],
        headers={**headers, "Content-Range": f"bytes {first}-{last}/{size}"},
        seconds=told.seconds,
        bytes_a_second=told.bytes_a_second,
        cut_at=told.cut_at,
    )


def _ends(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte of a span; without a first it is so many from the end."""
    if not first:
        return max(0, size - int(last or 0)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


@contextmanager
def serving(
    publishers: Mapping[str, Publisher], *, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, Log]]:
    """Serve publishers on loopback; yield the address to give as ``--mirror``, and the log."""
    log = Log()
    server = _Server(publishers, log, port)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_address[1]}", log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
