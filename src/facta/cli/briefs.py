"""The brief on paper: brief."""

from __future__ import annotations

COMMANDS = ()
