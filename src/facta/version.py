"""The version of facta, printed on every surface."""

__version__ = "0.7.0"
