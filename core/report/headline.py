"""The first lines of a report: which days, and how it came out."""

from __future__ import annotations

from core.domain.money import percent_text
from core.report.index import MADE_UP, SHORT
from core.report.language import Language
from core.report.period import Period, PeriodFacts
from core.report.spans import DAILY
from core.report.table import WIDTH, cut, wrap


def headline(facts: PeriodFacts, tongue: Language) -> list[str]:
    """Give the title, the days and the outcome."""
    period = facts.period
    lines = [tongue.say(f"title.{period.kind}", name=period.name)]
    if period.sessions and period.kind != DAILY:
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


def _outcome(facts: PeriodFacts, tongue: Language) -> list[str]:
    totals, cards = facts.totals, facts.cards
    said, kind = [_result(facts, tongue)], facts.period.kind
    if facts.quiet:
        quiet = tongue.say("quiet", when=_when(facts.period, tongue))
        said.insert(0, quiet if facts.period.sessions else tongue.words[f"closed.{kind}"])
        said += [tongue.words["still"]] if facts.holdings else []
    else:
        said.append(tongue.say(_traded(facts), buys=totals.buys, sells=totals.sells))
        said.append(tongue.say("asked", asked=cards.asked, granted=cards.granted))
    said.append(_compared(facts, tongue))
    if facts.doubts:
        said.append(tongue.say("doubt", count=len(facts.doubts)))
    if facts.period.sessions and not facts.period.over:
        said.append(tongue.words[f"running.{kind}"])
    return [line for sentence in said if sentence for line in wrap(sentence)]


def _result(facts: PeriodFacts, tongue: Language) -> str:
    totals = facts.totals
    if not totals.profit:
        return "" if facts.quiet else tongue.say("even", when=_when(facts.period, tongue))
    key = "up" if totals.profit > 0 else "down"
    shown = tongue.say(
        key,
        when=_when(facts.period, tongue),
        profit=tongue.won(abs(totals.profit)),
        rate=percent_text(totals.rate, sign=True),
    )
    return f"{shown} {tongue.words['net']}" if totals.fees or totals.taxes else shown


def _traded(facts: PeriodFacts) -> str:
    """Choose the sentence about trades; nobody is told of none bought beside some sold."""
    if not facts.trades:
        return "untraded"
    if not facts.totals.sells:
        return "only_bought"
    return "traded" if facts.totals.buys else "only_sold"


def _when(period: Period, tongue: Language) -> str:
    return tongue.say(f"when.{period.kind}", day=tongue.in_words(period.first))


def _compared(facts: PeriodFacts, tongue: Language) -> str:
    """Say how an index did beside the account, or why that cannot be said."""
    index = facts.index
    if index is None:
        return ""
    if index.rate is None:
        why = index.why if index.why in (MADE_UP, SHORT) else "none"
        until = tongue.day(index.until) if index.until else ""
        return tongue.say(f"index.{why}", name=index.name, until=until)
    ahead = facts.totals.rate - index.rate
    key = "index.ahead" if ahead > 0 else "index.behind" if ahead < 0 else "index.same"
    points = percent_text(abs(ahead)).removesuffix("%")
    return tongue.say(key, name=index.name, rate=percent_text(index.rate, sign=True), points=points)
