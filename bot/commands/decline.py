"""`decline [CARD] REASON`: a no to a card or a waiting wish, or why it was rejected just before."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.commands.base import command
from bot.context import Context
from bot.find_card import card_meant, is_open
from bot.name_search import find_name
from bot.reply import Reply, plain
from bot.text import clean
from bot.trade import TradeArgs
from bot.valuation import names
from core.domain.approval import Approval, ApprovalState
from core.domain.journal import Severity
from core.domain.signal import Signal, SignalState
from core.domain.wanted import RejectCard
from core.flow.person_signals import ASKED

# So long after the press a reason may still be added.
LATER: Final = timedelta(minutes=10)
LONGEST: Final = 120


async def _waiting(context: Context, words: tuple[str, ...]) -> Signal | None:
    """Give the named wish that waits for the market to open."""
    asked = [s for s in context.uow.signals.all() if s.key.startswith(ASKED)]
    waits = [s for s in asked if s.state is SignalState.WAITING]
    if not waits or not words:
        return None
    found = find_name(words, await names(context))
    meant = [s for s in waits if s.symbol in found.symbols and not found.alike]
    return max(meant, key=lambda s: s.id, default=None)


@command("decline", ko=("거절사유", "반려"), args=TradeArgs, changes=True)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Reject a card with a reason that `why` and the card keep."""

    def fits(card: Approval) -> bool:
        if is_open(card):
            return True
        recent = card.decided_at is not None and context.now - card.decided_at < LATER
        return card.state is ApprovalState.REJECTED and recent and not card.note

    wish = await _waiting(context, args.words)
    if wish is not None:
        result = await context.door.ask(RejectCard(wish.id, context.actor, ""))
        return plain(context.words.said(result.key, result.fields))
    card, rest = await card_meant(context, args.words, fits=fits)
    reason = clean(" ".join(rest), LONGEST)
    result = await context.door.ask(RejectCard(card.id, context.actor, reason))
    return plain(
        context.words.said(result.key, result.fields),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )
