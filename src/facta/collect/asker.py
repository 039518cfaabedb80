"""Sends a source's requests: from what lies here already, or to the publisher, some at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from facta.collect.conversation import STOPPED
from facta.collect.outcomes import Listed
from facta.collect.spool import announced, key_of
from facta.sources.asking import Answer, Fault, Request, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from facta.collect.client import Client
    from facta.collect.shared import Shared
    from facta.collect.spool import Spool

AT_ONCE = 16


class Asker:
    """Answers of one source in one run. Lists are asked once, however often they are asked for."""

    def __init__(self, client: Client, spool: Spool, shared: Shared, *, at_once: int, offline: bool) -> None:
        self.listed: dict[str, Listed] = {}
        self.answered = 0
        self._client = client
        self._spool = spool
        self._shared = shared
        self._at_once = max(1, min(at_once, AT_ONCE))
        self._offline = offline
        self._lists: dict[str, Answer] = {}
        self._touched: dict[str, Request] = {}

    def ask(
        self, requests: tuple[Request, ...], told: Callable[[], None], *, look_ahead: bool
    ) -> tuple[Answer, ...]:
        """Answer a tuple of requests; looking ahead, ask for lists only."""
        known: dict[int, Answer] = {}
        for place, request in enumerate(requests):
            answer = self._known(request, look_ahead=look_ahead)
            if answer is not None:
                known[place] = answer
        open_places = [place for place in range(len(requests)) if place not in known]
        if not open_places:
            told()
            return tuple(known[place] for place in range(len(requests)))
        with ThreadPoolExecutor(min(self._at_once, len(open_places))) as pool:
            waiting = {place: pool.submit(self._fetch, requests[place]) for place in open_places}
            try:
                for place, future in waiting.items():
                    known[place] = future.result()
                    self.answered += not look_ahead
                    told()
            except BaseException:
                self._shared.stop()
                raise
        return tuple(known[place] for place in range(len(requests)))

    def _known(self, request: Request, *, look_ahead: bool) -> Answer | None:
        """Return an answer for which nobody need be asked."""
        if request.index:
            listed = self._lists.get(key_of(request))
            return listed or (self._unasked(request, "offline") if self._offline else None)
        kept = self._spool.kept(request)
        if kept is not None:
            if not look_ahead:
                self._touched[key_of(request)] = request
            return kept
        if look_ahead:
            self.listed[key_of(request)] = Listed(url=request.url, bytes=request.size or request.weight)
            return self._unasked(request, "dry-run")
        return self._unasked(request, "offline") if self._offline else None

    def _unasked(self, request: Request, fault: Fault) -> Answer:
        reason = "not asked, only listed" if fault == "dry-run" else "not asked: offline"
        return Answer(
            request=request, state="failed", retrieved_at=self._shared.clock.now(), fault=fault, reason=reason
        )

    def _fetch(self, request: Request) -> Answer:
        if self._shared.stopped.is_set():
            return Answer(
                request=request,
                state="failed",
                retrieved_at=self._shared.clock.now(),
                fault="stopped",
                reason=STOPPED.reason,
            )
        answer = self._client.ask(request)
        if request.index:
            self._lists[key_of(request)] = answer
        elif answer.sound:
            self._spool.keep(answer)
            self._touched[key_of(request)] = request
        return answer

    def done_with(self, unit: Unit, *, whole: bool) -> None:
        """Forget the answers of a unit that the store has.

        Of one that is not whole, sound answers stay for the next run, unless the source found fault
        with one that had come whole: then the next run must not see the same again. Of one to which
        more is to come, those stay that a list announced.
        """
        rejected = any(not answer.sound and self._spool.has(answer.request) for answer in unit.answers)
        everything = rejected or (whole and unit.settled)
        self._forget(
            answer.request
            for answer in unit.answers
            if everything
            or (answer.sound and answer.request.conditional)
            or (whole and not announced(answer.request))
        )
        for answer in unit.answers:
            self._touched.pop(key_of(answer.request), None)

    def done(self) -> None:
        """Forget answers that a source asked for and made no unit of."""
        self._forget(request for request in self._touched.values() if not announced(request))
        self._touched.clear()

    def _forget(self, requests: Iterable[Request]) -> None:
        self._spool.drop(list(requests))
