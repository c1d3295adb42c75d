"""`status`: mode, time, money, what waits and what is stopped, on one screen."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.doubt_list import doubt_lines, in_doubt, stop_line
from bot.mode_text import mode_now
from bot.open_cards import codes
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.valuation import Valuation, value
from core.domain.approval import ApprovalState
from core.domain.calendar import Phase, kst_text, trading_date
from core.domain.journal import Severity
from core.domain.money import percent_text
from core.domain.order import IN_FLIGHT, OPEN
from core.domain.position import OUTSIDE
from core.domain.switches import HaltLevel
from core.errors import CalendarRange


@command("status", ko=("상태", "현황"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Tell how things stand."""
    worth = await value(context)
    stopped = [s for s in context.uow.switches.all() if s.level is not HaltLevel.NONE]
    blocks: list[Block] = [Fields((*_time(context), *_money(context, worth), *_waiting(context)))]
    blocks += [Lines(tuple(doubt_lines(context)))] if in_doubt(context) else []
    blocks += [Paragraph(stop_line(context, s)) for s in stopped]
    if worth.missing:
        blocks.append(Paragraph(context.t("value.missing", symbols=", ".join(worth.missing))))
    row = tuple(
        Button(context.t(f"button.{name}"), f"r:{name}") for name in ("positions", "orders", "pnl")
    )
    return Reply(
        context.t("status.title"),
        tuple(blocks),
        buttons=(row,),
        severity=Severity.WARNING if stopped else Severity.INFO,
        mode=context.mode,
    )


def phase_of(context: Context) -> Phase | None:
    """Give the part of the session now, or None where the calendar does not reach."""
    try:
        session = context.calendar.session(trading_date(context.now))
    except CalendarRange:
        return None
    return session.phase(context.now) if session else Phase.CLOSED


def _time(context: Context) -> list[tuple[str, str]]:
    phase = phase_of(context)
    key = "status.clock_simulated" if context.simulated else "status.clock"
    return [
        (context.t(key), kst_text(context.now)),
        (context.t("status.phase"), context.t(f"phase.{phase.value if phase else 'unknown'}")),
        *(
            (context.t(label), context.t(key, **fields))
            for label, key, fields in context.standing()
        ),
    ]


def _money(context: Context, worth: Valuation) -> list[tuple[str, str]]:
    account = worth.account
    if account is None:
        return [(context.t("status.equity"), context.t("status.not_seen"))]
    share = percent_text(worth.day_return, sign=True)
    day = f"{context.words.won(worth.day_profit, sign=True)} ({share})"
    return [
        (context.t("status.equity"), context.words.won(worth.equity)),
        (context.t("status.cash"), context.words.won(account.cash)),
        (context.t("status.day"), day),
        (context.t("status.reconciled"), kst_text(context.reconciled() or account.seen_at)),
    ]


def _unsettled(context: Context) -> list[tuple[str, str]]:
    """Count what is not as it should be; what is well needs no line."""
    orders = list(context.uow.orders.all())
    outside = {b.symbol for b in context.uow.books.all() if b.owner == OUTSIDE and b.shares}
    counts = {
        "doubt": sum(o.state in IN_FLIGHT for o in orders),
        "cancelling": sum(o.cancel_wanted and o.state in OPEN for o in orders),
        "outside": len(outside),
    }
    return [(context.t(f"status.{name}"), str(n)) for name, n in counts.items() if n]


def _cards(context: Context) -> str:
    """Count the open cards, with the codes to compare with what another face shows (K04)."""
    uow = context.uow
    cards = sum(a.state is ApprovalState.OPEN for a in uow.approvals.all())
    shown = ", ".join(codes(uow.approvals.all(), uow.questions.all(), context.nonces))
    return context.t("status.card_codes", count=cards, codes=shown) if shown else str(cards)


def _waiting(context: Context) -> list[tuple[str, str]]:
    orders = sum(o.state in OPEN for o in context.uow.orders.all())
    running = sorted(context.owner(p.name) for p in context.uow.plans.all() if p.running)
    stopped = any(s.level is not HaltLevel.NONE for s in context.uow.switches.all())
    latch = context.t("status.latch_engaged" if stopped else "status.latch_open")
    return [
        (context.t("status.mode"), mode_now(context.uow, context.words, trading_date(context.now))),
        (context.t("status.cards"), _cards(context)),
        (context.t("status.orders"), str(orders)),
        *_unsettled(context),
        (context.t("status.strategies"), ", ".join(running) or context.t("status.none")),
        (context.t("status.latch"), latch),
    ]
