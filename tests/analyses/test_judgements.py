"""Standing judgements and whether their evidence moved."""

import pytest
from pydantic import ValidationError

from facta.analyses import Analysis
from tests.analyses.making import analysis, event, indicator, view

CLASHES = [event(f"E{i}", f"2025-08-{i + 1:02d}") for i in range(4)]


def judged(*given: tuple[str, str]) -> Analysis:
    return analysis(
        "judgements",
        judgements=[
            {
                "as_of": day, "written": day, "author": "desk officer", "review_by": review,
                "sentences": [
                    {"text": f"The border is quiet, as of {day}.", "rests_on": ["A"]},
                    {"text": "One fact is told in two ways.", "rests_on": ["told.x"]},
                ],
            }
            for day, review in given
        ],
    )  # fmt: skip


def on(day: str, made: Analysis, **given: str | None) -> object:
    told = analysis("contradictions", of={"kind": "told"})
    records = [*CLASHES, event("X1", "2025-01-01", kind="told", tags=("about:x",), text="X: one.")]
    seen = view(*records, on=day, indicators={"A": indicator()}, told=told, judged=made, **given)
    return seen.result("judged")


def test_a_sentence_stands_while_its_evidence_does() -> None:
    result = on("2025-07-31", judged(("2025-06-30", "2026-06-30")))
    assert [item.says for item in result.items] == ["stands", "stands"]
    assert result.headline.endswith("stands on evidence that has not moved since.")
    assert result.lead


def test_a_sentence_says_when_its_evidence_moved() -> None:
    result = on("2025-09-30", judged(("2025-06-30", "2026-06-30")))
    first, second = result.items
    assert (first.says, first.because) == ("evidence moved", "A: level 0, now level 2 straining.")
    assert second.says == "stands"
    assert result.headline == (
        "1 of 2 sentences judged as of 30 Jun 2025, written by desk officer on 30 Jun 2025, rests on "
        "evidence that has moved since."
    )


def test_a_later_judgement_supersedes_an_earlier_one() -> None:
    made = judged(("2025-06-30", "2026-06-30"), ("2025-09-30", "2026-06-30"))
    assert [item.key for item in on("2025-08-31", made).items] == ["2025-06-30-1", "2025-06-30-2"]
    late = on("2025-09-30", made)
    assert [item.says for item in late.items] == ["stands", "stands"]
    assert late.tables[0].title.endswith("supersedes 1 before it")


def test_before_the_first_judgement_there_is_none() -> None:
    result = on("2025-01-31", judged(("2025-06-30", "2026-06-30")))
    assert result.items == ()
    assert result.gaps == ("No judgement had been written by then; the first is as of 30 Jun 2025.",)


def test_a_judgement_past_its_review_says_so() -> None:
    result = on("2025-12-31", judged(("2025-06-30", "2025-10-31")))
    assert result.gaps == ("It was to be reviewed by 31 Oct 2025.",)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([("2025-06-30", "2025-06-30")], "review_by 2025-06-30 does not lie after as_of"),
        ([("2025-06-30", "2026-01-01"), ("2025-06-30", "2026-01-01")], "write the oldest judgement first"),
    ],
)
def test_judgements_are_dated_in_order(given: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        judged(*given)


def test_a_sentence_rests_on_something() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        analysis(
            "judgements",
            judgements=[
                {
                    "as_of": "2025-01-01", "written": "2025-01-01", "author": "x1", "review_by": "2026-01-01",
                    "sentences": [{"text": "Unbound text.", "rests_on": []}],
                }
            ],
        )  # fmt: skip
