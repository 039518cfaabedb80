"""The door of channels: how each kind in the settings is sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.channels.base import Means, Parcel, Refused, Sender
from facta.alerts.settings import Mail, Webhook

if TYPE_CHECKING:
    from facta.alerts.outbox import Target
    from facta.alerts.settings import AnyChannel


def sender_of(channel: AnyChannel, target: Target, means: Means) -> Sender:
    """Return what sends to an address.

    Raises
    ------
    ValueError
        When the kind needs an extra that is not installed.
    """
    if isinstance(channel, Mail):
        from facta.alerts.channels.mail import MailSender  # noqa: PLC0415  (only where it is used)

        return MailSender(channel, target.address, means)
    if isinstance(channel, Webhook):
        from facta.alerts.channels.webhook import WebhookSender  # noqa: PLC0415  (only where it is used)

        return WebhookSender(channel, means)
    from facta.alerts.channels.services import ServiceSender  # noqa: PLC0415  (an extra)

    return ServiceSender(channel, means)


def apart(channel: AnyChannel) -> bool:
    """Tell whether a channel takes one event at a time, as machines do."""
    return isinstance(channel, Webhook)


__all__ = ["Means", "Parcel", "Refused", "Sender", "apart", "sender_of"]
