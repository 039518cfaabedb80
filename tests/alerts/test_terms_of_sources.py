"""What an alert tells of figures that may not be passed on: that they moved, and nothing of them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "exports"))
sys.path.append(str(Path(__file__).parents[1] / "forecasts"))


from guarded import SECRET, guarded
from kept import forecast, question, resolution, stamp
from small import MARCH, MAY

from facta.alerts.channels import Means
from facta.alerts.settings import Settings
from facta.alerts.watching import Reach, watch
from facta.forecasts.ledger import open_ledger
from facta.forecasts.sharing import WHY
from facta.views.export import WHY as ALONE

if TYPE_CHECKING:
    from facta.alerts.log import Entry
    from facta.api import Open


class Still:
    """A clock that stands at nine on a day."""

    def __init__(self, day: date) -> None:
        self.moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


BEFORE, AFTER = date(2026, 4, 10), date(2026, 6, 5)
LINE = "At least 98,765 USD of trade in Q3 2026?"


def watched(opened: Open, store: Path, day: date) -> tuple[Entry, ...]:
    reach = Reach(settings=Settings(), means=Means(environment={}, clock=Still(day)))
    return watch(opened, store, as_of=day, reach=reach).events


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def opened(tmp_path: Path, store: Path) -> Open:
    return replace(guarded(tmp_path), folder=store)


def asked(name: str, **more: Any) -> Any:
    told = {"case": "guarded", "indicator": "EX-2", "family": "flows", "unit": "USD", "asked": MARCH}
    told |= {"start": date(2026, 4, 1), "end": date(2026, 5, 1), "deadline": date(2026, 5, 10)}
    return question(name, **(told | {"last_day": date(2026, 6, 30), "line": 98765.0, "text": LINE} | more))


def numbers(entries: tuple[Entry, ...]) -> str:
    return json.dumps([one.data for one in entries], ensure_ascii=False, default=str)


def test_a_forecast_of_such_a_figure_is_told_without_its_line(opened: Open, store: Path) -> None:
    ledger = open_ledger(store, "guarded")
    later: dict[str, Any] = {
        "start": date(2026, 7, 1), "end": date(2026, 10, 1), "deadline": date(2026, 10, 10),
        "last_day": date(2026, 12, 31),
    }  # fmt: skip
    name = "guarded:EX-2:2026-Q3:at-least-98765"
    ledger.append([asked(name, **later), forecast(name, 0.4, made=MARCH)], stamp=stamp(MARCH))
    watched(opened, store, BEFORE)
    ledger.append([forecast(name, 0.7, made=MAY)], stamp=stamp(MAY))
    found = watched(opened, store, AFTER)
    (told,) = (one.data for one in found if one.data["rule"] == "forecast")
    assert told["what"] == "unlikely (20–45 %)→likely (55–80 %)"
    assert (told["title"], told["why"]) == ("Trade", WHY)
    assert "98,765" not in numbers(found)
    assert "98765" not in numbers(found)


def test_a_miss_of_such_a_figure_is_told_without_the_answer(opened: Open, store: Path) -> None:
    ledger = open_ledger(store, "guarded")
    ledger.append([asked("trade"), forecast("trade", 0.05, made=MARCH)], stamp=stamp(MARCH))
    watched(opened, store, BEFORE)
    came = resolution("trade", "yes", resolved=date(2026, 5, 10), as_of=date(2026, 5, 10), value=SECRET + 1)
    ledger.append([came], stamp=stamp(MAY))
    found = watched(opened, store, AFTER)
    (told,) = (one.data for one in found if one.data["rule"] == "miss")
    assert (told["what"], told["title"], told["why"]) == ("missed", "Trade", WHY)
    assert "98,76" not in numbers(found)
    assert "9876" not in numbers(found)


def test_a_level_of_such_a_figure_is_told_without_the_figure(tmp_path: Path, store: Path) -> None:
    more = """  EX-3:
    title: Trade again
    strand: border
    kind: total
    of: {source: bought, measure: turnover}
    unit: USD
    period: quarter
    evidence: deed
    rise: {means: deepening, because: Trade was promised.}
    fall: {means: straining, because: A promise is not kept.}
    confounders: [prices]
    limitation: One office reports it.
    signals: [{kind: threshold, above: 100791.9, level: 2}]
"""
    opened = replace(guarded(tmp_path, more), folder=store)
    watched(opened, store, date(2025, 4, 20))
    found = watched(opened, store, date(2025, 11, 1))
    (told,) = (one.data for one in found if one.subject == "EX-3")
    assert (told["rule"], told["what"], told["why"]) == ("level", "0→2 elevated, deepening", ALONE)
    assert (told["headline"], told["reasons"]) == (
        "[guarded] EX-3 0→2 elevated, deepening: Trade again", [],
    )  # fmt: skip
    assert not {"figure", "value", "frequency"} & told.keys()
    assert not [figure for figure in ("101,000", "100,79", "10079", "98765") if figure in numbers(found)]
