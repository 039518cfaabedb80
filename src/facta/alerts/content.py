"""What an event says: from what to what, why, on which evidence, and what would reverse it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from facta.alerts.rules import RULES
from facta.assessment import known_on
from facta.evidence import behind
from facta.expected import readings_of
from facta.periods import Period, describe, say_day
from facta.views.export import WHY, passed
from facta.views.links import anchor
from facta.views.words import amount, clean, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.alerts.happening import Happening, Seen
    from facta.indicators import Indicator
    from facta.records import Standing
    from facta.results import Item
    from facta.views.texts import CaseText, RecordLine

LONGEST, TITLE, SUBJECT = 400, 120, 160
RECORDS, FINDINGS, INDICATORS = 5, 4, 5
WORDED = frozenset({"level", "tripwire", "drift"})  # rules that say why in figures
SIZES = ("size", "figures")
PARTS = frozenset({"odds", "drift", "tripwire"})
FEW, YEAR_DAYS = 4, 365


def told_data(seen: Seen, one: Happening, text: CaseText) -> dict[str, Any]:
    """Return the data of the event of a happening: plain, cut to length, and without hidden marks."""
    one = _passed_on(seen, one)
    name = next(iter(one.indicators), None)
    standing = _standing(seen, name)
    data: dict[str, Any] = {
        "rule": one.rule,
        "rank": RULES[one.rule].rank,
        "instant": RULES[one.rule].instant,
        "height": one.height,
        "what": short(one.what, TITLE),
        "title": short(one.title, TITLE),
        "headline": "",
        "why": short(one.why),
        "day": one.day.isoformat(),
        **_plain(one.facts),
        "as_of": seen.as_of.isoformat(),
        "compared_with": seen.last.as_of.isoformat(),
        "case_digest": seen.now.inputs.case_digest,
        "store_digest": seen.now.inputs.store_digest,
        "version": seen.now.inputs.version,
        "odds": list(_odds(seen)),
    }
    if standing is not None and name is not None and len(one.indicators) == 1:
        data = _of_indicator(seen, standing, seen.case.indicators[name], text) | data
    data["headline"] = headline(seen.case.name, one, data)
    return data


def _passed_on(seen: Seen, one: Happening) -> Happening:
    """Leave out what would tell a figure that rests on a single record that may not be passed on."""
    every = [_standing(seen, name) for name in one.indicators] if one.rule in WORDED else []
    if all(standing is None or passed(standing) is standing for standing in every):
        return one
    facts = {name: fact for name, fact in one.facts.items() if name not in SIZES}
    return replace(one, why=WHY, said="", facts=facts)


def headline(case: str, one: Happening, data: Mapping[str, Any]) -> str:
    """Say a happening in one line, for the subject of a letter.

    It ends in what was published: in the words of the newest record of the newest period, where that
    tells what happened, or else in the figure.
    """
    often = f", {data['frequency']}" if data.get("frequency") else ""
    figure = f"{data['title']}, {data['figure']}{often}" if data.get("figure") else data["title"]
    return short(f"[{case}] {one.subject} {one.what}: {one.said or data.get('published') or figure}", SUBJECT)


def _published(seen: Seen, standing: Standing, indicator: Indicator) -> str:
    """Return the words of what happened last, where it is new and terms allow it.

    New is what lies in the newest period, or became known after the last watch.
    """
    latest = standing.latest
    if latest is None or not latest.value:
        return ""
    known = known_on(seen.case, seen.records, seen.as_of)
    for record in behind(indicator, known, newest=1):
        row = record.values
        new = row["end"] > latest.start or row["known_at"] > seen.last.as_of
        if new and record.table == "events" and known.terms.get(row["source"]) != "no":
            return short(str(row["text"]), TITLE)
    return ""


def short(text: str, most: int = LONGEST) -> str:
    r"""Cut a text to a length, on one line and without marks that hide or reorder.

    >>> short("a\r\nBcc: x\u202e y", 40), short("word " * 9, 12)
    ('a Bcc: x y', 'word word w…')
    """
    flat = clean(" ".join(text[: 8 * most].split()))
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def frequency(standing: Standing) -> str:
    """Say how often a figure as high, or as low, has been seen: "the highest since Q1 2023".

    Nothing is said of fewer than four whole periods, or of a figure inside what is usual.
    """
    columns = (standing.series.points[name].to_list() for name in ("start", "end", "value", "state"))
    rows = [
        (Period(start, end), value)
        for start, end, value, state in zip(*columns, strict=True)
        if value is not None and state in ("observed", "zero")
    ]
    if len(rows) < FEW or standing.latest is None or rows[-1][0].start != standing.latest.start:
        return ""
    (newest, value), earlier = rows[-1], rows[:-1]
    for word, side in (("highest", 1), ("lowest", -1)):
        last = next((period for period, other in reversed(earlier) if side * (other - value) >= 0), None)
        if last is None:
            return f"the {word} of {len(rows)} figures since {describe(rows[0][0])}"
        days = (newest.start - last.start).days
        if days >= 2 * YEAR_DAYS:
            return f"the {word} in {days // YEAR_DAYS} years, since {describe(last)}"
    return ""


def _standing(seen: Seen, name: str | None) -> Standing | None:
    return next((one for one in seen.now.standings if one.indicator == name), None)


def _of_indicator(seen: Seen, standing: Standing, indicator: Indicator, text: CaseText) -> dict[str, Any]:
    whole, standing = standing, passed(standing)
    latest = standing.latest
    spoken = standing.findings[:FINDINGS] if standing is whole else ()
    data: dict[str, Any] = {
        "unit": standing.unit,
        "direction": standing.direction,
        "health": standing.health,
        "reasons": [short(f"{f.signal}: {f.reason}") for f in spoken if f.reason],
        "means": {word: short(said) for word, said in readings_of(indicator)},
        "limitation": short(indicator.limitation),
        "records": [_record(line) for line in text.records.get(standing.indicator, ())[:RECORDS]],
        "withheld": short(text.withheld.get(standing.indicator, "")),
        "weights": list(_weights(seen, standing.indicator)),
        "reversed_by": reversed_by(standing, indicator),
        "published": _published(seen, standing, indicator),
    }
    if latest is not None:
        period = describe(Period(latest.start, latest.end))
        data |= {
            "figure": f"{period}: {amount(latest.value, standing.unit)}",
            "value": latest.value,
            "low": latest.low,
            "high": latest.high,
            "period": [latest.start.isoformat(), latest.end.isoformat()],
            "grade": latest.grade,
            "independent_sources": latest.sources,
            "known_at": latest.known_at.isoformat(),
            "frequency": frequency(standing),
        }
    return data


def reversed_by(standing: Standing, indicator: Indicator) -> str:
    """Say in the words of the case what would speak against the direction in which it points."""
    against = {"deepening": "straining", "straining": "deepening"}.get(standing.direction)
    said = [
        f"{word}: {meaning.because}"
        for word, meaning in (("a fall", indicator.fall), ("a rise", indicator.rise))
        if meaning.means == against
    ]
    return short("; ".join(said)) or "two figures back inside what is usual"


def _record(line: RecordLine) -> dict[str, Any]:
    said = {
        "id": short(line.ref, TITLE),
        "when": line.when,
        "text": short(line.text),
        "figure": line.figure,
        "grade": line.grade,
        "publisher": short(line.publisher or "", TITLE),
        "url": link(line.url),
        "status": line.status,
        "verified": line.verified,
    }
    return {key: value for key, value in said.items() if value not in (None, "")}


def _odds(seen: Seen) -> Iterator[dict[str, Any]]:
    """Yield the chance of each trajectory at the last watch and now, by all that moved since."""
    for result in seen.now.results:
        for item in result.items if result.kind == "hypotheses" else ():
            was, figure = seen.part("", result.analysis, item.key), item.figure
            if figure is None or figure.unit != "%" or figure.value is None:
                continue
            before = was.figure.value if was and was.figure else None
            yield {
                "trajectory": f"{result.analysis}.{item.key}",
                "title": short(item.title, TITLE),
                "was": None if before is None else round(before, 1),
                "now": round(figure.value, 1),
                "low": figure.low,
                "high": figure.high,
                "bounds": figure.bounds,
                "word": item.says,
            }


def _weights(seen: Seen, name: str) -> Iterator[dict[str, Any]]:
    """Yield what an indicator weighs as evidence, at the last watch and now, in decibans."""
    for result in seen.now.results:
        for item in result.items if result.kind == "hypotheses" else ():
            was = seen.part("", result.analysis, item.key)
            if name in item.rests_on and item.figure and item.figure.unit == "decibans":
                yield {
                    "evidence": f"{result.analysis}.{item.key}",
                    "weighs": short(item.figure.title, TITLE),
                    "was": [was.says, _value(was)] if was else None,
                    "now": [item.says, _value(item)],
                }


def _value(item: Item) -> float | None:
    value = item.figure.value if item.figure else None
    return None if value is None else round(value, 2)


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return facts with every text cut and cleaned."""
    return {key: short(value) if isinstance(value, str) else value for key, value in facts.items()}


def letter(data: Mapping[str, Any], subject: str, case: str, site: str | None = None) -> str:
    """Write an event as plain text: what moved, why, on what, and what would change it."""
    lines = [
        f"{subject} {data['what']}: {data['title']}",
        "",
        f"Why: {data['why']}",
        *_evidence(data),
        *_decision(data),
        *_effects(data),
    ]
    if data.get("reversed_by"):
        lines.append(f"What would reverse it: {data['reversed_by']}")
    lines += [
        (
            f"As of {data['as_of']}, compared with {data['compared_with']}; case {data['case_digest'][:8]}, "
            f"store {data['store_digest'][:8]}, facta {data['version']}."
        ),
        f"Explain: facta explain {case} {subject} --as-of {data['as_of']}",
    ]
    if site:
        lines.append(f"Page: {address(site, data, subject)}")
    return "\n".join(lines)


def address(site: str, data: Mapping[str, Any], subject: str) -> str:
    """Return the address of what an event is about on a site: the page of an indicator or an analysis.

    >>> address("https://example.org/c/", {"rule": "level", "unit": "%"}, "EC-2")
    'https://example.org/c/indicators/EC-2'
    >>> address("https://example.org", {"rule": "odds"}, "trajectories.holds")
    'https://example.org/argument/trajectories#part-trajectories-holds'
    """
    base = site.rstrip("/")
    if data.get("unit"):
        return f"{base}/indicators/{quote(subject, safe='')}"
    analysis, dot, key = subject.partition(".")
    if dot and data.get("rule") in PARTS:
        return f"{base}/argument/{quote(analysis, safe='')}#{anchor('part', analysis, key)}"
    return site


def _evidence(data: Mapping[str, Any]) -> Iterator[str]:
    if data.get("figure"):
        often = f", {data['frequency']}" if data.get("frequency") else ""
        count = data.get("independent_sources")
        graded = f", grade {data['grade']}" if data.get("grade") else ""
        yield f"Figure: {data['figure']}{often}; independent sources: {count}{graded}."
    if data.get("cause"):
        yield f"Moved by: {data['cause']}."
    for record in data.get("records", ()):
        if isinstance(record, dict):
            parts = (record.get(key) for key in ("when", "text", "figure", "publisher", "grade", "url"))
            yield f"- {record['id']}: {'; '.join(str(part) for part in parts if part)}"
        else:
            yield f"- {record}"
    if data.get("withheld"):
        yield data["withheld"]


def _decision(data: Mapping[str, Any]) -> Iterator[str]:
    if data.get("action"):
        yield f"Agreed action: {data['action']}"
        by = say_day_of(data["act_by"])
        yield f"Owner: {data['owner']}; needs {data['lead_days']} days, so by {by}."


def say_day_of(text: str) -> str:
    """Say a day of an event as people do."""
    from datetime import date  # noqa: PLC0415

    return say_day(date.fromisoformat(text))


def _effects(data: Mapping[str, Any]) -> Iterator[str]:
    for weight in data.get("weights", ()):
        if weight["was"] != weight["now"]:
            was = "nothing" if not weight["was"] else f"{weight['was'][0]!r} ({weight['was'][1]} decibans)"
            now = f"{weight['now'][0]!r} ({weight['now'][1]} decibans)"
            yield f"As evidence, {weight['weighs']}: {was} → {now}."
    moved = [one for one in data.get("odds", ()) if one["was"] is not None and one["was"] != one["now"]]
    if moved:
        yield "Trajectories, by everything that moved since:"
    for one in moved:
        ends = f"; {one['bounds']} {one['low']:.0f}–{one['high']:.0f} %" if one["low"] is not None else ""
        yield f"- {one['title']}: {one['was']:g} % → {one['now']:g} % ({one['word']}{ends})"
