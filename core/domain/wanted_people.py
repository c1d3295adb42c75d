"""What people ask the engine for about each other: their yes on a card, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.approval import Actor, MessageRef


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The button that takes a person's own yes off a card that waits for another's."""

    nonce: str
    actor: Actor
    message: MessageRef
