"""Arithmetic: arrays in, arrays out, one file per method."""
