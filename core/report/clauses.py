"""Holds one sentence against the rows of facts, clause by clause.

All numbers of a clause must come from one row, each figure stands for one number of a sentence,
and words of gain or loss must agree with the sign of what they speak of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.report.figures import ACTIONS, Figure, Row
from core.report.numbers import Number, Unit, rounded
from core.report.phrases import CLAUSE, GAIN, LOSS, find, tones

FIRST_MARK, END_OF_MARKS = 0xE000, 0xF8FF

_OBJECT = re.compile(r"([가-힣A-Za-z]{2,})[을를](?=\s)")
_PLAIN_OBJECTS = frozenset(["주식", "종목", "주문", "제안", "매수", "매도", "거래"])


@dataclass(frozen=True, slots=True)
class Held:
    """What sentences are held against; `strange` are names that the facts do not have.

    In a masked sentence the name `names[i]` is the character FIRST_MARK + i.
    """

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    strange: tuple[str, ...]
    champions: frozenset[str]


def first_fault(masked: str, numbers: list[Number], *, subjects: list[str], facts: Held) -> str:
    """Say what is wrong with a masked sentence first; empty when nothing is."""
    return _Sentence(masked, numbers, subjects, facts).fault()


class _Sentence:
    """One sentence held against the rows, clause by clause."""

    def __init__(
        self, masked: str, numbers: list[Number], subjects: list[str], facts: Held
    ) -> None:
        self.masked = masked
        self.numbers = numbers
        self.subjects = subjects
        self.facts = facts
        self.used: set[int] = set()
        self.context = ""
        self.subject = ""
        self.tone: set[int] = set()

    def fault(self) -> str:
        """Give the first clause's fault, or nothing."""
        start = 0
        cuts = [m for m in CLAUSE.finditer(self.masked) if not self._inside(m.start())]
        for end in [*(m.end() for m in cuts), len(self.masked)]:
            clause = self.masked[start:end]
            numbers = [n for n in self.numbers if start <= n.at < end]
            why = self._clause(clause, numbers)
            if why:
                return why
            start = end
        return ""

    def _inside(self, at: int) -> bool:
        return any(n.at <= at < n.at + len(n.text) for n in self.numbers)

    def _clause(self, clause: str, numbers: list[Number]) -> str:
        named = self._named(clause)
        self._move_on(clause, named, numbers)
        if len(set(named)) > 1 and (numbers or self.tone):
            return "two names"
        rows = self._rows(named=bool(named))
        if self._false_action(clause, named=bool(named)) or self._nameless(clause, numbers):
            return "action"
        if not numbers:
            return "" if self._tone_fits(tones(clause), rows) else "sign"
        return self._numbers(clause, numbers, rows)

    def _move_on(self, clause: str, named: list[str], numbers: list[Number]) -> None:
        self.subject = named[-1] if named else self.subject
        self.context += clause
        self.tone = tones(clause) or (self.tone if numbers else set())

    def _named(self, clause: str) -> list[str]:
        # Known names were replaced by marks of the private use area.
        marks = (ord(c) - FIRST_MARK for c in clause if FIRST_MARK <= ord(c) < END_OF_MARKS)
        return [self.facts.names[mark] for mark in marks]

    def _rows(self, *, named: bool) -> list[tuple[int, Row]]:
        mine = [(i, r) for i, r in enumerate(self.facts.rows) if r.subject == self.subject]
        if named or not self.subject:
            return mine
        return mine + [(i, r) for i, r in enumerate(self.facts.rows) if not r.subject]

    def _false_action(self, clause: str, *, named: bool) -> bool:
        """Tell whether a named stock is said to have been traded or held as it was not."""
        mine = [r for r in self.facts.rows if r.subject == self.subject]
        if not named or any(r.kind == "strategy" for r in mine):
            return False
        words = " ".join(ACTIONS.get(r.kind, "") + r.words for r in mine)
        said = [w for action in ACTIONS.values() for w in action.split("|") if find(w, clause)]
        return any(w not in words for w in said)

    def _nameless(self, clause: str, numbers: list[Number]) -> bool:
        """Tell whether something is said to have been traded that no fact has a name for."""
        if self.subject or not any(find(ACTIONS[side], clause) for side in ("buy", "sell", "hold")):
            return False
        objects = _OBJECT.findall(clause)
        return not numbers or any(word not in _PLAIN_OBJECTS for word in objects)

    def _tone_fits(self, tones: set[int], rows: list[tuple[int, Row]]) -> bool:
        if not tones:
            return True
        directions = {r.direction for _, r in rows if r.direction}
        if not self.subject:
            directions = {self.facts.rows[0].direction}
        return tones <= directions

    def _numbers(self, clause: str, numbers: list[Number], rows: list[tuple[int, Row]]) -> str:
        why = "number"
        for index, row in rows:
            if row.words and not find(row.words, self.context):
                continue
            taken = self._cover(row, index, clause=clause, numbers=numbers)
            if taken is None:
                continue
            if not self._signs_agree(row, taken):
                why = "sign"
                continue
            self.used |= {index * 1_000 + i for i in taken}
            return ""
        return why

    def _cover(
        self, row: Row, index: int, *, clause: str, numbers: list[Number]
    ) -> list[int] | None:
        """Give the row's figures that the numbers stand for, each used once in a sentence."""
        taken: list[int] = []
        for number in numbers:
            free = (
                i
                for i, figure in enumerate(row.figures)
                if i not in taken
                and index * 1_000 + i not in self.used
                and self._beside(figure, clause)
                and _fits(number, figure, tones=self.tone)
            )
            hit = next(free, None)
            if hit is None:
                return None
            taken.append(hit)
        return taken

    def _beside(self, figure: Figure, clause: str) -> bool:
        if find(figure.unless, clause):
            return False
        return not figure.words or find(figure.words, clause) or self._inherits(figure, clause)

    def _inherits(self, figure: Figure, clause: str) -> bool:
        """Look further back for the words, but only where the clause has no label of its own."""
        labels = (f.words for r in self.facts.rows[:2] for f in r.figures if f.unit is figure.unit)
        return not any(find(w, clause) for w in labels) and find(figure.words, self.context)

    def _signs_agree(self, row: Row, taken: list[int]) -> bool:
        if any(row.figures[i].signed for i in taken):
            return True
        return not self.tone or self.tone <= {row.direction}


def _fits(number: Number, figure: Figure, *, tones: set[int]) -> bool:
    if number.unit is not figure.unit:
        return False
    if figure.unit in (Unit.DATE, Unit.WEEK):
        return _same_date(int(number.value), int(figure.value))
    if not figure.signed:
        return number.sign == 0 and rounded(figure.value, number.step) == number.value
    direction = (figure.value > 0) - (figure.value < 0)
    if tones and tones != {direction}:
        return False
    assumed = number.sign or (LOSS if tones == {LOSS} else GAIN)
    return rounded(figure.value, number.step) == number.value * assumed


def _same_date(said: int, fact: int) -> bool:
    """Compare dates or weeks; parts that were not said do not count."""
    for part in (10_000, 100, 1) if fact > 999_999 else (100, 1):
        mine, known = said // part, fact // part
        if mine and mine != known:
            return False
        said, fact = said % part, fact % part
    return True
