"""Short words by which parts of an argument stand, which a page can say in its own language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from facta.likelihood import WORDS, percent, word
from facta.views.language import counts, foreign, marked, say, wrapped

if TYPE_CHECKING:
    from facta.results import Figure

VERDICTS: Final = frozenset(
    {
        marked("almost impossible"), marked("almost no chance"), marked("very unlikely"),
        marked("unlikely"), marked("roughly even"), marked("likely"), marked("very likely"),
        marked("almost certain"), marked("all but certain"),
        marked("supported"), marked("leaning"), marked("open"), marked("leaning against"),
        marked("refuted"), marked("untestable"),
        marked("kept"), marked("half kept"), marked("half kept so far"), marked("lapsed"),
        marked("broken"), marked("disputed"), marked("overdue"),
        marked("closed"), marked("reduced"), marked("shut"),
        marked("crossed"), marked("not crossed"), marked("hindsight"), marked("unconfirmed"),
        marked("always beyond"), marked("not assessed"), marked("not watched"), marked("not seen"),
        marked("deepening"), marked("straining"), marked("stands"), marked("cannot tell"),
        marked("quiet"), marked("partial"), marked("none"), marked("refused"), marked("measured"),
        marked("no figure"), marked("no index"), marked("no sign"), marked("withdrawn"),
        marked("told in several ways"), marked("one account left"),
        marked("given lately"), marked("nothing lately"), marked("only words"),
        marked("carries little"), marked("carries a part"), marked("carries most"),
        marked("limited"), marked("guarded"), marked("not there"), marked("short window"),
        marked("one source"), marked("its interval spans the threshold"),
    }
)  # fmt: skip
"""Words that analyses end in; whatever else they say is of the case, and stays as it is."""
NAMES: Final = frozenset(
    {
        marked("deed"), marked("word"), marked("rise"), marked("fall"),
        marked("shift"), marked("overdue"), marked("trend"), marked("step"), marked("tripwire"),
        marked("surprise"), marked("threshold"),
        marked("total"), marked("ratio"), marked("count"), marked("distance"), marked("share"),
        marked("latest"), marked("gap"), marked("complete"), marked("empty"), marked("failed"),
        marked("the world"), marked("the data"), marked("asserted"), marked("retracted"),
        marked("90 % interval"),
    }
)  # fmt: skip
"""Names of kinds and causes that are said wherever they stand, as a label."""
NOUNS: Final = (
    counts("%(count)s record", "%(count)s records"),
    counts("%(count)s source", "%(count)s sources"),
    counts("%(count)s indicator", "%(count)s indicators"),
    counts("%(count)s snapshot", "%(count)s snapshots"),
    counts("%(count)s period", "%(count)s periods"),
    counts("%(count)s row", "%(count)s rows"),
    counts("%(count)s day", "%(count)s days"),
    counts("%(count)s month", "%(count)s months"),
    counts("%(count)s older line", "%(count)s older lines"),
)
"""Nouns that are counted, in the two numbers of English."""
LIKELIHOODS: Final = frozenset(said for _, said, _ in WORDS)


def stands(said: str, figure: Figure | None = None) -> str:
    """Say how a part stands: a known word in the language of the page, else as the case has it.

    A word of likelihood comes with its number and the range that it means, where that is known.

    >>> stands("likely"), stands("both rose")
    ('likely', 'both rose')
    """
    if not foreign():
        return said
    if said in LIKELIHOODS and figure is not None and figure.unit == "%" and figure.value is not None:
        return chance(figure.value / 100)
    return say(said) if said in VERDICTS else wrapped(said)


def chance(probability: float) -> str:
    """Say a probability: in the language of the case by its number, in another with its word and range.

    >>> chance(0.65)
    '65 %'
    """
    if not foreign():
        return percent(probability)
    named = word(probability)
    means = next(span for _, said, span in WORDS if said == named)
    return say(
        "%(word)s (%(number)s; “%(word)s” means %(range)s %%)",
        word=say(named), number=percent(probability), range=means,
    )  # fmt: skip
