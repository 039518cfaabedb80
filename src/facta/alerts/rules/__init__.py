"""The door of rules: every reason to be told. A new one is its file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.rules.drifting import Drifting
from facta.alerts.rules.forecasts import Forecasts
from facta.alerts.rules.levels import Levels
from facta.alerts.rules.misses import Misses
from facta.alerts.rules.odds import Odds
from facta.alerts.rules.retractions import Retractions
from facta.alerts.rules.silence import Back, Dark
from facta.alerts.rules.tripwires import Tripwires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.alerts.happening import Rule

RULES: Mapping[str, Rule] = {
    Tripwires.name: Tripwires(),
    Levels.name: Levels(),
    Retractions.name: Retractions(),
    Odds.name: Odds(),
    Forecasts.name: Forecasts(),
    Misses.name: Misses(),
    Drifting.name: Drifting(),
    Dark.name: Dark(),
    Back.name: Back(),
}
