"""How the person of a trial answers the questions about orders in doubt, rightly or wrongly."""

from __future__ import annotations

import random

from tests.prove.suite import Outcome
from tests.prove.world import KisWorld

# The share of worlds whose broker does not tell by which channel an order came.
UNREADABLE = 0.0


async def answer_all(
    world: KisWorld, *, rightly: bool, rng: random.Random, outcome: Outcome
) -> None:
    """Answer every open question about an order; nothing is asked with buttons yet."""


def picked(world: KisWorld) -> set[str]:
    """Give the orders whose number a person chose."""
    return set()
