"""The only place that speaks HTTP: one request in, one answer out, whatever happens.

Nothing is raised for what a publisher does: an answer carries its fault and says it in words. The
certificate is always verified, redirects are followed by hand and only to hosts on the card, and no
more is read of a body than the request allows.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from facta.collect.addresses import host_of
from facta.collect.conversation import STOPPED, Conversation, Heard
from facta.collect.credentials import Filled, filled, wanted
from facta.collect.hosts import pause
from facta.collect.judging import Verdict
from facta.sources.asking import Answer, Request

if TYPE_CHECKING:
    from facta.collect.addresses import Way
    from facta.collect.hosts import Host
    from facta.collect.shared import Shared
    from facta.collect.spool import Part, Spool
    from facta.collect.validators import Validators
    from facta.sources.base import Card

AGAIN: Final = frozenset({"server", "timeout", "unreachable", "truncated", "throttled"})

logger = logging.getLogger(__name__)


class Client:
    """Asks on behalf of one source."""

    def __init__(self, card: Card, shared: Shared, way: Way, *, spool: Spool, validators: Validators) -> None:
        self._card = card
        self._shared = shared
        self._way = way
        self._spool = spool
        self._validators = validators

    def ask(self, request: Request) -> Answer:
        """Ask, again where that may help, and return what became of it."""
        ready = filled(request, self._card, self._shared.environment)
        forbidden = self._way.forbids(request.url)
        if forbidden:
            return self._answer(request, ready, Heard(verdict=Verdict("failed", "host", forbidden)))
        if ready.missing:
            lacks = Verdict("failed", "credentials", wanted(ready.missing))
            return self._answer(request, ready, Heard(verdict=lacks))
        host = self._shared.host(host_of(request.url), self._card, own=self._way.mirror is not None)
        return self._answer(request, ready, self._insist(request, ready, host))

    def _insist(self, request: Request, ready: Filled, host: Host) -> Heard:
        """Ask until an answer comes, or until it makes no sense any more."""
        part = self._spool.part(request)
        tries = 0
        while True:
            with host.turn(self._shared.stopped):
                if host.closed is not None:
                    return Heard(verdict=Verdict("failed", *host.closed))
                if self._shared.stopped.is_set():
                    return Heard(verdict=STOPPED)
                heard = self._try(request, ready, part)
            tries += 1
            host.note(heard.verdict.fault)
            if not self._again(heard, host, tries):
                part.keep()
                return heard
            pause(self._shared.clock, self._shared.patience.wait(tries), self._shared.stopped)

    def _try(self, request: Request, ready: Filled, part: Part) -> Heard:
        self._shared.count("requests", 1)
        return Conversation(self._shared, self._way, request, ready).hold(part, self._validators)

    def _again(self, heard: Heard, host: Host, tries: int) -> bool:
        """Tell whether to ask again; a host that asks for a pause gets it."""
        fault, patience = heard.verdict.fault, self._shared.patience
        if fault not in AGAIN:
            return False
        if heard.wait is not None and heard.wait > patience.longest_ask_seconds:
            host.close(fault, f"not asked: {heard.verdict.reason}")
            return False
        if heard.wait is not None:
            host.rest(heard.wait)
        return tries < patience.tries and host.may_retry()

    def _answer(self, request: Request, ready: Filled, heard: Heard) -> Answer:
        verdict = heard.verdict
        if not verdict.fault and not request.index and ready.repeated(heard.body):
            verdict = Verdict("failed", "not-data", "the answer repeats a secret, so it is not kept")
        heard = heard if not verdict.fault else replace(heard, body=b"", validators=("", ""))
        answer = Answer(
            request=request,
            state=verdict.state,
            retrieved_at=self._shared.clock.now(),
            body=heard.body,
            fault=verdict.fault,
            reason=ready.clean(verdict.reason),
            status=heard.status,
            total=heard.total,
            unchanged=heard.unchanged,
        )
        if any(heard.validators) and not request.index:
            self._validators.keep(request, heard.validators, answer.body)
        logger.info("%s: %s %s %s", host_of(request.url), answer.state, answer.fault, answer.reason)
        return answer
