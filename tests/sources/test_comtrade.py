"""UN Comtrade: two reports of one flow, one report, and none, which is not a zero."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import CaseError, SourceError
from facta.sources.asking import Answer, Kept, Plan
from facta.sources.comtrade import CONSUMED, DROPPED, Parameters, card, fetch, read
from world.comtrade import HOST, answer, comtrade, row
from world.driven import driven, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Observation, Snapshot
    from facta.sources.asking import Unit
    from world.base import Publisher

    Publish = Callable[..., Snapshot]

SAMPLES = Path(__file__).parents[1] / "samples/comtrade"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOTH = {(4, 643, "M", "TOTAL", "2019"): 196.0, (643, 4, "X", "TOTAL", "2019"): 160.0}
PAIR = {"reporters": ["AFG", "RUS"], "since": "2019", "until": "2019"}


def _plan(**asked: object) -> Plan:
    return Plan(parameters=Parameters.model_validate(PAIR | asked), now=NOW)


def _units(publisher: Publisher, plan: Plan) -> list[Unit]:
    return driven(fetch(plan), {HOST: publisher}, NOW)


def _found(publisher: Publisher, **asked: object) -> dict[str, Observation]:
    units = _units(publisher, _plan(**asked))
    found = [one for unit in units for one in read(kept(unit, card)).observations]
    return {f"{one.measure} {one.actor} {one.target}": one for one in found}


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(row((4, 643, "M", "TOTAL", "2019"), 1.0)) == set(CONSUMED) | set(DROPPED)
    assert len(CONSUMED) + len(DROPPED) == 47
    assert all(DROPPED.values())


def test_two_reports_of_a_flow_are_kept_and_one_figure_lies_between_them() -> None:
    found = _found(comtrade(BOTH))
    assert sorted(found) == [
        "comtrade-exports RUS AFG",
        "comtrade-imports RUS AFG",
        "comtrade-trade RUS AFG",
    ]
    between = found["comtrade-trade RUS AFG"]
    assert (between.value, between.low, between.high, between.unit) == (196.0, 160.0, 196.0, "USD")
    assert between.tags == ("reported-by-exporter", "reported-by-importer")
    assert between.origin == "RUS as exporter; AFG as importer"
    assert between.text == snapshot(
        "Trade from Russia to Afghanistan, 2019: USD 160 to 196, as exporter and importer report it."
    )
    assert found["comtrade-imports RUS AFG"].origin == "AFG as importer"
    assert found["comtrade-imports RUS AFG"].note == "CIF 196"
    assert found["comtrade-exports RUS AFG"].text == snapshot(
        "Trade from Russia to Afghanistan, 2019, as the exporter reports it: USD 160 (FOB)."
    )


def test_of_one_report_there_is_a_mirror_without_an_interval() -> None:
    silent = {report: value for report, value in BOTH.items() if report[0] == 643}
    between = _found(comtrade(silent))["comtrade-trade RUS AFG"]
    assert (between.value, between.low, between.high) == (160.0, None, None)
    assert between.tags == ("reported-by-exporter", "mirror-only")
    assert between.note == "the importer reports nothing for this flow"


def test_a_side_that_was_not_asked_is_not_silent() -> None:
    between = _found(comtrade(BOTH), reporters=["RUS"], partners=["AFG"])["comtrade-trade RUS AFG"]
    assert between.tags == ("reported-by-exporter",)
    assert between.note == "the importer was not asked"


def test_a_flow_that_nobody_reports_is_told_and_has_no_figure() -> None:
    (unit,) = _units(comtrade(BOTH), _plan())
    assert [one.state for one in unit.answers] == ["complete", "complete"]
    assert unit.state == "partial"
    assert unit.outages == snapshot(
        ("unmonitored: neither AFG nor RUS reported trade from AFG to RUS in 2019",)
    )
    (dark,) = _units(comtrade({}), _plan())
    assert [one.state for one in dark.answers] == ["empty", "empty"]
    assert dark.state == "partial"
    assert len(dark.outages) == 2
    assert read(kept(dark, card)).observations == ()
    (alone,) = _units(comtrade({}), _plan(reporters=["RUS"], partners=["AFG"], flows=["M"]))
    assert alone.outages == snapshot(
        ("unmonitored: RUS did not report trade from AFG to RUS in 2019, and AFG was not asked",)
    )


def test_each_commodity_is_a_measure_of_its_own() -> None:
    reports = BOTH | {(643, 4, "X", "27", "2019"): 70.0}
    found = _found(comtrade(reports), commodities=["TOTAL", "27"])
    assert found["comtrade-exports-27 RUS AFG"].value == 70.0
    assert found["comtrade-trade-27 RUS AFG"].text == snapshot(
        "Trade from Russia to Afghanistan in commodities of HS 27, 2019: USD 70, as only the exporter "
        "reports it."
    )


def test_one_period_is_asked_for_in_a_call_and_its_totals_only() -> None:
    units = _units(comtrade(BOTH), _plan(since="2018", until="2020"))
    urls = [one.request.url for unit in units for one in unit.answers]
    assert [url.split("period=")[1][:4] for url in urls] == ["2020", "2020", "2019", "2019", "2018", "2018"]
    assert all(url.endswith("&partner2Code=0&customsCode=C00&motCode=0") for url in urls)
    assert units[1].address == snapshot(
        "https://comtradeapi.un.org/public/v1/preview/C/A/HS?reporterCode=4,643&partnerCode=4,643"
        "&period=2019&cmdCode=TOTAL&flowCode=M,X&partner2Code=0&customsCode=C00&motCode=0"
    )


def test_states_are_asked_for_by_the_numbers_of_comtrade() -> None:
    (unit,) = _units(comtrade({}), _plan(reporters=["USA"], partners=["IND", "FRA", "WORLD"]))
    assert "reporterCode=842&partnerCode=699,251,0&" in unit.address


def test_months_are_months() -> None:
    reports = {(398, 4, "X", "TOTAL", "202401"): 61.0}
    units = _units(
        comtrade(reports), _plan(reporters=["KAZ"], partners=["AFG"], frequency="M", since="2024-01")
    )
    assert units == []
    plan = _plan(reporters=["KAZ"], partners=["AFG"], frequency="M", since="2024-01", until="2024-02")
    units = _units(comtrade(reports), plan)
    assert [unit.start for unit in units] == [date(2024, 2, 1), date(2024, 1, 1)]
    found = read(kept(units[1], card)).observations
    assert {(one.start, one.end, one.actor) for one in found} == {(date(2024, 1, 1), date(2024, 2, 1), "KAZ")}


def test_rows_up_to_the_limit_are_partial() -> None:
    codes = [f"{code:06d}" for code in range(100)]
    reports = {(4, 643, "M", f"{code:06d}", "2019"): 1.0 for code in range(600)}
    (unit,) = _units(comtrade(reports), _plan(reporters=["AFG"], partners=["RUS"], commodities=codes))
    assert not any("rows came" in outage for outage in unit.outages)

    def full(publisher: Publisher) -> Publisher:
        rows = [row(report, value) for report, value in list(reports.items())[:500]]
        return lambda asked: type(publisher(asked))(body=answer(rows))

    (unit,) = _units(full(comtrade({})), _plan(reporters=["AFG"], partners=["RUS"]))
    assert unit.state == "partial"
    assert unit.outages[0] == snapshot(
        "500 rows came, the most of a call, so more may be missing; ask for fewer commodities"
    )


def test_a_run_ends_before_there_are_too_many_calls_and_the_next_goes_on() -> None:
    plan = _plan(since="2010", calls_a_run=7)
    first = _units(comtrade(BOTH), plan)
    assert [unit.start.year for unit in first] == [2019, 2018, 2017]
    had = {unit.address: Kept(state=unit.state, retrieved_at=NOW) for unit in first}
    second = _units(comtrade(BOTH), Plan(parameters=plan.parameters, now=NOW, kept=had))
    assert [unit.start.year for unit in second] == [2016, 2015, 2014]


@pytest.mark.parametrize(
    ("state", "days", "until", "asked"),
    [
        ("complete", 29, "2024", False),
        ("complete", 31, "2024", True),
        ("complete", 31, "2019", False),
        ("partial", 6, "2019", False),
        ("partial", 8, "2019", True),
        ("failed", 0, "2019", True),
    ],
)
def test_what_is_kept_is_asked_for_again_when_it_may_have_changed(
    state: str, days: int, until: str, *, asked: bool
) -> None:
    plan = _plan(since=until, until=until)
    (unit,) = _units(comtrade({}), plan)
    had = {unit.address: Kept(state=state, retrieved_at=NOW - timedelta(days=days))}
    again = _units(comtrade({}), Plan(parameters=plan.parameters, now=NOW, kept=had))
    assert bool(again) is asked


def test_too_many_calls_end_the_run() -> None:
    units = _units(comtrade(BOTH, most_calls=2), _plan(since="2015"))
    assert [unit.state for unit in units] == ["partial", "failed"]
    assert list(units[1].faults) == ["throttled"]


def test_without_a_key_the_keyed_address_is_refused() -> None:
    (unit,) = _units(comtrade(BOTH), _plan(keyed=True))
    assert unit.answers[0].request.secrets == {"Ocp-Apim-Subscription-Key": "{FACTA_COMTRADE_KEY}"}
    assert "FACTA" not in unit.address
    assert list(unit.faults) == ["auth"]


def test_an_error_told_with_status_200_is_a_failure() -> None:
    steps = fetch(_plan(reporters=["RUS"], partners=["AFG"]))
    (request,) = next(steps)
    body = answer([], error="Invalid parameters")
    unit = steps.send((Answer(request=request, state="complete", retrieved_at=NOW, body=body),))
    assert unit.answers[0].reason == "UN Comtrade answered with an error: Invalid parameters"
    assert unit.state == "failed"


def test_rows_that_would_count_twice_are_refused(publish: Publish) -> None:
    twice = [row((4, 643, "M", "TOTAL", "2019"), 1.0)] * 2
    odd = row((643, 4, "X", "TOTAL", "2019"), 1.0) | {"motCode": 2100, "period": "2019,2020"}
    with pytest.raises(SourceError) as caught:
        read(publish(answer([*twice, odd]), name="c.json"))
    assert caught.value.mistakes == snapshot(
        (
            "c.json: row 2: AFG reports the same flow twice; its values would add up",
            "c.json: row 3: motCode is 2100; only the total '0' is not counted twice",
            "c.json: row 3: period: '2019,2020' is no year and no month such as 202401",
        )
    )


def test_an_answer_that_contradicts_itself_is_refused(publish: Publish) -> None:
    body = json.loads(answer([row((4, 643, "M", "TOTAL", "2019"), 1.0)])) | {"count": 7}
    with pytest.raises(SourceError, match="count is 7 and 1 rows came"):
        read(publish(json.dumps(body)))


def test_a_number_that_is_no_state_is_left_out_and_said(publish: Publish) -> None:
    reading = read(publish(answer([row((4, 899, "M", "TOTAL", "2019"), 1.0)])))
    assert reading.observations == ()
    assert reading.refused == snapshot(("1 rows of number '899', which is no state that is known",))


def test_the_world_is_a_partner(publish: Publish) -> None:
    body = (SAMPLES / "two_sides_2019.json").read_bytes()
    found = [one for one in read(publish(body)).observations if one.actor == "WORLD"]
    assert [(one.measure, one.target) for one in found] == [
        ("comtrade-imports", "AFG"),
        ("comtrade-trade", "AFG"),
    ]


def test_mistakes_in_a_case_are_told() -> None:
    with pytest.raises(CaseError, match="write two reporters, or a reporter and a partner"):
        next(fetch(Plan(parameters=Parameters(), now=NOW)))
    with pytest.raises(ValidationError, match=r"one period takes 2 calls; write 2 or more"):
        Parameters(reporters=("AFG", "RUS"), calls_a_run=1)
    with pytest.raises(ValidationError, match="WORLD does not report"):
        Parameters(reporters=("WORLD",), partners=("AFG",))
    with pytest.raises(ValidationError, match=r"'RUSSIA' has no number at UN Comtrade; did you mean 'RUS'\?"):
        Parameters(reporters=("RUSSIA",))
    with pytest.raises(ValidationError, match="'AG2' is no commodity"):
        Parameters(commodities=("AG2",))
    with pytest.raises(ValidationError, match="'2019-13' is not a date"):
        Parameters(since="2019-13")
