"""Checks of single setting values, and the words that say what a refused value should have been.

A check raises ValueError with the allowed shape only; the value itself may be a secret.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_core import ErrorDetails

from core.domain.costs_commission import FEES, read_commission
from core.domain.instrument import SYMBOL
from core.errors import InputError

# Each symbol costs two calls a look, and a paper key has about one a second.
SYMBOLS_MAX = 30
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PART = r"(?:[^\s@/:?#%\x00]|%(?!00)[0-9A-Fa-f]{2})+"
_DATABASE = re.compile(rf"\w+://(?:{_PART}(?::{_PART})?@)?(?:[^\s@/?#%]*)/{_PART}(?:\?[^\s@#]*)?")
WORDS = {
    "less_than_equal": "at most {le} (hard ceiling)",
    "less_than": "less than {lt}",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "literal_error": "one of {expected}",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number without separators",
    "int_from_float": "a whole number",
    "decimal_parsing": "a number without separators",
    "finite_number": "a finite number",
}


def _commission(text: str) -> str:
    try:
        read_commission(text)
    except InputError as error:
        names = ", ".join(["free", *FEES])
        raise ValueError(f"one of {names} (also kis/nxt), or a rate up to 1% such as 0") from error
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named or parts.username or parts.query or parts.fragment:
        raise ValueError("an address such as https://host/path, without user name or query")
    return url.rstrip("/")


def _safe_address(url: str) -> str:
    # Order credentials never travel in the clear; only a simulator on this machine may do without.
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("an https:// address (plain http only to this machine)")
    return url


def _push_address(url: str) -> str:
    # KIS's own push host speaks plain ws; nothing but hints travels there (INV-44).
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("ws", "wss") and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named or parts.username or parts.query or parts.fragment:
        raise ValueError("an address such as ws://host:port, without user name or query")
    return url.rstrip("/")


def _database_address(secret: SecretStr) -> SecretStr:
    url = secret.get_secret_value()
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("postgresql", "postgres") and parts.port != 0
    except ValueError:
        known = False
    # What is not written as it must be would be taken for a host or name, and those are told.
    if not known or not _DATABASE.fullmatch(url) or "password" in url.partition("?")[2]:
        raise ValueError(
            "an address such as postgresql://user:password@host:5432/name, where a letter like "
            "@ / : ? # % of a password is written as %40 %2F %3A %3F %23 %25"
        )
    return secret


def _words(text: object) -> object:
    return tuple(w.strip() for w in text.split(",") if w.strip()) if isinstance(text, str) else text


def _codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not all(SYMBOL.fullmatch(code) for code in codes) or len(codes) > SYMBOLS_MAX:
        raise ValueError(f"up to {SYMBOLS_MAX} codes such as 005930,000660")
    return tuple(dict.fromkeys(codes))


def _product_code(code: str) -> str:
    if not re.fullmatch(r"\d{2}", code, re.ASCII):
        raise ValueError("the last 2 digits of the account number")
    return code


def _speed_word(value: object) -> object:
    return 0 if value == "max" else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def ends_in(ending: str) -> AfterValidator:
    """Demand an ending of an address; the Bot API library appends the token right behind it."""

    def check(url: str) -> str:
        if not url.endswith(ending):
            raise ValueError(f"an address that ends in {ending}")
        return url

    return AfterValidator(check)


def shaped(pattern: str, words: str) -> AfterValidator:
    """Demand that a whole secret matches a pattern; `words` tell a person what is allowed."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value(), re.ASCII):
            raise ValueError(words)
        return secret

    return AfterValidator(check)


def allowed(error: ErrorDetails) -> str:
    """Say what would have been accepted in place of a value that pydantic refused."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    return WORDS.get(error["type"], error["msg"]).format(**context)


Url = Annotated[str, AfterValidator(_web_address)]
SafeUrl = Annotated[Url, AfterValidator(_safe_address)]
Speed = Annotated[Decimal, BeforeValidator(_speed_word)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
BotToken = Annotated[
    SecretStr, shaped(r"\d{1,20}:[\w-]{3,100}", "the token as @BotFather gave it: 123456789:AbC...")
]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_address)]
AccountNumber = Annotated[
    SecretStr,
    shaped(r"\d{8}(-?\d{2})?", "the first 8 digits of the account number, or all 10 as 8-2"),
]
PushUrl = Annotated[str, AfterValidator(_push_address)]
CommissionText = Annotated[str, AfterValidator(_commission)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_codes)]
Marks = Annotated[frozenset[str], BeforeValidator(_words)]
ProductCode = Annotated[str, AfterValidator(_product_code)]
SlackBotToken = Annotated[
    SecretStr,
    shaped(r"xoxb-[\w-]{5,300}", "the bot token of OAuth & Permissions: xoxb-..."),
]
SlackAppToken = Annotated[
    SecretStr,
    shaped(r"xapp-[\w-]{5,300}", "the app-level token with connections:write: xapp-..."),
]
SlackSecret = Annotated[
    SecretStr, shaped(r"[\w-]{8,128}", "the signing secret of the page Basic Information")
]
HostName = Annotated[str, Field(pattern=r"^[\w.:-]{1,100}$")]
WebhookSecret = Annotated[
    SecretStr, shaped(r"[\w-]{32,256}", "32 to 256 letters, digits, _ and -, or nothing at all")
]


_MAIL: Final = re.compile(r"[^@\s,<>]+@[A-Za-z0-9.-]+")
_MOST_ADDRESSES: Final = 10


def _mail_addresses(text: str) -> str:
    found = [one.strip() for one in text.split(",")]
    if len(found) > _MOST_ADDRESSES or not all(_MAIL.fullmatch(one) for one in found):
        raise ValueError("addresses such as name@example.com, at most ten, with commas between")
    return text


MailAddresses = Annotated[str, AfterValidator(_mail_addresses)]
