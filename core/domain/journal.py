"""The witness of what happened, and the messages that wait to be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `subject` is the id of the row it speaks of.

    A NOTICE has its catalogue key as subject and its words' fields in `fields`. A CARD_END or
    QUESTION_END with the field `moved` ends only what was shown in a chat that its person left.
    A CARD_NEWS draws an open card anew where it stands.
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
