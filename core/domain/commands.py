"""Messages to the engine. Each is handled in one transaction; the sender gets one result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.alert import ChangeAlerts, SetAlert
from core.domain.approval import Actor, MessageRef
from core.domain.bar import Bar, Gap, Quote
from core.domain.modes import SetMode
from core.domain.money import Won
from core.domain.people import Role
from core.domain.plan import Cursor
from core.domain.subscription import KeepReport, SetSubscription, SetWatch
from core.domain.switches import HaltLevel, Scope
from core.domain.wanted import Wanted
from core.domain.wanted_people import InvitePerson, PeopleCommand, SetRole


@dataclass(frozen=True, slots=True)
class CloseDay:
    """A session ended: its daily bars, one a symbol; strategies decide on them.

    `breaks` are gaps that end on this day: what lies before them is another series.
    """

    day: date
    bars: tuple[Bar, ...]
    breaks: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Decide on the newest bars without a new session, at the first start."""

    day: date


@dataclass(frozen=True, slots=True)
class BeforeClose:
    """The closing auction is near: strategies with an exit by the calendar speak."""

    day: date


@dataclass(frozen=True, slots=True)
class Look:
    """Fresh quotes: hot state, stops and takes, waiting signals, lapses."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the nonce it carried, yes or no, who pressed and in which message.

    `proved` is set by the engine alone, once the second factor was right.
    """

    nonce: str
    yes: bool
    actor: Actor
    message: MessageRef
    quote: Quote | None = None
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """The button of an undo window: the hash of its nonce, who pressed and in which message."""

    nonce_sha: str
    actor: Actor
    message: MessageRef


@dataclass(frozen=True, slots=True)
class Release:
    """An undo window may be over: its order goes now, waits for facts, or is taken back."""

    order_id: str


@dataclass(frozen=True, slots=True)
class BrokerRow:
    """One order of the broker's day list; amounts are cumulative won.

    `channel` is "api" for ours, "unreadable" when the broker does not say, else another's name.
    `parent` names the order that this row only changes. `kind` "limit", "market" or "best".
    """

    number: str
    day: date
    symbol: str
    side: str
    shares: int
    price: Won
    kind: str
    filled: int
    amount: Won
    fee: Won
    tax: Won
    state: str
    placed_at: datetime
    channel: str
    reason: str = ""
    parent: str = ""
    venue: str = "KRX"
    is_contract: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """What the broker says is held: shares and won paid.

    Of futures: contracts and their notional at entry, both below zero when sold short, and the
    shares behind one contract.
    """

    symbol: str
    shares: int
    cost: Won
    multiplier: int = 0


@dataclass(frozen=True, slots=True)
class DayTotals:
    """The broker's sums of its day in won; `costs` are fees and taxes, `_before` yesterday's."""

    bought: Won
    sold: Won
    costs: Won
    costs_before: Won


@dataclass(frozen=True, slots=True)
class BrokerView:
    """A complete look at one account: every order of the day, holdings, won.

    `totals` are None where the broker states fees by order, so that nothing is estimated.
    """

    account: str
    day: date
    at: datetime
    rows: tuple[BrokerRow, ...]
    holdings: tuple[Holding, ...]
    cash: Won
    orderable: Won
    totals: DayTotals | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A complete look arrived; fills are booked from it and nothing else."""

    view: BrokerView


@dataclass(frozen=True, slots=True)
class LookFailed:
    """A look was not complete, so it proves nothing (INV-25)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Choose:
    """A button of a question with several: its nonce, who pressed and in which message."""

    nonce: str
    actor: Actor
    message: MessageRef


@dataclass(frozen=True, slots=True)
class MatchNumber:
    """A person typed the broker's number of an order in doubt."""

    order_id: str
    number: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A person proved once more who they are; what waited for it goes on.

    `red_checks` are those of now, for what may only go on while all are green.
    """

    actor: Actor
    red_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskDoubt:
    """Put up the question about an order in doubt once more."""

    order_id: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Answered:
    """The broker's answer to a submit: a number, a refusal, or nothing certain."""

    order_id: str
    number: str | None = None
    refused: str = ""
    in_doubt: str = ""


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """A person wants what is left of an order cancelled."""

    order_id: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class CancelAnswered:
    """The broker's answer to a cancel; it ends nothing, only a closed row does (A25)."""

    order_id: str
    accepted: bool = False
    refused: str = ""
    in_doubt: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An outbox message reached its chat (reference known) or failed.

    `merged` are later edits of the same message that this one showed as well. `lasting` is true
    when its channel has taken nothing for so long that other ways must be tried.
    """

    outgoing_id: str
    ref: MessageRef | None = None
    error: str = ""
    final: bool = True
    merged: tuple[str, ...] = ()
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """Engage the kill switch; first in the inbox, already in the latch file.

    `until` is when a person wants it to end by itself, if all is well then; None for never.
    `answered` where the one who asks is answered in their chat, and says when that arrived.
    """

    scope: Scope
    level: HaltLevel
    actor: Actor
    reason: str
    until: datetime | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Flatten:
    """Close what is held in a scope: engages FLATTEN, cancels, then cards or one question.

    `at_once` puts up one question that lists every closing order; its press sends them all.
    `outside` takes in what was not bought by gaemi. Already in the latch file, as Halt is, and
    `answered` as there.
    """

    scope: Scope
    actor: Actor
    reason: str
    at_once: bool = False
    outside: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class AskResume:
    """Ask to lift a halt: yields a question with a button, never lifts by itself."""

    scope: Scope
    actor: Actor
    reason: str
    red_checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """A press on a question's button; `red_checks` are looked at again.

    `proved` is set by the engine alone, once the second factor was right.
    """

    nonce: str
    yes: bool
    actor: Actor
    message: MessageRef
    red_checks: tuple[str, ...]
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A code let a person in; `person` groups faces, `by` made the code, `joins`: to one known.

    With `moves` a known face only calls its cards to another chat; `role` and `person` are nothing.
    """

    actor: Actor
    role: Role
    person: str = ""
    by: str = ""
    joins: bool = False
    moves: bool = False


@dataclass(frozen=True, slots=True)
class SetStrategy:
    """Start or stop a strategy, or set one parameter (text as typed)."""

    name: str
    actor: Actor
    running: bool | None = None
    parameter: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class KeepCursor:
    """Store how far a job of the schedule came."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Boot:
    """The program started: SENDING becomes UNKNOWN, open cards are shown anew or lapse."""

    boot: str


@dataclass(frozen=True, slots=True)
class TrustFace:
    """A person says that the line of a face is theirs alone again (K04)."""

    face: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Warn:
    """Something is wrong outside the engine: tell everybody, by catalogue key."""

    key: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed without news: lapse what is due."""


# What may wait for the second factor.
Provable = Press | AnswerQuestion | InvitePerson | SetRole

Command = (
    CloseDay | Evaluate | BeforeClose | Look | Press | Undo | Release | PeopleCommand | Seen
    | LookFailed | Choose | MatchNumber | SecondFactor | AskDoubt | Answered | CancelOrder
    | SetMode | CancelAnswered | Delivered | Halt | Flatten | AskResume | AnswerQuestion | Pair
    | SetStrategy | KeepReport | SetSubscription | SetWatch | SetAlert | ChangeAlerts
    | KeepCursor | Boot | TrustFace | Warn | Tick | Wanted
)  # fmt: skip
