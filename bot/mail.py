"""The mail face: alerts and reports by SMTP. Output only: nothing that comes back is read.

One message keeps its Message-ID however often it is sent, so that readers and
servers show it once although SMTP cannot tell whether a message whose answer was lost arrived.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formataddr
from typing import Final

from aiosmtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException

from bot.locale.catalogue import Catalogue
from bot.mail_line import FAULTS, opened
from bot.mail_page import html_of
from bot.mail_place import MailPlace
from bot.mail_text import subject_of, text_of
from bot.reply import Reply
from core.clock import Clock
from core.domain.approval import MessageRef
from core.errors import DeliveryError

FACE: Final = "email"
DEADLINE_S: Final = 30.0
# From here on a server's refusal is for good (RFC 5321, 4.2.1).
_FOR_GOOD: Final = 500


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
        try:
            async with opened(self._place, deadline_s=DEADLINE_S) as client:
                await client.send_message(letter)
        except FAULTS as error:
            raise _delivery_error(error) from error

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


def _delivery_error(error: Exception) -> DeliveryError:
    """Say whether a failed mail may be tried again; a server's own words are not repeated."""

    if isinstance(error, SMTPRecipientsRefused):
        codes = [refused.code for refused in error.recipients]
        bounced = bool(codes) and min(codes) >= _FOR_GOOD
        refused = f"mail: the address was refused ({max(codes)})"
        return DeliveryError(refused, final=bounced, of_chat=True)
    if isinstance(error, SMTPAuthenticationError):
        return DeliveryError(f"mail: the login was refused ({error.code})")
    if isinstance(error, SMTPResponseException):
        return DeliveryError(f"mail: {type(error).__name__} ({error.code})")
    return DeliveryError(f"mail: {type(error).__name__}")
