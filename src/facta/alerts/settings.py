"""Who is told, where and when: a file of the user's, with the names of secrets but never a secret."""

from __future__ import annotations

import ipaddress
import re
from datetime import time
from email.errors import MessageError
from email.headerregistry import Address
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from facta.alerts.rules import RULES
from facta.cases.check import explain
from facta.cases.document import read_document
from facta.errors import CaseError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "alerts.yml"
LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name!r} is no time zone; write one such as Europe/Berlin or UTC"
        raise ValueError(message) from None
    return name


def _address(text: str) -> str:
    try:
        good = len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) and Address(addr_spec=text)
    except (ValueError, MessageError):
        good = None
    if not good:
        message = f"{text!r} is no mail address; write one such as desk@example.org"
        raise ValueError(message)
    return text


def _variable(text: str) -> str:
    if not VARIABLE.fullmatch(text):
        message = (
            "name an environment variable here, such as FACTA_HOOK_SECRET; the secret itself is kept out"
        )
        raise ValueError(message)
    return text


def _clock(given: object) -> object:
    found = CLOCK.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        message = f"{given!r} is no time of day; write it in quotes, as '08:00'"
        raise ValueError(message)
    return time(int(found[1]), int(found[2]))


def _web(url: str) -> str:
    parts = urlsplit("" if any(mark.isspace() or not mark.isprintable() for mark in url) else url)
    if parts.scheme == "https" and parts.hostname and not parts.username:
        return url
    if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname) and not parts.username:
        return url
    message = "write an address that begins with https:// and has no password in it"
    raise ValueError(message)


def _rule(name: str) -> str:
    if name not in RULES:
        message = f"no rule {name!r}{nearest(name, RULES)}; there are {', '.join(RULES)}"
        raise ValueError(message)
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Mailbox = Annotated[str, AfterValidator(_address)]
Variable = Annotated[str, AfterValidator(_variable)]
Clock = Annotated[time, BeforeValidator(_clock)]
Web = Annotated[str, AfterValidator(_web)]
RuleName = Annotated[str, AfterValidator(_rule)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("example.org")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quiet(_Block):
    """Hours in which nothing is sent; what waits goes out at the first watch after them."""

    from_: Clock = Field(alias="from", description="When they begin, as '22:00'.")
    until: Clock = Field(description="When they end, on the next morning where that is earlier.")


class Digest(_Block):
    """When everything goes out that is not urgent."""

    every: Literal["watch", "day", "week"] = "week"
    on: Weekday = "monday"
    at: Clock = time(8)


class Channel(_Block):
    """What every channel has: which rules and subjects it is told of."""

    rules: tuple[RuleName, ...] = Field(default=(), description="Only these rules; all when left out.")
    subjects: tuple[str, ...] = Field(default=(), description="Only these subjects, * for any: 'EC-*'.")
    cases: tuple[str, ...] = Field(default=(), description="Only these cases; all when left out.")


class Mail(Channel):
    """Letters over SMTP, one to each address."""

    kind: Literal["mail"]
    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    authority: Path | None = Field(default=None, description="A file of certificates to trust instead.")
    user: str | None = None
    password_env: Variable | None = None
    sender: Mailbox
    to: tuple[Mailbox, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            message = "security: none sends letters in the clear; write starttls or tls"
            raise ValueError(message)
        if (self.user is None) != (self.password_env is None):
            message = "user and password_env go together: write both, or neither"
            raise ValueError(message)
        return self


class Webhook(Channel):
    """Signed events over HTTP, one at a time."""

    kind: Literal["webhook"]
    url: Web
    secret_env: Variable
    authority: Path | None = Field(default=None, description="A file of certificates to trust instead.")


class Apprise(Channel):
    """Any service that Apprise knows; its address holds secrets and comes from the environment."""

    kind: Literal["apprise"]
    url_env: Variable


AnyChannel = Annotated[Mail | Webhook | Apprise, Field(discriminator="kind")]


class Settings(_Block):
    """Who is told, where and when."""

    zone: Zone = Field(default="UTC", description="The time zone of all hours here.")
    quiet: Quiet | None = None
    digest: Digest = Digest()
    site: Web | None = Field(default=None, description="Where the site of the case stands, for links.")
    channels: dict[Name, AnyChannel] = Field(default_factory=dict)

    def missing(self, environment: Mapping[str, str]) -> list[str]:
        """Return the secrets that channels name and the environment does not have."""
        named = [
            (channel, variable)
            for channel, one in self.channels.items()
            for variable in (getattr(one, key, None) for key in ("password_env", "secret_env", "url_env"))
            if variable
        ]
        return [
            f"channels.{channel}: the environment has no {variable}; set it before facta watch"
            for channel, variable in named
            if not environment.get(variable)
        ]


def read_settings(path: Path) -> Settings:
    """Read who is told from a file.

    Raises
    ------
    CaseError
        With every mistake as ``file:line:column: where: what, and what to write``.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}; name another file with --config") from None
    document = read_document(body, str(path))
    try:
        return Settings.model_validate(document.data)
    except ValidationError as error:
        raise CaseError(*explain(error.errors(), document, _keys())) from None


@lru_cache(maxsize=1)
def _keys() -> frozenset[str]:
    schema: dict[str, Any] = Settings.model_json_schema()
    blocks = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for block in blocks for key in block.get("properties", {}))
