"""A mail server on loopback: sealed or not, with a login or not, refusing as it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.certificates import self_signed

NAME, WORD = "gaemi", "not-a-real-secret"


@dataclass
class Box:
    """What a server took, and what it says next instead of taking: each line is said once."""

    letters: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    cut: int = 0
    spoken: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.spoken.append("MAIL")
        if self.senders:
            return self.senders.pop(0)
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data.pop(0)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        if self.cut:
            self.cut -= 1
            server.transport.abort()
        return "250 taken"


def check(
    server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword
) -> AuthResult:
    """Open to one name and one word alone."""
    right = (data.login.decode(), data.password.decode()) == (NAME, WORD)
    return AuthResult(success=right, handled=False)


@dataclass(frozen=True)
class Sealed:
    """A certificate's files; `cert` is what a client has to trust."""

    cert: Path
    key: Path

    @classmethod
    def made(cls, folder: Path, address: str = "127.0.0.1") -> Sealed:
        """Make one for this machine at an address."""
        return cls(*self_signed(folder, address))

    def context(self) -> ssl.SSLContext:
        """Give what a server needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


def speaker(box: Box, sealed: Sealed | None) -> Callable[[], SMTP]:
    """Give what makes one session; a server without a seal takes no login."""
    if sealed is None:
        return lambda: SMTP(box)
    context = sealed.context()
    return lambda: SMTP(
        box, tls_context=context, require_starttls=True, authenticator=check, auth_required=True
    )


@contextmanager
def serving(
    box: Box,
    sealed: Sealed | None = None,
    *,
    host: str = "127.0.0.1",
    at_once: bool = False,
) -> Iterator[int]:
    """Run a server in a thread while the block lasts; gives its port.

    With `at_once` TLS begins with the connection, and there is no login; else by STARTTLS.
    """
    around = sealed.context() if sealed and at_once else None
    make = (lambda: SMTP(box)) if around else speaker(box, sealed)
    sessions: list[SMTP] = []

    def begin() -> SMTP:
        sessions.append(make())
        return sessions[-1]

    loop = asyncio.new_event_loop()
    port: Future[int] = Future()

    async def run() -> None:
        server = await loop.create_server(begin, host, 0, ssl=around)
        port.set_result(server.sockets[0].getsockname()[1])
        await over.wait()
        server.close()
        for session in sessions:
            if session.transport is not None:
                session.transport.abort()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    over = asyncio.Event()
    thread = Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        yield port.result(60)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
