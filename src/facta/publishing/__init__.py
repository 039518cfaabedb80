"""The site as files: the same pages, written to a folder that works from disk."""

from __future__ import annotations

from facta.publishing.files import Published, address, publish

__all__ = ["Published", "address", "publish"]
