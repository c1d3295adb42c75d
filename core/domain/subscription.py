"""Which reports a person wants: the kinds, when, in which language, how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.domain.approval import Actor
from core.domain.journal import Report


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
