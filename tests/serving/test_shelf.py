"""The shelf: what does not fit is not there, and it stays small."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from facta.serving.shelf import Made, Shelf

if TYPE_CHECKING:
    from pathlib import Path

MADE = Made.of(b"<p>hello</p>" * 100, "text/html")


def only(shelf: Shelf) -> Path:
    (file,) = (path for path in shelf.folder.rglob("*") if path.is_file())
    return file


def test_what_was_put_there_comes_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("key", "indicators/CT-1", MADE)
    assert shelf.get("key", "indicators/CT-1") == MADE
    assert shelf.get("other", "indicators/CT-1") is None
    assert shelf.get("key", "indicators/CT-2") is None


@pytest.mark.parametrize("left", [0, 1, 40, -1])
def test_a_page_cut_short_is_not_there(tmp_path: Path, left: int) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("key", "", MADE)
    only(shelf).write_bytes(only(shelf).read_bytes()[:left])
    assert shelf.get("key", "") is None


@pytest.mark.parametrize("body", [b"{}\n", b"null\n", b"[]\nx", b"\xff\xfe", b'{"sha256": 1}\nx', b"1\n2"])
def test_what_is_no_page_is_not_there(tmp_path: Path, body: bytes) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("key", "", MADE)
    only(shelf).write_bytes(body)
    assert shelf.get("key", "") is None


def test_a_page_under_the_name_of_another_is_not_there(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("key", "one", MADE)
    one = only(shelf)
    shelf.put("key", "two", Made.of(b"two", "text/html"))
    (two,) = (path for path in tmp_path.rglob("*") if path.is_file() and path != one)
    one.replace(two)
    assert shelf.get("key", "two") is None


def test_old_keys_are_dropped(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_keys=3)
    for number in range(6):
        shelf.put(f"key-{number}", "", MADE)
        os.utime(tmp_path / f"key-{number}", ns=(number * 10**9, number * 10**9))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-3", "key-4", "key-5"]


def test_a_shelf_that_is_too_heavy_loses_its_oldest(tmp_path: Path) -> None:
    heavy = Made.of(os.urandom(20_000), "text/html")
    shelf = Shelf(tmp_path, most_bytes=70_000)
    for number in range(6):
        shelf.put(f"key-{number}", "", heavy)
        os.utime(tmp_path / f"key-{number}", ns=(number * 10**9, number * 10**9))
    assert len(list(tmp_path.iterdir())) <= 4
    assert shelf.get("key-5", "") == heavy


def test_two_shelves_in_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path, most_keys=2) for _ in range(2)]

    def turn(number: int) -> Made | None:
        shelf = shelves[number % 2]
        shelf.put(f"key-{number % 5}", "", MADE)
        return shelf.get(f"key-{number % 5}", "")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(turn, range(200)))
    assert set(found) <= {MADE, None}


def test_a_killed_write_leaves_the_old_page_or_the_new_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from facta.serving.shelf import Made, Shelf\n"
        "shelf = Shelf(Path(sys.argv[1]))\n"
        "both = [Made.of(bytes([65 + n]) * 3_000_000, 'x') for n in range(2)]\n"
        "print('ready', flush=True)\n"
        "while True:\n    for one in both: shelf.put('key', '', one)\n"
    )
    both = {Made.of(bytes([65 + n]) * 3_000_000, "x") for n in range(2)}
    for pause in (0.0, 0.005, 0.02):
        with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(pause)
            writer.send_signal(signal.SIGKILL)
        assert Shelf(tmp_path).get("key", "") in {*both, None}
