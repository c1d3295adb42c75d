"""One row that an answer may speak from: checked figures, states in our words, quoted words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.locale.catalogue import Catalogue
from core.domain.money import percent_text
from core.report.figures import Figure, Row
from core.report.inert import one_line
from core.report.numbers import Unit, extract
from core.report.phrases import BANNED, find

LONGEST_NAME: Final = 40
LONGEST_QUOTE: Final = 160


class Claim(StrEnum):
    """Something a sentence may state without a figure, where a row it cites bears it out."""

    HALTED = "halted"
    ACCEPTED = "accepted"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    APPROVED = "approved"
    LAPSED = "lapsed"
    BOUGHT = "bought"
    SOLD = "sold"
    HELD = "held"
    RUNNING = "running"
    STOPPED = "stopped"
    UNBOUGHT = "unbought"
    WHY = "why"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Fact:
    """One stored row as an answer sees it.

    `kind` has words as ``fact.kind.<kind>``; `subject` is a name that is safe to print, empty for
    the account; `code` its symbol. `action` is the kind of row that the verifier knows (buy, sell,
    hold, reject, lapse, strategy), `words` what a sentence about it may call it. `said` are labels
    (keys of the catalogue) with our own words. `quotes` are words of others, `opens` the command
    that shows the row as it is now.
    """

    kind: str
    subject: str = ""
    code: str = ""
    action: str = ""
    words: str = ""
    figures: tuple[Figure, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    claims: frozenset[Claim] = field(default_factory=frozenset)
    opens: str = ""

    @property
    def row(self) -> Row:
        """Give the row that sentences are held against."""
        return Row(self.action or self.kind, self.subject, self.figures, self.words)


def safe_name(name: str, code: str) -> str:
    """Give a stock's or strategy's name as an answer may print it, else its code.

    Names come from others: one that is long, or holds an address, a command, a request or a sum,
    is not printed.
    """
    line = one_line(name)
    odd = not line or len(line) > LONGEST_NAME or any(find(p, line) for _, p in BANNED)
    sums = any(n.unit is not Unit.UNKNOWN for n in extract(line))
    return code if odd or sums or _INSTRUCTS.search(line) else line


_INSTRUCTS: Final = re.compile(
    r"무시|지시|규칙|관리자|주문|매수|매도|해제|\bbuy\b|\bsell\b|order|instruct|admin|override",
    re.IGNORECASE,
)


def quoted(label: str, text: str) -> tuple[tuple[str, str], ...]:
    """Keep words of others as a quotation, on one line and short; none when there are none."""
    line = one_line(text)[:LONGEST_QUOTE]
    return ((label, line),) if line else ()


def shown(figure: Figure, words: Catalogue) -> str:
    """Write a figure as the language does; a sentence has to repeat it so."""
    value = figure.value
    if figure.unit is Unit.WON:
        return words.won(int(value), sign=figure.signed)
    if figure.unit is Unit.PERCENT:
        return percent_text(value / 100, sign=figure.signed)
    if figure.unit is Unit.SHARES:
        return words.t("unit.shares", shares=int(value))
    if figure.unit is Unit.DATE:
        return words.t("fact.date", month=int(value) // 100 % 100, day=int(value) % 100)
    return words.t("fact.count", count=int(value))


def told(fact: Fact, words: Catalogue) -> str:
    """Write a row as one line: its name, its figures and its states."""
    name = f"{fact.subject} ({fact.code})" if fact.code not in ("", fact.subject) else fact.subject
    head = " ".join(x for x in (words.t(f"fact.kind.{fact.kind}"), name) if x)
    parts = [f"{words.t(f'fact.{f.label}')} {shown(f, words)}" for f in fact.figures]
    parts += [f"{words.t(f'fact.{label}')} {text}" for label, text in fact.said]
    return f"{head}: {' · '.join(parts)}" if parts else head


def names_in(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the names that the rows speak of."""
    return frozenset(fact.subject for fact in facts if fact.subject)
