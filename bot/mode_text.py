"""Words about modes: what a rule allows, a signal that only tells, an order that went alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.locale.catalogue import Catalogue
from bot.reply import Paragraph, Reply
from core.domain.approval import Approval
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, rule_of
from core.flow.modes import RULE, in_force
from core.ports import UnitOfWork


def shown_only(drawn: Reply, approval: Approval, words: Catalogue) -> Reply:
    """Make a card of a signal that nobody is asked about: no button, and it says so."""
    intent = approval.intent
    side = words.t(f"side.{intent.side.value}")
    title = words.t("card.signal", side=side, name=intent.name, symbol=intent.symbol)
    told = Paragraph(words.t("card.signal_text"))
    return replace(drawn, title=title, blocks=(*drawn.blocks, told), buttons=())


def went_alone(drawn: Reply, approval: Approval, words: Catalogue, uow: UnitOfWork) -> Reply:
    """Make a card of an order that a rule let go: who allowed it, when and how much."""
    intent, rule_id = approval.intent, approval.by.user if approval.by else ""
    side = words.t(f"side.{intent.side.value}")
    title = words.t("card.automatic", side=side, name=intent.name, symbol=intent.symbol)
    stored = uow.cursors.get(f"{RULE}{rule_id}")
    told = [Paragraph(allowed_by(rule_of(stored.value), words))] if stored else []
    return replace(drawn, title=title, blocks=(*told, *drawn.blocks))


def allowed_by(rule: ModeRule, words: Catalogue) -> str:
    """Say who allowed automatic orders, since when and up to how much."""
    return words.t(
        "card.allowed", name=rule.name, since=rule.since, order=words.won(rule.order_won),
        day=words.won(rule.day_won),
    )  # fmt: skip


def mode_line(rule: ModeRule, words: Catalogue) -> str:
    """Say what mode a rule sets, with the amounts of an automatic one."""
    name = words.t(f"mode.{rule.mode.value}")
    if rule.mode is not OrderMode.AUTO:
        return name
    return words.t(
        "mode.auto_line", mode=name, order=words.won(rule.order_won), day=words.won(rule.day_won)
    )


def mode_now(uow: UnitOfWork, words: Catalogue, today: date) -> str:
    """Name the mode of everything today; a strategy's own is shown by `mode`."""
    held = [r for r in in_force(uow, EVERYTHING) if r.holds_on(today)]
    return mode_line(held[-1], words) if held else words.t("mode.default")


def scope_name(scope: str, words: Catalogue, title: str = "") -> str:
    """Name what a rule speaks of."""
    return words.t("mode.everything") if scope == EVERYTHING else words.strategy(scope, title)
