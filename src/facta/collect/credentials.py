"""Secrets: from the environment into headers, and out of everything that is said or kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus, urlencode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from facta.sources.asking import Request
    from facta.sources.base import Card

_VARIABLE: Final = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")
SECRET: Final = re.compile(r"auth|cookie|key|password|secret|token", re.IGNORECASE)
_SHORTEST: Final = 6  # a shorter value would be found by chance in any text


@dataclass(frozen=True, slots=True)
class Filled:
    """A request with its secrets in place; ``missing`` are variables that are not set."""

    headers: dict[str, str]
    body: bytes | None
    missing: tuple[str, ...]
    values: tuple[str, ...] = field(repr=False, default=())

    def clean(self, text: str) -> str:
        """Take every secret out of a text."""
        for value in self.values:
            text = text.replace(value, "***").replace(quote_plus(value), "***")
        return text

    def repeated(self, body: bytes) -> bool:
        """Tell whether an answer repeats a secret."""
        return any(value.encode() in body for value in self.values)


def filled(request: Request, card: Card, environment: Mapping[str, str]) -> Filled:
    """Put secrets into headers and form.

    A header whose variable is optional on the card (``FACTA_X?``) and not set is left out.
    """
    optional = {name.removesuffix("?") for name in card.credentials if name.endswith("?")}
    values: set[str] = set()
    missing: set[str] = set()
    headers = dict(request.headers)
    for name, text in [*headers.items(), *(request.form_body or {}).items()]:
        if SECRET.search(name) and not _VARIABLE.search(text):
            values |= {text, text.split(" ")[-1]}  # a token that came a moment ago
    for name, text in request.secrets.items():
        lacks = _lacks(text, environment)
        if lacks:
            missing |= lacks - optional
        else:
            headers[name] = _put(text, environment, values)
    body = None if request.json_body is None else request.json_body.encode()
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    if request.form_body is not None:
        for text in request.form_body.values():
            missing |= _lacks(text, environment)
        form = {name: _put(text, environment, values) for name, text in request.form_body.items()}
        body = urlencode(form).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    return Filled(headers, body, tuple(sorted(missing)), tuple(v for v in values if len(v) >= _SHORTEST))


def _lacks(text: str, environment: Mapping[str, str]) -> set[str]:
    return {name for name in _VARIABLE.findall(text) if not environment.get(name)}


def _put(text: str, environment: Mapping[str, str], values: set[str]) -> str:
    values |= {environment[name] for name in _VARIABLE.findall(text) if environment.get(name)}
    return _VARIABLE.sub(lambda found: environment.get(found[1], ""), text)


def wanted(names: Collection[str]) -> str:
    """Say which variables to set.

    >>> wanted(["FACTA_ACLED_TOKEN"])
    'FACTA_ACLED_TOKEN is not set; put it into the environment'
    """
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not set; put " + (
        "it into the environment" if len(names) == 1 else "them into the environment"
    )
