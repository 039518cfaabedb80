"""A world of publishers on loopback, with their real manners, for tests and for a demonstration."""
