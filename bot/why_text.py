"""Words of an explanation: signal, rules, press, order and fills, with the stored figures."""

from __future__ import annotations

from bot.card_rows import asked_rows
from bot.context import Context
from bot.order_text import progress_rows, summary
from bot.reply import Block, Fields, Lines, Paragraph, Reply
from bot.trace import Trace, fills_of, timeline
from bot.vote_text import person
from core.domain.approval import Approval
from core.domain.calendar import kst_text
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.position import Fill
from core.domain.signal import Signal, Size
from core.flow.arbiter import BEATEN

_MARKS = {Verdict.ALLOW: "✓", Verdict.TRIM: "△", Verdict.REFUSE: "✗"}


def explain(context: Context, trace: Trace) -> Reply:
    """Tell the whole story of one decision."""
    blocks: list[Block] = []
    if trace.signal is not None:
        blocks += _signal(context, trace.signal)
    for before, decision in zip((None, *trace.decisions), trace.decisions, strict=False):
        blocks += _decision(context, decision, before)
    for approval in trace.approvals:
        blocks += _approval(context, approval)
    for order in trace.orders:
        blocks.append(Paragraph(f"[{context.t('why.order')}]"))
        blocks.append(Paragraph(summary(order.intent, context.words)))
        blocks.append(
            Fields(
                tuple(
                    progress_rows(
                        order,
                        fills_of(trace, order),
                        context.words,
                        doubt=context.uow.doubts.get(order.id),
                    )
                )
            )
        )
    if trace.fills:
        blocks.append(Lines(tuple(_fill(context, f) for f in trace.fills)))
    told = timeline(context, trace)
    if told:
        blocks.append(Paragraph(f"[{context.t('why.timeline')}]"))
        blocks.append(Lines(tuple(told)))
    if not blocks:
        blocks.append(Paragraph(context.t("why.empty", id=trace.correlation)))
    return Reply(context.t("why.title", name=_name(trace)), tuple(blocks), mode=context.mode)


def explain_signal(context: Context, signal: Signal) -> Reply:
    """Tell of a signal that no rule has judged yet, or never will."""
    state = context.t(f"signal.{signal.state.value}")
    rows: list[tuple[str, str]] = [(context.t("why.state"), state)]
    if signal.note:
        rows.append((context.t("why.note"), note_words(context, signal.note)))
    blocks = (*_signal(context, signal), Fields(tuple(rows)))
    return Reply(context.t("why.title", name=signal.symbol), blocks, mode=context.mode)


def note_words(context: Context, note: str) -> str:
    """Say why a signal or a card ended, from the code that was stored."""
    kind, _, subject = note.partition(":")
    if kind == BEATEN:
        winner = context.uow.signals.get(subject)
        name = context.owner(winner.strategy) if winner else context.t("why.nobody")
        return context.t("note.exit_wins", name=name)
    gate = context.words.either(f"rule.{note}", note)
    return context.words.either(f"note.{note}", gate)


def _signal(context: Context, signal: Signal) -> list[Block]:
    rows = (
        (context.t("card.strategy"), context.owner(signal.strategy)),
        (context.t("card.side"), context.t(f"side.{signal.side.value}")),
        (context.t("card.reason"), context.words.told(signal.reason)),
        (context.t("why.made"), kst_text(signal.made_at)),
        (context.t("why.ref_price"), context.words.won(signal.ref_price)),
        (context.t("why.size"), _size(context, signal.size)),
        (context.t("why.score"), f"{signal.score.normalize():f}"),
        *((context.words.told(name), value) for name, value in signal.indicators),
        # A person has no parameters.
        *([(context.t("why.params"), signal.params_hash[:12])] if signal.params_hash else []),
        (context.t("why.id"), signal.id[-6:]),
    )
    return [Paragraph(f"[{context.t('why.signal')}]"), Fields(rows)]


def _size(context: Context, size: Size) -> str:
    if size.budget is not None:
        return context.words.won(size.budget)
    if size.shares is not None:
        return context.t("unit.shares", shares=size.shares)
    return context.t("why.fraction", percent=f"{(size.fraction or 0) * 100:.0f}")


def _decision(context: Context, decision: RiskDecision, before: RiskDecision | None) -> list[Block]:
    """Tell one judgement; of a rule that says what it said before only the number is told."""
    stage = context.t(f"why.stage_{decision.stage}")
    verdict = context.t(f"verdict.{decision.verdict.value}")
    head = context.t(
        "why.decision", stage=stage, verdict=verdict, at=kst_text(decision.at),
        asked=decision.asked, allowed=decision.allowed,
    )  # fmt: skip
    first = next(iter(decision.refusals), None)
    blocks: list[Block] = [Paragraph(f"[{head}]")]
    if first is not None:
        words = context.words
        gate = words.either(f"rule.{first.rule}", first.rule)
        blocks.append(
            Paragraph(context.t("why.first_gate", rule=gate, text=words.saying(first.text)))
        )
    told = () if before is None or decision.refusals else before.results
    fresh = [result for result in decision.results if result not in told]
    rows = [_rule(context, result) for result in fresh]
    if same := len(decision.results) - len(fresh):
        rows.append(context.t("why.same_rules", count=same))
    return [*blocks, Lines(tuple(rows))]


def _rule(context: Context, result: RuleResult) -> str:
    name = context.words.either(f"rule.{result.rule}", result.rule)
    say = context.words.saying
    return context.t(
        "why.rule", mark=_MARKS[result.verdict], rule=name, observed=say(result.observed),
        limit=say(result.limit),
    )  # fmt: skip


def _approval(context: Context, approval: Approval) -> list[Block]:
    who = person(approval.by, context.words) if approval.by else context.t("why.nobody")
    rows = [
        (context.t("why.asked"), kst_text(approval.asked_at)),
        (context.t("why.answer"), context.t(f"approval.{approval.state.value}")),
        (context.t("card.by"), who),
    ]
    rows += asked_rows(approval.figures, context.words)
    if approval.decided_at is not None:
        rows.append((context.t("card.at"), kst_text(approval.decided_at)))
    return [Paragraph(f"[{context.t('why.approval')}]"), Fields(tuple(rows))]


def _fill(context: Context, fill: Fill) -> str:
    key = "why.fill_sell" if fill.side.value == "sell" else "why.fill_buy"
    won = context.words.won
    return context.t(
        key, at=kst_text(fill.at), shares=fill.shares, price=won(round(fill.price)),
        fee=won(fill.fee), tax=won(fill.tax), realised=won(fill.realised, sign=True),
    )  # fmt: skip


def _name(trace: Trace) -> str:
    intents = [d.intent for d in trace.decisions] or [o.intent for o in trace.orders]
    if intents:
        return f"{intents[0].name} {intents[0].symbol}"
    return trace.signal.symbol if trace.signal else trace.correlation
