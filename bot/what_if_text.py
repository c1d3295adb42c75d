"""Words of a supposition: the order, its money, the account then, and what the rules would say."""

from __future__ import annotations

from typing import Final

from bot.context import Context
from bot.reply import Block, Fields, Lines, Paragraph
from core.domain.decision import RuleResult, Verdict
from core.domain.money import percent_text
from core.flow.what_if import Supposed

_SHOWN: Final = 5


def blocks_of(context: Context, kind: str, told: Supposed, known: dict[str, str]) -> list[Block]:
    """Show money, weights and what the rules would say; `known` are names of symbols."""
    blocks: list[Block] = [Fields(tuple(_money(context, kind, told)))]
    weights = told.after.weights[:_SHOWN]
    rows = [f"{known.get(symbol, symbol)} {percent_text(share)}" for symbol, share in weights]
    blocks += [Paragraph(context.t("whatif.weights")), Lines(tuple(rows))] if rows else []
    if told.results:
        blocks.append(Paragraph(_verdict(context, told)))
        stopped = [r for r in told.results if r.verdict is not Verdict.ALLOW]
        blocks += [Lines(tuple(_rule(context, r) for r in stopped))] if stopped else []
    return [*blocks, Paragraph(context.t("whatif.nothing_done"))]


def _money(context: Context, kind: str, told: Supposed) -> list[tuple[str, str]]:
    won, t = context.words.won, context.t
    rows: list[tuple[str, str]] = []
    if told.intent is not None:
        side = t(f"side.{told.intent.side.value}")
        shares = t("unit.shares", shares=told.intent.shares)
        rows.append((t("whatif.order"), f"{side} {shares} @{won(told.intent.price)}"))
    if told.costs is not None:
        rows += [
            (t("whatif.costs"), f"{won(told.costs.commission)} + {won(told.costs.tax)}"),
            (t("whatif.net"), won(told.costs.net, sign=True)),
        ]
    if kind in ("stop", "unsold"):
        rows.append((t(f"whatif.gain_{kind}"), won(told.gain, sign=True)))
    rows += [
        (t("whatif.cash"), won(told.after.cash)), (t("whatif.equity"), won(told.after.equity)),
        (t("whatif.tenth"), won(-told.after.loss_tenth)),
    ]  # fmt: skip
    if told.loss_at_stop is not None and kind != "stop":
        rows.append((t("whatif.at_stop"), won(-told.loss_at_stop)))
    return rows


def _verdict(context: Context, told: Supposed) -> str:
    verdicts = {r.verdict for r in told.results}
    hardest = next(v for v in (Verdict.REFUSE, Verdict.TRIM, Verdict.ALLOW) if v in verdicts)
    return context.t(f"whatif.rules_{hardest.value}", count=len(told.results))


def _rule(context: Context, result: RuleResult) -> str:
    name = context.words.either(f"rule.{result.rule}", result.rule)
    return f"{name}: {context.words.saying(result.text)}"
