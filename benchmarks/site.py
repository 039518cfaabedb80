"""Measure the site of the flagship case: how soon it answers, how fast each page comes, and its size.

Prints each figure beside its goal. The floor is Starlette answering "hello" on the same machine in the
same run: from its start to its first byte, and warm. Pages are asked for over one kept connection, with
gzip as a browser does: first made, then from the shelf.

Where Debian's Chromium is there, it also opens the board cold, each time with a profile of its own and
nothing kept, and says when something was first painted, beside a page of one line from that floor.
"""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from facta.api import open_case
from facta.views import site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserType

RUNS, PAGES, PROFILES = 5, 150, 7
KILOBYTE = 1000
CASE, DAY = "russia-taliban", "2026-06-01"
HELLO = """
import socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
taken = socket.socket(proto=socket.IPPROTO_TCP); taken.bind(("127.0.0.1", 0)); taken.listen()
print(f"http://127.0.0.1:{taken.getsockname()[1]}/", flush=True)
hello = HTMLResponse("<!doctype html><title>hello</title><p>hello")
app = Starlette(routes=[Route("/{path:path}", lambda _: hello)])
uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run(sockets=[taken])
"""


QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def served(command: list[str]) -> Iterator[tuple[http.client.HTTPConnection, float]]:
    """Start a server; yield a connection to it, and the seconds from its start to its first byte."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]))
        try:
            asked(connection, "/")
            yield connection, time.perf_counter() - start
        finally:
            connection.close()
            process.send_signal(signal.SIGINT)


def asked(connection: http.client.HTTPConnection, path: str) -> tuple[float, bytes]:
    """Return the seconds until a page was there, and its bytes as sent."""
    start = time.perf_counter()
    connection.request("GET", path, headers={"accept-encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return time.perf_counter() - start, body


def sampled(store: str) -> list[str]:
    """Return the address of every page of the site, or of evenly so many."""
    paths = site.paths(open_case(CASE, store=store).edition(DAY))
    step = len(paths) // PAGES + 1
    print(f"{len(paths)} pages, of which one in {step} is measured")
    return [f"/{path}" for path in paths[::step]]


def painted(chromium: BrowserType, program: str, address: str) -> tuple[float, list[int]]:
    """Open a page in a new browser: milliseconds to its first paint, and the bytes of each file."""
    with tempfile.TemporaryDirectory() as profile:
        context = chromium.launch_persistent_context(
            profile, executable_path=program, args=QUIET, viewport={"width": 1440, "height": 900}
        )
        page = context.pages[0]
        sizes: list[int] = []
        page.on("requestfinished", lambda one: sizes.append(one.sizes()["responseBodySize"]))
        page.goto(address, wait_until="networkidle")
        first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        context.close()
    return float(first), sizes


def paints(board: str, floor: str) -> None:
    """Print when the board is first painted, in turns with the floor."""
    program = shutil.which("chromium")
    if program is None:
        print("first paint: this machine has no chromium")
        return
    times: dict[str, list[float]] = {board: [], floor: []}
    sizes: list[int] = []
    with sync_playwright() as player:
        for _ in range(PROFILES):
            for address, found in times.items():
                first, sent = painted(player.chromium, program, address)
                found.append(first)
                sizes = sent if address == board else sizes
    first, least = (statistics.median(found) for found in times.values())
    told = f"most {max(times[board]):.0f} ms   goal 800 ms; hello {least:.0f} ms"
    print(f"first paint of the board, cold, {PROFILES} profiles  {first:.0f} ms   {told}")
    print(f"sent for it: {sum(sizes) / KILOBYTE:.0f} kB in {len(sizes)} files   goal 200 kB")


def spread(seconds: list[float]) -> str:
    """Say the median, the 95th percentile and the most, in milliseconds."""
    ordered = sorted(1000 * one for one in seconds)
    last = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"p50 {statistics.median(ordered):6.1f} ms   p95 {last:6.1f} ms   most {ordered[-1]:6.1f} ms"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        store = ["--store", f"{folder}/store", "--port", "0"]
        serve = [sys.executable, "-u", "-m", "facta.cli", "serve", CASE, *store, "--as-of"]
        hello, warm = [sys.executable, "-u", "-c", HELLO], []
        with served([*serve, "2026-05-01"]) as (_, empty):
            print(f"start to first byte, empty store     {empty:5.2f} s")
        pages = sampled(f"{folder}/store")
        with served([*serve, DAY]) as (connection, cold):
            print(f"start to first byte, nothing shelved {cold:5.2f} s")
            made = [asked(connection, page)[0] for page in pages]
        for _ in range(RUNS):
            with served([*serve, DAY]) as (connection, first):
                warm.append(first)
                shelved = [asked(connection, page) for page in pages]
        floors = []
        for _ in range(RUNS):
            with served(hello) as (connection, first):
                floors.append(first)
                floor = [asked(connection, "/")[0] for _ in pages]
        with served([*serve, DAY]) as (board, _), served(hello) as (bare, _):
            paints(*(f"http://{one.host}:{one.port}/" for one in (board, bare)))
    goal, least = "goal 0.50 s", f"hello {statistics.median(floors):.2f} s"
    print(f"start to first byte, from the shelf  {statistics.median(warm):5.2f} s   {goal}; {least}")
    print(f"{len(pages)} pages, made     {spread(made)}   goal p95 150 ms")
    print(f"{len(pages)} pages, shelved  {spread([one for one, _ in shelved])}   hello {spread(floor)}")
    sizes = [(len(gzip.decompress(body)), len(body)) for _, body in shelved]
    for name, which in (("median", statistics.median), ("most", max)):
        raw, packed = (which(column) / 1024 for column in zip(*sizes, strict=True))
        print(f"a page, {name:6}  {raw:7.1f} KiB, packed {packed:6.1f} KiB")


if __name__ == "__main__":
    main()
