"""Competing hypotheses, weighed live by evidence in likelihood ratios."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.analyses.hypotheses.evidence import TRUST, Evidence, Range, Trust, counted_twice, look
from facta.analyses.hypotheses.supposed import suppose
from facta.analyses.hypotheses.tables import drawings, short, tables
from facta.analyses.hypotheses.told import Told, dated
from facta.analyses.hypotheses.words import EDITORIAL, METHOD, figures, gaps, headline, items
from facta.errors import nearest
from facta.models._balance import ROUNDING, mistakes_of
from facta.models.weighing import Hypothesis, Item, Weighed, expected, weigh
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from facta.analyses.base import View
    from facta.analyses.hypotheses.evidence import Sight
    from facta.results import Table

OTHER = "other"
UNSURE = 0.9  # any reliability below 1, for checks before anything was seen


class Trajectory(BaseModel):
    """One hypothesis: what would be true, and how likely that was before the evidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=60, description="A short name.")
    means: str = Field(min_length=8, description="What would be true.")
    prior: Range = Field(description="How likely before the evidence, lowest and highest.")


class Expects(NamedTuple):
    """How likely each hypothesis is on a day, and the chances of each state of each piece of evidence.

    ``low`` and ``high`` are the ends of the central 90 %. ``seen`` is the state in which each piece
    was on the day, None where nothing was.
    """

    weights: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    states: Mapping[str, tuple[str, ...]]
    chances: Mapping[str, tuple[float, ...]]
    seen: Mapping[str, str | None]


class _Piece(NamedTuple):
    """A piece of evidence in plain numbers, so that what was weighed once is known again."""

    name: str
    states: tuple[str, ...]
    low: tuple[tuple[float, ...], ...]
    high: tuple[tuple[float, ...], ...]
    seen: str | None
    reliability: float
    group: str | None
    supposed: float | None = None

    def item(self) -> Item:
        """Return it as it is weighed."""
        return Item(
            self.name,
            self.states,
            np.array(self.low),
            np.array(self.high),
            self.seen,
            self.reliability,
            self.group,
            self.supposed,
        )


class Hypotheses(Analysis):
    """Exclusive hypotheses weighed by evidence: what each is worth, and what would change that."""

    kind: Literal["hypotheses"] = "hypotheses"
    question: str = Field(min_length=8, description="What the hypotheses answer, with its horizon.")
    hypotheses: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")], Trajectory] = Field(
        min_length=2, description="The hypotheses by their keys; one is `other`, for what nobody thought of."
    )
    evidence: tuple[Evidence, ...] = Field(default=(), description="What speaks for or against them.")
    dependence: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="Of a group of evidence: 0 for independent to 1 for copies; 1 when left out.",
    )
    reliabilities: dict[Trust, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description=(
            "Chances that a report follows the fact, in place of the usual: of a letter, a digit, "
            "`searched` (nothing found) or `part` (of another analysis)."
        ),
    )

    registered: date | None = Field(
        default=None, description="The day the reasons were written down; earlier days are hindsight."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "Which bargain this is",
        "question": "Which bargain describes the next twelve months?",
        "hypotheses": {
            "kept": {"title": "Bargain kept", "means": "The border is quiet.", "prior": [0.4, 0.6]},
            "failed": {"title": "Bargain failed", "means": "The border is not quiet.", "prior": [0.2, 0.4]},
            "other": {"title": "Something else", "means": "Neither of the two.", "prior": [0.05, 0.15]},
        },
        "evidence": [
            {
                "indicator": "EX-1",
                "states": {"few": {"below": 3}, "many": {"above": 3}},
                "likelihoods": {
                    "kept": {"few": [0.7, 0.9], "many": [0.1, 0.3]},
                    "failed": {"few": [0.2, 0.4], "many": [0.6, 0.8]},
                    "other": {"few": [0.4, 0.6], "many": [0.4, 0.6]},
                },
                "because": "A bargain that is kept shows at the border first.",
            },
            {
                "indicator": "EX-2",
                "likelihoods": {
                    "kept": {"straining": [0.05, 0.15], "quiet": [0.5, 0.7], "deepening": [0.2, 0.4]},
                    "failed": {"straining": [0.2, 0.4], "quiet": [0.5, 0.7], "deepening": [0.05, 0.15]},
                    "other": {"straining": [0.1, 0.3], "quiet": [0.5, 0.7], "deepening": [0.1, 0.3]},
                },
                "because": "Trade follows prices more than it follows the bargain.",
            },
        ],
    }  # fmt: skip

    @model_validator(mode="after")
    def _can_be_weighed(self) -> Self:
        wrong = list(self._mistakes())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _mistakes(self) -> Iterator[str]:
        if OTHER not in self.hypotheses:
            yield f"one hypothesis must be named {OTHER!r}: what happens may be none that was thought of"
        for name in self.hypotheses:
            if name.lower().startswith("e-"):
                yield f"{name!r}: keys that begin with 'e-' are those of evidence, write another"
        for key, times in Counter(one.key for one in self.evidence).items():
            if times > 1:
                yield f"{times} pieces of evidence have the key {key!r}: give each a name of its own"
        for trust, value in self.reliabilities.items():
            if value >= 1 and not trust.isdigit():
                yield f"the reliability of {trust!r} is 1, write less: no source is beyond error"
        yield from self._wrong_priors()
        yield from counted_twice(self.evidence, "weighed")
        incomplete = [wrong for one in self.evidence for wrong in self._missing(one)]
        yield from incomplete
        if not incomplete:
            trusts = [UNSURE if one.reliability is None else one.reliability for one in self.evidence]
            unseen = [
                _piece(one, tuple(self.hypotheses), None, (trust, trust))
                for one, trust in zip(self.evidence, trusts, strict=True)
            ]
            yield from mistakes_of(self._priors(), [piece.item() for piece in unseen], self.dependence)

    def _wrong_priors(self) -> Iterator[str]:
        low, high = (sum(one.prior[end] for one in self.hypotheses.values()) for end in (0, 1))
        if low > 1 + ROUNDING or high < 1 - ROUNDING:
            yield f"priors cannot sum to 1: their lows sum to {low:g}, their highs to {high:g}"

    def _missing(self, one: Evidence) -> Iterator[str]:
        for name in self.hypotheses:
            if name not in one.likelihoods:
                yield f"{one.watched!r} has no likelihoods under the hypothesis {name!r}"
        for name in one.likelihoods:
            if name not in self.hypotheses:
                yield f"{one.watched!r}: no hypothesis {name!r}{nearest(name, self.hypotheses)}"

    def _priors(self) -> tuple[Hypothesis, ...]:
        return tuple(Hypothesis(name, *one.prior) for name, one in self.hypotheses.items())

    def names(self) -> Iterator[Named]:
        """Yield what the evidence watches."""
        for number, one in enumerate(self.evidence):
            what: Literal["item", "indicator"] = "item" if one.item else "indicator"
            yield Named(("evidence", number, what), what, one.watched)

    def analyse(self, view: View) -> Said:
        """Say how likely each hypothesis is, on what, and what would change it."""
        told = self._told(self._look(view))
        return self._said(told, headline(told), METHOD)

    def what_if(self, view: View, settings: Mapping[str, str]) -> Said:
        """Say what would follow if evidence were in other states, as BB-3=straining.

        What is supposed counts as a report of its source, as reliable as its reports are.

        Raises
        ------
        ValueError
            When no evidence has this name, it has no such state, or one piece is set twice.
        """
        sights = self._look(view)
        before = self._told(sights)
        places = self._set(settings)
        for at, state in places.items():
            sights[at] = sights[at].supposed(state)
        after = self._told(sights)
        supposed = suppose(before, after, tuple(places))
        return self._said(after, supposed.headline, supposed.method, supposed.tables)

    def expects(self, view: View) -> Expects:
        """Say how likely each hypothesis is, and what that expects to be seen of each piece of evidence."""
        told = self._told(self._look(view))
        weights = told.weighed.posterior
        return Expects(
            weights=dict(zip(told.names, weights.tolist(), strict=True)),
            low=dict(zip(told.names, told.weighed.low90.tolist(), strict=True)),
            high=dict(zip(told.names, told.weighed.high90.tolist(), strict=True)),
            states={item.name: item.states for item in told.items},
            chances={item.name: tuple(expected(weights, item).tolist()) for item in told.items},
            seen={item.name: sight.state for item, sight in zip(told.items, told.sights, strict=True)},
        )

    def _set(self, settings: Mapping[str, str]) -> dict[int, str]:
        """Return what is set by its place."""
        places: dict[str, list[int]] = {}
        for at, one in enumerate(self.evidence):
            for word in dict.fromkeys((one.key, one.watched)):
                places.setdefault(word, []).append(at)
        found: dict[int, str] = {}
        for what, state in settings.items():
            if what not in places:
                raise ValueError(f"no evidence {what!r} here{nearest(what, places)}")
            if len(places[what]) > 1:
                keys = " or ".join(self.evidence[at].key for at in places[what])
                message = f"{what!r} is watched by {len(places[what])} pieces of evidence: write {keys}"
                raise ValueError(message)
            (at,) = places[what]
            one = self.evidence[at]
            if state not in one.choices:
                message = f"{what!r} cannot be {state!r}: write one of {', '.join(one.choices)}"
                raise ValueError(message)
            if at in found:
                message = f"{what!r} is set twice, as {one.watched!r} and as {one.key!r}: keep one"
                raise ValueError(message)
            found[at] = state
        return found

    def _look(self, view: View) -> list[Sight]:
        table = TRUST | self.reliabilities
        return [look(one, view, table) for one in self.evidence]

    def _told(self, sights: Sequence[Sight]) -> Told:
        order = tuple(self.hypotheses)
        pieces = [
            _piece(one, order, sight.state, (sight.trust, sight.report.trust))
            for one, sight in zip(self.evidence, sights, strict=True)
        ]
        return Told(
            titles={key: one.title for key, one in self.hypotheses.items()},
            means={key: one.means for key, one in self.hypotheses.items()},
            priors={key: one.prior for key, one in self.hypotheses.items()},
            evidence=self.evidence,
            sights=tuple(sights),
            items=tuple(piece.item() for piece in pieces),
            weighed=_weighed(self._priors(), tuple(pieces), tuple(sorted(self.dependence.items()))),
        )

    def _said(self, told: Told, said: str, method: str, first: Sequence[Table] = ()) -> Said:
        return Said(
            headline=said,
            method=method,
            items=tuple(items(told)),
            figures=tuple(figures(told)),
            tables=(*first, *tables(told)),
            drawings=tuple(drawings(told, self.question)),
            short=short(told),
            gaps=tuple(gaps(told)),
            editorial=EDITORIAL + dated(self.registered),
        )


def _piece(one: Evidence, order: Sequence[str], state: str | None, trust: tuple[float, float]) -> _Piece:
    """Return a piece in plain numbers; it is trusted as it was seen, and as a report of another state."""
    rows = [[one.likelihoods[name][choice] for choice in one.choices] for name in order]
    low, high = (tuple(tuple(span[end] for span in row) for row in rows) for end in (0, 1))
    return _Piece(one.key, one.choices, low, high, state, trust[0], one.group, trust[1])


@lru_cache(maxsize=512)
def _weighed(
    priors: tuple[Hypothesis, ...], pieces: tuple[_Piece, ...], dependence: tuple[tuple[str, float], ...]
) -> Weighed:
    """Weigh; on most neighbouring days the same was seen."""
    return weigh(priors, [piece.item() for piece in pieces], dependence=dict(dependence))
