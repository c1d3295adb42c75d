"""Words about one order: its card before, its end, and its progress after.

Each sentence is a pure function of stored rows (INV-26): "filled" needs a booked fill,
"cancelled" a closed row. Nothing here asks for prices or the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.card_rows import Rows, card_rows, counted
from bot.doubt_words import clock_text, note_text
from bot.locale.catalogue import Catalogue
from bot.reply import PROPOSE, Block, Button, Fields, Paragraph, Reply
from bot.take_back_text import never_left, state_text, was_undone
from bot.vote_text import person, vote_buttons
from core.domain.approval import Approval, ApprovalState, GrantKind
from core.domain.calendar import kst_text
from core.domain.doubt import Doubt
from core.domain.journal import Severity
from core.domain.modes import by_rule
from core.domain.order import OPEN, Order, OrderIntent, OrderState
from core.domain.position import Fill
from core.domain.signal import Side


def card(
    approval: Approval,
    words: Catalogue,
    *,
    nonce: str,
    code: str,
    now: datetime,
    strategy: str = "",
) -> Reply:
    """Draw the question about one order (goal M1) with its two buttons.

    `code` is its check code (K04), `strategy` the title of the strategy where it has one; `now`
    is only used for ages.
    """
    intent, figures = approval.intent, approval.figures
    rows = card_rows(approval, words, code=code, now=now, strategy=strategy)
    again = approval.kind is GrantKind.RESEND
    blocks: list[Block] = [Paragraph(words.t("card.resend_warning"))] if again else []
    blocks.append(Fields(tuple(rows)))
    if figures.vi:
        blocks.append(Paragraph(words.t("card.vi")))
    buttons = (
        Button(words.t("button.confirm"), f"c1:{nonce}"),
        Button(words.t("button.reject"), f"c0:{nonce}"),
    )
    head = _headed(approval, words, "card.ask_resend" if again else "card.ask")
    edit = Button(words.t("button.edit"), f"{PROPOSE}edit {approval.id}")
    below = () if again or intent.flatten else ((edit,),)
    votes = vote_buttons(approval, words, nonce=nonce)
    return replace(head, blocks=tuple(blocks), buttons=(buttons, *votes, *below))


def card_end(
    approval: Approval,
    words: Catalogue,
    *,
    order: Order | None = None,
    fills: Sequence[Fill] = (),
    doubt: Doubt | None = None,
) -> Reply:
    """Draw how a card ended, without buttons; with its order, how far that came."""
    blocks: list[Block] = [Paragraph(_line("order.sum", approval.intent, words))]
    decided = _decided(approval, words)
    if decided:
        blocks.append(Fields(tuple(decided)))
    blocks.append(Paragraph(_end_sentence(approval, words)))
    if order is not None:
        blocks.append(Fields(tuple(progress_rows(order, fills, words, doubt=doubt))))
    reply = _headed(approval, words, f"card.{approval.state.value}")
    return replace(reply, blocks=tuple(blocks))


def card_moved(approval: Approval, words: Catalogue) -> Reply:
    """Draw a card that is still open in another chat, without buttons."""
    total = Paragraph(_line("order.sum", approval.intent, words))
    blocks = (total, Paragraph(words.t("card.moved_text")))
    return replace(_headed(approval, words, "card.moved"), blocks=blocks)


def progress(
    order: Order, words: Catalogue, *, fills: Sequence[Fill] = (), event: str = ""
) -> Reply:
    """Tell what happened to an order; `event` is believed only as far as the row bears it out."""
    rows = progress_rows(order, fills, words)
    late = event == "late_fill" and order.filled > 0
    key = "progress.late_fill" if late else f"progress.{_told(order, event)}"
    total = _line("order.sum", order.intent, words)
    blocks: list[Block] = [Paragraph(total), Fields(tuple(rows))]
    if order.state is OrderState.UNKNOWN:
        blocks.append(Paragraph(words.t("progress.unknown_more")))
    return Reply(
        words.t(key, name=order.intent.name, side=words.t(f"side.{order.intent.side.value}")),
        tuple(blocks),
        severity=_loudness(order, late=late),
        mode=order.intent.mode,
    )


def summary(intent: OrderIntent, words: Catalogue) -> str:
    """Name an order in one line: name, code, side, shares, price."""
    return _line("order.summary", intent, words)


def _line(key: str, intent: OrderIntent, words: Catalogue) -> str:
    return words.t(
        counted(intent, key),
        name=intent.name,
        symbol=intent.symbol,
        side=words.t(f"side.{intent.side.value}"),
        shares=intent.shares,
        price=words.won(intent.price),
        gross=words.won(intent.gross),
        multiplier=intent.multiplier,
    )


def progress_rows(
    order: Order, fills: Sequence[Fill], words: Catalogue, *, doubt: Doubt | None = None
) -> Rows:
    """Give state, filled shares, mean price, costs and realised profit of an order.

    With its `doubt`, how far the search for it has come as well.
    """
    rows = [(words.t("order.state"), state_text(order, words))]
    if order.number:
        rows.append((words.t("order.number"), order.number))
    if order.filled:
        rows += _fill_rows(order, fills, words)
    if order.note:
        rows.append((words.t("order.note"), note_text(order, words)))
    searched = clock_text(order, doubt, words)
    if searched:
        rows.append((words.t("order.search"), searched))
    told = cancel_line(order, words)
    if told:
        rows.append((words.t("order.cancel"), told))
    rows.append((words.t("order.id"), order.id[-6:]))
    return rows


def cancel_line(order: Order, words: Catalogue) -> str:
    """Say how far a wish to cancel has come, nothing without one; only a closed row is the end."""
    if not order.cancel_wanted or order.state not in OPEN:
        return ""
    if order.cancel_tries == 0:
        return words.t("order.cancel_waits")
    return words.t("order.cancel_asked", tries=order.cancel_tries)


def _fill_rows(order: Order, fills: Sequence[Fill], words: Catalogue) -> Rows:
    intent = order.intent
    done = words.t(counted(intent, "order.filled_of"), filled=order.filled, shares=intent.shares)
    mean = words.won(round(order.amount / (order.filled * (intent.multiplier or 1))))
    rows = [
        (words.t("order.done"), done),
        (words.t("order.mean"), mean),
        (words.t("order.amount"), words.won(order.amount)),
        (words.t("card.commission"), words.won(order.fee)),
    ]
    if intent.side is Side.SELL or intent.multiplier:
        realised = sum(f.realised for f in fills if f.order_id == order.id)
        rows.append((words.t("card.tax"), words.won(order.tax)))
        rows.append((words.t("order.realised"), words.won(realised, sign=True)))
    return rows


def _headed(approval: Approval, words: Catalogue, key: str) -> Reply:
    intent = approval.intent
    side = words.t(f"side.{intent.side.value}")
    open_ = approval.state is ApprovalState.OPEN
    title = words.t(key, side=side, name=intent.name, symbol=intent.symbol)
    severity = Severity.INFO if open_ else _end_loudness(approval)
    return Reply(title, severity=severity, mode=intent.mode)


def _end_sentence(approval: Approval, words: Catalogue) -> str:
    key = "card.automatic" if by_rule(approval) else f"card.{approval.state.value}"
    told = words.t(f"{key}_text")
    note = approval.note.partition(":")
    if not approval.note or approval.state is ApprovalState.GRANTED:
        return told
    scope = words.scope(note[2]) if note[0] == "halt" else note[2]
    if words.has(f"card.note.{note[0]}"):
        return f"{told}\n{words.t(f'card.note.{note[0]}', scope=scope)}"
    return f"{told}\n{approval.note}"


def _decided(approval: Approval, words: Catalogue) -> Rows:
    rows: Rows = []
    if approval.by is not None:
        rows.append((words.t("card.by"), person(approval.by, words)))
    if approval.decided_at is not None:
        rows.append((words.t("card.at"), kst_text(approval.decided_at)))
    return rows


def _end_loudness(approval: Approval) -> Severity:
    calm = (ApprovalState.GRANTED, ApprovalState.REJECTED, ApprovalState.SHOWN)
    return Severity.INFO if approval.state in calm else Severity.WARNING


def _told(order: Order, event: str) -> str:
    """Choose the headline: an event that the stored row does not show gives way to the state."""
    if event in ("partial", "filled") and order.filled:
        return "filled" if order.filled == order.intent.shares else "partial"
    if event in ("accepted", "adopted") and order.number:
        return event
    if never_left(order):
        return "withdrawn"
    return order.state.value


def _loudness(order: Order, *, late: bool) -> Severity:
    if late or order.state is OrderState.UNKNOWN:
        return Severity.CRITICAL
    if never_left(order) and not was_undone(order):
        # The person believes that it went.
        return Severity.WARNING
    loud = (OrderState.REJECTED, OrderState.EXPIRED)
    return Severity.WARNING if order.state in loud else Severity.INFO
