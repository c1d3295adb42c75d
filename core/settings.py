"""Everything a user may set, each with its default and, for risk limits, its hard ceiling.

Read once at start from the environment and `.env` files; nothing else in gaemi looks at either.
Limits of orders may be tightened at once and loosened only up to the ceiling in core.domain.limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from core.domain.costs import FUTURES_COMMISSION, Commission
from core.domain.limits import (
    CARD_MOST_S,
    CEILINGS,
    MOST_PEOPLE,
    TURNOVER_EQUITIES,
    Expiry,
    Limits,
    OnExpiry,
    PressRules,
)
from core.domain.money import Won
from core.env_file import expand, read_env_file, unknown_name
from core.errors import SettingsError
from core.setting_checks import (
    AccountNumber,
    BotToken,
    Codes,
    CommissionText,
    DatabaseUrl,
    HostName,
    LogLevel,
    MailAddresses,
    Marks,
    ProductCode,
    PushUrl,
    SafeUrl,
    SlackAppToken,
    SlackBotToken,
    SlackSecret,
    Speed,
    Url,
    WebhookSecret,
    allowed,
    ends_in,
)

PREFIX = "GAEMI_"
SHIPPED = Limits()
PAPER_ORDER_WON = 20_000_000
TURNOVER_ORDERS = 5
LIVE_RESUME_WAIT_S = 30

# Names that users know from the brokers' and services' own guides stay as they are there.
FOREIGN = frozenset({
    "database_url", "secret_key", "openai_api_key", "openai_base_url", "openai_model",
    "telegram_bot_token", "telegram_base_url", "telegram_base_file_url",
    "telegram_webhook_url", "telegram_webhook_host", "telegram_webhook_port",
    "telegram_webhook_secret",
    "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_http_port",
    "slack_http_host", "slack_base_url",
    "smtp_host", "smtp_port", "smtp_user", "smtp_password", "smtp_from", "smtp_to",
    "kis_app_key", "kis_app_secret", "kis_account", "kis_account_product_code", "kis_hts_id",
    "kis_env", "kis_url_base", "kis_ws_base", "kis_master_base", "kis_commission",
    "kis_futures_commission", "kis_gap_s",
    "kis_api_media",
})  # fmt: skip


def _name_of(field: str) -> str:
    return field.upper() if field in FOREIGN else PREFIX + field.upper()


class Settings(BaseSettings):
    """All settings of one run; made by `load_settings`, never changed afterwards.

    Money is in won, rates are shares of one (0.02 is two per cent), `_s` is seconds.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=_name_of,
        populate_by_name=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    home: Path = Path("~/.gaemi")
    lang: Literal["ko", "en"] = "ko"
    seed: int = Field(7, ge=0, lt=2**63)
    cash: int = Field(100_000_000, ge=1, le=10**15)
    speed: Speed = Field(Decimal(3600), ge=0, le=1_000_000)
    market: Literal["synthetic", "replay"] = "synthetic"
    data: Path | None = None
    strategies: Path | None = None
    commission: CommissionText = "0.015%"
    log_level: LogLevel = "INFO"
    symbols: Codes | None = None
    live: Literal["yes-with-real-money"] | None = None
    clock_offset_s: int = Field(0, ge=-(10**9), le=10**9)

    max_order_won: int | None = Field(None, ge=1, le=int(CEILINGS["order_won"]))
    max_order_shares: int = Field(SHIPPED.order_shares, ge=1, le=int(CEILINGS["order_shares"]))
    volume_share: Decimal = Field(SHIPPED.volume_share, gt=0, le=CEILINGS["volume_share"])
    price_collar: Decimal = Field(SHIPPED.price_collar, gt=0, le=CEILINGS["price_collar"])
    market_orders: bool = False
    daily_loss: Decimal = Field(SHIPPED.daily_loss, gt=0, le=CEILINGS["daily_loss"])
    symbol_weight: Decimal = Field(SHIPPED.symbol_weight, gt=0, le=CEILINGS["symbol_weight"])
    max_positions: int = Field(SHIPPED.max_positions, ge=1, le=int(CEILINGS["max_positions"]))
    orders_per_second: int = Field(
        SHIPPED.orders_per_second, ge=1, le=int(CEILINGS["orders_per_second"])
    )
    orders_per_minute: int = Field(
        SHIPPED.orders_per_minute, ge=1, le=int(CEILINGS["orders_per_minute"])
    )
    orders_per_day: int = Field(SHIPPED.orders_per_day, ge=1, le=int(CEILINGS["orders_per_day"]))
    day_turnover: int | None = Field(None, ge=1, le=10**15)
    repeat_limit: int = Field(SHIPPED.repeat_orders, ge=1, le=int(CEILINGS["repeat_orders"]))
    card_life_s: int = Field(SHIPPED.card_life_s, ge=1, le=int(CEILINGS["card_life_s"]))
    card_drift: Decimal = Field(SHIPPED.card_drift, gt=0, le=CEILINGS["card_drift"])
    quote_age_s: int = Field(SHIPPED.quote_age_s, ge=1, le=int(CEILINGS["quote_age_s"]))
    cooldown_s: int = Field(SHIPPED.cooldown_s, ge=1, le=SHIPPED.cooldown_max_s)
    trader_order_won: int = Field(PressRules().trader_won, ge=0, le=10**15)
    several_above_won: int | None = Field(None, ge=0, le=10**15)
    several_people: int = Field(PressRules().several, ge=2, le=MOST_PEOPLE)
    pin_share: Decimal = Field(PressRules().pin_share, gt=0, le=CEILINGS["symbol_weight"])
    resume_wait_s: int = Field(30, ge=5, le=3600)
    undo_seconds: int = Field(5, ge=0, le=30)
    losses_to_cool: int = Field(0, ge=0, le=20)
    auto_live: bool = False
    stop_card_life_s: int = Field(0, ge=0, le=CARD_MOST_S)
    stop_expiry: OnExpiry = OnExpiry.ASK
    alarm_wait_s: int = Field(600, ge=60, le=86_400)
    watchdog: bool = True
    watchdog_s: int = Field(60, ge=2, le=600)

    database_url: DatabaseUrl | None = None
    secret_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: Url = "https://api.openai.com/v1"
    openai_model: str = "gpt-4o-mini"
    ask_per_day: int = Field(30, ge=1, le=1_000)
    telegram_bot_token: BotToken | None = None
    telegram_base_url: Annotated[Url, ends_in("/bot")] = "https://api.telegram.org/bot"
    telegram_base_file_url: Annotated[Url, ends_in("/file/bot")] = (
        "https://api.telegram.org/file/bot"
    )
    telegram_webhook_url: SafeUrl | None = None
    telegram_webhook_host: HostName = "127.0.0.1"
    telegram_webhook_port: int | None = Field(None, ge=1, le=65_535)
    telegram_webhook_secret: WebhookSecret | None = None
    slack_bot_token: SlackBotToken | None = None
    slack_app_token: SlackAppToken | None = None
    slack_signing_secret: SlackSecret | None = None
    slack_http_port: int | None = Field(None, ge=1, le=65_535)
    slack_http_host: HostName = "127.0.0.1"
    slack_base_url: Annotated[Url, ends_in("/api")] = "https://slack.com/api"
    smtp_host: Annotated[str, Field(pattern=r"^[\w.:-]{1,100}$")] | None = None
    smtp_port: int = Field(587, ge=1, le=65_535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: MailAddresses | None = None
    smtp_to: MailAddresses | None = None
    kis_app_key: SecretStr | None = None
    kis_app_secret: SecretStr | None = None
    kis_account: AccountNumber | None = None
    kis_account_product_code: ProductCode = "01"
    kis_hts_id: SecretStr | None = None
    kis_env: Literal["real", "paper"] | None = None
    kis_url_base: SafeUrl | None = None
    kis_ws_base: PushUrl | None = None
    kis_master_base: SafeUrl | None = None
    kis_commission: Decimal = Field(Commission().rate, ge=0, le=Decimal("0.01"))
    kis_futures_commission: Decimal = Field(FUTURES_COMMISSION.rate, ge=0, le=Decimal("0.01"))
    kis_gap_s: Decimal | None = Field(None, ge=0, le=10)
    kis_api_media: Marks | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        *_unused: PydanticBaseSettingsSource,
        **_unread: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the caller alone; `load_settings` says what is read in which order."""
        return (init_settings,)

    def limits(self, *, live: bool, equity: Won) -> Limits:
        """Return the hard limits of a day that starts with this equity, in won.

        Unless set, one order may be larger with play money than with real money, and a day may turn
        over five such orders; whatever is set, never more than three times the equity.
        """
        order_won = self.max_order_won or (SHIPPED.order_won if live else PAPER_ORDER_WON)
        turnover = self.day_turnover or TURNOVER_ORDERS * order_won
        return Limits(
            order_won=order_won,
            turnover_won=max(1, min(turnover, TURNOVER_EQUITIES * equity)),
            order_shares=self.max_order_shares,
            volume_share=self.volume_share,
            price_collar=self.price_collar,
            daily_loss=self.daily_loss,
            symbol_weight=self.symbol_weight,
            max_positions=self.max_positions,
            orders_per_second=self.orders_per_second,
            orders_per_minute=self.orders_per_minute,
            orders_per_day=self.orders_per_day,
            repeat_orders=self.repeat_limit,
            card_life_s=self.card_life_s,
            card_drift=self.card_drift,
            quote_age_s=self.quote_age_s,
            cooldown_s=self.cooldown_s,
        )

    def expiry(self) -> Expiry:
        """Return how cards end where people are in front of them."""
        return Expiry(self.stop_card_life_s, self.stop_expiry, countdown=True)

    def press_rules(self) -> PressRules:
        """Return how much money one press may move, and whose presses more than that needs."""
        return PressRules(
            self.trader_order_won, self.several_above_won, self.several_people, self.pin_share
        )

    def resume_wait(self, *, live: bool) -> int:
        """Return the seconds between asking and lifting a halt; real money waits 30 (INV-18)."""
        return max(LIVE_RESUME_WAIT_S, self.resume_wait_s) if live else self.resume_wait_s

    def secrets(self) -> tuple[str, ...]:
        """Return the plain text of every secret that is set, for the log's redactor alone."""
        values = (getattr(self, name) for name in type(self).model_fields)
        plain = [v.get_secret_value() for v in values if isinstance(v, SecretStr)]
        password = urlsplit(self.database()).password if self.database_url else None
        return (*plain, *([unquote(password)] if password else ()))

    def database(self) -> str | None:
        """Return the address of the database with its password; None for files in the home."""
        return self.database_url.get_secret_value() if self.database_url else None


KNOWN = {_name_of(field): field for field in Settings.model_fields}


def _holds_secret(annotation: object) -> bool:
    return annotation is SecretStr or any(_holds_secret(part) for part in get_args(annotation))


# What the vault keeps. Its own passphrase cannot lie in it.
VAULTED = frozenset(
    name for name, field in KNOWN.items() if _holds_secret(Settings.model_fields[field].annotation)
) - {"SECRET_KEY"}


def load_settings(
    env: Mapping[str, str], files: Sequence[Path] = (), kept: Mapping[str, str] | None = None
) -> Settings:
    """Build the settings; the environment wins, then the earlier file, then what the vault `kept`.

    Empty values count as not set. Raises SettingsError with one line for each thing that is wrong:
    an unknown GAEMI_ variable, any unknown name in a file, a value outside its limits.
    """
    values = {name: text for name, text in (kept or {}).items() if name in KNOWN}
    complaints: list[str] = []
    for path in reversed(files):
        found = read_env_file(path)
        complaints += [unknown_name(n, KNOWN, str(path)) for n in found if n not in KNOWN]
        values |= {name: text for name, text in found.items() if text}
    ours = [n for n in env if n.upper().startswith(PREFIX) and n not in KNOWN]
    complaints += [unknown_name(n, KNOWN, "environment") for n in sorted(ours)]
    values |= {name: env[name] for name in KNOWN if env.get(name)}
    if complaints:
        raise SettingsError("\n".join(complaints))
    return _build(values, env)


def prepare_home(settings: Settings) -> Path:
    """Create GAEMI_HOME with mode 0700, or close an existing one to others, and return it."""
    home = settings.home
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if home.stat().st_mode & 0o077:
            home.chmod(0o700)
    except (OSError, ValueError) as e:
        raise SettingsError(
            f"GAEMI_HOME={home} cannot be used ({e}); "
            "it must be a folder that this user owns: set GAEMI_HOME to one"
        ) from e
    return home


def _build(values: Mapping[str, str], env: Mapping[str, str]) -> Settings:
    texts: dict[str, Any] = dict(values)
    texts["GAEMI_HOME"] = expand(values.get("GAEMI_HOME", "~/.gaemi"), env)
    if "GAEMI_DATA" in values:
        texts["GAEMI_DATA"] = expand(values["GAEMI_DATA"], env)
    try:
        return Settings(**texts)
    except ValidationError as e:
        lines = [_complaint(error, values) for error in e.errors(include_url=False)]
        raise SettingsError("\n".join(lines)) from None


def _complaint(error: ErrorDetails, values: Mapping[str, str]) -> str:
    name = str(error["loc"][0])
    # Only our own settings are repeated: the others are keys, or may have one pasted into them.
    found = repr(values.get(name, ""))[:80] if name.startswith(PREFIX) else "a value not shown here"
    return f"{name}: found {found}, allowed is {allowed(error)}; change it or remove the line"
