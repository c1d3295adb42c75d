"""The witness of what happened, the messages that wait to be delivered, and who saw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.domain.calendar import KST

DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One fact; `seq` has no holes, `cause` names the message that led to it.

    `topic` is one of the designs' topics: market.bar, signal.out, risk.event,
    approval.state, order.state, execution.fill, switch.state, report.ready, system.
    `data` holds text and numbers only.
    """

    seq: int
    at: datetime
    topic: str
    kind: str
    correlation: str
    cause: str
    data: tuple[tuple[str, str | int], ...]


class Severity(StrEnum):
    """How loudly a message speaks."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class OutKind(StrEnum):
    """What the deliverer should show; the text is made at delivery from stored rows."""

    CARD = "card"
    CARD_TICK = "card_tick"
    CARD_END = "card_end"
    CARD_NEWS = "card_news"
    ORDER = "order"
    NOTICE = "notice"
    REPORT = "report"
    QUESTION_END = "question_end"
    UPDATE = "update"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `subject` is the id of the row it speaks of.

    A NOTICE has its catalogue key as subject and its words' fields in `fields`. A CARD_END or
    QUESTION_END with the field `moved` ends only what was shown in a chat that its person left.
    A CARD_NEWS draws an open card anew where it stands.
    An UPDATE draws the message of another row anew in its place, a DIGEST those of its event.

    `event` is the same for all copies of one message, `times` says how often it happened,
    `message` is where it stands in its chat. `because` is why it came here: "again" for one that
    nobody acknowledged, "unreached:FACE" for one that FACE did not take, "answered" for one that
    an answer in its chat stands for: it goes when that does not arrive. One with `held_until`
    waits for the end of quiet hours.
    """

    id: str
    face: str
    chat: str
    kind: OutKind
    subject: str
    fields: tuple[tuple[str, str | int], ...]
    severity: Severity
    made_at: datetime
    correlation: str
    delivered_at: datetime | None = None
    tries: int = 0
    error: str = ""
    event: str = ""
    times: int = 1
    message: str = ""
    because: str = ""
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A stored report: the facts as canonical JSON, the text, and who wrote it.

    `kind` is daily, weekly or monthly; `lang` ko or en; `detail` long or short.
    """

    id: str
    kind: str
    period: str
    facts: str
    text: str
    writer: str
    dropped: int
    made_at: datetime
    lang: str = "ko"
    detail: str = "long"


class AlarmState(StrEnum):
    """Open: somebody must say so. Seen: somebody did. Spent: told everywhere, nobody did."""

    OPEN = "open"
    SEEN = "seen"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One critical message and who saw it; `id` is the event of its outbox rows.

    `step` counts how often it was told again, `next_at` (the machine's clock) says when it will
    be; None until that was reckoned.
    """

    id: str
    subject: str
    fields: tuple[tuple[str, str | int], ...]
    raised_at: datetime
    state: AlarmState = AlarmState.OPEN
    step: int = 0
    next_at: datetime | None = None
    seen_by: str = ""
    seen_at: datetime | None = None

    @property
    def question(self) -> str:
        """Give the question that the message carries, empty when it carries none."""
        return str(dict(self.fields).get("question", ""))


@dataclass(frozen=True, slots=True)
class Mute:
    """A kind of common message that a person does not want, until an instant or for good."""

    kind: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a person wants rest, in minutes after midnight in Korea; equal ends mean never.

    Only what is common waits or is left out: what is critical, cards and warnings never are.
    """

    person: str
    starts: int = 0
    ends: int = 0
    mutes: tuple[Mute, ...] = ()

    def until(self, now: datetime) -> datetime | None:
        """Give the end of the quiet time that an instant lies in, None outside of it."""
        local = now.astimezone(KST)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        into = (local.hour * 60 + local.minute - self.starts) % DAY_MINUTES
        length = (self.ends - self.starts) % DAY_MINUTES
        if into >= length:
            return None
        ends = midnight + timedelta(minutes=local.hour * 60 + local.minute - into + length)
        return ends.astimezone(now.tzinfo)

    def muted(self, kind: str, now: datetime) -> bool:
        """Tell whether a kind is left out at an instant."""
        return any(m.kind == kind and (m.until is None or now < m.until) for m in self.mutes)
