"""What all claims of a case say together: the headline, the tables and the gaps."""

from __future__ import annotations

import math
from collections import Counter
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from facta.analyses.claims.stands import listed
from facta.results import Figure, Table
from facta.signals.base import quantity, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.claims import Claim
    from facta.analyses.claims.stands import Stand, Stood
    from facta.analyses.claims.tests import Answer

ORDER: tuple[Stand, ...] = ("supported", "leaning", "open", "leaning against", "refuted", "untestable")
SAID: dict[Stand, str] = {
    "supported": "supported",
    "leaning": "leaning",
    "open": "open",
    "leaning against": "leaning against",
    "refuted": "refuted",
    "untestable": "untestable",
}
WHOLE: tuple[Stand, ...] = ("supported", "refuted")  # told with their statements
STATEMENT = 40  # of it on the board
WIDTH = 48  # of a cell of the board
MOST_ROWS = 9
UNMEASURED = "with nothing measured"


def headline(claims: Sequence[Stood]) -> str:
    """Count the claims by how they stand, and those of which nothing was measured."""
    counts = Counter(one.says for one in claims)
    missing = sum(one.says == "open" and not one.measured for one in claims)
    said = [f"{counts[stand]} {SAID[stand]}" for stand in ORDER if counts[stand]]
    if missing:
        open_, every = f"{counts['open']} open", missing == counts["open"]
        told = f"{open_} {UNMEASURED}" if every else f"{open_} (of which {missing} {UNMEASURED})"
        said[said.index(open_)] = told
    return f"Of {len(claims)} {'claim' if len(claims) == 1 else 'claims'}: {listed(said)}."


def tallies(claims: Sequence[Stood]) -> Iterator[Figure]:
    """Yield the number of claims of each verdict, and of those that nothing measured."""
    counts = Counter(one.says for one in claims)
    for stand in ORDER:
        yield _tally(stand.replace(" ", "-"), f"Claims {SAID[stand]}", counts[stand], len(claims))
    missing = sum(one.says == "open" and not one.measured for one in claims)
    yield _tally("not-assessed", f"Claims open {UNMEASURED}", missing, len(claims))


def _tally(name: str, title: str, count: int, total: int) -> Figure:
    return Figure(name=name, title=title, value=float(count), unit="claims", n=total, editorial=True)


def short(claims: Sequence[Stood]) -> Table:
    """Return the verdicts with their claims; those that are decided with what they state."""
    told = _rows(claims, named=True)
    if len(told) > MOST_ROWS:
        told = _rows(claims, named=False)
    if len(told) > MOST_ROWS:
        told = [row for row in told if row[0]]
    return Table(title=headline(claims), columns=("verdict", "claims"), rows=tuple(told))


def _rows(claims: Sequence[Stood], *, named: bool) -> list[tuple[str, str]]:
    rows = []
    for stand in ORDER:
        ones = [one for one in claims if one.says == stand]
        if named and stand in WHOLE:
            lines = [f"{one.item.key} {_cut(one.item.title, one.item.key)}" for one in ones]
        else:
            lines = wrap(_keys(ones, stand), WIDTH, break_on_hyphens=False)
        rows += [(f"{SAID[stand]} {len(ones)}" if not i else "", line) for i, line in enumerate(lines)]
    return rows


def _cut(statement: str, key: str) -> str:
    return shorten(statement, min(STATEMENT, WIDTH - len(key) - 1), placeholder="…")


def _keys(claims: Sequence[Stood], stand: Stand) -> str:
    missing = [one.item.key for one in claims if stand == "open" and not one.measured]
    said = " ".join(one.item.key for one in claims if one.item.key not in missing)
    if not missing:
        return said
    told = f"{len(missing)} {UNMEASURED}: {' '.join(missing)}"
    return f"{said}; {told}" if said else f"all {UNMEASURED}: {' '.join(missing)}"


def table(claims: Sequence[Stood]) -> Table:
    """Return every claim with its verdict, its figure and why."""
    rows = tuple((o.item.key, o.item.title, _said(o), _cell(o.item.figure), o.item.because) for o in claims)
    columns = ("claim", "statement", "verdict", "figure", "why")
    return Table(title=headline(claims), columns=columns, rows=rows, right=(3,))


def _said(one: Stood) -> str:
    return "open, not assessed" if one.says == "open" and not one.measured else SAID[one.says]


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return ""
    said = quantity(figure.value, figure.unit)
    if not figure.bounds:
        return said
    low = -math.inf if figure.low is None else figure.low
    return f"{said} ({span(low, math.inf if figure.high is None else figure.high)})"


def gaps(claims: Mapping[str, Claim], answers: Mapping[str, Sequence[Answer]]) -> Iterator[str]:
    """Yield a sentence for every claim that cannot be tested and every test that has no figure."""
    for key, claim in claims.items():
        if claim.untestable:
            yield f"{key} cannot be tested: {claim.untestable}"
        for answer in answers[key]:
            if not answer.assessed:
                yield f"{key}: {answer.test.label} was not assessed: {answer.said}."
