"""Drops every sentence of a model's prose that the facts do not carry (INV-38).

Strict on purpose: a sentence that cannot be checked is dropped as well, a template stands by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.report.clauses import FIRST_MARK, Held, first_fault
from core.report.figures import champions, names_of, rows_of
from core.report.inert import MAX_BYTES, clean
from core.report.numbers import Number, Unit, extract
from core.report.period import PeriodFacts
from core.report.phrases import BANNED, NEGATED, SUPERLATIVE, find, tones

LEAST_SENTENCES = 2
# The patterns take quadratic time on endless digits, and no honest sentence is this long.
LONGEST_SENTENCE = 300

_LATIN_OK = frozenset(["ETF", "KST", "KRX", "KOSPI", "KOSDAQ", "VI", "W", "KRW"])
_SENTENCE = re.compile(r"(?<=[.!?。…])[\"'”’)]*\s+")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|#+\s+|\d{1,2}[.)]\s+)")


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be published, and each dropped sentence with the reason why."""

    text: str
    dropped: tuple[tuple[str, str], ...]


def verify(
    text: str, facts: PeriodFacts, *, known: Iterable[str] = (), least: int = LEAST_SENTENCES
) -> Verified:
    """Keep the sentences whose every number, name and sign the facts carry.

    `known` are all names of stocks and strategies there are: one that the facts do not have
    drops its sentence. The text is empty when fewer than `least` sentences remain.
    """
    mine = names_of(facts)
    checked = Held(
        rows_of(facts),
        tuple(sorted(mine, key=len, reverse=True)),
        tuple(sorted(set(known) - mine, key=len, reverse=True)),
        champions(facts),
    )
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    for sentence in sentences(text):
        why = fault(sentence, checked)
        if why:
            dropped.append((sentence, why))
        elif sentence not in kept:
            kept.append(sentence)
    enough = len(kept) >= max(1, least)
    return Verified(" ".join(kept) if enough else "", tuple(dropped))


def sentences(text: str) -> list[str]:
    """Split prose into clean sentences; list marks and headings' marks are taken off.

    What is cut off by the size limit in the middle of a sentence is left out.
    """
    cleaned = clean(text)
    lines = (_BULLET.sub("", line) for line in cleaned.split("\n"))
    parts = [part for line in lines for part in _SENTENCE.split(line)]
    if len(cleaned.encode()) >= MAX_BYTES - 3 and len(parts) > 1:
        parts = parts[:-1]
    return [" ".join(part.split()) for part in parts if part.strip()]


def fault(sentence: str, facts: Held) -> str:
    """Say why one clean sentence must go; empty when it may stay."""
    if len(sentence) > LONGEST_SENTENCE:
        return "long"
    for what, pattern in BANNED:
        if find(pattern, sentence):
            return what
    masked, subjects = _mask(sentence, facts)
    if subjects is None or _foreign(masked):
        return "name"
    numbers = extract(masked)
    return _claim_fault(masked, subjects, numbers=numbers, facts=facts) or first_fault(
        masked, numbers, subjects=subjects, facts=facts
    )


def _claim_fault(
    masked: str, subjects: list[str], *, numbers: Sequence[Number], facts: Held
) -> str:
    """Say why a sentence claims something in a form that no fact can answer for."""
    if any(n.unit is Unit.UNKNOWN for n in numbers):
        return "number"
    if find(NEGATED, masked) and (numbers or subjects or tones(masked)):
        return "negation"
    best = bool(subjects) and all(s in facts.champions for s in subjects)
    return "superlative" if find(SUPERLATIVE, masked) and not best else ""


def _mask(sentence: str, facts: Held) -> tuple[str, list[str] | None]:
    """Replace known names by marks so that their digits do not count; None: a wrong name."""
    masked, subjects = sentence, []
    for name in sorted((*facts.names, *facts.strange), key=len, reverse=True):
        if name not in masked:
            continue
        if name in facts.strange:
            return masked, None
        masked = masked.replace(name, chr(FIRST_MARK + facts.names.index(name)))
        subjects.append(name)
    return masked, subjects


def _foreign(masked: str) -> bool:
    """Tell whether a name stands there that no fact has: a code, or Latin letters in Korean."""
    if re.search(r"\b[A-Z]?\d{6}\b(?![\d,.]*\s*(?:원|won|KRW))", masked):
        return True
    words = re.findall(r"[A-Za-z]{2,}", masked)
    if re.search(r"[가-힣]", masked):
        return any(w not in _LATIN_OK for w in words)
    return any(w[0].isupper() and w not in _LATIN_OK and not _ordinary(w, masked) for w in words)


def _ordinary(word: str, masked: str) -> bool:
    months = "January February March April May June July August September October November"
    return masked.startswith(word) or word in f"{months} December".split() or word == "I"
