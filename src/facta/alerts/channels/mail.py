"""Letters over SMTP: plain text, one to each address, under TLS unless the server is this machine.

References
----------
Klensin, J. (2008). Simple Mail Transfer Protocol. RFC 5321.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from facta.alerts.channels.base import Parcel, Refused
from facta.version import __version__

if TYPE_CHECKING:
    from facta.alerts.channels.base import Means
    from facta.alerts.settings import Mail

SECONDS = 20.0
TEMPORARY = range(400, 500)


class MailSender:
    """Sends letters to one address."""

    def __init__(self, channel: Mail, address: str, means: Means) -> None:
        self._channel = channel
        self._address = address
        self._password = means.environment.get(channel.password_env or "", "")

    def send(self, parcel: Parcel) -> None:
        """Send one letter; the server's word that it took it is what counts."""
        try:
            server = self._open()
            try:
                if self._channel.user:
                    server.login(self._channel.user, self._password)
                message = written(parcel, self._channel.sender, self._address)
                server.send_message(message, self._channel.sender, [self._address])
            finally:
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except smtplib.SMTPResponseException as error:
            reason = _decoded(error.smtp_error)
            raise Refused(f"{error.smtp_code} {reason}", again=error.smtp_code in TEMPORARY) from None
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise Refused(f"{code} {_decoded(said)}", again=code in TEMPORARY) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:  # text that mail cannot carry, too
            raise Refused(f"{type(error).__name__}: {error}", again=isinstance(error, OSError)) from None

    def _open(self) -> smtplib.SMTP:
        channel = self._channel
        context = ssl.create_default_context(cafile=str(channel.authority) if channel.authority else None)
        name = socket.gethostname()  # without asking a name server, which a closed network lacks
        if channel.security == "tls":
            return smtplib.SMTP_SSL(channel.host, channel.port, name, timeout=SECONDS, context=context)
        server = smtplib.SMTP(channel.host, channel.port, name, timeout=SECONDS)
        if channel.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def written(parcel: Parcel, sender: str, to: str) -> EmailMessage:
    """Write a letter; whatever a source wrote, its subject is one line without marks that hide."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = parcel.subject
    message["From"] = Address("facta", addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(parcel.at)
    message["Message-ID"] = f"<{parcel.id}@facta.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mailer"] = f"facta {__version__}"
    message.set_content(parcel.text, cte="quoted-printable")
    return message
