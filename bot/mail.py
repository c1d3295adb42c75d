"""The mail face: alerts and reports by SMTP. Output only: nothing that comes back is read.

The line is sealed by TLS from the start or by STARTTLS; a plain one is refused unless the server
is this machine. One message keeps its Message-ID however often it is sent, so that readers and
servers show it once although SMTP cannot tell whether a message whose answer was lost arrived.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.locale.catalogue import Catalogue
from bot.mail_text import html_of, subject_of, text_of
from bot.reply import Reply
from core.clock import Clock
from core.domain.approval import MessageRef
from core.errors import DeliveryError, SettingsError
from core.settings import Settings

FACE: Final = "email"
TLS_PORT: Final = 465
DEADLINE_S: Final = 30.0
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# From here on a server's refusal is for good (RFC 5321, 4.2.1).
_FOR_GOOD: Final = 500


@dataclass(frozen=True, slots=True)
class MailPlace:
    """The server and what opens it; never logged. `ca` holds trusted certificates of its own."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""  # nosec B105 - no value, only its absence
    ca: str = ""

    def __repr__(self) -> str:
        return f"MailPlace(host={self.host!r}, port={self.port})"


class MailFace:
    """One mailbox that speaks; `wall` dates the messages."""

    name = FACE

    def __init__(self, place: MailPlace, words: Catalogue, *, wall: Clock) -> None:
        self._place = place
        self._words = words
        self._wall = wall

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Mail a message to an address; raises DeliveryError, a final one for a bounce."""
        letter = self._letter(chat, reply)
        await self._hand_over(letter)
        return MessageRef(FACE, chat, str(letter["Message-ID"]))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Do nothing: a mail that was sent cannot be changed, and a second would be a flood."""

    async def _hand_over(self, letter: EmailMessage) -> None:

        client = self._client()
        try:
            await client.connect()
            await self._seal(client)
            if self._place.user:
                await client.login(self._place.user, self._place.password)
            await client.send_message(letter)
        except (SMTPException, OSError, ssl.SSLError) as error:
            raise _delivery_error(error) from error
        finally:
            client.close()

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self._place.host, port=self._place.port, timeout=DEADLINE_S,
            use_tls=self._place.port == TLS_PORT, start_tls=False, tls_context=self._context(),
        )  # fmt: skip

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._place.ca or None)

    async def _seal(self, client: SMTP) -> None:
        """Turn to TLS; a server that cannot is refused unless it is this machine."""
        if self._place.port == TLS_PORT:
            return
        await client.ehlo()
        if client.supports_extension("starttls"):
            await client.starttls(tls_context=self._context())
        elif self._place.host not in LOOPBACK:
            raise DeliveryError("mail: the server offers no STARTTLS; a plain line is refused")

    def _letter(self, to: str, reply: Reply) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = subject_of(reply, self._words)
        letter["From"] = formataddr(("gaemi", self._place.sender))
        letter["To"] = to
        letter["Date"] = self._wall.now()
        domain = self._place.sender.rpartition("@")[2]
        key = reply.key or f"now-{int(self._wall.now().timestamp())}"
        letter["Message-ID"] = f"<{key}@{domain}>"
        # So that no out-of-office answer comes back (RFC 3834).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text_of(reply, self._words))
        letter.add_alternative(html_of(reply, self._words), subtype="html")
        if reply.picture is not None:
            *_, page = letter.iter_parts()
            page.add_related(
                reply.picture.png, "image", "png", cid="<picture>",
                filename=f"{reply.picture.name}.png", disposition="inline",
            )  # fmt: skip
        return letter


def mail_place(settings: Settings) -> MailPlace | None:
    """Read the place; None without a host. Raises SettingsError when something is missing."""
    if settings.smtp_host is None:
        return None
    sender = settings.smtp_from or settings.smtp_user
    if not sender or "@" not in sender or not settings.smtp_to:
        raise SettingsError(
            "SMTP_HOST is set, but who writes to whom is not: set SMTP_FROM and SMTP_TO to "
            "addresses such as name@example.com, or remove SMTP_HOST"
        )
    password = settings.smtp_password
    return MailPlace(
        settings.smtp_host, settings.smtp_port, sender, settings.smtp_user or "",
        password.get_secret_value() if password else "",
    )  # fmt: skip


def addresses(settings: Settings) -> tuple[str, ...]:
    """Give the addresses that get mail; none without a server."""
    to = settings.smtp_to if settings.smtp_host else None
    return tuple(one.strip() for one in (to or "").split(",") if one.strip())


def _delivery_error(error: Exception) -> DeliveryError:
    """Say whether a failed mail may be tried again; a server's own words are not repeated."""

    if isinstance(error, SMTPRecipientsRefused):
        codes = [refused.code for refused in error.recipients]
        bounced = bool(codes) and min(codes) >= _FOR_GOOD
        return DeliveryError(f"mail: the address was refused ({max(codes)})", final=bounced)
    if isinstance(error, SMTPAuthenticationError):
        return DeliveryError(f"mail: the login was refused ({error.code})")
    if isinstance(error, SMTPResponseException):
        return DeliveryError(f"mail: {type(error).__name__} ({error.code})")
    return DeliveryError(f"mail: {type(error).__name__}")
