"""Writes the report's facts as text for people; the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from core.domain.money import Rate, percent_text
from core.domain.saying import own
from core.report.flows import moved
from core.report.headline import headline
from core.report.inert import one_line
from core.report.language import LANGUAGES, Language
from core.report.period import (
    DeclinedLine,
    HoldingLine,
    PeriodFacts,
    RiskLine,
    Totals,
    TradeLine,
    WaitLine,
)
from core.report.table import WIDTH, cut, spread, wrap
from core.report.words import Say

MAX_LINES = 8
T = TypeVar("T")


def render(
    facts: PeriodFacts,
    *,
    lang: str = "ko",
    prose: str = "",
    told: Say = attrgetter("key"),
    short: bool = False,
) -> str:
    """Write the whole report; verified `prose` of a model stands between headline and tables.

    `told` puts what the risk rules said into the words of `lang`. A short one has the money, a
    line a strategy, what the rules did, and what waits.
    """
    tongue = replace(LANGUAGES[lang], told=told)
    blocks = [headline(facts, tongue)]
    if prose:
        title = tongue.words[f"prose.{facts.period.kind}"]
        blocks.append([title, *wrap(prose), *wrap(tongue.words["prose_note"])])
    blocks += [section(facts, tongue) for section in (_SHORT if short else _SECTIONS)]
    blocks.append(wrap(tongue.words["disclaimer"]))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _money(facts: PeriodFacts, tongue: Language) -> list[str]:
    totals = facts.totals
    end = "equity_end" if facts.period.over else "equity_now"
    rows = [
        ("equity_start", tongue.won(totals.equity_start)),
        (end, tongue.won(totals.equity_end)),
        ("profit", tongue.won(totals.profit, sign=True)),
        ("rate", percent_text(totals.rate, sign=True)),
    ]
    rows[2:2] = _moved(facts, tongue)
    if facts.trades or facts.holdings:
        rows += [
            ("realised", tongue.won(totals.realised, sign=True)),
            ("realised_rate", percent_text(totals.realised_rate, sign=True)),
            ("open_profit", tongue.won(totals.open_profit, sign=True)),
            ("open_rate", percent_text(totals.open_rate, sign=True)),
            *_open_change(totals, tongue),
            ("fees", tongue.won(totals.fees)),
            ("taxes", tongue.won(totals.taxes)),
        ]
    if totals.bought or totals.sold:
        rows += [("bought", tongue.won(totals.bought)), ("sold", tongue.won(totals.sold))]
    if totals.fall:
        rows.append(("fall", percent_text(totals.fall)))
    if facts.index is not None and facts.index.rate is not None:
        rows.append(("index_rate", percent_text(facts.index.rate, sign=True)))
    return [
        tongue.words["money"],
        *(spread(_label(key, facts, tongue), value) for key, value in rows),
    ]


def _moved(facts: PeriodFacts, tongue: Language) -> list[tuple[str, str]]:
    """Say what was paid in and taken out, where anything was."""
    sums = moved(facts.moves)
    rows = (("paid_in", sums.paid_in), ("taken_out", sums.taken_out))
    return [(key, tongue.won(won)) for key, won in rows if won]


def _open_change(totals: Totals, tongue: Language) -> list[tuple[str, str]]:
    """Say how far the open profit moved, where the profit is not the sum of what is told."""
    change = totals.profit - totals.realised
    told = change == totals.open_profit
    return [] if told else [("open_change", tongue.won(change, sign=True))]


def _label(key: str, facts: PeriodFacts, tongue: Language) -> str:
    return tongue.say(key, name=facts.index.name if facts.index else "")


def _short_strategies(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = [
        spread(
            tongue.say("strategy_short", title=owner.title, trades=owner.trades),
            tongue.won(owner.realised + owner.open_profit, sign=True),
        )
        for owner in facts.strategies
    ]
    return [tongue.words["strategies"], *lines] if lines else []


def _short_risk(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = [
        spread(
            tongue.rules.get(line.rule, line.rule.replace("_", " ")),
            tongue.say(line.verdict, count=line.count),
        )
        for line in facts.risk
    ]
    return [tongue.words["risk"], *lines] if lines else []


def _waits(facts: PeriodFacts, tongue: Language) -> list[str]:
    return _list("waits", facts.waits, _wait, tongue=tongue)


def _wait(line: WaitLine, tongue: Language) -> list[str]:
    said = tongue.say(
        f"wait.{line.kind}",
        side=tongue.words[line.side],
        shares=f"{line.shares:,}",
        price=tongue.won(line.price),
    )
    return [spread(line.name, said)]


def _strategies(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = []
    for owner in facts.strategies:
        lines.append(spread(owner.title, tongue.won(owner.realised, sign=True)))
        detail = tongue.say(
            "strategy_detail", trades=owner.trades, wins=owner.wins, sells=owner.sells
        )
        lines.append(_indent(detail))
        if owner.open_profit:
            held = tongue.won(owner.open_profit, sign=True)
            lines.append(_indent(tongue.say("open_detail", open=held)))
    return [tongue.words["strategies"], *lines] if lines else []


def _best(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines: list[str] = []
    closed = [(t.name, t.realised, t.rate) for t in facts.closed]
    ranked = [(h.name, h.open_profit, h.rate) for h in facts.ranked]
    for kind, found in (("closed", closed), ("open", ranked)):
        ends = [("best" if found[0][1] >= 0 else "least_loss", found[0])] if found else []
        if len(found) > 1:
            ends.append(("worst" if found[-1][1] < 0 else "least_gain", found[-1]))
        for key, (name, won, rate) in ends:
            lines.append(spread(tongue.words[f"{key}_{kind}"], cut(name, 16)))
            lines.append(spread("", f"{tongue.won(won, sign=True)} ({_percent(rate)})"))
    return [tongue.words["best"], *lines] if lines else []


def _percent(rate: Rate | None) -> str:
    return "-" if rate is None else percent_text(rate, sign=True)


def _trades(facts: PeriodFacts, tongue: Language) -> list[str]:
    return _list("trades", facts.trades, _trade, tongue=tongue)


def _trade(line: TradeLine, tongue: Language) -> list[str]:
    right = tongue.won(line.amount)
    detail = tongue.say(
        "trade",
        side=tongue.words[line.side],
        shares=f"{line.shares:,}",
        price=tongue.won(line.price),
    )
    lines = [spread(f"{tongue.day(line.day)} {line.name}", right), _indent(detail)]
    if line.rate is not None:
        realised = f"{tongue.won(line.realised, sign=True)} ({_percent(line.rate)})"
        lines.append(spread(f"  {tongue.words['realised']}", realised))
    return lines


def _cards(facts: PeriodFacts, tongue: Language) -> list[str]:
    cards = facts.cards
    if not cards.asked:
        return []
    counts = {
        "asked": cards.asked,
        "granted": cards.granted,
        "rejected": cards.rejected,
        "lapsed": cards.lapsed,
        "other": cards.other,
    }
    lines = [tongue.say(key, **counts) for key in ("cards_line", "cards_more")]
    return [tongue.words["cards"], *lines]


def _declined(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = _list("declined", facts.declined, _declined_one, tongue=tongue)
    return [*lines, *wrap(tongue.words["declined_note"])] if lines else []


def _declined_one(line: DeclinedLine, tongue: Language) -> list[str]:
    effect = f"{tongue.won(line.effect, sign=True)} ({_percent(line.change)})"
    detail = tongue.say(
        "declined_line",
        how=tongue.words[line.how],
        side=tongue.words[line.side],
        shares=f"{line.shares:,}",
        ref=f"{line.ref_price:,}",
        last=f"{line.last_price:,}",
    )
    return [spread(line.name, effect), *(f"  {part}" for part in wrap(detail, WIDTH - 2))]


def _risk(facts: PeriodFacts, tongue: Language) -> list[str]:
    return _list("risk", facts.risk, _risk_one, tongue=tongue)


def _risk_one(line: RiskLine, tongue: Language) -> list[str]:
    count = tongue.say(line.verdict, count=line.count)
    observed, limit = tongue.told(line.observed), tongue.told(line.limit)
    example = tongue.say("risk_example", name=line.name, observed=observed, limit=limit)
    return [
        spread(tongue.rules.get(line.rule, line.rule.replace("_", " ")), count),
        *(f"  {part}" for part in wrap(example, WIDTH - 2)),
    ]


def _holdings(facts: PeriodFacts, tongue: Language) -> list[str]:
    heaviest = sorted(facts.holdings, key=lambda h: (-h.weight, h.symbol))
    return _list("holdings", heaviest, _holding, tongue=tongue)


def _holding(line: HoldingLine, tongue: Language) -> list[str]:
    stop = tongue.words["no_stop"]
    if line.stop_distance is not None:
        stop = tongue.say("stop", distance=percent_text(line.stop_distance))
    profit = f"{tongue.won(line.open_profit, sign=True)} ({_percent(line.rate)})"
    detail = tongue.say("holding", weight=percent_text(line.weight), stop=stop)
    return [spread(line.name, profit), _indent(detail)]


def _doubts(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = [
        spread(
            d.name,
            tongue.say(
                "doubt_line",
                side=tongue.words[d.side],
                shares=f"{d.shares:,}",
                price=tongue.won(d.price),
            ),
        )
        for d in facts.doubts[:MAX_LINES]
    ]
    return [tongue.words["doubts"], *lines] if lines else []


def _switches(facts: PeriodFacts, tongue: Language) -> list[str]:
    lines = []
    for change in facts.switches[-MAX_LINES:]:
        level = tongue.words.get(change.level, change.level)
        scope = tongue.say(change.scope, name=change.name)
        lines.append(spread(f"{tongue.day(change.day)} {scope}", level))
        lines += _reason(change.reason, tongue, change.by)
    return [tongue.words["switches"], *lines] if lines else []


def _reason(reason: str, tongue: Language, by: str) -> list[str]:
    saying = own(reason)
    if saying is not None:
        return [f"  {part}" for part in wrap(tongue.told(saying), WIDTH - 2)]
    # A rule says so in its reason; a person is named.
    why, who = one_line(reason), one_line(by)
    said = tongue.say("by", why=why, who=who) if why and who else why or who
    return [_indent(said)] if said else []


def _list(
    title: str,
    rows: Sequence[T],
    show: Callable[[T, Language], Iterable[str]],
    *,
    tongue: Language,
) -> list[str]:
    if not rows:
        return []
    lines = [line for row in rows[:MAX_LINES] for line in show(row, tongue)]
    left = len(rows) - MAX_LINES
    more = [_indent(tongue.say("more", count=left))] if left > 0 else []
    return [tongue.words[title], *lines, *more]


def _indent(text: str) -> str:
    return f"  {cut(text, WIDTH - 2)}"


_SECTIONS: tuple[Callable[[PeriodFacts, Language], list[str]], ...] = (
    _doubts,
    _money,
    _strategies,
    _best,
    _trades,
    _cards,
    _declined,
    _risk,
    _holdings,
    _waits,
    _switches,
)
_SHORT: tuple[Callable[[PeriodFacts, Language], list[str]], ...] = (
    _doubts,
    _money,
    _short_strategies,
    _short_risk,
    _waits,
    _switches,
)
