"""What holds a claim open, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from pydantic import ValidationError

from facta.analyses.base import Analysis, View
from facta.analyses.claims import Claims
from facta.results import Figure, Item, Said
from tests.indicators.making import figure, indicator

if TYPE_CHECKING:
    from facta.records import Observation

from tests.analyses.test_claims import BECAUSE, CLAIM, MANY, SUM, claims, clashes, count, seen, stand


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ({"supports": {"above": 1}}, "a test measures one thing: write one of indicator, figure and says"),
        (
            {"indicator": "N", "figure": "a.b", "supports": {"above": 1}},
            "a test measures one thing: write one of indicator, figure and says",
        ),
        (
            {"figure": "a.b", "periods": 3, "supports": {"above": 1}},
            "measure, periods, since and before belong to an indicator and not to figure",
        ),
        (
            {"indicator": "N", "measure": "sum", "supports": {"above": 1}},
            "mean, sum and share need periods, and no other measure has them: write, say, periods: 4",
        ),
        (
            {"indicator": "N", "periods": 4, "supports": {"above": 1}},
            "mean, sum and share need periods, and no other measure has them: write, say, periods: 4",
        ),
        (
            {"indicator": "N", "measure": "change", "supports": {"above": 1}},
            "a change, and nothing else, has since: the day that parts the two stretches",
        ),
        (
            {
                "indicator": "N", "measure": "change", "since": "2025-01-01", "before": "2025-01-01",
                "supports": {"above": 1},
            },
            "before is the first day of the earlier stretch: write a day earlier than since",
        ),
        ({"indicator": "N"}, "a test that decides nothing: write supports, refutes or both"),
        ({"indicator": "N", "supports": {}}, "a line has one side: write above or below"),
        ({"indicator": "N", "refutes": {"above": 1, "below": 2}}, "a line has one side"),
        (
            {"indicator": "N", "supports": ["refuted"]},
            r"a figure is tested by a line, \{above: 3\}; how a part stands by words, \[refuted\]",
        ),
        (
            {"says": "a.b", "supports": {"above": 1}},
            r"a figure is tested by a line, \{above: 3\}; how a part stands by words, \[refuted\]",
        ),
        (
            {"indicator": "N", "supports": {"above": 3}, "refutes": {"below": 5}},
            "supports and refutes overlap: a figure between 3 and 5 would do both",
        ),
        (
            {"indicator": "N", "supports": {"above": 3}, "refutes": {"above": 5}},
            "supports and refutes overlap: a figure above 5 would do both",
        ),
        (
            {"says": "a.b", "supports": ["open"], "refutes": ["open", "refuted"]},
            "supports and refutes share a word: a part that stands so would do both",
        ),
    ],
)  # fmt: skip
def test_a_test_that_cannot_decide_is_refused(test: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        claims(test)


FRESH, DARK = {"on": "2025-03-31"}, {"on": "2025-12-31"}


def traded(measure: str, day: str, value: float) -> Observation:
    return figure(measure, day, value, unit="kt", measure=measure)


def beside(a: dict[str, Any], b: dict[str, Any], on: View) -> Item:
    (item,) = claims(a, b).analyse(on).items
    return item


def test_a_test_that_falls_silent_holds_a_claim_open_and_never_raises_it() -> None:
    named = {
        name: indicator("latest", of={"source": "s", "measure": name.lower()}, unit="kt")
        for name in ("A", "B")
    }
    stays = [traded("a", "2025-02", 5.0), figure("a2", "2025-11", 5.0, unit="kt", measure="a")]
    goes = traded("b", "2025-02", 9.0)
    up, down = {"indicator": "A", "supports": {"above": 1}}, {"indicator": "B", "refutes": {"above": 1}}
    before, after = (seen(*stays, goes, **day, **named) for day in (FRESH, DARK))
    assert beside(up, down, before).because == "Tests disagree: A leans for it, B against."
    held = beside(up, down, after)
    assert (stand(up, after).says, held.says) == ("leaning", "open")
    assert held.because == (
        "A leans for it, but a test that pointed the other way is dark. A measured thing (B, latest): "
        "nothing is known after February 2025; it last stood at 9 kt in February 2025, which leaned "
        "against it."
    )
    lost = beside(
        {**up, "supports": None, "refutes": {"above": 1}}, {"indicator": "B", "supports": {"above": 1}}, after
    )
    assert lost.says == "open"
    assert beside(up, {"indicator": "B", "supports": {"above": 1}}, after).says == "leaning"
    assert beside(up, {"indicator": "B", "refutes": {"above": 10}}, after).says == "leaning"


class Stub(Analysis):
    """An analysis with one figure."""

    kind: Literal["stub"] = "stub"
    value: float = 30.0
    low: float | None = 25.0
    high: float | None = 36.0
    bounds: str = "95 % interval"
    n: int | None = 5
    editorial: bool = False

    def analyse(self, view: View) -> Said:
        made = Figure(
            name="x", title="A stub", value=self.value, unit="times", low=self.low, high=self.high,
            bounds=self.bounds, n=self.n, editorial=self.editorial,
        )  # fmt: skip
        item = Item(key="y", title="A part", says="grows", figure=made, editorial=True)
        return Said(headline=view.as_of.isoformat(), method="", figures=(made,), items=(item,))


def stub(**given: Any) -> Stub:
    return Stub(title="A stub", **given)


HIGH = {"figure": "stub.x", "supports": {"above": 20}}


@pytest.mark.parametrize(
    ("given", "says", "why"),
    [
        ({}, "supported", ""),
        ({"bounds": "90 % interval", "n": 2}, "supported", ""),
        ({"bounds": "low and high reporter"}, "leaning", "its bounds are no interval"),
        ({"bounds": ""}, "leaning", "it has no interval"),
        ({"n": None}, "leaning", "it does not say on how many records it rests"),
        ({"n": 1}, "leaning", "it rests on fewer than two records"),
    ],
)
def test_a_figure_of_another_analysis_decides_by_an_interval_of_two_records(
    given: dict[str, Any], says: str, why: str
) -> None:
    item = stand(HIGH, seen(stub=stub(**given)))
    assert item.says == says
    assert why in item.because
    assert ("so it only leans" in item.because) == bool(why)


def test_an_authors_numbers_hold_a_claim_open_and_never_move_it() -> None:
    chosen = stub(editorial=True)
    alone = stand(HIGH, seen(stub=chosen))
    assert alone.says == "open"
    assert alone.because == "Nothing was measured (stub.x: it rests on numbers that an author chose)."
    assert alone.figure is not None
    assert alone.figure.editorial
    words = {"says": "stub.y", "supports": ["grows"]}
    assert stand(words, seen(stub=chosen)).says == "open"
    assert stand(words, seen(stub=stub())).says == "leaning"
    on = seen(*MANY, N=count(), stub=chosen)
    silent = beside({**SUM, "supports": {"above": 60}}, HIGH, on)
    assert silent.says == "open"
    assert silent.because.endswith(
        "does not reach its line; stub.x leans for it on an author's numbers alone."
    )
    assert silent.figure is not None
    assert not silent.figure.editorial
    assert beside({**SUM, "supports": {"above": 20}}, HIGH, on).says == "supported"
    against = beside({**SUM, "refutes": {"above": 20}}, HIGH, on)
    assert (against.says, against.because) == ("open", "Tests disagree: N refutes it, stub.x leans for it.")


def test_a_part_of_a_period_serves_only_where_its_count_is_beyond_a_line_upwards() -> None:
    days = ("2025-11-02", "2025-11-03", "2025-11-05", "2025-11-06", "2025-11-07", "2025-11-08")
    on = seen(*clashes(*days), on="2025-11-30", N=count())
    quiet = stand({"indicator": "N", "supports": {"below": 4}}, on)
    assert quiet.figure is not None
    assert (quiet.figure.value, quiet.figure.period) == (0, "Q3 2025")
    loud = stand({"indicator": "N", "supports": {"below": 1}, "refutes": {"above": 1}}, on)
    assert loud.says == "refuted"
    assert loud.because.startswith(
        "A measured thing (N, latest): at least 6 attacks (95 % interval 2.2 or more)"
    )
    running = seen(*clashes(*days), on="2025-11-30", N=count(running=True))
    assert stand({"indicator": "N", "refutes": {"below": 9}}, running).because.startswith(
        "A measured thing (N, latest): 0 attacks"
    )


def test_a_mean_of_counts_is_said_by_the_period() -> None:
    item = stand({**SUM, "measure": "mean", "supports": {"above": 5}}, seen(*MANY, N=count()))
    assert item.figure is not None
    assert item.figure.unit == "attacks a quarter"
    assert "9 attacks a quarter (95 % interval 6.3–12.5) in 2025" in item.because
    assert "supports above 5 attacks a quarter" in item.detail[2][1]


def test_a_quantity_is_never_below_nothing() -> None:
    values = {"2025-01": 1.0, "2025-02": 1.0, "2025-03": 30.0, "2025-04": 2.0}
    points = [figure(f"F{i}", day, value, unit="kt") for i, (day, value) in enumerate(values.items())]
    fuel = indicator("total", of={"source": "s", "measure": "m"}, windows="match", unit="kt")
    mean = {"indicator": "N", "measure": "mean", "supports": {"above": 50}}
    four = stand({**mean, "periods": 4}, seen(*points, on="2025-05-01", N=fuel)).figure
    three = stand({**mean, "periods": 3}, seen(*points, on="2025-05-01", N=fuel)).figure
    assert four is not None
    assert three is not None
    assert four.low == 0
    assert (three.value, three.low, three.bounds) == (11, None, "")


def test_words_and_a_single_line_are_not_reached() -> None:
    one = stand({**SUM, "supports": {"above": 60}}, seen(*MANY, N=count()))
    assert one.because.endswith("in 2025, which does not reach its line.")
    words = stand({"says": "stub.y", "supports": ["shrinks"]}, seen(stub=stub()))
    assert words.because == "A part (stub.y): it stands at 'grows', which decides nothing."


def test_the_board_names_what_is_decided_and_counts_what_is_not() -> None:
    test = {"because": BECAUSE, **SUM, "supports": {"above": 20}}
    made = {f"C{i}": {**CLAIM, "tests": [test]} for i in range(3)}
    lacks = {**CLAIM, "tests": [{**test, "not_before": "2030-01-01"}]}
    whole = {"title": "Claims", "registered": "2026-01-01", "claims": {**made, "D1": lacks}}
    result = Claims.model_validate(whole).analyse(seen(*MANY, N=count()))
    assert result.short is not None
    assert result.short.rows == (
        ("supported 3", "C0 Something is so."),
        ("", "C1 Something is so."),
        ("", "C2 Something is so."),
        ("open 1", "all with nothing measured: D1"),
    )
    assert result.editorial.endswith(
        "They were registered on 1 Jan 2026; until then their author could see the figures."
    )
    between = {**CLAIM, "tests": [{**test, "supports": {"above": 60}}]}
    many = {f"S{i}": {**CLAIM, "tests": [test]} for i in range(12)} | {"D1": lacks, "D2": between}
    crowd = Claims.model_validate({**whole, "claims": many}).analyse(seen(*MANY, N=count()))
    assert crowd.headline == "Of 14 claims: 12 supported and 2 open (of which 1 with nothing measured)."
    assert crowd.short is not None
    assert crowd.short.rows == (
        ("supported 12", "S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11"),
        ("open 2", "D2; 1 with nothing measured: D1"),
    )
