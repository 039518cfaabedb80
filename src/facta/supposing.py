"""What would follow if something were set: the analyses of a case that can say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.analyses import View
    from facta.cases import Case
    from facta.results import Result

KINDS = ("pathway", "hypotheses")  # in which something can be set, the first before the second


def suppose(case: Case, view: View, settings: Iterable[str], name: str | None = None) -> Result:
    """Say what would follow if something were set, each setting written NAME=STATE.

    Of a pathway stages and barriers can be set, of hypotheses the evidence. Without a name it is the only
    pathway of the case, or where there is none the only hypotheses.

    Raises
    ------
    ValueError
        When a setting cannot be read, or the case has no such analysis, with what to write.
    """
    wanted: dict[str, str] = {}
    for setting in settings:
        what, equals, state = setting.partition("=")
        if not (what.strip() and equals and state.strip()):
            message = f"{setting!r} sets nothing: write NAME=STATE, say border=closed or BB-3=straining"
            raise ValueError(message)
        if what.strip() in wanted:
            message = f"{what.strip()!r} is set twice: keep one"
            raise ValueError(message)
        wanted[what.strip()] = state.strip()
    chosen = name or _only(case)
    if chosen not in case.analyses:
        raise ValueError(f"{case.name} has no analysis {chosen!r}{nearest(chosen, case.analyses)}")
    analysis = case.analyses[chosen]
    return analysis.named(chosen, analysis.what_if(view, wanted))


def _only(case: Case) -> str:
    found = {
        kind: [name for name, analysis in case.analyses.items() if analysis.kind == kind] for kind in KINDS
    }
    kind = next((kind for kind in KINDS if found[kind]), None)
    if kind is None:
        message = f"{case.name} has no pathway and no hypotheses, the analyses in which something can be set"
        raise ValueError(message)
    if len(found[kind]) == 1:
        return found[kind][0]
    raise ValueError(f"{case.name} has more than one {kind}: name one with --in, {' or '.join(found[kind])}")
