"""Tries the mail server: a sealed line, a login and an empty command; no mail is sent.

A server's own words are never repeated: they may hold what was sent to it.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any, Final

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.key_checks.found import DEADLINE_S, Found, State
from bot.mail_line import FAULTS, NoLogin, NoSeal, opened
from bot.mail_place import MailPlace, mail_place
from core.errors import DeliveryError, SettingsError
from core.settings import Settings

SERVICE: Final = "mail"
# "Authentication required" (RFC 4954, 6).
_LOGIN_WANTED: Final = 530
# OpenSSL's numbers of why a certificate fails: its time, and the name or address in it.
_TIME: Final = frozenset({9, 10})
_NAME: Final = frozenset({62, 64})


async def check_mail(settings: Settings, *, deadline_s: float = DEADLINE_S) -> Found:
    """Open a line to the server that the settings name and close it again.

    `deadline_s` holds for each step on the network.
    """
    place = ready(settings)
    if isinstance(place, Found):
        return place
    try:
        async with opened(place, deadline_s=deadline_s) as client:
            await client.noop()
    except (DeliveryError, *FAULTS) as error:
        return found_of(error, place)
    return Found(SERVICE, State.FINE, "keys.mail_fine", {"host": place.host})


def ready(settings: Settings) -> MailPlace | Found:
    """Give the place of complete settings, or what they lack."""
    try:
        place = mail_place(settings)
    except SettingsError:
        return Found(SERVICE, State.REFUSED, "keys.mail_settings")
    missing = "SMTP_HOST" if place is None else ""
    if place is not None and place.user and not place.password:
        missing = "SMTP_PASSWORD"  # nosec B105 - a setting's name
    if place is None or missing:
        return Found(SERVICE, State.REFUSED, "keys.missing", {"name": missing})
    return place


def found_of(error: BaseException, place: MailPlace) -> Found:
    """Say what a failed line or mail means: what a person can mend is told from what may pass."""
    chain = list(_chain(error))
    where: dict[str, str | int] = {"host": place.host, "port": place.port}
    for kind, state, tell in _KINDS:
        one = next((one for one in chain if isinstance(one, kind)), None)
        if one is not None:
            return Found(SERVICE, state, tell(one), {**where, "code": _code(one)})
    why = type(chain[-1]).__name__
    return Found(SERVICE, State.UNREACHABLE, "keys.mail_lost", {**where, "why": why})


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _certificate(error: Any) -> str:
    if error.verify_code in _TIME:
        return "keys.mail_cert_old"
    return "keys.mail_cert_name" if error.verify_code in _NAME else "keys.mail_cert"


def _always(key: str) -> Callable[[Any], str]:
    return lambda _error: key


def _for_good(key: str) -> Callable[[Any], str]:
    """Take the key for a refusal for good; one that may pass is told as such (RFC 5321, 4.2.1)."""
    return lambda error: key if _code(error) >= 500 else "keys.mail_later"


def _sender(error: Any) -> str:
    wanted = error.code == _LOGIN_WANTED
    return "keys.mail_wants_login" if wanted else _for_good("keys.mail_from")(error)


def _code(error: Any) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        return max(one.code for one in error.recipients)
    return int(getattr(error, "code", 0))


# What says most comes first: a fault of the seal is also one of the connection.
_KINDS: Final[tuple[tuple[type[BaseException], State, Callable[[Any], str]], ...]] = (
    (NoSeal, State.REFUSED, _always("keys.mail_plain")),
    (NoLogin, State.REFUSED, _always("keys.mail_no_login")),
    (ssl.SSLCertVerificationError, State.REFUSED, _certificate),
    (ssl.SSLError, State.REFUSED, _always("keys.mail_tls")),
    (socket.gaierror, State.UNREACHABLE, _always("keys.mail_name")),
    (ConnectionRefusedError, State.UNREACHABLE, _always("keys.mail_closed")),
    (SMTPAuthenticationError, State.REFUSED, _for_good("keys.mail_login")),
    (SMTPSenderRefused, State.REFUSED, _sender),
    (SMTPRecipientsRefused, State.REFUSED, _for_good("keys.mail_to")),
    (TimeoutError, State.UNREACHABLE, _always("keys.mail_silent")),
    (SMTPResponseException, State.UNREACHABLE, _for_good("keys.mail_code")),
)
