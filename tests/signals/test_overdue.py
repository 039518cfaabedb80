from datetime import date

import pytest
from inline_snapshot import snapshot
from made_series import brought, context, series
from pydantic import ValidationError

from facta.records import Finding
from facta.signals.overdue import Overdue


def promised(values: list, **given: object) -> Finding:
    made = series(values)
    signal = Overdue(due=date(2015, 6, 30), absence="straining", promised=given.pop("promised", None))
    return signal.detect(made, context(made, **given))


def regular(values: list, **given: object) -> Finding:
    made = series(values, frequency=given.pop("frequency", "month"))
    return Overdue(regular=True, absence="straining").detect(made, context(made, **given))


def test_a_promise_is_overdue_the_day_after() -> None:
    finding = promised([0, 0, 0])
    assert (finding.level, finding.direction, finding.since) == (1, "straining", date(2015, 6, 30))
    assert finding.reason == snapshot(
        "It was due by 30 Jun 2015 and had not come 93 days later, on 1 Oct 2015."
    )


def test_a_promise_is_long_overdue_after_half_a_year() -> None:
    assert promised([0, 0, 0, 0, 0]).level == 2


def test_a_promise_kept_is_baseline() -> None:
    finding = promised([0, 1, 0, 0, 0])
    assert (finding.level, finding.direction) == (0, "none")
    assert finding.reason == snapshot("It came: first recorded in the period up to 30 Jun 2015.")


def test_what_came_before_the_promise_does_not_keep_it() -> None:
    assert promised([1, 0, 0, 0, 0], promised=date(2015, 5, 1)).level == 2


def test_a_promise_not_yet_due_is_baseline() -> None:
    assert promised([0]).reason == snapshot("It is due by 30 Jun 2015.")


def test_the_usual_lag_of_the_sources_is_granted() -> None:
    assert promised([0, 0, 0], lag_days=120).level == 0


def test_absence_of_a_look_is_not_absence() -> None:
    finding = promised([0, 0, 0, "unmonitored"])
    assert finding.level is None
    assert finding.reason == snapshot("Nobody looked on 1 Oct 2015: absence of a look is not absence.")
    assert promised([0, 0, 0, "unmonitored"], lag_days=92).level == 1
    assert promised([0, 0, "failed", 0]).level is None
    assert promised([0, 0, "partial 0", 0]).level is None
    assert promised([0, 0, 0, "partial 0"], as_of=date(2015, 12, 24)).level == 1
    assert promised([0, 0], as_of=date(2016, 1, 1)).level is None


def test_a_regular_thing_that_stays_away_is_overdue() -> None:
    every_third = [1, 0, 0] * 6
    assert regular(every_third).level == 0
    finding = regular([*every_third, 0, 0, 0, 0])
    assert (finding.level, finding.direction) == (2, "straining")
    assert finding.reason == snapshot(
        "214 days since the period that began on 1 Apr 2016, against a central 80 % of "
        "72.8\N{EN DASH}114 days between the starts of the 6 months with it before."
    )


def test_windows_of_other_lengths_are_not_called_months() -> None:
    made = brought(series([*[1, 0, 0] * 6, *[0] * 4], frequency="month"), 31, newest=9)
    finding = Overdue(regular=True, absence="straining").detect(made, context(made))
    assert finding.reason.endswith("between the starts of the 6 windows with it before.")


def test_a_regular_thing_is_not_overdue_within_its_own_period() -> None:
    values = [1, 0, 0] * 6
    made = series([*values, "partial 0"], frequency="month")
    signal = Overdue(regular=True, absence="straining")
    assert signal.detect(made, context(made, as_of=date(2016, 7, 28))).level == 0


def test_a_regular_thing_needs_gaps_and_looks() -> None:
    assert regular([1, 0, 1, 0, 0]).reason == snapshot("Only 1 earlier gap of at least 4.")
    assert regular([*[1, 0, 0] * 6, "failed", "failed"]).level is None


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"due": "2015-01-01", "regular": True},
        {"regular": True, "promised": "2015-01-01"},
        {"due": "2015-01-01", "promised": "2015-02-01"},
    ],
)
def test_it_is_promised_or_regular(given: dict) -> None:
    with pytest.raises(ValidationError):
        Overdue(absence="none", **given)
