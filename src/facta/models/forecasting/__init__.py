"""Forecasters: histories in, draws of what comes out."""
