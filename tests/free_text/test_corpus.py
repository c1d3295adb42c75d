"""Two halves of sentences: one was used while building, one was written before and kept apart."""

from __future__ import annotations

import pytest

from bot.free_text.understand import understand
from tests.free_text.corpus import ORDERS, Sentence, load, wrong

SEEN, UNSEEN, FRESH = load("seen.tsv"), load("unseen.tsv"), load("fresh.tsv")
# Blind when they were written; what each said at its first reading stands at its head.
HANDS = {
    name: load(f"{name}.tsv")
    for name in ("people", "mixed", "talk", "styles", "asked", "both", "final")
}


def misread(sentences: list[Sentence]) -> list[str]:
    read = ((s.text, wrong(s, understand(s.text))) for s in sentences)
    return [f"{text}: {what}" for text, what in read if what]


def test_the_halves_are_large_and_share_few_sentences():
    assert len(SEEN) >= 300
    assert len(UNSEEN) >= 300
    shared = {s.text for s in SEEN} & {s.text for s in UNSEEN}
    assert len(shared) <= len(UNSEEN) // 10, sorted(shared)


@pytest.mark.parametrize("sentence", SEEN, ids=[s.text for s in SEEN])
def test_sentence_used_while_building_is_read_right(sentence):
    assert not wrong(sentence, understand(sentence.text))


def test_of_the_sentences_kept_apart_at_least_97_percent_are_read_right():
    for half in (UNSEEN, FRESH, *HANDS.values()):
        bad = misread(half)
        assert len(bad) <= 0.03 * len(half), bad


@pytest.mark.parametrize(
    "half", [SEEN, UNSEEN, FRESH, *HANDS.values()], ids=["seen", "unseen", "fresh", *HANDS]
)
def test_no_sentence_becomes_an_order_that_is_none(half):
    orders = [(s, understand(s.text)) for s in half]
    false = [s.text for s, said in orders if said.kind in ORDERS and said.kind not in s.kinds]
    assert not false


def test_every_kind_occurs_in_both_halves():
    for half in (SEEN, UNSEEN):
        assert len({kind for s in half for kind in s.kinds}) == 11
