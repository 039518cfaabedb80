"""Every table of an export, defined once: all formats write these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from facta.exports import foretold
from facta.exports.tables import Table, count, day, number, several, text, word, yes
from facta.records import Cause, Direction, Health, KnownBy, Sharing, State, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

DIRECTION, STATE, SHARING = get_args(Direction), get_args(State), get_args(Sharing)
INDICATOR: Final[Mapping[tuple[str, ...], str]] = {("indicator",): "indicators"}
ANALYSIS: Final[Mapping[tuple[str, ...], str]] = {("analysis",): "analyses"}
SOURCE: Final[Mapping[tuple[str, ...], str]] = {("source",): "sources"}
FIGURE = (
    number("value", "The figure, in the unit of its row; empty where there is none, which is not zero."),
    number("low", "Lower end of the interval."),
    number("high", "Upper end of the interval."),
)
PERIOD = (
    day("start", "First day of the period.", needed=True),
    day("end", "The first day after the period.", needed=True),
)

STRANDS: Final = Table(
    name="strands",
    says="The questions on which the argument stands, and how many indicators point which way.",
    columns=(
        text("strand", "Id of the strand.", needed=True),
        text("title", "Its title.", needed=True),
        text("question", "The question it answers."),
        count("deepening", "Indicators off baseline that deepen.", needed=True),
        count("straining", "Indicators off baseline that strain.", needed=True),
        count("baseline", "Indicators at level 0.", needed=True),
        count("not_assessed", "Indicators that are not assessed.", needed=True),
        number("agreement", "Weighted share of levels that point one way; never a confidence.", 0, 1),
        word("direction", "Which way it leans.", *DIRECTION),
        text("sentence", "The counts as a sentence."),
    ),
    key=("strand",),
    names={},
)
INDICATORS: Final = Table(
    name="indicators",
    says="How each indicator stands: level, direction, health, its newest figure and why.",
    columns=(
        text("indicator", "Id of the indicator.", needed=True),
        text("title", "Its title.", needed=True),
        text("strand", "The strand it belongs to.", needed=True),
        word("evidence", "Whether it counts what is done or what is said.", "deed", "word"),
        count("level", "0 baseline to 4 trip-wire; empty: not assessed.", 4),
        word("direction", "Deepening or straining; neither is good or bad.", *DIRECTION),
        word("health", "How fresh its data is.", *get_args(Health)),
        day("since", "Since when it stands so."),
        word("basis", "What its level was weighed against.", "history", "limit", "none"),
        yes("collected", "Whether any of its sources has been asked so far."),
        text("unit", "Unit of its figures.", needed=True),
        text("period", "Length of its periods."),
        day("start", "First day of the period of the newest figure."),
        day("end", "The first day after that period."),
        *FIGURE,
        count("n", "Records behind the newest figure."),
        count("sources", "Independent origins behind it."),
        text("grade", "Best Admiralty grade behind it."),
        word("state", "What its period is.", *STATE, needed=False),
        day("known_at", "Day on which the newest figure last changed."),
        yes("scaled", "Whether a window was brought to the period by its daily rate.", needed=False),
        number("age_days", "Days from the end of the newest figure to the as-of day; below zero: not over."),
        number("band_low", "Lower end of its own normal range."),
        number("band_high", "Upper end of its own normal range."),
        word("redistributable", "Strictest of what its sources allow.", *SHARING),
        text("reason", "Why it stands so."),
    ),
    key=("indicator",),
    names={("strand",): "strands"},
)
SERIES: Final = Table(
    name="series",
    says="Every point of every series as known on the day.",
    columns=(
        text("indicator", "Id of the indicator.", needed=True),
        *PERIOD,
        *FIGURE,
        text("unit", "Unit of the figure.", needed=True),
        count("n", "Records behind the point.", needed=True),
        count("sources", "Independent origins.", needed=True),
        text("grade", "Best Admiralty grade."),
        word("state", "What the period is: an empty value is not zero, a zero was looked for.", *STATE),
        day("known_at", "Day on which the point last changed."),
        count("assumed", "Records whose day of becoming known is assumed.", needed=True),
        count("suspect", "Records left out because their unit does not fit.", needed=True),
        yes("scaled", "Whether a window was brought to the period by its daily rate."),
        yes("withheld", "Whether the figure was left out because terms of its source do not allow it."),
    ),
    key=("indicator", "start", "end"),
    names=INDICATOR,
)
FINDINGS: Final = Table(
    name="findings",
    says="What each signal says of each series, and its rule.",
    columns=(
        text("indicator", "Id of the indicator.", needed=True),
        count("number", "Its place among the findings of the indicator, from 1.", needed=True),
        text("signal", "Kind of signal.", needed=True),
        count("level", "0 to 4; empty: not assessed.", 4),
        word("direction", "Which way.", *DIRECTION),
        number("size", "How far, in the measure."),
        number("low", "Lower end of the size."),
        number("high", "Upper end of the size."),
        text("measure", "What the size is in."),
        day("since", "Since when."),
        day("at", "First day of the point judged, where that is not the newest whole one."),
        text("reason", "Why."),
        text("rule", "The rule."),
        text("capped", "Why the level was held down."),
        yes("tripped", "Whether a trip-wire is crossed."),
        yes("editorial", "Whether it is against a limit that the author of the case chose."),
        number("p", "Chance of a figure as far out where nothing changed; empty: the rule has none."),
        number("rate_off", "Nominal chance of level 1 or more in a period in which nothing changed."),
        number("rate_elevated", "Nominal chance of level 2 or more in such a period."),
    ),
    key=("indicator", "number"),
    names=INDICATOR,
)
SOURCES: Final = Table(
    name="sources",
    says="The card of each source of the case: publisher, terms, lag and what it cannot see.",
    columns=(
        text("source", "Name of the source in the case.", needed=True),
        text("title", "What it is.", needed=True),
        text("reader", "The source of facta that reads it.", needed=True),
        text("publisher", "Its publisher.", needed=True),
        text("url", "Address of the publisher."),
        text("licence", "Terms of the publisher.", needed=True),
        word("redistributable", "Whether records may be passed on.", *SHARING),
        text("citation", "How the publisher is cited.", needed=True),
        text("grain", "What a row of it is."),
        count("lag_days", "Usual days from the end of a period to its publication."),
        text("coverage", "What it covers."),
        text("searched", "The interval that the author of the case searched."),
        text("limitation", "What it cannot see.", needed=True),
        count("records", "Records known on the day.", needed=True),
        count("withheld", "Of these, records that are not in the export.", needed=True),
        day("newest_known_at", "The newest day on which a record of it became known."),
    ),
    key=("source",),
    names={},
)
SNAPSHOTS: Final = Table(
    name="snapshots",
    says="Bytes as published that records were read from, by their hash.",
    columns=(
        text("snapshot", "SHA-256 of the bytes.", needed=True),
        several("sources", "Sources of the case whose records were read from it."),
        count("records", "Records known on the day that were read from it.", needed=True),
    ),
    key=("snapshot",),
    names={},
)
RECORDS: Final = Table(
    name="records",
    says="Events and observations as known on the day, as far as terms allow passing them on.",
    columns=(
        text("source", "Name of the source in the case.", needed=True),
        text("ref", "Id of the record within its source.", needed=True),
        word("table", "What it is.", "events", "observations"),
        text("kind", "Kind of event, or the measure of an observation.", needed=True),
        text("actor", "Who.", needed=True),
        text("target", "To whom."),
        several("participants", "Who else."),
        several("tags", "Tags."),
        *PERIOD,
        *FIGURE,
        text("unit", "Unit of the figure."),
        text("place", "Where."),
        text("country", "ISO 3166 code."),
        text("province", "Province."),
        number("lat", "Degrees north.", -90, 90),
        number("lon", "Degrees east.", -180, 180),
        number("precision_km", "How far the place may be off.", 0),
        text("code", "Code of the event in the scheme of its source."),
        number("intensity", "Intensity in the scheme of its source."),
        word("status", "Whether anybody disputes it.", *get_args(Status)),
        text("grade", "Admiralty grade: letter for the source, digit for the item."),
        yes("verified", "Whether the publisher's page was seen."),
        text("text", "What happened, or what the figure is, in words."),
        text("title", "Title of the publication."),
        text("publisher", "Publisher."),
        text("origin", "Who produced the information."),
        text("url", "Address of the publication, where it may be followed."),
        text("note", "Remarks."),
        day("known_at", "Day on which the world could have known it.", needed=True),
        word("known_by", "How we know that day.", *get_args(KnownBy)),
        text("snapshot", "SHA-256 of the bytes it was read from.", needed=True),
        text("citation", "How it is cited.", needed=True),
        word("redistributable", "Whether it may be passed on.", *SHARING),
    ),
    key=("source", "ref"),
    names={**SOURCE, ("snapshot",): "snapshots"},
)
EVIDENCE: Final = Table(
    name="evidence",
    says="Which records each indicator counts.",
    columns=(
        text("indicator", "Id of the indicator.", needed=True),
        text("source", "Name of the source in the case.", needed=True),
        text("ref", "Id of the record within its source.", needed=True),
    ),
    key=("indicator", "source", "ref"),
    names={**INDICATOR, ("source", "ref"): "records"},
)
ANALYSES: Final = Table(
    name="analyses",
    says="What each analysis of the case says.",
    columns=(
        text("analysis", "Name of the analysis in the case.", needed=True),
        text("kind", "Kind of analysis.", needed=True),
        text("title", "Its title.", needed=True),
        text("headline", "Its finding."),
        text("method", "How it was arrived at."),
        text("editorial", "What in it an author chose."),
        yes("lead", "Whether it stands beside the judgement."),
    ),
    key=("analysis",),
    names={},
)
PARTS: Final = Table(
    name="parts",
    says="Every part of the argument: claims, trajectories, promises, stages, and how each stands.",
    columns=(
        text("analysis", "Name of the analysis.", needed=True),
        text("key", "Key of the part within its analysis.", needed=True),
        text("title", "Its title.", needed=True),
        text("says", "How it stands."),
        text("because", "Why."),
        *FIGURE,
        text("unit", "Unit of the figure."),
        text("bounds", "What low and high are."),
        day("since", "Day of the newest fact it rests on."),
        several("rests_on", "Indicators, analyses and parts (ANALYSIS.KEY) it rests on."),
        several("records", "Ids of the records it rests on, as far as terms allow."),
        yes("editorial", "Whether it rests on what the author of the case chose."),
        yes("tripped", "Whether it calls for an action."),
    ),
    key=("analysis", "key"),
    names=ANALYSIS,
)
DETAILS: Final = Table(
    name="details",
    says="Further lines of the parts of the argument.",
    columns=(
        text("analysis", "Name of the analysis.", needed=True),
        text("key", "Key of the part.", needed=True),
        count("number", "Place of the line, from 1.", needed=True),
        text("label", "Its label."),
        text("says", "What it says."),
    ),
    key=("analysis", "key", "number"),
    names={("analysis", "key"): "parts"},
)
FIGURES: Final = Table(
    name="figures",
    says="Numbers that analyses arrived at, and why where they refused.",
    columns=(
        text("analysis", "Name of the analysis.", needed=True),
        text("name", "Name of the figure within its analysis.", needed=True),
        text("title", "Its title.", needed=True),
        *FIGURE,
        text("unit", "Unit."),
        text("bounds", "What low and high are."),
        text("period", "What it is for."),
        count("n", "On how many records or periods it rests."),
        text("note", "Remarks, or why there is none."),
        yes("editorial", "Whether it rests on numbers that the author of the case chose."),
    ),
    key=("analysis", "name"),
    names=ANALYSIS,
)
CHANGES: Final = Table(
    name="changes",
    says="What moved since the earlier day, and whether the world or the data moved it.",
    columns=(
        count("number", "Its place, from 1.", needed=True),
        text("what", "Id of the indicator, or key of the part.", needed=True),
        text("part", "Title of the analysis, of a part."),
        text("title", "Its title.", needed=True),
        word("cause", "What moved it.", *get_args(Cause)),
        day("from", "The earlier day.", needed=True),
        day("to", "The later day.", needed=True),
        text("was", "How it stood."),
        text("now", "How it stands."),
        count("level_was", "Its level then.", 4),
        count("level_now", "Its level now.", 4),
        text("reason", "Why."),
    ),
    key=("number",),
    names={},
)
GAPS: Final = Table(
    name="gaps",
    says="What could not be seen, and why.",
    columns=(
        count("number", "Its place, from 1.", needed=True),
        word("about", "Of what.", "indicator", "source", "analysis"),
        text("what", "Id of the indicator, name of the source or of the analysis.", needed=True),
        day("since", "Since when."),
        word("state", "What became of looking.", *STATE, needed=False),
        text("fault", "What went wrong, in typed words."),
        text("reason", "Why."),
    ),
    key=("number",),
    names={},
)
EXPECTED: Final = Table(
    name="expected",
    says="What is due after the day, and how to read it.",
    columns=(
        count("number", "Its place, from 1.", needed=True),
        day("day", "When it is due.", needed=True),
        text("about", "Id of the indicator, or key of the part.", needed=True),
        text("title", "What is due.", needed=True),
        several("readings", "What each outcome would mean."),
    ),
    key=("number",),
    names={},
)
WITHHELD: Final = Table(
    name="withheld",
    says="What was left out because terms do not allow passing it on: how many, and why.",
    columns=(
        count("number", "Its place, from 1.", needed=True),
        text("table", "The table it is missing from.", needed=True),
        text("what", "Name of the source, or id of the indicator.", needed=True),
        count("count", "How many rows or figures.", needed=True),
        text("why", "Why.", needed=True),
    ),
    key=("number",),
    names={},
)
TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        INDICATORS, STRANDS, SERIES, FINDINGS, RECORDS, EVIDENCE, ANALYSES, PARTS, DETAILS, FIGURES,
        CHANGES, GAPS, EXPECTED, *foretold.TABLES, SOURCES, SNAPSHOTS, WITHHELD,
    )
}  # fmt: skip
