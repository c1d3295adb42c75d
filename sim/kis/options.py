"""What a KIS server is started with, and credentials where none were given."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from string import ascii_letters, digits

from sim.sessions import Sessions
from sim.values import Feed

ENVS = ("real", "paper")
NOTICE_LAYOUTS = (23, 26)
SECOND_SESSION = ("refuse", "push")
FUTURES_PRODUCT = "03"
CALLS_A_SECOND = {"real": 20, "paper": 2}
_WHOLE_ACCOUNT, _BROKERAGE = 10, "01"


@dataclass(frozen=True, slots=True, kw_only=True)
class KisOptions:
    """Describe one server.

    `started` is the machine's instant now (this package never asks for it); `now` is the market's,
    by default `started` while a session runs and ten o'clock of the last session otherwise.
    `factor` is simulated seconds per real one, 0 lets the market stand (tests step it). `cash` is
    won in the share account and `futures_cash` in that of futures (the same eight digits with
    product 03), `holdings` the number of shares held at the start. `ledger` is a file that outlives
    a restart (futures have one of their own beside it), None keeps the books in memory. `data` is a
    folder of CODE.csv files (date,open,high,low,close,volume), None the synthetic market.
    `after_market_fields` appends to trade and book frames what KIS added on 2026-09-14. `sessions`
    and `feed` replace calendar and market, `ticks` the monotonic counter, `prints_a_minute` how
    often a share trades. `rate` overrides calls a second; `second_session` says whether a second
    WebSocket session with the same key is refused (measured at KIS) or pushes the first one out.
    """

    started: datetime
    host: str = "127.0.0.1"
    port: int = 0
    ws_port: int = 0
    env: str = "real"
    now: datetime | None = None
    factor: float = 1.0
    cash: int = 10_000_000
    futures_cash: int = 50_000_000
    holdings: int = 0
    notice_fields: int = 26
    after_market_fields: bool = False
    faults: Path | None = None
    data: Path | None = None
    ledger: Path | None = None
    seed: int = 1
    app_key: str = ""
    app_secret: str = ""
    account: str = ""
    hts_id: str = ""
    rate: int | None = None
    second_session: str = "refuse"
    ping_s: float = 10.0
    prints_a_minute: int | None = None
    sessions: Sessions | None = None
    feed: Feed | None = None
    ticks: Callable[[], float] | None = None

    @property
    def futures_account(self) -> str:
        """Give the ten digits of the futures account."""
        return f"{self.account[:8]}{FUTURES_PRODUCT}"

    @property
    def calls_a_second(self) -> int:
        """Give the call limit in force."""
        return CALLS_A_SECOND[self.env] if self.rate is None else self.rate


def completed(options: KisOptions) -> KisOptions:
    """Check the options and make the credentials that are missing, always the same for a seed.

    Raises ValueError with what was found, what is allowed, and what to do.
    """
    _check(options)
    rng = Random(f"{options.seed}:{options.env}:credentials")  # nosec B311
    key = "PS" + _letters(rng, 34)
    secret = _letters(rng, 178) + "=="
    cano = f"50{rng.randrange(10**6):06d}"
    account = options.account.replace("-", "") or cano
    return replace(
        options,
        app_key=options.app_key or key,
        app_secret=options.app_secret or secret,
        account=account if len(account) == _WHOLE_ACCOUNT else f"{account}{_BROKERAGE}",
        hts_id=options.hts_id or "gaemi01",
    )


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choices(ascii_letters + digits, k=count))


def _check(options: KisOptions) -> None:
    account = options.account.replace("-", "")
    shaped = account.isdecimal() and account.isascii() and len(account) in (8, _WHOLE_ACCOUNT)
    wrong = [
        (options.env not in ENVS, f"env is {options.env!r}: choose one of {', '.join(ENVS)}"),
        (
            options.notice_fields not in NOTICE_LAYOUTS,
            f"notice fields are {options.notice_fields}: choose 23 or 26",
        ),
        (
            min(options.cash, options.futures_cash, options.holdings, options.factor) < 0,
            "cash, futures_cash, holdings and speed must be 0 or more",
        ),
        (
            options.port == options.ws_port != 0,
            f"REST and WebSocket were both given port {options.port}: give two different ones",
        ),
        (
            bool(account) and not shaped,
            f"the account is {options.account!r}: give 8 digits and 01, as in 50012345-01",
        ),
        (
            shaped and account[8:] not in ("", _BROKERAGE),
            f"the account's product is {account[8:]!r}: give {_BROKERAGE}, the brokerage account",
        ),
        (
            options.data is not None and not options.data.is_dir(),
            f"{options.data} is no folder: give one with CODE.csv files of daily bars",
        ),
        (
            options.second_session not in SECOND_SESSION,
            f"second_session is {options.second_session!r}: choose refuse or push",
        ),
        *(
            (instant.tzinfo is None, f"{name} has no zone: give 2026-11-02T10:00:00+09:00, say")
            for name, instant in (("started", options.started), ("now", options.now))
            if instant is not None
        ),
    ]
    for broken, message in wrong:
        if broken:
            raise ValueError(message)
