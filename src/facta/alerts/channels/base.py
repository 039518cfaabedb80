"""What every channel is given to send, and how it says that it could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from facta.alerts.content import letter, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from facta.alerts.log import Entry
    from facta.collect.clock import Clock

SUBJECT = 160
MOST_LETTER = 200_000


class Refused(Exception):  # noqa: N818  (it says what happened)
    """The receiver did not accept; ``again`` tells whether trying soon may help."""

    def __init__(self, reason: str, *, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(short(reason))
        self.again = again
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent in one go: some events of one case, with an id that is the same at every try."""

    id: str
    case: str
    events: Sequence[Entry]
    at: datetime
    site: str | None = None

    @property
    def subject(self) -> str:
        """The subject of a letter: the one event, or how many there are."""
        if len(self.events) == 1:
            return short(str(self.events[0].data["headline"]), SUBJECT)
        first = "; ".join(f"{entry.subject} {entry.data['what']}" for entry in self.events)
        return short(f"[{self.case}] {len(self.events)} alerts: {first}", SUBJECT)

    @property
    def text(self) -> str:
        """The body of a letter."""
        said = [letter(entry.data, entry.subject, self.case, self.site) for entry in self.events]
        ids = ", ".join(entry.id[:8] for entry in self.events)
        foot = (
            f"Ids: {ids}. Say what it was worth: facta ack {self.case} ID, or with --not-useful.\n"
            "Probabilities of trajectories rest on priors and likelihoods that the author of the case chose."
        )
        whole = ("\n\n" + "-" * 72 + "\n\n").join([*said, foot]) + "\n"
        return (
            whole
            if len(whole) <= MOST_LETTER
            else whole[:MOST_LETTER] + "\n… cut: facta alerts has all of it\n"
        )


class Sender(Protocol):
    """Sends to one address of one channel."""

    def send(self, parcel: Parcel) -> None:
        """Return once the receiver has accepted.

        Raises
        ------
        Refused
            When it has not.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a sender works with besides its settings: secrets by variable, and a clock to wait by."""

    environment: Mapping[str, str]
    clock: Clock
