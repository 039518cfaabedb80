"""Exports: what facta knows, in the formats of other people's tools."""
