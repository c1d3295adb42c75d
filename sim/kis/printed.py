"""What `gaemi sim kis` prints: settings to paste, and what the market is doing."""

from datetime import datetime

from sim.kis.futures_world import FuturesWorld
from sim.kis.options import KisOptions
from sim.kis.world import World
from sim.sessions import KST, Session
from sim.values import Listing

_OPEN = ("pre_open", "continuous", "closing_auction")


def settings(options: KisOptions, *, url: str, ws_url: str) -> list[str]:
    """Write the lines of a `.env` file."""
    return [
        f"KIS_URL_BASE={url}",
        f"KIS_WS_BASE={ws_url}",
        f"KIS_APP_KEY={options.app_key}",
        f"KIS_APP_SECRET={options.app_secret}",
        f"KIS_ACCOUNT={options.account[:8]}",
        f"KIS_ACCOUNT_PRODUCT_CODE={options.account[8:]}",
        f"KIS_HTS_ID={options.hts_id}",
        f"KIS_ENV={options.env}",
    ]


def shift(world: World) -> list[str]:
    """Write what a client that lives by this market's time adds to its machine's clock."""
    seconds = round(world.clock.ahead() - world.clock.skew_s)
    return [f"GAEMI_CLOCK_OFFSET_S={seconds}"] if seconds else []


def devlp(options: KisOptions, *, url: str, ws_url: str) -> list[str]:
    """Write a whole kis_devlp.yaml of KIS's own sample; both of its environments lead here."""
    account = options.account[:8]
    values = {
        "my_app": options.app_key,
        "my_sec": options.app_secret,
        "paper_app": options.app_key,
        "paper_sec": options.app_secret,
        "my_htsid": options.hts_id,
        "my_acct_stock": account,
        "my_acct_future": account,
        "my_paper_stock": account,
        "my_paper_future": account,
        "my_prod": options.account[8:],
        "prod": url,
        "ops": ws_url,
        "vps": url,
        "vops": ws_url,
        "my_token": "",  # nosec B105
        "my_agent": "Mozilla/5.0",
    }
    return [f'{name}: "{value}"' for name, value in values.items()]


def market(world: World) -> list[str]:
    """Say in comment lines what time it is there, whether it trades, and name a stock."""
    now = world.exchange.now.astimezone(KST)
    phase = world.exchange.phase()
    lines = [f"# market time: {now:%Y-%m-%d %H:%M:%S} KST, {phase}, {_pace(world)}"]
    if world.resumed and world.options.now is not None:
        books = world.options.ledger
        lines.append(f"# the books of {books} keep their own time: --now is not used")
    if phase not in _OPEN:
        lines.append(f"# orders are refused now: {_opening(world, now)}")
    share = lively(world)
    quote = world.exchange.quote(share.code)
    lines.append(f"# a stock that trades: {share.code} {share.name}, {quote.price:,} won")
    return lines


def futures(world: FuturesWorld) -> list[str]:
    """Name in comment lines the futures account and a contract with much trading."""
    contracts, exchange = world.contracts(), world.exchange
    if not contracts:
        return ["# no future trades: no share has bars before the first day"]
    best = max(contracts, key=lambda item: exchange.quote(item.code).traded_value)
    price = exchange.quote(best.code).price
    number, product = world.account[:8], world.account[8:]
    return [
        f"# the futures account: {number}-{product} (KIS_ACCOUNT_PRODUCT_CODE={product})",
        f"# a future that trades: {best.code} {best.name}, {price:,} won",
    ]


def lively(world: World) -> Listing:
    """Choose the share with the most trading that the account can pay, never a halted one."""
    cash = world.exchange.balance(world.account).orderable

    def worth(item: Listing) -> tuple[bool, bool, int]:
        quote = world.exchange.quote(item.code)
        return not quote.halted, quote.price <= cash, quote.traded_value

    return max(world.listings(), key=worth)


def _pace(world: World) -> str:
    speed = world.options.factor
    return f"{speed:g} seconds a second" if speed else "standing still"


def _opening(world: World, now: datetime) -> str:
    following: Session | None = world.session()
    if following is None or now >= following.call_opens:
        following = world.sessions.after(world.today())
    if following is None:
        return "no session follows, start again with an earlier --now"
    opens = following.call_opens.astimezone(KST)
    return f"the next session takes them from {opens:%Y-%m-%d %H:%M} KST (see --now)"
