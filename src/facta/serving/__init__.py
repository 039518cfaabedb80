"""The site on loopback: pages, feeds and an API over one case, read-only."""
