"""What a person wants to get and to see: reports, and stocks to keep an eye on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from core.domain.approval import Actor
from core.domain.journal import Report

# One screen of quotes is ten; nobody reads more than three of them.
MOST_WATCHED: Final = 30


class Slot(StrEnum):
    """When a report comes: half an hour after the close, at 20:00, or before the next open."""

    CLOSE = "close"
    EVENING = "evening"
    MORNING = "morning"


class Detail(StrEnum):
    """How much a report tells."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person's wishes; `reader` is the key of the user, as ``face:user``.

    `lang` is ko or en, empty for the language in use. `sent` are the last period of each kind
    that was put into the outbox, as ``weekly:2026-W47``, so that none is sent twice.
    """

    reader: str
    kinds: tuple[str, ...] = ("daily", "weekly", "monthly")
    slot: Slot = Slot.CLOSE
    lang: str = ""
    detail: Detail = Detail.LONG
    sent: tuple[str, ...] = ()

    def wants(self, kind: str, period: str, slot: Slot) -> bool:
        """Tell whether a report is wanted in a slot and was not sent yet."""
        return kind in self.kinds and slot is self.slot and f"{kind}:{period}" not in self.sent

    def after(self, kind: str, period: str) -> Subscription:
        """Make the same wishes with one more report sent."""
        others = tuple(one for one in self.sent if not one.startswith(f"{kind}:"))
        return replace(self, sent=(*others, f"{kind}:{period}"))


@dataclass(frozen=True, slots=True)
class KeepReport:
    """Store a report, and send it to those of `readers` (keys of users) who did not get it yet."""

    report: Report
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetSubscription:
    """Change what a person wants of reports; None leaves a wish as it was."""

    actor: Actor
    kinds: tuple[str, ...] | None = None
    slot: Slot | None = None
    lang: str | None = None
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class WatchList:
    """One person's stocks, in the order in which they were added.

    `owner` is the person behind all their faces (`User.who`).
    """

    owner: str
    symbols: tuple[str, ...] = ()

    def changed(self, add: Iterable[str], remove: Iterable[str]) -> WatchList:
        """Make the list with some more and without others; none is in it twice."""
        gone = frozenset(remove)
        kept = dict.fromkeys((*self.symbols, *add))
        return replace(self, symbols=tuple(s for s in kept if s not in gone))

    @property
    def too_long(self) -> bool:
        """Tell whether it holds more than a list may."""
        return len(self.symbols) > MOST_WATCHED


@dataclass(frozen=True, slots=True)
class SetWatch:
    """Add stocks to what a person watches, or take some off."""

    actor: Actor
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
