"""What pages of the site load: one style, the fonts and the scripts, all our own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from facta.views import page

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asset(NamedTuple):
    """Bytes with their media type."""

    media_type: str
    body: bytes


STYLE, HTMX, SCRIPT, ICON = "site.css", "htmx-4.0.1.min.js", "site.js", "icon.svg"
SHEETS = ("brief.css", "site/site.css", "site/pages.css")


@cache
def assets() -> Mapping[str, Asset]:
    """Return every asset by its name; the same each time."""
    views = resources.files("facta.views")
    icon = (views / "templates" / "site" / ICON).read_bytes()
    found = {
        STYLE: Asset("text/css; charset=utf-8", _style().encode()),
        ICON: Asset("image/svg+xml", icon),
    }
    for name in (HTMX, SCRIPT):
        found[name] = Asset("text/javascript; charset=utf-8", (views / "scripts" / name).read_bytes())
    for font in page.LOADED:
        found[font.file] = Asset("font/woff2", (views / "fonts" / font.file).read_bytes())
    return MappingProxyType(found)


def _style() -> str:
    """Write the style of the site: fonts, colours, what it shares with the brief, and its own."""
    folder = resources.files("facta.views") / "templates"
    sheets = ((folder / name).read_text(encoding="utf-8") for name in SHEETS)
    return "\n".join((page.faces(), page.switched(), *sheets))
