"""Alerts: watch, alerts, ack."""

from __future__ import annotations

COMMANDS = ()
