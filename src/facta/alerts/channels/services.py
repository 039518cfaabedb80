"""Any service that Apprise knows, where the extra is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.channels.base import Parcel, Refused

if TYPE_CHECKING:
    from facta.alerts.channels.base import Means
    from facta.alerts.settings import Apprise

MOST = 4000


class ServiceSender:
    """Notifies by one Apprise address."""

    def __init__(self, channel: Apprise, means: Means) -> None:
        try:
            import apprise  # noqa: PLC0415  (an extra)
        except ImportError:
            message = "a channel of kind apprise needs Apprise: pip install 'facta[alerts]'"
            raise ValueError(message) from None
        self._sink = apprise.Apprise()
        self._known = bool(self._sink.add(means.environment.get(channel.url_env, "")))
        self._variable = channel.url_env

    def send(self, parcel: Parcel) -> None:
        """Notify with the subject and the text, cut to what services take."""
        if not self._known:
            raise Refused(f"{self._variable} holds no address that Apprise knows")
        if not self._sink.notify(title=parcel.subject, body=parcel.text[:MOST]):
            message = "Apprise could not deliver it"
            raise Refused(message, again=True)
