"""How UCDP is asked: its files by default, its interface where there is a token.

A version never changes once it is out, so what is kept whole is not asked for again. Candidates
that a later release replaces are asked for together with it, in one unit: only then does the
reading see which events were dropped.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from pydantic import Field, field_validator

from facta.sources import base
from facta.sources.asking import Answer, Request, Unit
from facta.sources.objects import are_objects, part, peek
from facta.sources.paging import Next, Wrong, follow
from facta.sources.ucdp.releases import INTERFACE, Release, monthly, release

if TYPE_CHECKING:
    from facta.sources.asking import Plan, Steps

_TOKEN: Final = {"x-ucdp-access-token": "{FACTA_UCDP_TOKEN}"}
_A_PAGE: Final = 1000
_MOST_PAGES: Final = 1000
_ANNUAL_BYTES: Final = 30_000_000
_MONTH_BYTES: Final = 1_500_000
_A_MONTH: Final = "2026-01"
_LATE_DAYS: Final = 45
_BURST: Final = 400

Asked = Generator[tuple[Request, ...] | Unit, tuple[Answer, ...], tuple[Answer, ...]]


class Parameters(base.Parameters):
    """What a case asks of UCDP."""

    annual: str = Field(
        default="26.1",
        pattern=r"^[0-9]{2}\.1$",
        description="The annual release; 26.1 is the one of 2026, with events from 1989 to 2025.",
    )
    candidates: tuple[str, ...] = Field(
        default=(),
        description=(
            "Candidate releases: 26.0.8 for a month, 26.01.26.06 for months taken together, 2025-01 for "
            "every month from that one on. None means every month after the annual release. A month "
            "inside the annual release shows what was known before it."
        ),
    )
    countries: base.States = Field(
        default=(), description="Where events happened, as ISO alpha-3 codes; none means everywhere."
    )
    api: bool = Field(
        default=False, description="Ask the interface, with FACTA_UCDP_TOKEN, and not for files."
    )

    @field_validator("candidates")
    @classmethod
    def _are_releases(cls, versions: tuple[str, ...]) -> tuple[str, ...]:
        for version in versions:
            found = release(version)
            if _since(version) is None and (found is None or found.annual):
                message = f"{version!r} is no candidate release; write 26.0.8, 26.01.26.06 or 2026-01"
                raise ValueError(message)
        return versions

    def releases(self, today: date) -> list[Release]:
        """Return every release asked for that can be out by a day, the annual one first."""
        found: dict[str, Release] = {}
        for version in (self.annual, *(self.candidates or (f"20{self.annual[:2]}-01",))):
            since, one = _since(version), release(version)
            found |= {r.version: r for r in (monthly(since, today) if since else [one] if one else [])}
        return list(found.values())


def fetch(plan: Plan) -> Steps:
    """Ask for the annual release and for candidates, each version once.

    A candidate month that is not out yet makes no unit until it is late.
    """
    asked = Parameters.of(plan.parameters)
    for newest, replaced in together(asked.releases(plan.today)):
        address = newest.pages if asked.api else newest.file
        kept = plan.kept.get(address)
        if kept is not None and kept.state == "complete":
            continue
        answers, outages = yield from _releases((newest, *replaced), api=asked.api)
        if len(answers) == 1 and answers[0].fault == "missing" and _may_come(newest, plan.today):
            continue
        covers = newest.covers
        yield Unit(address=address, start=covers.start, end=covers.end, answers=answers, outages=outages)


def together(releases: list[Release]) -> list[tuple[Release, list[Release]]]:
    """Put each release that another one replaces with it; the oldest comes first, as it is appended.

    >>> [(r.version, [c.version for c in with_]) for r, with_ in together(
    ...     [release(v) for v in ("26.1", "25.0.12", "26.0.1")])]
    [('26.1', ['25.0.12']), ('26.0.1', [])]
    """
    groups: list[tuple[Release, list[Release]]] = []
    for one in sorted(releases, key=lambda r: (-r.covers.days, r.covers.start)):
        home = next((members for wide, members in groups if _holds(wide, one)), None)
        if home is None:
            groups.append((one, []))
        else:
            home.append(one)
    return sorted(groups, key=lambda group: group[0].covers)


def _holds(wide: Release, one: Release) -> bool:
    return wide.replaces and wide.covers.start <= one.covers.start and one.covers.end <= wide.covers.end


def _may_come(newest: Release, today: date) -> bool:
    return not newest.annual and today < newest.covers.end + timedelta(days=_LATE_DAYS)


def _releases(
    releases: tuple[Release, ...], *, api: bool
) -> Generator[tuple[Request, ...] | Unit, tuple[Answer, ...], tuple[tuple[Answer, ...], tuple[str, ...]]]:
    if not api:
        return (yield tuple(_file(one) for one in releases)), ()
    answers: list[Answer] = []
    outages: list[str] = []
    for one in releases:
        pages = yield from _pages(one)
        answers += pages
        outages += _uncounted(one, pages)
    return tuple(answers), tuple(outages)


def _file(one: Release) -> Request:
    if one.annual:
        return Request(url=one.file, form="zip", weight=_ANNUAL_BYTES)
    return Request(url=one.file, form="csv", weight=_MONTH_BYTES)


def _pages(one: Release) -> Asked:
    """Ask for all pages of a release, without numbering them.

    Some count pages from nought and others from one, so only NextPageUrl is followed. Too many quick
    questions are answered with status 400; the page is asked for once more.
    """
    first = Request(url=f"{one.pages}?pagesize={_A_PAGE}", form="json", secrets=_TOKEN)
    pages = yield from follow(first, _next, most=_MOST_PAGES)
    if pages[-1].status == _BURST:
        rest = yield from follow(pages[-1].request, _next, most=_MOST_PAGES)
        return (*pages[:-1], *rest)
    return pages


def _next(answers: tuple[Answer, ...]) -> Next:
    told, asked = peek(answers[-1].body), answers[-1].request
    if not are_objects(part(told, "Result")):
        return Wrong("misread", "the answer has no Result; read what it says")
    address = part(told, "NextPageUrl")
    if not address:
        return None
    url = urljoin(asked.url, str(address)).replace("http://", "https://", 1)
    if not url.startswith(INTERFACE) or url in {answer.request.url for answer in answers}:
        return Wrong("misread", f"NextPageUrl leads to {url!r}, not to a further page")
    return Request(url=url, form="json", secrets=_TOKEN)


def _uncounted(one: Release, pages: tuple[Answer, ...]) -> list[str]:
    """Say where the pages have not as many events as the first of them announced."""
    if not all(page.sound for page in pages):
        return []
    told = [peek(page.body) for page in pages]
    rows = [row for page in told if are_objects(found := part(page, "Result")) for row in found]
    announced, ids = part(told[0], "TotalCount"), {str(row.get("id")) for row in rows}
    if announced == len(ids):
        return []
    return [f"TotalCount of {one.version} is {announced}, its pages have {len(ids)} events"]


def _since(text: str) -> date | None:
    """Return the month from which every candidate is asked for, None where the text is no month."""
    if len(text) != len(_A_MONTH) or text[4] != "-":
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
