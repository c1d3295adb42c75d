"""What gaemi answers, before any face made it look like something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from core.domain.journal import Severity
from core.domain.order import Mode


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; it may hold line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Entries of a list, one a line; what does not fit goes on below, indented."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; a row that does not fit is shown as a heading with its values below."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text that must keep its spaces, such as a command to type."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Our own words shown to the letter: never cleaned again and broken by the phone alone.

    For wordings that are fixed (reliability.md 6.6); values in them are cleaned beforehand.
    """

    text: str


Block: TypeAlias = Paragraph | Lines | Fields | Table | Code | Verbatim


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to press. `data` is at most 64 bytes (Telegram's limit)."""

    label: str
    data: str

    def __post_init__(self) -> None:
        size = len(self.data.encode())
        if not 1 <= size <= 64:
            raise ValueError(f"button {self.label!r} carries {size} bytes; 1 to 64 are allowed")


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: title, blocks, rows of buttons. `mode` puts PAPER or LIVE above all."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    severity: Severity = Severity.INFO
    mode: Mode | None = None

    def without_buttons(self) -> Reply:
        """Make the same message with nothing left to press."""
        return replace(self, buttons=())


def plain(text: str, *, title: str = "", severity: Severity = Severity.INFO) -> Reply:
    """Make a reply of one paragraph."""
    return Reply(title, (Paragraph(text),), severity=severity)
