"""The words of a case made by hand: what changed, what the case says, and a case that means harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from make import AS_OF, EARLIER, Sketch, flagship, sketches, standing, strand

from facta.records import Change, Difference, Gap
from facta.views import CaseText, IndicatorText, RecordLine, SourceLine

if TYPE_CHECKING:
    from facta.records import Assessment

HOSTILE = '<script>alert(1)</script> "quoted" & <b>bold</b> \x00\x1b \u202egnp.exe'
CYRILLIC = "Таджикистан сообщил о 17 вооружённых столкновениях на границе с Афганистаном."  # noqa: RUF001
LONG = "Очень длинное название " * 12 + "عنوان طويل جدا"


def change() -> Change:
    """Make a change with all kinds of differences."""

    def line(
        key: str, was: tuple[int | None, str], now: tuple[int | None, str], cause: str, why: str
    ) -> Difference:
        title = next(sketch.title for sketch in sketches() if sketch.key == key)
        return Difference(
            indicator=key,
            title=title,
            cause="the world" if cause == "world" else "the data",
            was=was[1],
            now=now[1],
            level_was=was[0],
            level_now=now[0],
            reason=why,
        )

    return Change(
        case="russia-taliban",
        was=EARLIER,
        now=AS_OF,
        differences=(
            line(
                "border-clashes",
                (2, "2 elevated, straining"),
                (4, "4 trip-wire, straining"),
                "world",
                "17 clashes in 2025 against a registered level of 15 clashes a year.",
            ),
            line(
                "lpg",
                (2, "2 elevated, deepening"),
                (3, "3 strong, deepening"),
                "world",
                "Deliveries stand outside the central 95 % of their own range for a third month.",
            ),
            line(
                "iskp-abroad",
                (1, "1 notable, straining"),
                (2, "2 elevated, straining"),
                "world",
                "Two incidents in one quarter, from one wire.",
            ),
            line(
                "trade-total",
                (3, "3 strong, deepening"),
                (2, "2 elevated, deepening"),
                "data",
                "The publisher revised the year 2024 from 1 bn USD to 239 m USD.",
            ),
            line(
                "base-hardware",
                (0, "0 baseline"),
                (None, "not assessed"),
                "data",
                "The only source went dark.",
            ),
            line(
                "rail-milestones",
                (1, "1 notable, deepening"),
                (0, "0 baseline"),
                "data",
                "A report of 2 December 2025 was withdrawn a day later.",
            ),
        ),
    )


def case() -> CaseText:
    """Make the words of the case for every indicator."""
    text = IndicatorText(
        rise_means="deepening",
        rise_because="Moscow pays for the bargain in goods that Kabul cannot get elsewhere at that price.",
        fall_means="straining",
        fall_because="The lifeline thins, whether by choice or by want.",
        confounders=(
            "The European ban of 20 December 2024 pushed Russian gas to other buyers.",
            "Sanctions on Iran changed who could deliver at all.",
        ),
        limitation="Volumes come from railway and trade reports; a delivery by road is not seen.",
        evidence="deed",
        kind="total per period",
        sources=(
            SourceLine(
                publisher="Amu TV (Reuters)",
                title="Russia sharply increased LPG exports to Afghanistan",
                url="https://amu.tv/165586",
            ),
            SourceLine(publisher="Argus", title="no open address"),
        ),
    )
    records = (
        RecordLine(
            ref="TE031",
            when="Jan to Nov 2025",
            text="Russia delivered 418 thousand tonnes of LPG to Afghanistan in eleven months.",
            figure="418,000 t",
            grade="B2",
            publisher="Interfax",
            origin="Interfax",
            url="https://interfax.com/newsroom/115001/",
            known_at=date(2025, 12, 18),
        ),
        RecordLine(
            ref="TE032",
            when="2 Dec 2025",
            text="Joint patrols on the Tajik border were reported, then denied.",
            grade="C3",
            publisher="Reuters",
            origin="two unnamed officials",
            url="https://www.reuters.com/world/x",
            status="retracted",
            verified=False,
            known_at=date(2025, 12, 3),
        ),
        RecordLine(
            ref="BU012",
            when="2025",
            text=CYRILLIC,
            figure="17 clashes",
            grade="D3",
            publisher="Asia-Plus",
            origin="Drug Control Agency",
            url="javascript:alert(1)",
            known_at=date(2026, 2, 10),
        ),
        RecordLine(
            ref="RL029",
            when="3 Jul 2025",
            text="روسيه د افغانستان اسلامي امارت په رسميت وپېژاند.",
            grade="A1",
            publisher="TASS",
            origin="TASS",
            url="https://tass.com/world/1984001",
            known_at=date(2025, 7, 3),
        ),
    )
    return CaseText(
        indicators={sketch.key: text for sketch in sketches()},
        records={sketch.key: records for sketch in sketches()},
        tripwires={
            "border-clashes": (12.0,),
            "lpg": (60_000.0,),
            "promises-kept": (20.0,),
            "iskp-abroad": (9.0,),
        },
        licence="Records cite their publishers; figures of Comtrade are given under its terms of reuse.",
    )


def hostile() -> tuple[Assessment, CaseText, Change]:
    """Make an assessment whose every text tries to break the page."""
    sketch = Sketch("evil", HOSTILE, "terror", "t", 4, "deepening", length=6, period="year", top=1e18)
    long = Sketch(
        "long",
        LONG,
        "terror",
        "persons",
        1,
        "straining",
        top=1e-7,
    )
    standings = tuple(
        replace(standing(one), reason=HOSTILE, unit=HOSTILE if one.key == "evil" else one.unit)
        for one in (sketch, long)
    )
    record = RecordLine(
        ref=HOSTILE,
        when=HOSTILE,
        text=HOSTILE,
        figure=HOSTILE,
        grade="<A",
        publisher=HOSTILE,
        origin=HOSTILE + "!",
        url='https://example.org/"onmouseover="alert(1)',
        known_at=None,
    )
    urls = (
        "javascript:alert(1)",
        "data:text/html,<script>1</script>",
        " https://x.org",
        "https://ok.org/a?b=1&c=2",
    )
    text = IndicatorText(
        rise_means=HOSTILE,
        rise_because=HOSTILE,
        confounders=(HOSTILE,),
        limitation=HOSTILE,
        kind=HOSTILE,
        rules=(HOSTILE,),
        sources=tuple(SourceLine(publisher=HOSTILE, title=HOSTILE, url=url) for url in urls),
    )
    assessment = replace(
        flagship(),
        title=HOSTILE,
        question=HOSTILE,
        judgement=HOSTILE,
        standings=standings,
        strands=(replace(strand("terror", HOSTILE, HOSTILE, standings), sentence=HOSTILE),),
        gaps=(Gap(what=HOSTILE, since=None, state="failed", reason=HOSTILE),),
    )
    difference = Difference(
        indicator="evil",
        title=HOSTILE,
        cause="the data",
        was=HOSTILE,
        now=HOSTILE,
        level_was=1,
        level_now=4,
        reason=HOSTILE,
    )
    words = CaseText(
        indicators={"evil": text},
        records={"evil": (record,)},
        licence=HOSTILE,
        tripwires={"evil": (1e17,)},
    )
    return assessment, words, Change(case=HOSTILE, was=EARLIER, now=AS_OF, differences=(difference,))
