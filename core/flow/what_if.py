"""What an order, a stop or a sale not made would mean: reckoned on a copy, without any effect.

Nothing is stored, no card is put up and no verdict is kept (M19); whoever asks holds the engine
between two commands. Money is reckoned as an order that fills at its limit price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from core.domain.costs import CostEstimate, estimate
from core.domain.decision import RuleResult
from core.domain.money import Rate, Won, ratio_of
from core.domain.order import OrderIntent
from core.domain.position import OUTSIDE
from core.domain.results import Result
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder
from core.flow.card_facts import card_of
from core.flow.desk import Desk
from core.flow.intents import intent_of
from core.flow.owners import owner_of
from core.flow.person_signals import signal_of
from core.flow.risk_gate import context_of
from core.risk.base import ask_all

_TENTH: Final = 10


@dataclass(frozen=True, slots=True)
class After:
    """The account after a supposed trade, won: cash, equity, and each symbol's share of it.

    `loss_tenth` is what equity would fall by if the symbol fell by 10 % then.
    """

    symbol: str
    cash: Won
    equity: Won
    weights: tuple[tuple[str, Rate], ...]
    loss_tenth: Won


@dataclass(frozen=True, slots=True)
class Supposed:
    """One answer: the order that was supposed, its money, what the rules would say, and after.

    `gain` is the profit against not doing it; of a sale that was not made against having made it.
    """

    intent: OrderIntent | None
    costs: CostEstimate | None
    after: After
    results: tuple[RuleResult, ...] = ()
    loss_at_stop: Won | None = None
    gain: Won = 0


class _NoIds:
    """Gives one name to everything: nothing of it is ever stored."""

    def new(self) -> str:
        """Give the name."""
        return "WHATIF"


def aside(desk: Desk, wish: ProposeOrder) -> Desk:
    """Give a desk of the same rows to reckon on: own quotes, own ids, no way to a broker."""
    fresh = {**desk.quotes, **({wish.symbol: wish.quote} if wish.quote else {})}
    return replace(desk, quotes=fresh, ids=_NoIds(), effects=[])


def suppose_order(desk: Desk, wish: ProposeOrder) -> Supposed | Result:
    """Reckon an order that a person might ask for; a result says why it cannot be reckoned."""
    desk = aside(desk, wish)
    missing = _missing(desk, wish.symbol)
    if missing is not None:
        return missing
    owner = owner_of(desk, wish)
    if isinstance(owner, Result):
        return owner
    signal, _ = signal_of(desk, wish, owner)
    intent = intent_of(desk, signal)
    if isinstance(intent, str):
        fields: dict[str, str | int] = {
            "name": desk.name(wish.symbol), "price": desk.mark(wish.symbol) or 0,
        }  # fmt: skip
        return Result(False, "whatif.no_size", fields=fields)
    return _order(desk, _with_stop(desk, intent, wish))


def suppose_weight(desk: Desk, wish: ProposeOrder, weight: Rate) -> Supposed | Result:
    """Reckon the order that brings a symbol to a share of the equity; `wish` names the rest."""
    desk = aside(desk, wish)
    missing = _missing(desk, wish.symbol)
    if missing is not None:
        return missing
    price, held = desk.mark(wish.symbol) or 0, _held(desk, wish.symbol)
    wanted = int(weight * desk.equity()) // max(1, price)
    if wanted == held:
        return Result(False, "whatif.there", fields={"name": desk.name(wish.symbol)})
    side = Side.BUY if wanted > held else Side.SELL
    return suppose_order(desk, replace(wish, side=side, size=Size(shares=abs(wanted - held))))


def suppose_stop(desk: Desk, wish: ProposeOrder, price: Won) -> Supposed | Result:
    """Reckon the sale of a whole holding at a stop's price."""
    desk = aside(desk, wish)
    missing = _missing(desk, wish.symbol)
    held = _held(desk, wish.symbol)
    if missing is not None or not held:
        name: dict[str, str | int] = {"name": desk.name(wish.symbol)}
        return missing or Result(False, "levels.nothing", fields=name)
    ladder = desk.instruments[wish.symbol].ladder(desk.today)
    level = ladder.floor(max(ladder.ceil(1), price))
    costs = _sale(desk, wish.symbol, held * level)
    cost = sum(b.cost for b in desk.uow.books.all() if b.symbol == wish.symbol)
    after = _after(desk, wish.symbol, cash=costs.net, shares=-held)
    return Supposed(None, costs, after, loss_at_stop=cost - costs.net, gain=costs.net - cost)


def suppose_not_sold(desk: Desk, wish: ProposeOrder) -> Supposed | Result:
    """Reckon the account as if the newest sale of a symbol had not been made."""
    desk, symbol = aside(desk, wish), wish.symbol
    missing = _missing(desk, symbol)
    if missing is not None:
        return missing
    sales = [f for f in desk.uow.fills.all() if f.symbol == symbol and f.side is Side.SELL]
    if not sales:
        return Result(False, "whatif.never_sold", fields={"name": desk.name(symbol)})
    last = max(sales, key=lambda f: (f.at, f.order_id)).order_id
    parts = [f for f in sales if f.order_id == last]
    shares = sum(f.shares for f in parts)
    got = sum(f.amount - f.fee - f.tax for f in parts)
    after = _after(desk, symbol, cash=-got, shares=shares)
    return Supposed(None, None, after, gain=shares * (desk.mark(symbol) or 0) - got)


def _order(desk: Desk, intent: OrderIntent) -> Supposed:
    results = ask_all(context_of(desk, intent, stage="proposal"))
    card = card_of(desk, intent, trimmed_from=None)
    shares = intent.shares if intent.side is Side.BUY else -intent.shares
    after = _after(desk, intent.symbol, cash=card.costs.net, shares=shares)
    gain = after.equity - desk.equity()
    return Supposed(intent, card.costs, after, results, card.loss_at_stop, gain)


def _after(desk: Desk, symbol: str, *, cash: Won, shares: int) -> After:
    """Value the account after shares and cash moved, everything at the last known prices."""
    account = desk.account
    held: dict[str, int] = {symbol: shares}
    for book in desk.uow.books.all():
        held[book.symbol] = held.get(book.symbol, 0) + book.shares
    worth = {name: n * (desk.mark(name) or 0) for name, n in held.items() if n}
    money = (account.cash if account else 0) + cash
    equity = money + sum(worth.values())
    weights = sorted(((n, ratio_of(w, equity)) for n, w in worth.items()), key=lambda p: -p[1])
    price = desk.mark(symbol) or 0
    fallen = price - price * (_TENTH - 1) // _TENTH
    return After(symbol, money, equity, tuple(weights), max(0, held[symbol]) * fallen)


def _with_stop(desk: Desk, intent: OrderIntent, wish: ProposeOrder) -> OrderIntent:
    if wish.exits.stop is None:
        return intent
    ladder = desk.instruments[intent.symbol].ladder(desk.today)
    level = wish.exits.stop.stop(Decimal(intent.price))
    return replace(intent, stop_price=ladder.floor(max(ladder.ceil(1), level)))


def _missing(desk: Desk, symbol: str) -> Result | None:
    name: dict[str, str | int] = {"name": desk.name(symbol), "symbol": symbol}
    if symbol not in desk.instruments:
        return Result(False, "propose.unknown", fields=name)
    if desk.account is None or not desk.ready:
        return Result(False, "whatif.starting", fields=name)
    if desk.instruments[symbol].is_future:
        return Result(False, "whatif.shares_only", fields=name)
    return None if symbol in desk.quotes else Result(False, "propose.no_quote", fields=name)


def _held(desk: Desk, symbol: str) -> int:
    books = (b for b in desk.uow.books.all() if b.symbol == symbol and b.owner != OUTSIDE)
    return sum(b.shares for b in books)


def _sale(desk: Desk, symbol: str, gross: Won) -> CostEstimate:
    listed = desk.instruments[symbol]
    return estimate(
        Side.SELL, gross, commission=desk.commission, market=listed.market, kind=listed.kind,
        settles_on=desk.calendar.settlement(desk.today),
    )  # fmt: skip
