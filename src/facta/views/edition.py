"""An edition: everything that a surface shows of one case as of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment, Change
    from facta.scoring.stored import Kept
    from facta.views.texts import CaseText


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edition:
    """A case as of a day, what moved since an earlier one, and the words of the case.

    An edition equals only itself, so that what is laid out of one can be kept for it.

    ``was`` is the assessment of the earlier day. ``today`` is the day on which the surface is made,
    to say how old the newest fact is; None leaves that out. ``kept`` has the newest scorecard and
    drills that were made of the case by this day, None where nobody looked for any; ``foreseen`` what
    was forecast and answered by then, likewise.
    """

    assessment: Assessment
    was: Assessment | None
    change: Change | None
    case: CaseText
    today: date | None
    kept: Kept | None = None
    foreseen: Foreseen | None = None
