"""Corridors: a transport network as data, and the ways through it when parts of it are shut."""

from facta.corridors.network import (
    Group,
    Handling,
    Link,
    Network,
    Node,
    Override,
    Pipeline,
    Quantity,
    Scenario,
    Source,
    Transfer,
)
from facta.corridors.reading import read_network

__all__ = [
    "Group",
    "Handling",
    "Link",
    "Network",
    "Node",
    "Override",
    "Pipeline",
    "Quantity",
    "Scenario",
    "Source",
    "Transfer",
    "read_network",
]
