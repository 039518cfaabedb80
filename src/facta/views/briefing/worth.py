"""What the rules, the replay and the forecasts of a case were worth so far, a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import foreseen, replays, scored, words
from facta.views.sentences import Sentence, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment
    from facta.views.edition import Edition


def worth(edition: Edition) -> Iterator[tuple[str, Sentence]]:
    """Yield what was kept of a case by its day: a label and a sentence."""
    every = everything(edition.assessment)
    if edition.kept and edition.kept.card:
        yield "Rules", Sentence(words.signed(scored.confidence(edition.kept.card)), every)
    if edition.kept and edition.kept.replayed:
        yield "Replay", Sentence(words.signed(replays.confidence(edition.kept.replayed)), every)
    if edition.foreseen is not None:
        yield "Forecasts", Sentence(words.signed(_forecasts(edition.foreseen, edition.assessment)), every)


def _forecasts(seen: Foreseen, assessment: Assessment) -> str:
    if seen.fault:
        return "The ledger of forecasts is not what was written, and nothing of it is said here."
    if not seen.entries and seen.backtest is None:
        return f"Nothing was forecast by this day ({foreseen.command(assessment)})."
    if seen.record and seen.record.scores:
        return f"{foreseen.headline(seen)}; {foreseen.fates(seen.record.fates)}"
    return f"{foreseen.headline(seen)}."
