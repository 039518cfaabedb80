"""How UN Comtrade is asked: one reporter and one period a call, so many calls a run.

Without a key a call gives 500 rows at most and takes one period; a list of periods is refused. The
second partner, the customs procedure and the mode of transport are always fixed to their totals,
because otherwise each of them is a row of its own and values count twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, Self
from urllib.parse import urlencode

from pydantic import Field, field_validator, model_validator

from facta import actors
from facta.errors import CaseError
from facta.periods import Period, describe, parse, periods
from facta.sources import base
from facta.sources.asking import Request, Unit
from facta.sources.comtrade.reports import Side, asked_of, sides_of
from facta.sources.numbers import number_of
from facta.sources.objects import SHOWN, are_objects, part, peek
from facta.sources.paging import Wrong, spoilt

if TYPE_CHECKING:
    from facta.periods import Frequency
    from facta.sources.asking import Answer, Plan, Steps

PREVIEW: Final = "https://comtradeapi.un.org/public/v1/preview"
KEYED: Final = "https://comtradeapi.un.org/data/v1/get"
_KEY: Final = {"Ocp-Apim-Subscription-Key": "{FACTA_COMTRADE_KEY}"}
_TOTALS: Final = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_PREVIEW_ROWS: Final = 500
_KEYED_ROWS: Final = 250_000
_PERIOD: Final[dict[str, Frequency]] = {"A": "year", "M": "month"}
_DUE_DAYS: Final = 60
_AGAIN_DAYS: Final = 30
_INCOMPLETE_AGAIN_DAYS: Final = 7
_REVISED_DAYS: Final = 5 * 365
_ENDS_THE_RUN: Final = frozenset({"auth", "credentials", "throttled"})


class Parameters(base.Parameters):
    """What a case asks of UN Comtrade."""

    reporters: tuple[str, ...] = Field(
        default=(), description="States whose reports are asked for, as ISO alpha-3 codes."
    )
    partners: tuple[str, ...] = Field(
        default=(),
        description="With whom they trade, WORLD for everybody; none means with each other.",
    )
    commodities: tuple[str, ...] = Field(
        default=("TOTAL",),
        min_length=1,
        max_length=100,
        description="Codes of the Harmonized System, 27 or 271600; TOTAL is everything.",
    )
    flows: tuple[Literal["M", "X"], ...] = Field(
        default=("M", "X"), min_length=1, description="Imports (M) and exports (X) as reported."
    )
    frequency: Literal["A", "M"] = Field(default="A", description="By year (A) or by month (M).")
    since: base.PeriodText = Field(default="2015", description="The first year or month.")
    until: base.PeriodText | None = Field(
        default=None, description="The last year or month; none means the newest."
    )
    keyed: bool = Field(
        default=False, description="Ask with FACTA_COMTRADE_KEY, for up to 250,000 rows a call."
    )
    calls_a_run: int = Field(
        default=100, ge=1, le=5000, description="The most calls of a run; the next run goes on."
    )

    def lacks(self) -> str:
        """Say what must be written for anything to be asked."""
        return (
            ""
            if self.questions()
            else "comtrade: nobody is asked; write two reporters, or a reporter and a partner"
        )

    @field_validator("reporters", "partners")
    @classmethod
    def _have_numbers(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if number_of("comtrade", code) is None:
                message = (
                    f"{code!r} has no number at UN Comtrade{actors.suggest(code, kind='state')}; "
                    "write ISO alpha-3 codes or WORLD"
                )
                raise ValueError(message)
        return codes

    @field_validator("commodities")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code != "TOTAL" and not (code.isdecimal() and len(code) in {2, 4, 6}):
                message = f"{code!r} is no commodity; write TOTAL or a code of 2, 4 or 6 digits such as '27'"
                raise ValueError(message)
        return codes

    @model_validator(mode="after")
    def _afford(self) -> Self:
        if "WORLD" in self.reporters:
            message = "reporters: WORLD does not report; write it under partners"
            raise ValueError(message)
        calls = len(self.questions())
        if calls > self.calls_a_run:
            message = f"calls_a_run: one period takes {calls} calls; write {calls} or more"
            raise ValueError(message)
        return self

    def questions(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return whom to ask about which partners in one call."""
        rows = _KEYED_ROWS if self.keyed else _PREVIEW_ROWS
        most = max(1, (rows - 1) // (len(self.flows) * len(self.commodities)))
        found = []
        for reporter in self.reporters:
            others = [p for p in dict.fromkeys(self.partners or self.reporters) if p != reporter]
            found += [(reporter, tuple(others[at : at + most])) for at in range(0, len(others), most)]
        return found

    def asked_periods(self, today: date) -> list[Period]:
        """Return the whole periods asked for that ended two months ago or longer, newest first."""
        end = today - timedelta(days=_DUE_DAYS)
        last = min(end, parse(self.until).end) if self.until else end
        start = parse(self.since).start
        found = periods(start, max(start, last), _PERIOD[self.frequency])
        return [period for period in reversed(found) if period.end <= end]


def fetch(plan: Plan) -> Steps:
    """Ask period by period, what the store never had first, and stop before there are too many calls.

    Reports are revised for years: a period of the last five is asked for again once it is thirty
    days old, and after seven where something was missing. A refusal for the key or for too many
    calls ends the run.
    """
    asked = Parameters.of(plan.parameters)
    if lacking := asked.lacks():
        raise CaseError(lacking)
    due = [period for period in asked.asked_periods(plan.today) if _is_due(plan, asked, period)]
    due.sort(key=lambda period: _address(asked, period) in plan.kept)
    calls = 0
    for period in due:
        questions = asked.questions()
        calls += len(questions)
        if calls > asked.calls_a_run:
            return
        requests = tuple(_request(asked, period, *question) for question in questions)
        answers = tuple(_judged(answer) for answer in (yield requests))
        yield Unit(
            address=_address(asked, period),
            start=period.start,
            end=period.end,
            answers=answers,
            outages=(*_capped(asked, answers), *_unmonitored(period, answers)),
        )
        if any(answer.fault in _ENDS_THE_RUN for answer in answers):
            return


def _is_due(plan: Plan, asked: Parameters, period: Period) -> bool:
    kept = plan.kept.get(_address(asked, period))
    if kept is None or kept.state == "failed":
        return True
    age = plan.now - kept.retrieved_at
    if kept.state == "partial":
        return age >= timedelta(days=_INCOMPLETE_AGAIN_DAYS)
    revised = kept.retrieved_at.date() - period.end < timedelta(days=_REVISED_DAYS)
    return revised and age >= timedelta(days=_AGAIN_DAYS)


def _address(asked: Parameters, period: Period) -> str:
    reporters = ",".join(str(number_of("comtrade", code)) for code in asked.reporters)
    partners = ",".join(str(number_of("comtrade", code)) for code in asked.partners or asked.reporters)
    return _url(PREVIEW, asked, period, reporters, partners)


def _request(asked: Parameters, period: Period, reporter: str, partners: tuple[str, ...]) -> Request:
    numbers = ",".join(str(number_of("comtrade", code)) for code in partners)
    url = _url(
        KEYED if asked.keyed else PREVIEW, asked, period, str(number_of("comtrade", reporter)), numbers
    )
    return Request(url=url, form="json", secrets=_KEY if asked.keyed else {})


def _url(start: str, asked: Parameters, period: Period, reporters: str, partners: str) -> str:
    query = {
        "reporterCode": reporters,
        "partnerCode": partners,
        "period": f"{period.start:%Y%m}" if asked.frequency == "M" else f"{period.start:%Y}",
        "cmdCode": ",".join(asked.commodities),
        "flowCode": ",".join(asked.flows),
        **_TOTALS,
    }
    return f"{start}/C/{asked.frequency}/HS?{urlencode(query, safe=',')}"


def _judged(answer: Answer) -> Answer:
    """Return an answer as what it is: an error told with status 200 failed, no rows are empty."""
    if not answer.sound:
        return answer
    told = peek(answer.body)
    if error := part(told, "error"):
        wrong = Wrong("refused", f"UN Comtrade answered with an error: {str(error)[:SHOWN]}")
        return spoilt(answer, wrong)
    rows = part(told, "data")
    if not are_objects(rows):
        return spoilt(answer, Wrong("misread", "the answer has no list of data; read what it says"))
    return answer if rows else replace(answer, state="empty")


def _capped(asked: Parameters, answers: tuple[Answer, ...]) -> list[str]:
    most = _KEYED_ROWS if asked.keyed else _PREVIEW_ROWS
    return [
        f"{most:,} rows came, the most of a call, so more may be missing; ask for fewer commodities"
        for answer in answers
        if answer.state == "complete" and _rows(answer) >= most
    ]


def _rows(answer: Answer) -> int:
    rows = part(peek(answer.body), "data")
    return len(rows) if isinstance(rows, list) else 0


def _unmonitored(period: Period, answers: tuple[Answer, ...]) -> list[str]:
    """Say which flows nobody reports, where everybody asked has answered."""
    if not all(answer.sound for answer in answers):
        return []
    asked: dict[tuple[str, str], set[Side]] = {}
    told: set[tuple[str, str]] = set()
    for answer in answers:
        for flow, side in asked_of(answer.request.url):
            asked.setdefault(flow, set()).add(side)
        told |= sides_of(peek(answer.body))
    return [_silence(flow, sides, period) for flow, sides in sorted(asked.items()) if flow not in told]


def _silence(flow: tuple[str, str], sides: set[Side], period: Period) -> str:
    exporter, importer = flow
    trade = f"trade from {exporter} to {importer} in {describe(period)}"
    if len(sides) > 1:
        return f"unmonitored: neither {exporter} nor {importer} reported {trade}"
    silent, other = flow if sides == {"exporter"} else flow[::-1]
    return f"unmonitored: {silent} did not report {trade}, and {other} was not asked"
