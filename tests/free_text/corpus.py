"""Reads the sentences with what they mean, and tells how a reading differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.free_text.said import Said

HERE = Path(__file__).parent
ORDERS = ("buy", "sell")
NUMBERS = ("qty", "amount", "fraction", "price")
COLUMN = {"amount": "amount_krw", "type": "order_type"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the corpus; of several kinds any one is right, the first is the best."""

    text: str
    kinds: tuple[str, ...]
    fields: dict[str, str]


def load(name: str) -> list[Sentence]:
    """Read a file of the corpus: sentence, kinds by ``|``, fields by blanks."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [_sentence(line) for line in lines if line.strip() and not line.startswith("#")]


def wrong(sentence: Sentence, said: Said) -> str:
    """Tell what is wrong, nothing where all is right.

    An order has to agree in every number, said or not; other kinds in what the line states.
    """
    row = said.row()
    if row["kind"] not in sentence.kinds:
        return f"kind {row['kind']}"
    if row["kind"] == "none":
        return ""
    exact = row["kind"] in ORDERS and sentence.kinds[0] == row["kind"]
    return _fields(sentence, said, exact=exact)


def _fields(sentence: Sentence, said: Said, *, exact: bool) -> str:
    row = said.row()
    wanted = dict(sentence.fields)
    notes = said.extra
    for name in ("symbol", "type", *NUMBERS):
        value = wanted.pop(name, "")
        found = row[COLUMN.get(name, name)]
        if not (value or (exact and name != "type")):
            continue
        if not _equal(value, found):
            return f"{name} {found!r} instead of {value!r}"
    for name, value in wanted.items():
        # A time may be refused or kept; an order for now is what would be wrong.
        if notes.get(name) != value and row["kind"] in (*ORDERS, "control"):
            return f"{name} {notes.get(name)!r} instead of {value!r}"
    return ""


def _equal(wanted: str, found: object) -> bool:
    if not wanted or found in (None, ""):
        return not wanted and found in (None, "")
    if isinstance(found, int | float):
        return abs(float(wanted) - found) <= 0.002
    return wanted == found


def _sentence(line: str) -> Sentence:
    text, kinds, *fields = line.split("\t")
    pairs = (field.split("=", 1) for field in " ".join(fields).split())
    return Sentence(text, tuple(kinds.split("|")), dict(pairs))
