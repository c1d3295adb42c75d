"""What the engine answers to a command: a catalogue key and the words' fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from core.domain.commands import Command


@dataclass(frozen=True, slots=True)
class Result:
    """One answer. `key` names a message of the catalogue, `subject` the row it speaks of.

    Keys of presses: press.granted rejected already lapsed unknown not_yours wrong_message
    drift stale risk halted in_flight restarting skew. Of questions about an order in
    doubt: doubt.looking doubt.type_number doubt.needs_pin doubt.no_pin doubt.card doubt.adopted
    doubt.neither doubt.both doubt.held doubt.lapsed doubt.closed doubt.not_seen
    doubt.other_order doubt.asked. Of the rest: halt.done
    resume.asked resume.red resume.nothing resume.wait resume.done resume.kept resume.lapsed
    pair.done pair.already strategy.started strategy.stopped strategy.set strategy.bad
    report.kept done.

    `stands_for` are stored messages that need not be shown where an answer with this arrived.
    """

    ok: bool
    key: str
    subject: str = ""
    fields: dict[str, str | int] = field(default_factory=dict)
    stands_for: tuple[str, ...] = ()


class Door(Protocol):
    """The way into the engine for faces, schedule and workers."""

    async def ask(self, command: Command) -> Result:
        """Queue a command and wait until it was handled and committed."""
        ...
