"""`balance`: cash, what may be ordered with, what is bound, and whose the holdings are."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.valuation import Valuation, value
from core.domain.approval import ApprovalState
from core.domain.calendar import kst_text
from core.domain.money import Rate, Won, percent_text, ratio_of
from core.domain.order import OPEN, OrderIntent
from core.domain.signal import Side


@command("balance", ko=("예수금", "자산", "계좌", "현금"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Show the money of the account and what it is made of."""
    worth = await value(context)
    title = context.t("balance.title")
    if worth.account is None:
        return Reply(title, (Paragraph(context.t("status.not_seen")),), mode=context.mode)
    blocks: list[Block] = [Fields(_rows(context, worth)), *_owners(context, worth)]
    if worth.missing:
        blocks.append(Paragraph(context.t("value.missing", symbols=", ".join(worth.missing))))
    row = tuple(
        Button(context.t(f"button.{name}"), f"r:{name}") for name in ("positions", "orders", "pnl")
    )
    return Reply(title, tuple(blocks), (row,), mode=context.mode)


def bound(context: Context) -> tuple[Won, Won]:
    """Give the won that open orders, and that open cards, will take at their prices.

    Commission is left out. Contracts take their margin, and sales of shares nothing.
    """
    orders = [(o.intent, o.remaining) for o in context.uow.orders.all() if o.state in OPEN]
    cards = [a for a in context.uow.approvals.all() if a.state is ApprovalState.OPEN]
    return (
        sum(_takes(intent, left) for intent, left in orders),
        sum(_takes(card.intent, card.intent.shares) for card in cards),
    )


def _takes(intent: OrderIntent, shares: int) -> Won:
    if intent.multiplier:
        return intent.margin * shares
    return intent.worth_of(shares) if intent.side is Side.BUY else 0


def held_by(worth: Valuation) -> dict[str, Won]:
    """Give what the holdings of each owner add to the cash, by the owner's name."""
    owners = sorted({book.owner for book in worth.books})
    return {
        owner: sum(worth.worth(book) for book in worth.books if book.owner == owner)
        for owner in owners
    }


def _rows(context: Context, worth: Valuation) -> tuple[tuple[str, str], ...]:
    account, won = worth.account, context.words.won
    if account is None:
        return ()
    orders, cards = bound(context)
    held = sum(held_by(worth).values())
    return (
        (context.t("status.equity"), won(worth.equity)),
        (context.t("balance.cash"), won(account.cash)),
        (context.t("balance.orderable"), won(account.orderable)),
        (context.t("balance.orders"), won(orders)),
        (context.t("balance.cards"), won(cards)),
        (context.t("balance.held"), f"{won(held)} ({percent_text(_part(held, worth), digits=1)})"),
        (context.t("balance.opened"), won(account.opened_with)),
        (context.t("status.reconciled"), kst_text(context.reconciled() or account.seen_at)),
    )


def _owners(context: Context, worth: Valuation) -> list[Block]:
    held = held_by(worth)
    if not held:
        return []
    lines = tuple(
        f"{context.owner(owner)}: {context.words.won(won)} "
        f"({percent_text(_part(won, worth), digits=1)})"
        for owner, won in held.items()
    )
    return [Paragraph(context.t("balance.owners")), Lines(lines)]


def _part(won: Won, worth: Valuation) -> Rate:
    return ratio_of(won, worth.equity)
