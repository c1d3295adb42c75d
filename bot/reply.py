"""What gaemi answers, before any face made it look like something."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from core.domain.approval import MessageRef
from core.domain.journal import Severity
from core.domain.order import Mode

# Begins what a button carries that says a command which ends in a card or a question.
PROPOSE: Final = "p:"
# Begins what a button carries that says a command whose answer only shows.
RUN: Final = "r:"
# Begins what a button carries that shows another page in place of its message.
TURN: Final = "t:"
# Begins the key of an order that an answer of the assistant suggested.
DRAFT: Final = "d:"


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


# Rows of what the keys under a chat say when they are pressed.
Keys: TypeAlias = tuple[tuple[str, ...], ...]
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
class Picture:
    """A PNG beside a message. `name` is a file's name without its ending, in ASCII.

    `alt` says in words what it shows, for whoever cannot see it; the message has to do without
    the picture where a face has none or it cannot be sent.
    """

    name: str
    png: bytes = field(repr=False)
    alt: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: title, blocks, rows of buttons, perhaps a picture.

    `mode` puts PAPER or LIVE above all. `under` is the message this one belongs to: a face with
    threads shows it in that one's thread, the others need not care. `keys` are put under a private
    chat, none taken away, where a face has such; they and buttons exclude each other.
    `key` names a message of the outbox: the same key again is the same message. `stands_for` are
    messages there that need not follow where this one arrived.
    """

    title: str = ""
    blocks: tuple[Block, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    severity: Severity = Severity.INFO
    mode: Mode | None = None
    picture: Picture | None = None
    under: MessageRef | None = None
    keys: Keys | None = None
    key: str = ""
    stands_for: tuple[str, ...] = ()

    @property
    def is_common(self) -> bool:
        """Tell whether it neither warns nor refuses."""
        return self.severity is Severity.INFO

    def without_buttons(self) -> Reply:
        """Make the same message with nothing left to press."""
        return replace(self, buttons=())


def plain(text: str, *, title: str = "", severity: Severity = Severity.INFO) -> Reply:
    """Make a reply of one paragraph."""
    return Reply(title, (Paragraph(text),), severity=severity)


def warning(text: str) -> Reply:
    """Make a reply of one paragraph that says what was not done."""
    return plain(text, severity=Severity.WARNING)
