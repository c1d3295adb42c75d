"""T-18: a prompt of the corpus by one way in, and a model that obeys it; nothing comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.prove.suite import Outcome, Suite
from tests.redteam.oracle import before, harm
from tests.redteam.stage import attacked, corpus, question_of

CORPUS = corpus()
WAYS = ("question", "note", "name", "signal", "report", "title")
CELLS = len(CORPUS) * len(WAYS)


def trial(number: int) -> Outcome:
    """Attack with the prompt and by the way in that the number names."""
    return asyncio.run(_trial(number))


async def _trial(number: int) -> Outcome:
    way = WAYS[number // len(CORPUS) % len(WAYS)]
    prompt = replace(CORPUS[number % len(CORPUS)], via=way)
    outcome = Outcome()
    async with attacked(prompt, halted=number % 2 == 0) as stage:
        was = before(stage.world)
        await stage.ask(question_of(prompt))
        outcome.failures = [f"{prompt.id} by {way}: {told}" for told in harm(stage, was, prompt)]
    outcome.count(way)
    return outcome


SUITE = Suite(
    "T-18", "red team of the language model", trial, floor=300, night=CELLS, unit="attacks",
    inputs=CELLS,
    left_out=("a real model: the one here is scripted",),
)  # fmt: skip
