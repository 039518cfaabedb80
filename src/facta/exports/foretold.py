"""Tables of what was forecast: questions, forecasts, answers and scores, as the ledger had them on a day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, get_args

from facta.errors import LedgerError
from facta.exports.tables import Table, count, day, number, several, text, word, yes
from facta.forecasts import tabled
from facta.forecasts.records import Answer, Asks, Author, Family, Relation, Void
from facta.forecasts.scored import Sort
from facta.forecasts.sharing import WHY, shut
from facta.likelihood import WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import polars as pl

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment

SAID: Final = tuple(said for _, said, _ in WORDS)
QUESTION: Final[Mapping[tuple[str, ...], str]] = {("question",): "questions"}
ENTRY: Final = (
    count("entry", "Number of its entry in the ledger.", needed=True),
    day("entry_as_of", "Day as of which it was entered.", needed=True),
    text("written", "Moment of writing, in UTC.", needed=True),
    text("sha256", "SHA-256 of its line in the ledger, which the next line carries.", needed=True),
)

QUESTIONS: Final = Table(
    name="questions",
    says="What was asked by the day, with its rule, its deadline and why it may be void.",
    columns=(
        text("question", "Id of the question.", needed=True),
        text("indicator", "Id of the indicator whose figure decides, as the case had it.", needed=True),
        word("family", "The kind of figure, which scores are kept by.", *get_args(Family)),
        word("asks", "Of what: a figure, a level, a change, or how large a figure is.", *get_args(Asks)),
        word("relation", "How it must stand to the line for yes.", *get_args(Relation), needed=False),
        number("line", "The line; of a change, from the base."),
        text("unit", "Unit of the figure.", needed=True),
        text("text", "The question as a sentence.", needed=True),
        day("asked", "Day as of which it was asked.", needed=True),
        day("start", "First day of the period that decides.", needed=True),
        day("end", "The first day after it.", needed=True),
        day("deadline", "Day on which the figure is read, as known then.", needed=True),
        day("last_day", "Last day on which it is looked for.", needed=True),
        several("sources", "Sources that must speak."),
        several("void_if", "Why it may be void, stated beforehand."),
        word("author", "Who wrote it.", *get_args(Author)),
        number("base", "Of a change: the figure on the day of asking."),
        several("claims", "Claims of the argument that it bears on."),
        text("definition", "Digest of how the case defined the indicator."),
        word("status", "What became of it by the day.", "open", "answered", "void"),
        *ENTRY,
    ),
    key=("question",),
    names={},
)
FORECASTS: Final = Table(
    name="forecasts",
    says="What each method expected of each question on each day: a chance of yes, or quantiles.",
    columns=(
        text("question", "Id of the question.", needed=True),
        day("made", "Day as of which it was made.", needed=True),
        text("method", "The ensemble, a member of it, or a baseline.", needed=True),
        number("probability", "The chance of yes; empty of a quantity.", 0, 1),
        word("word", "The word of likelihood for it.", *SAID, needed=False),
        *(
            number(name, f"Of a quantity: {name[1:].replace('_', '.')} % of what was drawn lies at or below.")
            for name in tabled.NAMES
        ),
        yes("hindsight", "Whether it was written on or after the deadline, and so proves nothing."),
        yes("withdrawn", "Whether a later entry withdraws it; scores take it all the same."),
        several("members", "Of the ensemble: its members and their weights."),
        *ENTRY,
    ),
    key=("question", "made", "method"),
    names=QUESTION,
)
RESOLUTIONS: Final = Table(
    name="resolutions",
    says="What became of questions by the day.",
    columns=(
        text("question", "Id of the question.", needed=True),
        day("resolved", "Day on which it was resolved.", needed=True),
        day("as_of", "Day as of which the figure was read.", needed=True),
        word("answer", "The answer.", *get_args(Answer)),
        number("value", "The figure that decided; empty where void."),
        word("reason", "Why it is void.", *get_args(Void), needed=False),
        yes("late", "Whether the figure was not there on the deadline."),
        count("records", "Records behind the figure.", needed=True),
        count("assumed", "Of these, how many have an assumed day of becoming known.", needed=True),
        text("note", "What a later vintage says."),
        *ENTRY,
    ),
    key=("question",),
    names=QUESTION,
)
SCORES: Final = Table(
    name="scores",
    says="What forecasts scored, by family and beside each baseline; there is no sum over families.",
    columns=(
        word("basis", "The ledger, or the backtest that was kept: hindsight.", "ledger", "backtest"),
        word("family", "The kind of figure.", *get_args(Family)),
        word("sort", "The sort of question.", *get_args(Sort)),
        text("baseline", "Beside what; none where there is none.", needed=True),
        count("n", "Forecasts that were scored.", needed=True),
        count("questions", "Questions that they are of.", needed=True),
        count("indicators", "Indicators of these, drawn whole for intervals.", needed=True),
        number("score", "Mean Brier score; of quantities mean CRPS, climatology being 1.", 0),
        number("log_score", "Mean log score of yes and no."),
        number("auc", "How well yes is told from no; 0.5 is not at all.", 0, 1),
        number("auc_low", "Lower end of its 95 % interval.", 0, 1),
        number("auc_high", "Upper end of its 95 % interval.", 0, 1),
        number("yes", "Share of yes.", 0, 1),
        number("interval_score", "Of quantities: that of the 80 % interval, climatology being 1.", 0),
        *(
            number(f"inside{nominal}", f"Share of what came inside the {nominal} % interval.", 0, 1)
            for nominal in (50, 80, 95)
        ),
        number("skill", "Share of the score of the baseline that is saved; below zero it is worse.", None, 1),
        number("low", "Lower end of its 95 % interval."),
        number("high", "Upper end of its 95 % interval."),
        text("why", "Why no skill can be told."),
        text("label", "Whether the family has shown skill: against every baseline.", needed=True),
        day("start", "First day on which the backtest forecast."),
        day("end", "Last day up to which it was scored.", needed=True),
    ),
    key=("basis", "family", "sort", "baseline"),
    names={},
)
CALIBRATION: Final = Table(
    name="calibration",
    says="What was given with each word of likelihood, and how often it came true.",
    columns=(
        word("basis", "The ledger, or the backtest that was kept: hindsight.", "ledger", "backtest"),
        word("family", "The kind of figure.", tabled.EVERY, *get_args(Family)),
        word("word", "The word.", *SAID),
        text("means", "What it means, in per cent.", needed=True),
        count("n", "Forecasts that were given with it and scored.", needed=True),
        number("expected", "Mean chance that was given.", 0, 1),
        number("share", "Share that came true.", 0, 1),
        number("low", "Lower end of its 95 % interval.", 0, 1),
        number("high", "Upper end of its 95 % interval.", 0, 1),
    ),
    key=("basis", "family", "word"),
    names={},
)
TABLES: Final = (QUESTIONS, FORECASTS, RESOLUTIONS, SCORES, CALIBRATION)


def foretold(foreseen: Foreseen | None, assessment: Assessment) -> dict[str, pl.DataFrame]:
    """Return the tables of what was forecast by the day of an assessment; empty where nothing was.

    Raises
    ------
    LedgerError
        When the ledger is not what was written: nobody hands on what cannot be relied on.
    """
    if foreseen is not None and foreseen.fault:
        raise LedgerError(foreseen.fault)
    reading = foreseen.reading if foreseen else None
    record, tested = (foreseen.record, foreseen.backtest) if foreseen else (None, None)
    without: Collection[str] = shut(reading, assessment)
    return {
        "questions": QUESTIONS.frame(tabled.questions(reading, assessment.as_of, without) if reading else ()),
        "forecasts": FORECASTS.frame(tabled.forecasts(reading, without) if reading else ()),
        "resolutions": RESOLUTIONS.frame(tabled.resolutions(reading, without) if reading else ()),
        "scores": SCORES.frame(tabled.scores(record, tested)),
        "calibration": CALIBRATION.frame(tabled.calibration(record, tested)),
    }


def withheld(foreseen: Foreseen | None, assessment: Assessment) -> list[dict[str, object]]:
    """Return how many questions of each indicator were left out, with all that was said of them."""
    left = Counter(shut(foreseen.reading if foreseen else None, assessment).values())
    return [
        {"table": QUESTIONS.name, "what": indicator, "count": many, "why": WHY}
        for indicator, many in sorted(left.items())
    ]
