"""Words of questions with buttons, above all of those about an order in doubt.

Each is a pure function of stored rows (INV-26): the order, its doubt and the question. The
Korean wording of orders in doubt is that of reliability.md 6.6, to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.card_rows import account_tail
from bot.doubt_words import cause, elapsed
from bot.locale.catalogue import Catalogue
from bot.reply import Block, Button, Paragraph, Reply, Verbatim
from bot.take_back_text import state_text
from bot.text import width
from core.domain.approval import LINE, Approval
from core.domain.calendar import kst_text
from core.domain.commands import BrokerRow
from core.domain.doubt import Doubt, Finding
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, Order, OrderIntent
from core.domain.people import Question, QuestionState, choice_subject
from core.ports import Nonces

CHOICE: Final = "k:"
PICK: Final = "pick:"
MOST_SHOWN: Final = 6
LETTERS: Final = "ABCDEFGHIJ"
CLOCK: Final = "%H:%M:%S"
# A phone shows about this many columns of button labels in a row.
ROW: Final = 26


def doubt_text(
    order: Order, doubt: Doubt, question: Question, words: Catalogue, *, alone: bool = True
) -> Reply:
    """Draw the question about an order in doubt, without its buttons.

    `alone` is false while other orders are in doubt too: then a list of candidates names its own.
    """
    picks = [c.removeprefix(PICK) for c in question.choices if c.startswith(PICK)]
    if picks or "neither" in question.choices:
        lines = _candidate_lines(order, doubt, picks, words=words, alone=alone)
    elif "absent_resend" in question.choices:
        lines = _absent_lines(order, doubt, words)
    else:
        lines = _moved_lines(order, doubt, words)
    return Reply(blocks=(Verbatim("\n".join(lines)),), severity=Severity.CRITICAL)


def choice_buttons(
    question: Question, words: Catalogue, nonces: Nonces
) -> tuple[tuple[Button, ...], ...]:
    """Give a question's buttons in their order, as many in a row as a phone shows."""
    if question.state is not QuestionState.OPEN:
        return ()
    buttons = [
        Button(label, CHOICE + nonces.nonce(choice_subject(question.id, at)))
        for at, label in enumerate(choice_labels(question, words))
    ]
    return _rows(buttons)


def choice_labels(question: Question, words: Catalogue) -> list[str]:
    """Give the words of each choice; candidates are named by letters in their order."""
    picks = [c for c in question.choices if c.startswith(PICK)]
    return [_label(choice, picks, question.reason, words) for choice in question.choices]


def doubt_ended(order: Order, question: Question, words: Catalogue) -> Reply:
    """Draw what is left of a question about an order: whose it was, and no finding of that time."""
    picks = any(c.startswith(PICK) for c in question.choices)
    head = _head("doubt.choose" if picks else "doubt.unknown", order, words)
    return Reply(blocks=(Verbatim(f"{head}\n{_order_lines(order, words)[0]}"),))


def question_end(
    order: Order | None, question: Question, words: Catalogue, *, again: bool = False
) -> str:
    """Say how a question ended; one about an order tells how the order is stored now.

    `again` when a newer question about the same order took its place.
    """
    if order is not None and order.state not in IN_FLIGHT:
        key = "question.order_number" if order.number else "question.order_is"
        state = state_text(order, words)
        return words.t(key, state=state, number=order.number)
    if again and question.state is QuestionState.LAPSED:
        return words.t("question.doubt_again")
    key = f"question.{question.kind}_{question.state.value}"
    if words.has(key):
        return words.t(key)
    return words.t(f"question.{question.state.value}", asked=_about(question, words))


def _about(question: Question, words: Catalogue) -> str:
    """Name what was asked: a message that ended may stand far below the one that asked."""
    return words.t(f"question.about.{question.kind}")


def _absent_lines(order: Order, doubt: Doubt, words: Catalogue) -> list[str]:
    return [
        _head("doubt.unknown", order, words),
        *_order_lines(order, words),
        _looks_line("doubt.looks_absent", doubt, words),
        words.t("doubt.may_appear"),
        words.t("doubt.locked"),
    ]


def _moved_lines(order: Order, doubt: Doubt, words: Catalogue) -> list[str]:
    return [
        _head("doubt.unknown", order, words),
        *_order_lines(order, words),
        _looks_line("doubt.looks_moved", doubt, words),
        words.t("doubt.not_absent"),
        words.t("doubt.locked"),
    ]


def _candidate_lines(
    order: Order, doubt: Doubt, picks: Sequence[str], *, words: Catalogue, alone: bool
) -> list[str]:
    rows = {row.number: row for row in doubt.candidates}
    shown = [(number, rows.get(number)) for number in picks]
    filled = max((len(str(row.filled)) for _, row in shown if row), default=1)
    named = [] if alone else [*_order_lines(order, words)]
    split = [words.t("doubt.split")] if doubt.finding is Finding.SPLIT else []
    return [
        words.t("doubt.choose") if alone else _head("doubt.choose", order, words),
        *named,
        *split,
        *(
            _row_line(f"{letter})", number, row, words=words, filled=filled)
            for letter, (number, row) in zip(LETTERS, shown, strict=False)
        ),
        *_too_big_lines(order, doubt, words),
    ]


def _too_big_lines(order: Order, doubt: Doubt, words: Catalogue) -> list[str]:
    """Show what is like the order and of more shares: it is there, and no button names it."""
    more = [row for row in doubt.candidates if row.shares > order.intent.shares]
    lines = [_row_line("-", r.number, r, words=words, filled=1) for r in more[:MOST_SHOWN]]
    return [*lines, words.t("doubt.more")] if lines else []


def _row_line(
    letter: str, number: str, row: BrokerRow | None, *, words: Catalogue, filled: int
) -> str:
    if row is None:
        return words.t("doubt.row_gone", letter=letter, number=number)
    return words.t(
        "doubt.row",
        letter=letter,
        number=number,
        at=kst_text(row.placed_at, CLOCK),
        shares=row.shares,
        price=words.won(row.price) if row.price else words.t("doubt.any_price"),
        filled=row.filled,
        wide=filled,
        channel=words.either(f"channel.{row.channel}", row.channel),
    )


def _head(key: str, order: Order, words: Catalogue) -> str:
    intent = order.intent
    mode = words.t(f"mode.{intent.mode.value}")
    tail = words.t("doubt.account", mode=mode, account=account_tail(intent.account))
    return f"{words.t(key)}  {tail}"


def _order_lines(order: Order, words: Catalogue) -> list[str]:
    intent = order.intent
    line = words.t(
        "doubt.order",
        name=intent.name,
        symbol=intent.symbol,
        side=words.t(f"side.{intent.side.value}"),
        shares=intent.shares,
        price=words.won(intent.price),
        gross=words.won(intent.gross),
    )
    sent: datetime = order.sent_at or order.made_at
    told = cause(order.note, words)
    return [line, words.t("doubt.sent", at=kst_text(sent, CLOCK), cause=told)]


def _looks_line(key: str, doubt: Doubt, words: Catalogue) -> str:
    span = (doubt.last_look_at or doubt.opened_at) - doubt.opened_at
    return words.t(key, span=elapsed(span, words), looks=doubt.looks)


def _label(choice: str, picks: Sequence[str], finding: str, words: Catalogue) -> str:
    if choice.startswith(PICK):
        return words.t("choice.pick", letter=LETTERS[picks.index(choice)])
    # Parts of one order leave no surplus; for two the words of 6.6 hold.
    for variant in (f"choice.{choice}_{finding}", f"choice.{choice}_{len(picks)}"):
        if words.has(variant):
            return words.t(variant)
    return words.t(f"choice.{choice}")


def _rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    rows: list[list[Button]] = []
    for button in buttons:
        last = rows[-1] if rows else []
        if last and sum(width(b.label) for b in (*last, button)) <= ROW and len(last) < 3:
            last.append(button)
        else:
            rows.append([button])
    return tuple(tuple(row) for row in rows)


def flatten_lines(
    approvals: Iterable[Approval], question_id: str, words: Catalogue
) -> tuple[Block, ...]:
    """Give a line for each closing order that a question sends: shares and worst price."""
    return tuple(map(Paragraph, closing_lines(approvals, question_id, words)))


def closing_lines(approvals: Iterable[Approval], question_id: str, words: Catalogue) -> list[str]:
    """Give the same as plain lines."""
    note = f"{LINE}{question_id}"
    return [_closing(a.intent, words) for a in approvals if a.note == note]


def _closing(intent: OrderIntent, words: Catalogue) -> str:
    return words.t(
        "flatten.line", name=intent.name, symbol=intent.symbol, shares=intent.shares,
        side=words.t(f"side.{intent.side.value}"), price=intent.price,
    )  # fmt: skip
