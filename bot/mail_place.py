"""Where mail goes out and to whom, read from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import SettingsError
from core.settings import Settings

# Where TLS begins with the connection; elsewhere it begins by STARTTLS.
TLS_PORT: Final = 465


@dataclass(frozen=True, slots=True)
class MailPlace:
    """The server and what opens it; never logged. `ca` holds trusted certificates of its own.

    With `tls_first` TLS begins with the connection, else by STARTTLS.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""  # nosec B105 - no value, only its absence
    ca: str = ""
    tls_first: bool = False

    def __repr__(self) -> str:
        return f"MailPlace(host={self.host!r}, port={self.port})"


def mail_place(settings: Settings) -> MailPlace | None:
    """Read the place; None without a host. Raises SettingsError when something is missing."""
    if settings.smtp_host is None:
        return None
    sender = settings.smtp_from or settings.smtp_user
    if not sender or "@" not in sender or "," in sender or not settings.smtp_to:
        raise SettingsError(
            "SMTP_HOST is set, but who writes to whom is not: set SMTP_FROM to one "
            "address and SMTP_TO to addresses such as name@example.com, or remove SMTP_HOST"
        )
    password = settings.smtp_password
    return MailPlace(
        settings.smtp_host, settings.smtp_port, sender, settings.smtp_user or "",
        password.get_secret_value() if password else "",
        tls_first=settings.smtp_port == TLS_PORT,
    )  # fmt: skip


def addresses(settings: Settings) -> tuple[str, ...]:
    """Give the addresses that get mail; none without a server."""
    to = settings.smtp_to if settings.smtp_host else None
    return tuple(one.strip() for one in (to or "").split(",") if one.strip())
