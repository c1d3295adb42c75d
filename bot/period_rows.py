"""How the money of a stretch is written: what was moved, the profit without it, the return."""

from __future__ import annotations

from bot.context import Context
from bot.period_money import PeriodMoney
from core.domain.money import percent_text
from core.report.flows import Moved


def change_rows(context: Context, money: PeriodMoney) -> tuple[tuple[str, str], ...]:
    """Give profit and return; what a person paid in or took out has rows of its own."""
    rows = moved_rows(context, money.moved)
    change = "pnl.change_net" if rows else "pnl.change"
    return (
        *rows,
        (context.t(change), context.words.won(money.change, sign=True)),
        (context.t("pnl.return"), percent_text(money.rate, sign=True)),
    )


def moved_rows(context: Context, moved: Moved) -> tuple[tuple[str, str], ...]:
    """Give what was paid in and taken out, where anything was."""
    rows = (("pnl.paid_in", moved.paid_in), ("pnl.taken_out", moved.taken_out))
    return tuple((context.t(key), context.words.won(won)) for key, won in rows if won)
