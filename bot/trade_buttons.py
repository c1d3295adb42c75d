"""Buttons that say an order command again with what was missing, in words that fit 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.cancel_text import cancel_button
from bot.context import Context
from bot.reply import PROPOSE, Button
from core.domain.levels import NO_EXITS, Aim, Exits
from core.domain.money import Won
from core.domain.order import OPEN
from core.domain.results import Result
from core.domain.signal import Side, Size

BUTTON_BYTES: Final = 64
_WON: Final = (100_000, 500_000, 1_000_000)
_PARTS: Final = {"half": Decimal("0.5"), "all": Decimal(1)}
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What was said so far of one order."""

    side: Side
    symbol: str
    size: Size | None
    limit: Won = 0
    owner: str = ""
    exits: Exits = NO_EXITS

    @property
    def words(self) -> str:
        """Write it as the command that says it, in ASCII."""
        parts = [self.side.value, self.symbol, *size_words(self.size)]
        parts += [f"@{self.limit}"] if self.limit else []
        parts += _aim_words("stop", self.exits.stop) + _aim_words("take", self.exits.take)
        return " ".join([*parts, *([self.owner] if self.owner else [])])


def size_words(size: Size | None) -> list[str]:
    """Write a size so that it reads back exactly; a part as percent."""
    if size is None:
        return []
    if size.shares is not None:
        return [f"{size.shares}shares"]
    if size.budget is not None:
        return [f"{size.budget}won"]
    return [f"{(size.fraction or Decimal(0)) * 100:f}%"]


def _aim_words(name: str, aim: Aim | None) -> list[str]:
    if aim is None:
        return []
    return [name, f"{aim.price}won" if aim.ratio is None else f"{aim.ratio * 100:f}%"]


def written(words: tuple[str, ...]) -> str:
    """Write further words for a button, or nothing when they would not fit."""
    text = "".join(f" {word}" for word in words)
    return text if len(text.encode()) <= BUTTON_BYTES - len("p:sell 005930") else ""


def order_button(label: str, wish: AskedFor) -> Button:
    """Make the button that says an order's command."""
    return Button(label, f"{PROPOSE}{wish.words}")


def size_buttons(context: Context, wish: AskedFor, *, bare: int = 0) -> list[Button]:
    """Offer sizes to press; what a number without a unit may have meant comes first."""
    sizes: list[Size] = []
    if bare:
        sizes = [Size(shares=bare), Size(budget=bare * 10_000)]
    elif wish.side is Side.BUY:
        sizes = [*(Size(budget=won) for won in _WON), Size(fraction=Decimal("0.1"))]
    else:
        sizes = [Size(fraction=part) for part in _PARTS.values()] + [Size(shares=1)]
    return [order_button(_label(context, s, wish.side), replace(wish, size=s)) for s in sizes]


def offers(context: Context, wish: AskedFor, result: Result) -> Rows:
    """Give what can be pressed on after the engine's answer."""
    if result.key == "propose.whose":
        return tuple((b,) for b in _whose(context, wish, str(result.fields["owners"])))
    if result.key == "propose.trimmed":
        fewer = Size(shares=int(result.fields["allowed"]))
        label = _label(context, fewer, wish.side)
        return ((order_button(label, replace(wish, size=fewer)),),)
    if result.key == "propose.too_many_shares":
        held = Size(shares=int(result.fields["held"]))
        return ((order_button(_label(context, held, wish.side), replace(wish, size=held)),),)
    if result.fields.get("rule") == "wash":
        orders = [o for o in context.uow.orders.all() if o.state in OPEN]
        other = [o for o in orders if (o.intent.symbol, o.intent.side) != (wish.symbol, wish.side)]
        return tuple(
            (cancel_button(o, context.words),) for o in other if o.intent.symbol == wish.symbol
        )
    return ()


def _whose(context: Context, wish: AskedFor, owners: str) -> list[Button]:
    """Offer each holder's shares: as many as were asked for, or all that it has."""
    buttons = []
    for entry in owners.split():
        owner, _, held = entry.partition("=")
        size = wish.size
        if size is None or (size.shares or 0) > int(held):
            size = Size(shares=int(held))
        label = f"{context.owner(owner)} {_label(context, size, wish.side)}"
        asked = replace(wish, size=size, owner=owner)
        if len(asked.words.encode()) <= BUTTON_BYTES - len(PROPOSE):
            buttons.append(order_button(label, asked))
    return buttons


def _label(context: Context, size: Size, side: Side) -> str:
    if size.shares is not None:
        return context.t("unit.shares", shares=size.shares)
    if size.budget is not None:
        return context.words.won(size.budget)
    part = f"{(size.fraction or Decimal(0)) * 100:.0f}"
    whole = size.fraction == 1 and side is Side.SELL
    return context.t("trade.all" if whole else f"trade.part_{side.value}", percent=part)
