"""Signed events over HTTP, one at a time, to the one address that the user wrote down.

References
----------
Standard Webhooks (2023). Specification 1.0.0: ``webhook-id``, ``webhook-timestamp`` and
``webhook-signature``, an HMAC-SHA256 over id, timestamp and body.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

import urllib3

from facta.alerts.channels.base import Parcel, Refused
from facta.version import __version__

if TYPE_CHECKING:
    from facta.alerts.channels.base import Means
    from facta.alerts.settings import Webhook

SECONDS = 10.0
MOST_SENT, MOST_HEARD = 256 * 1024, 4 * 1024
ACCEPTED = range(200, 300)
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_WAIT = 30.0
PREFIX = "whsec_"


class WebhookSender:
    """Posts events to one address; it follows no redirect."""

    def __init__(self, channel: Webhook, means: Means) -> None:
        self._channel = channel
        self._secret = key_of(means.environment.get(channel.secret_env, ""))
        self._clock = means.clock
        authority = str(channel.authority) if channel.authority else None
        self._pool = urllib3.PoolManager(retries=False, timeout=SECONDS, ca_certs=authority)

    def send(self, parcel: Parcel) -> None:
        """Post the one event of a parcel; any answer but a 2xx is a refusal."""
        entry = parcel.events[0]
        body = json.dumps(entry.json(), ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > MOST_SENT:
            raise Refused(f"{len(body):,} bytes; an event has at most {MOST_SENT:,}")
        stamp = int(self._clock.now().timestamp())
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "user-agent": f"facta/{__version__}",
            "webhook-id": entry.id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(self._secret, entry.id, stamp, body),
        }
        try:
            answer = self._pool.request(
                "POST", self._channel.url, body=body, headers=headers, redirect=False, preload_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise Refused(f"{type(error).__name__}: {error}", again=True) from None
        try:
            if answer.status in ACCEPTED:
                return
            wait = answer.headers.get("retry-after", "")
            seconds = min(float(wait), LONGEST_WAIT) if wait.isascii() and wait.isdigit() else 0.0
            said = answer.read(MOST_HEARD, decode_content=False).decode(errors="replace")
            raise Refused(f"HTTP {answer.status}: {said}", again=answer.status in AGAIN, wait=seconds)
        except urllib3.exceptions.HTTPError as error:
            raise Refused(f"HTTP {answer.status}: {error}", again=answer.status in AGAIN) from None
        finally:
            answer.close()


def key_of(secret: str) -> bytes:
    """Return the key of a secret: what follows ``whsec_`` in base64, or else its own bytes.

    >>> key_of("whsec_c2VjcmV0"), key_of("plain")
    (b'secret', b'plain')
    """
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def signature(key: bytes, identity: str, stamp: int, body: bytes) -> str:
    """Sign an event: version 1, an HMAC-SHA256 in base64.

    Examples
    --------
    The example of the specification:

    >>> key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = b".".join((identity.encode(), str(stamp).encode(), body))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
