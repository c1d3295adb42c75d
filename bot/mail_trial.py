"""Sends one mail to each address to see whether it gets through; nothing is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.key_checks.found import Found, State
from bot.key_checks.mail import SERVICE, found_of, ready
from bot.locale.catalogue import Catalogue
from bot.mail import MailFace
from bot.mail_place import MailPlace, addresses
from bot.reply import Paragraph, Reply
from bot.text import clean
from core.clock import Clock
from core.domain.saying import refusal
from core.errors import DeliveryError
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the mail to an address; no address where the settings lack something."""

    to: str
    found: Found


class MailTrials:
    """Test mails for a chat: one at a time; `words` is the language of the mail."""

    def __init__(self, settings: Settings, words: Catalogue, wall: Clock) -> None:
        self._settings, self._words, self._wall = settings, words, wall
        self._busy = asyncio.Lock()

    async def run(self) -> Sequence[Posted]:
        """Send and wait for the outcome; raises InputError while another is on its way."""
        if self._busy.locked():
            raise refusal("mail_busy")
        async with self._busy:
            return await try_mail(self._settings, self._words, self._wall)


async def try_mail(settings: Settings, words: Catalogue, wall: Clock) -> Sequence[Posted]:
    """Mail a test to everybody who gets mail, one after the other; `wall` dates it."""
    place = ready(settings)
    if isinstance(place, Found):
        return [Posted("", place)]
    face = MailFace(place, words, wall=wall)
    named = f"test-{wall.now():%Y%m%d%H%M%S%f}"
    return [
        await _post(face, place, to, _letter(words, f"{named}-{number}"))
        for number, to in enumerate(addresses(settings), 1)
    ]


def told(posted: Sequence[Posted], words: Catalogue) -> Iterator[str]:
    """Say each outcome in a line, and below it what to do about a bad one."""
    for one in posted:
        found = one.found
        mark, to = "✓" if found.fine else "✗", f"{clean(one.to, 100)}: " if one.to else ""
        yield f"{mark} {to}{words.said(found.key, found.fields)}"
        if not found.fine:
            yield f"  → {words.said(f'{found.key}.fix', found.fields)}"


async def _post(face: MailFace, place: MailPlace, to: str, letter: Reply) -> Posted:
    try:
        await face.send(to, letter)
    except DeliveryError as error:
        return Posted(to, found_of(error, place))
    return Posted(to, Found(SERVICE, State.FINE, "keys.mail_sent"))


def _letter(words: Catalogue, key: str) -> Reply:
    return Reply(words.t("mail.test_title"), (Paragraph(words.t("mail.test")),), key=key)
