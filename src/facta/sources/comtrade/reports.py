"""Who reports a flow: it has an exporter and an importer, and either, both or neither reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qs, urlsplit

from facta.sources.numbers import state_of
from facta.sources.objects import are_objects, part

if TYPE_CHECKING:
    from collections.abc import Iterator

Side = Literal["exporter", "importer"]
Flow = tuple[str, str]

SIDES: Final[dict[str, Side]] = {"X": "exporter", "M": "importer"}


def flow_of(side: Side, reporter: str, partner: str) -> Flow:
    """Return exporter and importer of what one side reports.

    >>> flow_of("importer", "AFG", "RUS")
    ('RUS', 'AFG')
    """
    return (reporter, partner) if side == "exporter" else (partner, reporter)


def asked_of(url: str) -> Iterator[tuple[Flow, Side]]:
    """Yield the flows that an address asks for, each with the side that is asked.

    >>> list(asked_of("https://x.org/?reporterCode=4&partnerCode=643&flowCode=M"))
    [(('RUS', 'AFG'), 'importer')]
    """
    query = parse_qs(urlsplit(url).query)
    reporters, partners, flows = (
        query.get(key, [""])[0].split(",") for key in ("reporterCode", "partnerCode", "flowCode")
    )
    for reporter in filter(None, (state_of("comtrade", number) for number in reporters)):
        for partner in filter(None, (state_of("comtrade", number) for number in partners)):
            for flow in flows:
                if flow in SIDES and reporter != partner:
                    yield flow_of(SIDES[flow], reporter, partner), SIDES[flow]


def sides_of(told: object) -> set[Flow]:
    """Return the flows of which an answer has at least one row."""
    rows = part(told, "data")
    found: set[Flow] = set()
    for row in rows if are_objects(rows) else []:
        side = SIDES.get(str(row.get("flowCode")))
        reporter, partner = (state_of("comtrade", row.get(f"{who}Code")) for who in ("reporter", "partner"))
        if side and reporter and partner:
            found.add(flow_of(side, reporter, partner))
    return found
