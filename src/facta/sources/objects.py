"""Strict reading of JSON answers: every key has a place, and a web page is told as what it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NoReturn, TypeGuard

from facta.errors import SourceError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from facta.records import Snapshot

SHOWN: Final = 80


def load(snapshot: Snapshot) -> object:
    """Return what an answer says.

    Raises
    ------
    SourceError
        When it is no JSON, with its first words.
    """
    try:
        return _parse(snapshot.body)
    except (ValueError, RecursionError) as error:
        shown = snapshot.body[:SHOWN].decode("utf-8", "replace")
        message = f"{snapshot.url}: not JSON, or cut short ({error}); it begins {shown!r}"
        raise SourceError(message) from error


def peek(body: bytes) -> object:
    """Return what an answer says while it is still being fetched, None where it is no JSON.

    >>> peek(b'{"page": 1}'), peek(b"<html>")
    ({'page': 1}, None)
    """
    try:
        return _parse(body)
    except (ValueError, RecursionError):
        return None


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def are_objects(value: object) -> TypeGuard[list[dict[str, object]]]:
    """Tell whether a value is a list of JSON objects."""
    return isinstance(value, list) and all(is_object(item) for item in value)


def part(value: object, *keys: str) -> object:
    """Return what lies under keys inside keys, None where one of them is missing.

    >>> part({"date": {"created": "2026"}}, "date", "created"), part({"date": None}, "date", "created")
    ('2026', None)
    """
    for key in keys:
        value = value.get(key) if is_object(value) else None
    return value


def parts(value: object, *keys: str) -> list[str]:
    """Return the texts under keys inside each object of a list, without the blank ones.

    >>> parts([{"name": "OCHA"}, {"name": ""}, {}], "name"), parts(None, "name")
    (['OCHA'], [])
    """
    found = [part(item, *keys) for item in value] if isinstance(value, list) else []
    return [text for text in found if isinstance(text, str) and text]


def compare_keys(where: str, item: dict[str, object], known: Collection[str]) -> list[str]:
    """Return the mistakes of an object against the keys it ought to have, all of them."""
    return [f"{where}: key {key!r} is not known{nearest(key, known)}" for key in item if key not in known] + [
        f"{where}: key {key!r} is missing" for key in known if key not in item
    ]


def figure(where: str, key: str, item: dict[str, object], mistakes: list[str]) -> float | None:
    """Return a number, None where there is none; anything else is a mistake."""
    value = item[key]
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return None if value is None else float(value)
    mistakes.append(f"{where}: {key}: {str(value)[:SHOWN]!r} is not a number")
    return None


def _parse(body: bytes) -> object:
    value: object = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    return value


def _no_number(word: str) -> NoReturn:
    message = f"{word} is no number"
    raise ValueError(message)
