"""A line to the mail server: sealed by TLS, logged in, closed at its end.

A plain line is refused unless the server is this machine.
"""

from __future__ import annotations

import ssl
from asyncio import WriteTransport
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiosmtplib import SMTP, SMTPException

from bot.mail_place import MailPlace
from core.errors import DeliveryError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# What the library raises while a line is opened or used; certificates that fail are OSErrors.
FAULTS: Final = (SMTPException, OSError)


class NoSeal(DeliveryError):
    """Raised when the server offers no STARTTLS and is another machine."""


class NoLogin(DeliveryError):
    """Raised when a name for the login is set and the server takes none."""


@asynccontextmanager
async def opened(place: MailPlace, *, deadline_s: float) -> AsyncIterator[SMTP]:
    """Open a line for the block; raises NoSeal, NoLogin or one of FAULTS.

    `deadline_s` holds for each step on the network, not for all of them together.
    """
    context = ssl.create_default_context(cafile=place.ca or None)
    client = SMTP(
        hostname=place.host, port=place.port, timeout=deadline_s,
        use_tls=place.tls_first, start_tls=False, tls_context=context,
    )  # fmt: skip
    try:
        await client.connect()
        await _seal(client, place, context)
        if place.user:
            await _log_in(client, place)
        yield client
    finally:
        # TLS would wait for the server's farewell, and nothing is under way any more.
        if isinstance(client.transport, WriteTransport):
            client.transport.abort()
        client.close()


async def _seal(client: SMTP, place: MailPlace, context: ssl.SSLContext) -> None:
    if place.tls_first:
        return
    await client.ehlo()
    if client.supports_extension("starttls"):
        await client.starttls(tls_context=context)
    elif place.host not in LOOPBACK:
        raise NoSeal("mail: the server offers no STARTTLS; a plain line is refused")


async def _log_in(client: SMTP, place: MailPlace) -> None:
    await client.ehlo()
    if not client.supports_extension("auth"):
        raise NoLogin("mail: the server takes no login; empty SMTP_USER if it needs none")
    await client.login(place.user, place.password)
