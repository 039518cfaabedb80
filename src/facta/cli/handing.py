"""What is handed on: export, cite."""

from __future__ import annotations

COMMANDS = ()
