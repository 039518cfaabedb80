"""A small file of the store that remembers the last word on each key: a line of JSON a word."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from facta.store.files import TEMPORARY

if TYPE_CHECKING:
    from pathlib import Path

Word = dict[str, str]


class Lines:
    """Keys and what was said of them last. A line that a killed process left unfinished is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._words: dict[str, Word] = {}
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        for line in lines:
            self._take(line)
        self._ragged = bool(lines and lines[-1])
        if len(lines) > 2 * len(self._words) + 100:
            self._write_anew()

    def _take(self, line: bytes) -> None:
        try:
            key, word = json.loads(line)
        except ValueError:
            return
        if word is None:
            self._words.pop(key, None)
        else:
            self._words[key] = word

    def _write_anew(self) -> None:
        aside = self._path.with_name(TEMPORARY + self._path.name)
        aside.write_bytes(b"".join(_line(key, word) for key, word in self._words.items()))
        aside.replace(self._path)
        self._ragged = False

    def words(self) -> dict[str, Word]:
        """Return every key with its last word."""
        return dict(self._words)

    def get(self, key: str) -> Word | None:
        """Return the last word on a key."""
        return self._words.get(key)

    def put(self, key: str, word: Word | None) -> None:
        """Say something of a key; None takes back what was said."""
        with self._lock:
            if self._words.get(key) == word:
                return
            if word is None:
                self._words.pop(key)
            else:
                self._words[key] = word
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(b"\n" * self._ragged + _line(key, word))
            self._ragged = False


def _line(key: str, word: Word | None) -> bytes:
    return json.dumps([key, word], ensure_ascii=False).encode() + b"\n"
