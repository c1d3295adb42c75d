"""The questions about mail: the address comes first, and what belongs to it is proposed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.mail_place import TLS_PORT
from bot.mail_trial import told, try_mail
from core.clock import LiveClock
from core.settings import Settings

NO_LOGIN: Final = "-"
STARTTLS_PORT: Final = 587
# Servers of well-known addresses, from the providers' own guides for mail programs (2026).
SERVERS: Final[Mapping[str, tuple[str, int]]] = {
    "gmail.com": ("smtp.gmail.com", STARTTLS_PORT),
    "naver.com": ("smtp.naver.com", STARTTLS_PORT),
    "daum.net": ("smtp.daum.net", TLS_PORT),
    "hanmail.net": ("smtp.daum.net", TLS_PORT),
    "kakao.com": ("smtp.kakao.com", TLS_PORT),
    "nate.com": ("smtp.mail.nate.com", TLS_PORT),
    "icloud.com": ("smtp.mail.me.com", STARTTLS_PORT),
}
# Asks for a setting by its name and a default.
AskSetting = Callable[[str, str], str]


def mail_lines(ask: AskSetting, now: Settings) -> dict[str, str]:
    """Ask for everything but the password; an empty SMTP_USER means that there is no login."""
    sender = ask("SMTP_FROM", now.smtp_from or "")
    host, port = SERVERS.get(sender.rpartition("@")[2].lower(), ("", STARTTLS_PORT))
    if now.smtp_host is not None:
        host, port = now.smtp_host, now.smtp_port
    server = ask("SMTP_HOST", host)
    number = ask("SMTP_PORT", str(port))
    user = ask("SMTP_USER", now.smtp_user or sender)
    return {
        "SMTP_FROM": sender,
        "SMTP_HOST": server,
        "SMTP_PORT": number,
        "SMTP_USER": "" if user == NO_LOGIN else user,
        "SMTP_TO": ask("SMTP_TO", now.smtp_to or sender),
    }


def post(settings: Settings, words: Catalogue, say: Callable[[str], None]) -> None:
    """Send a test mail and say what became of it."""
    for line in told(asyncio.run(try_mail(settings, words, LiveClock())), words):
        say(line)
