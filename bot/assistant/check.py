"""Keeps the sentences of an answer that the rows they cite carry, and drops all others (INV-38)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.assistant.claims import not_bought, states, unsupported
from bot.assistant.fact import Claim, Fact
from core.report.clauses import Held
from core.report.figures import Row
from core.report.inert import clean
from core.report.numbers import extract
from core.report.phrases import NEGATED
from core.report.verify import fault, sentences

MOST_CITED: Final = 4
MOST_SENTENCES: Final = 6
# Endless words must not hold the engine's loop: what comes after is left out unread.
MOST_READ: Final = 40
ECHO: Final = 24
_CITES: Final = re.compile(r"\[\s*(r\d{1,6}(?:\s*,\s*r\d{1,6})*)\s*\]")
_LATE: Final = re.compile(rf"([.!?。])((?:\s*{_CITES.pattern})+)")
# A key, a hash or a base64 text; no word of an answer is so long.
_BLOB: Final = re.compile(r"[!-~]{22,}")
# Stands for a name until it is written: no text that was cleaned holds it.
_MARK: Final = "\ufffc"
_SPACE_BEFORE_END: Final = re.compile(r"\s+(?=[.,!?。])")


@dataclass(frozen=True, slots=True)
class Kept:
    """One sentence that may be shown, and the rows that carry it."""

    text: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of an answer, and each dropped sentence with the reason why."""

    kept: tuple[Kept, ...]
    dropped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds sentences against the rows of one answer.

    `known` are all names there are: one that the cited rows do not have drops its sentence.
    `hide` blanks secrets, `secret` is a text that must not be repeated (the rules of the model).
    """

    known: frozenset[str]
    hide: Callable[[str], str]
    secret: str = ""

    def check(self, text: str, facts: Mapping[str, Fact]) -> Checked:
        """Keep the sentences whose every figure, name and state the rows they cite carry."""
        plain = clean(text)
        # Names that stand nowhere in the text are not looked for in each sentence.
        named = frozenset(name for name in self.known if name in plain)
        kept: list[Kept] = []
        dropped: list[tuple[str, str]] = []
        for at, said in enumerate(sentences(_LATE.sub(_cite_first, plain))):
            sentence, cited = split_cites(said)
            many = at >= MOST_READ or len(kept) >= MOST_SENTENCES
            why = "many" if many else self._fault(sentence, cited, facts, named)
            if why:
                dropped.append((sentence, why))
            elif all(sentence != k.text for k in kept):
                kept.append(Kept(sentence, cited))
        return Checked(tuple(kept), tuple(dropped))

    def _fault(
        self,
        sentence: str,
        cited: tuple[str, ...],
        facts: Mapping[str, Fact],
        named: frozenset[str],
    ) -> str:
        mine = [facts[row] for row in cited if row in facts]
        if not mine or len(mine) != len(cited) or len(cited) > MOST_CITED:
            return "uncited"
        if self.hide(sentence) != sentence or self._echoes(sentence) or _BLOB.search(sentence):
            return "secret"
        return _untrue(_without_codes(sentence, mine), mine, named)

    def _echoes(self, sentence: str) -> bool:
        said, secret = _plain(sentence), _plain(self.secret)
        parts = (said[i : i + ECHO] for i in range(max(1, len(said) - ECHO + 1)))
        return len(said) >= ECHO and any(part in secret for part in parts)


def _untrue(sentence: str, mine: Sequence[Fact], named: frozenset[str]) -> str:
    carried = frozenset(claim for fact in mine for claim in fact.claims)
    bare = without_names(sentence, (f.subject for f in mine))
    claim = unsupported(bare, carried)
    if claim:
        return claim
    if not extract(bare) and not states(bare, carried):
        return "nothing"
    return fault(_positive(sentence, carried), _held(mine, named))


def _held(mine: Sequence[Fact], named: frozenset[str]) -> Held:
    # The verifier takes the first row for the account's.
    rows = sorted((f.row for f in mine), key=lambda r: bool(r.subject))
    first = () if rows and not rows[0].subject else (Row("account", "", ()),)
    names = {f.subject for f in mine if f.subject}
    strange = sorted(named - names, key=len, reverse=True)
    longest = tuple(sorted(names, key=len, reverse=True))
    return Held((*first, *rows), longest, tuple(strange), frozenset())


def split_cites(sentence: str) -> tuple[str, tuple[str, ...]]:
    """Take the row marks off a sentence; gives it without them, and the rows in their order."""
    rows = [r.strip() for found in _CITES.findall(sentence) for r in found.split(",")]
    bare = _SPACE_BEFORE_END.sub("", " ".join(_CITES.sub(" ", sentence).split()))
    return bare, tuple(dict.fromkeys(rows))


def without_names(sentence: str, names: Iterable[str]) -> str:
    """Blank the names in a sentence, whose own words and digits claim nothing."""
    for name in sorted((n for n in names if n), key=len, reverse=True):
        sentence = sentence.replace(name, "◦")
    return sentence


def _cite_first(match: re.Match[str]) -> str:
    return f"{match[2]}{match[1]}"


def _without_codes(sentence: str, facts: Iterable[Fact]) -> str:
    """Read a code beside a name as the name, and a code alone as well."""
    for fact in facts:
        if fact.code and fact.code != fact.subject:
            name, code = re.escape(fact.subject), re.escape(fact.code)
            sentence = re.sub(rf"{name}\s*\(?\s*{code}\s*\)?|\b{code}\b", _MARK, sentence)
            sentence = sentence.replace(_MARK, fact.subject)
    return sentence


def _positive(sentence: str, carried: frozenset[Claim]) -> str:
    """Take a negation out that the rows carry: the verifier itself knows none."""
    return re.sub(NEGATED, " ", sentence) if not_bought(sentence, carried) else sentence


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
