"""Writes the report's facts as text for people; the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import TypeVar

from core.domain.money import Rate, Won, percent_text
from core.domain.saying import own
from core.report import text_en, text_ko
from core.report.facts import Say
from core.report.inert import one_line
from core.report.table import WIDTH, cut, spread, wrap
from core.report.week import DeclinedLine, HoldingLine, RiskLine, TradeLine, WeekFacts

MAX_LINES = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language; `told` puts what a risk rule said into it."""

    words: Mapping[str, str]
    rules: Mapping[str, str]
    owners: Mapping[str, str]
    told: Say = attrgetter("key")

    def say(self, key: str, **fields: object) -> str:
        """Fill a sentence."""
        return self.words[key].format(**fields)

    def won(self, amount: Won, *, sign: bool = False) -> str:
        """Write an amount in this language."""
        prefix = "-" if amount < 0 else "+" if sign and amount else ""
        return prefix + self.say("won", amount=f"{abs(amount):,}")

    def day(self, day: date) -> str:
        """Write month and day."""
        return f"{day.month}/{day.day}"

    def weekday(self, day: date) -> str:
        """Write the short name of a weekday."""
        names = self.words["days"]
        return names.split()[day.weekday()] if " " in names else names[day.weekday()]


LANGUAGES: Mapping[str, Language] = {
    "ko": Language(text_ko.WORDS, text_ko.RULES, text_ko.OWNERS),
    "en": Language(text_en.WORDS, text_en.RULES, text_en.OWNERS),
}


def render(
    facts: WeekFacts, *, lang: str = "ko", prose: str = "", told: Say = attrgetter("key")
) -> str:
    """Write the whole report; verified `prose` of a model stands between headline and tables.

    `told` puts what the risk rules said into the words of `lang`.
    """
    tongue = replace(LANGUAGES[lang], told=told)
    blocks = [_headline(facts, tongue)]
    if prose:
        blocks.append([tongue.words["prose"], *wrap(prose), *wrap(tongue.words["prose_note"])])
    blocks += [section(facts, tongue) for section in _SECTIONS]
    blocks.append(wrap(tongue.words["disclaimer"]))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _headline(facts: WeekFacts, tongue: Language) -> list[str]:
    period = facts.period
    lines = [tongue.say("title", week=period.week)]
    if period.sessions:
        lines.append(
            tongue.say(
                "period",
                first=tongue.day(period.first),
                first_day=tongue.weekday(period.first),
                last=tongue.day(period.last),
                last_day=tongue.weekday(period.last),
                sessions=period.sessions,
            )
        )
    return [cut(line, WIDTH) for line in lines] + ["", *_outcome(facts, tongue)]


def _outcome(facts: WeekFacts, tongue: Language) -> list[str]:
    totals, cards = facts.totals, facts.cards
    said = [_result(facts, tongue)]
    if facts.quiet:
        said.insert(0, tongue.words["quiet" if facts.period.sessions else "closed_week"])
        said += [tongue.words["still"]] if facts.holdings else []
    else:
        said.append(tongue.say("traded", buys=totals.buys, sells=totals.sells))
        said.append(tongue.say("asked", asked=cards.asked, granted=cards.granted))
    if facts.doubts:
        said.append(tongue.say("doubt", count=len(facts.doubts)))
    if facts.period.sessions and not facts.period.over:
        said.append(tongue.words["running"])
    return [line for sentence in said if sentence for line in wrap(sentence)]


def _result(facts: WeekFacts, tongue: Language) -> str:
    totals = facts.totals
    if not totals.profit:
        return "" if facts.quiet else tongue.words["even"]
    key = "up" if totals.profit > 0 else "down"
    shown = tongue.say(
        key, profit=tongue.won(abs(totals.profit)), rate=percent_text(totals.rate, sign=True)
    )
    return f"{shown} {tongue.words['net']}" if totals.fees or totals.taxes else shown


def _money(facts: WeekFacts, tongue: Language) -> list[str]:
    totals = facts.totals
    end = "equity_end" if facts.period.over else "equity_now"
    rows = [
        ("equity_start", tongue.won(totals.equity_start)),
        (end, tongue.won(totals.equity_end)),
        ("profit", tongue.won(totals.profit, sign=True)),
        ("rate", percent_text(totals.rate, sign=True)),
    ]
    if facts.trades or facts.holdings:
        rows += [
            ("realised", tongue.won(totals.realised, sign=True)),
            ("open_profit", tongue.won(totals.open_profit, sign=True)),
            ("fees", tongue.won(totals.fees)),
            ("taxes", tongue.won(totals.taxes)),
        ]
    return [tongue.words["money"], *(spread(tongue.words[key], value) for key, value in rows)]


def _strategies(facts: WeekFacts, tongue: Language) -> list[str]:
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


def _best(facts: WeekFacts, tongue: Language) -> list[str]:
    lines: list[str] = []
    closed = [(t.name, t.realised, t.rate) for t in facts.closed]
    ranked = [(h.name, h.open_profit, h.rate) for h in facts.ranked]
    for kind, found in (("closed", closed), ("open", ranked)):
        ends = [("best", found[0])] if found else []
        ends += [("worst", found[-1])] if len(found) > 1 else []
        for key, (name, won, rate) in ends:
            lines.append(spread(tongue.words[f"{key}_{kind}"], cut(name, 16)))
            lines.append(spread("", f"{tongue.won(won, sign=True)} ({_percent(rate)})"))
    return [tongue.words["best"], *lines] if lines else []


def _percent(rate: Rate | None) -> str:
    return "-" if rate is None else percent_text(rate, sign=True)


def _trades(facts: WeekFacts, tongue: Language) -> list[str]:
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


def _cards(facts: WeekFacts, tongue: Language) -> list[str]:
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


def _declined(facts: WeekFacts, tongue: Language) -> list[str]:
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
    return [spread(line.name, effect), _indent(detail)]


def _risk(facts: WeekFacts, tongue: Language) -> list[str]:
    return _list("risk", facts.risk, _risk_one, tongue=tongue)


def _risk_one(line: RiskLine, tongue: Language) -> list[str]:
    count = tongue.say(line.verdict, count=line.count)
    observed, limit = tongue.told(line.observed), tongue.told(line.limit)
    example = tongue.say("risk_example", name=line.name, observed=observed, limit=limit)
    return [
        spread(tongue.rules.get(line.rule, line.rule.replace("_", " ")), count),
        *(f"  {part}" for part in wrap(example, WIDTH - 2)),
    ]


def _holdings(facts: WeekFacts, tongue: Language) -> list[str]:
    heaviest = sorted(facts.holdings, key=lambda h: (-h.weight, h.symbol))
    return _list("holdings", heaviest, _holding, tongue=tongue)


def _holding(line: HoldingLine, tongue: Language) -> list[str]:
    stop = tongue.words["no_stop"]
    if line.stop_distance is not None:
        stop = tongue.say("stop", distance=percent_text(line.stop_distance))
    profit = f"{tongue.won(line.open_profit, sign=True)} ({_percent(line.rate)})"
    detail = tongue.say("holding", weight=percent_text(line.weight), stop=stop)
    return [spread(line.name, profit), _indent(detail)]


def _doubts(facts: WeekFacts, tongue: Language) -> list[str]:
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


def _switches(facts: WeekFacts, tongue: Language) -> list[str]:
    lines = []
    for change in facts.switches[-MAX_LINES:]:
        level = tongue.words.get(change.level, change.level)
        scope = tongue.say(change.scope, name=change.name)
        lines.append(spread(f"{tongue.day(change.day)} {scope}", level))
        lines += _reason(change.reason, tongue)
    return [tongue.words["switches"], *lines] if lines else []


def _reason(reason: str, tongue: Language) -> list[str]:
    saying = own(reason)
    if saying is not None:
        return [f"  {part}" for part in wrap(tongue.told(saying), WIDTH - 2)]
    return [_indent(one_line(reason))] if reason else []


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


_SECTIONS: tuple[Callable[[WeekFacts, Language], list[str]], ...] = (
    _doubts,
    _money,
    _strategies,
    _best,
    _trades,
    _cards,
    _declined,
    _risk,
    _holdings,
    _switches,
)
