"""What holds of every signal on the door."""

import math
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from facta.records import Finding, Series
from facta.signals import SIGNALS, AnySignal, Context, Signal

sys.path.insert(0, str(Path(__file__).parent / "signals"))
from made_series import brought, context, series

SIGNALS_MADE = [made(**given) for made in SIGNALS.values() for given in made.examples]
NAMES = [f"{signal.kind}{i}" for i, signal in enumerate(SIGNALS_MADE)]
EVERY = pytest.mark.parametrize("signal", SIGNALS_MADE, ids=NAMES)

PATIENT = settings(deadline=None)  # a hidden Markov model is fitted to some

WORDS = st.sampled_from(["failed", "unmonitored", "stale"])
UNFINISHED = st.integers(0, 60).map(lambda count: f"partial {count}")
COUNTS = st.lists(st.one_of(st.integers(0, 60).map(float), WORDS), max_size=60)
REALS = st.lists(st.one_of(st.integers(-5000, 5000).map(lambda x: x / 7), WORDS), max_size=60)


def _is_sound(finding: Finding, made: Series) -> None:
    assert finding.series == made.indicator
    assert finding.level in (None, 0, 1, 2, 3, 4)
    assert finding.reason.endswith(".")
    assert finding.reason[0].strip()
    assert "nan" not in finding.reason
    assert "  " not in finding.reason
    assert finding.rule
    assert finding.measure
    assert finding.direction in ("deepening", "straining", "none")
    assert all(x is None or math.isfinite(x) for x in (finding.size, finding.low, finding.high))
    if finding.level in (None, 0):
        assert (finding.direction, finding.tripped) == ("none", False)
    assert finding.tripped == (finding.level == 4)


@pytest.mark.parametrize("kind", SIGNALS)
def test_every_signal_is_named_as_on_the_door_and_described(kind: str) -> None:
    signal = SIGNALS[kind]
    assert signal.model_fields["kind"].default == kind
    assert signal.__doc__
    fields = {name: field for name, field in signal.model_fields.items() if name != "kind"}
    assert all(field.description and field.description.endswith((".", ";")) for field in fields.values())


@EVERY
def test_every_signal_is_read_back_from_its_own_data(signal: Signal) -> None:
    data = signal.model_dump(mode="json")
    assert TypeAdapter(AnySignal).validate_python(data) == signal


@pytest.mark.parametrize("kind", SIGNALS)
def test_no_signal_takes_a_parameter_it_does_not_know(kind: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        SIGNALS[kind](**(SIGNALS[kind].examples[0] | {"colour": "red"}))


@EVERY
@pytest.mark.parametrize(
    "values",
    [
        [],
        [3],
        ["failed"],
        ["failed"] * 30,
        [0] * 40,
        [7] * 40,
        [7.25] * 60,
        [0.1] * 45 + [0.3],
        [1e15, 2e15, 3e15] * 8,
        [1e-100, 1e100] * 15,
        [-1e100, 1e100] * 30,
        [0] * 39 + [1e12],
        [float("nan")] * 12,
        ["partial 5"] * 12,
        [3, "failed", 4, "unmonitored", 5, "stale"] * 6,
    ],
    ids=lambda values: f"{len(values)} of {values[:3]}",
)
@pytest.mark.parametrize("is_count", [True, False])
@pytest.mark.filterwarnings("error")
def test_every_signal_answers_whatever_the_series(signal: Signal, values: list, is_count: bool) -> None:  # noqa: FBT001
    made = series(values)
    _is_sound(signal.detect(made, context(made, is_count=is_count)), made)


@EVERY
def test_nothing_seen_is_not_assessed(signal: Signal) -> None:
    for values in ([], ["failed"] * 20):
        made = series(values)
        given = context(made, as_of=date(2021, 1, 1))
        assert signal.detect(made, given).level is None


@EVERY
@PATIENT
@given(values=COUNTS, sources=st.lists(st.integers(0, 3), min_size=60, max_size=60))
def test_every_finding_on_counts_is_sound(signal: Signal, values: list, sources: list[int]) -> None:
    made = series(values, sources=sources)
    _is_sound(signal.detect(made, context(made)), made)


@EVERY
@PATIENT
@given(values=REALS)
def test_every_finding_on_values_is_sound(signal: Signal, values: list) -> None:
    made = series(values)
    _is_sound(signal.detect(made, context(made, is_count=False)), made)


@EVERY
@PATIENT
@given(values=COUNTS, days=st.integers(1, 91), newest=st.integers(1, 60), is_count=st.booleans())
def test_every_finding_on_scaled_windows_is_sound(
    signal: Signal,
    values: list,
    days: int,
    newest: int,
    is_count: bool,  # noqa: FBT001
) -> None:
    made = brought(series(values), days, newest=newest)
    _is_sound(signal.detect(made, context(made, is_count=is_count)), made)


@EVERY
@PATIENT
@given(values=st.lists(st.one_of(st.integers(0, 60).map(float), UNFINISHED, WORDS), max_size=30))
def test_every_finding_on_unfinished_periods_is_sound(signal: Signal, values: list) -> None:
    made = series(values)
    finding = signal.detect(made, context(made))
    _is_sound(finding, made)
    assert finding.at is None or made.points.filter(start=finding.at)["state"].item() == "partial"


@pytest.mark.parametrize("kind", ["threshold", "tripwire"])
@given(
    values=COUNTS,
    count=st.integers(0, 60),
    sources=st.lists(st.integers(0, 3), min_size=61, max_size=61),
)
def test_an_unfinished_count_never_lowers_a_level(
    kind: str, values: list, count: int, sources: list[int]
) -> None:
    before, after = (series(v, sources=sources) for v in (values, [*values, f"partial {count}"]))
    signal = SIGNALS[kind](**SIGNALS[kind].examples[0])
    was, now = (signal.detect(made, context(made)).level or 0 for made in (before, after))
    assert now >= was


@EVERY
@PATIENT
@given(values=COUNTS, later=st.lists(st.integers(0, 99).map(float), min_size=1, max_size=9))
def test_the_future_never_changes_the_past(signal: Signal, values: list, later: list) -> None:
    made, longer = series(values), series([*values, *later])
    cut = replace(longer, as_of=made.as_of, points=longer.points.head(len(values)))
    before = signal.detect(made, context(made))
    signal.detect(longer, context(longer))
    assert signal.detect(cut, context(made)) == before


@EVERY
@PATIENT
@given(values=COUNTS, is_count=st.booleans())
def test_one_source_never_goes_beyond_elevated(signal: Signal, values: list, is_count: bool) -> None:  # noqa: FBT001
    made = series(values, sources=1)
    assert (signal.detect(made, context(made, is_count=is_count)).level or 0) <= 2


def _swapped(given: Context) -> Context:
    return replace(given, rise=given.fall, fall=given.rise)


def _are_mirrored(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == pytest.approx(-other, rel=1e-6, abs=1e-9)


MIRRORED = ["changepoint", "cusum", "ears", "regime", "shift", "step", "surprise", "trend"]


@pytest.mark.parametrize("kind", MIRRORED)
@PATIENT
@given(values=REALS, offset=st.sampled_from([0.0, 800.0]))
def test_the_mirror_image_gives_the_mirror_answer(kind: str, values: list, offset: float) -> None:
    values = [v if isinstance(v, str) else v + offset for v in values]
    made, image = series(values), series([v if isinstance(v, str) else -v for v in values])
    given = context(made, is_count=False)
    for parameters in SIGNALS[kind].examples:
        signal = SIGNALS[kind](**parameters)
        one, other = signal.detect(made, given), signal.detect(image, _swapped(given))
        assert (one.level, one.direction, one.since) == (other.level, other.direction, other.since)
        assert _are_mirrored(one.size, other.size)
        assert _are_mirrored(one.low, other.high)
        assert _are_mirrored(one.high, other.low)
