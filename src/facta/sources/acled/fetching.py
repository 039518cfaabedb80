"""How ACLED is asked: a token for the account, then page after page of each month.

The running month is asked for every time, one of the last year once it is seven days old, an older
one after ninety. The newest month brings along what ACLED removed since the store first asked.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from pydantic import Field, field_validator

from facta.errors import CaseError
from facta.periods import Period, parse, periods
from facta.sources import base
from facta.sources.asking import Answer, Request, Unit
from facta.sources.numbers import number_of
from facta.sources.objects import SHOWN, are_objects, part, peek
from facta.sources.paging import Wrong, due, follow, spoilt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.sources.asking import Plan, Steps
    from facta.sources.paging import Next

DOOR: Final = "https://acleddata.com/oauth/token"
READ: Final = "https://acleddata.com/api/acled/read"
REMOVED: Final = "https://acleddata.com/api/deleted/read"
_CLIENT: Final = "acled"
_ACCOUNT: Final = {
    "username": "{FACTA_ACLED_USERNAME}",
    "password": "{FACTA_ACLED_PASSWORD}",
    "grant_type": "password",
    "client_id": _CLIENT,
}
_A_PAGE: Final = 5000
_MOST_PAGES: Final = 100
_A_YEAR: Final = 365
_AGAIN_DAYS: Final = 7
_OLDER_AGAIN_DAYS: Final = 90
_EXPIRED: Final = 401
_OK: Final = 200
_ENDS_THE_RUN: Final = frozenset({"auth", "credentials", "throttled"})

Asked = Generator[tuple[Request, ...] | Unit, tuple[Answer, ...], tuple[Answer, ...]]


class Parameters(base.Parameters):
    """What a case asks of ACLED."""

    countries: tuple[str, ...] = Field(
        default=(), description="Where events happened, as ISO alpha-3 codes; at least one."
    )
    since: base.PeriodText = Field(default="2020-01", description="The first month.")
    until: base.PeriodText | None = Field(
        default=None, description="The last month; none means the running one."
    )
    removed: bool = Field(
        default=True, description="Also ask which events ACLED removed since the store first asked."
    )

    def lacks(self) -> str:
        """Say what must be written for anything to be asked."""
        return "" if self.countries else "acled: nowhere is asked for; write countries, for instance [AFG]"

    @field_validator("countries")
    @classmethod
    def _have_numbers(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if number_of("iso", code) is None:
                message = f"{code!r} is not the ISO alpha-3 code of a country"
                raise ValueError(message)
        return codes


@dataclass(slots=True)
class _Pass:
    """Tokens of an account: one to read with, and one to get another with, once."""

    access: str
    renewal: str

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


def fetch(plan: Plan) -> Steps:
    """Ask for each month that is due, newest first, until the account is refused."""
    asked = Parameters.of(plan.parameters)
    if lacking := asked.lacks():
        raise CaseError(lacking)
    months = [month for month in _months(asked, plan.today) if _is_due(plan, asked, month)]
    if not months:
        return
    (entered,) = yield (_enter(_ACCOUNT),)
    held = _pass(entered)
    if isinstance(held, Answer):
        yield _unit(asked, months[0], plan.today, (held,))
        return
    for month in months:
        answers: tuple[Answer, ...] = ()
        for url in _questions(plan, asked, month, newest=month is months[0]):
            answers += yield from _pages(url, held)
            if answers[-1].fault in _ENDS_THE_RUN:
                break
        yield _unit(asked, month, plan.today, answers)
        if answers[-1].fault in _ENDS_THE_RUN:
            return


def _months(asked: Parameters, today: date) -> list[Period]:
    start = parse(asked.since).start
    end = min(today, parse(asked.until).end) if asked.until else today
    return periods(start, max(start, end), "month")[::-1]


def _is_due(plan: Plan, asked: Parameters, month: Period) -> bool:
    old = plan.today - month.end > timedelta(days=_A_YEAR)
    return due(plan, _address(asked, month), days=_OLDER_AGAIN_DAYS if old else _AGAIN_DAYS)


def _address(asked: Parameters, month: Period) -> str:
    numbers = ",".join(str(number_of("iso", code)) for code in asked.countries)
    return f"{READ}?iso={numbers}&event_date={month.start:%Y-%m}"


def _unit(asked: Parameters, month: Period, today: date, answers: tuple[Answer, ...]) -> Unit:
    return Unit(
        address=_address(asked, month),
        start=month.start,
        end=min(month.end, today),
        answers=answers,
        settled=month.end <= today,
    )


def _questions(plan: Plan, asked: Parameters, month: Period, *, newest: bool) -> list[str]:
    """Return what is asked for a month: each country, and with the newest month what was removed."""
    days = f"{month.start}|{month.last}"
    found = [
        _url(
            READ,
            {"iso": str(number_of("iso", code)), "event_date": days, "event_date_where": "BETWEEN"},
        )
        for code in asked.countries
    ]
    first = min((kept.retrieved_at for kept in plan.kept.values()), default=None)
    if asked.removed and newest and first is not None:
        since = {"deleted_timestamp": str(int(first.timestamp())), "deleted_timestamp_where": ">="}
        found.append(_url(REMOVED, since))
    return found


def _url(start: str, query: Mapping[str, str]) -> str:
    return f"{start}?{urlencode({'_format': 'json', **query, 'limit': str(_A_PAGE)})}&page="


def _enter(form: Mapping[str, str]) -> Request:
    return Request(url=DOOR, form="json", form_body=form, index=True)


def _pass(answer: Answer) -> _Pass | Answer:
    """Return the tokens of an answer, or the answer as one that failed and has no token in it."""
    if not answer.sound:
        return answer
    told = peek(answer.body)
    access, renewal = part(told, "access_token"), part(told, "refresh_token")
    if not isinstance(access, str) or not access:
        words = part(told, "error_description") or part(told, "message") or "no access_token came"
        return spoilt(answer, Wrong("auth", f"ACLED gave no token: {str(words)[:SHOWN]}"))
    return _Pass(access, renewal if isinstance(renewal, str) else "")


def _pages(url: str, held: _Pass) -> Asked:
    """Ask for all pages, and where the token has expired meanwhile for another one, once a run."""
    answers = yield from follow(_page(url, 1, held), lambda a: _next(url, a, held), most=_MOST_PAGES)
    if answers[-1].status != _EXPIRED or not held.renewal:
        return answers
    form = {"refresh_token": held.renewal, "grant_type": "refresh_token", "client_id": _CLIENT}
    held.renewal = ""
    (entered,) = yield (_enter(form),)
    renewed = _pass(entered)
    if isinstance(renewed, Answer):
        return answers
    held.access = renewed.access
    first = _page(url, len(answers), held)
    rest = yield from follow(first, lambda a: _next(url, a, held), most=_MOST_PAGES)
    return (*answers[:-1], *rest)


def _page(url: str, number: int, held: _Pass) -> Request:
    return Request(url=f"{url}{number}", form="json", headers=held.headers)


def _next(url: str, answers: tuple[Answer, ...], held: _Pass) -> Next:
    """Return the page after this one; the last has fewer rows. Errors are told with status 200."""
    newest = answers[-1]
    told = peek(newest.body)
    wrong = part(told, "error") or part(told, "message")
    if wrong or part(told, "success") is not True or part(told, "status") != _OK:
        words = wrong or part(told, "messages") or "neither success nor a reason"
        return Wrong("misread", f"ACLED answered: {str(words)[:SHOWN]}")
    rows = part(told, "data")
    if not are_objects(rows):
        return Wrong("misread", "the answer has no list of data; read what it says")
    number = int(newest.request.url.removeprefix(url))
    return _page(url, number + 1, held) if len(rows) >= _A_PAGE else None
