"""The site: serve, site."""

from __future__ import annotations

COMMANDS = ()
