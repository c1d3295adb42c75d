"""Orders: what was meant, the ten states, and the only moves between them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.money import Won
from core.domain.signal import Side
from core.errors import IllegalTransition


class Mode(StrEnum):
    """Whether real money moves."""

    PAPER = "paper"
    LIVE = "live"


class OrderKind(StrEnum):
    """How the venue should match it; OPEN and CLOSE are limits for that auction."""

    LIMIT = "limit"
    OPEN = "open"
    CLOSE = "close"


class OrderState(StrEnum):
    """The ten states of architecture.md section 3."""

    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    PARTIAL = "partial"
    CANCELLING = "cancelling"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"


class OrderMove(StrEnum):
    """What happened to an order."""

    SEND = "send"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REFUSE = "refuse"
    LOSE = "lose"
    FILL_PART = "fill_part"
    FILL_ALL = "fill_all"
    ASK_CANCEL = "ask_cancel"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL = "cancel"
    EXPIRE = "expire"
    TURN_UP = "turn_up"


_S, _M = OrderState, OrderMove
TRANSITIONS: Final[dict[tuple[OrderState, OrderMove], OrderState]] = {
    (_S.READY, _M.SEND): _S.SENDING,
    (_S.READY, _M.WITHDRAW): _S.CANCELLED,
    (_S.SENDING, _M.ACCEPT): _S.ACCEPTED,
    (_S.SENDING, _M.REFUSE): _S.REJECTED,
    (_S.SENDING, _M.LOSE): _S.UNKNOWN,
    (_S.UNKNOWN, _M.ACCEPT): _S.ACCEPTED,
    (_S.UNKNOWN, _M.REFUSE): _S.REJECTED,
    (_S.ACCEPTED, _M.FILL_PART): _S.PARTIAL,
    (_S.ACCEPTED, _M.FILL_ALL): _S.FILLED,
    (_S.ACCEPTED, _M.ASK_CANCEL): _S.CANCELLING,
    (_S.ACCEPTED, _M.CANCEL): _S.CANCELLED,
    (_S.ACCEPTED, _M.EXPIRE): _S.EXPIRED,
    (_S.ACCEPTED, _M.REFUSE): _S.REJECTED,
    (_S.PARTIAL, _M.FILL_PART): _S.PARTIAL,
    (_S.PARTIAL, _M.FILL_ALL): _S.FILLED,
    (_S.PARTIAL, _M.ASK_CANCEL): _S.CANCELLING,
    (_S.PARTIAL, _M.CANCEL): _S.CANCELLED,
    (_S.PARTIAL, _M.EXPIRE): _S.EXPIRED,
    (_S.CANCELLING, _M.FILL_PART): _S.CANCELLING,
    (_S.CANCELLING, _M.FILL_ALL): _S.FILLED,
    (_S.CANCELLING, _M.CANCEL): _S.CANCELLED,
    (_S.CANCELLING, _M.EXPIRE): _S.EXPIRED,
    (_S.CANCELLING, _M.CANCEL_REFUSED): _S.ACCEPTED,
    (_S.REJECTED, _M.TURN_UP): _S.ACCEPTED,
}
IN_FLIGHT: Final = frozenset({_S.SENDING, _S.UNKNOWN})
RESTING: Final = frozenset({_S.ACCEPTED, _S.PARTIAL, _S.CANCELLING})
OPEN: Final = IN_FLIGHT | RESTING | {_S.READY}
TERMINAL: Final = frozenset(OrderState) - OPEN


@dataclass(frozen=True, slots=True)
class OrderIntent:
    """What would be ordered. Prices in won; `ref_price` is the quote it was sized by.

    `owner` is the strategy's name, "person" or "outside". `stop_price` is what the
    loss on the card is reckoned to; None when the owner has no stop. For futures `shares` are
    contracts, `multiplier` the shares behind one (0 for a share itself) and `margin` the won
    that opening one contract takes. `flatten` marks an order that closes a holding because a
    person asked for it to be flattened, `resting` one whose price is its strategy's own and may
    lie away from the market.
    """

    id: str
    account: str
    mode: Mode
    owner: str
    symbol: str
    name: str
    side: Side
    shares: int
    kind: OrderKind
    price: Won
    ref_price: Won
    signal_id: str
    correlation: str
    made_at: datetime
    stop_price: Won | None = None
    reason: str = ""
    multiplier: int = 0
    margin: Won = 0
    flatten: bool = False
    resting: bool = False

    def canon_hash(self) -> str:
        """Hash what a person sees and the broker gets (INV-05): SHA-256, hexadecimal."""
        return hashlib.sha256(self.canon_bytes()).hexdigest()

    def canon_bytes(self) -> bytes:
        """Write what a person sees and the broker gets, always in the same way."""
        seen = {
            "account": self.account,
            "mode": self.mode.value,
            "owner": self.owner,
            "symbol": self.symbol,
            "side": self.side.value,
            "shares": self.shares,
            "kind": self.kind.value,
            "price": self.price,
        }
        if self.multiplier:
            seen["multiplier"] = self.multiplier
        if self.flatten:
            # Only then: what was stored before this word existed keeps its hash.
            seen["flatten"] = True
        if self.resting:
            seen["resting"] = True
        return json.dumps(seen, sort_keys=True, separators=(",", ":")).encode()

    def may_meet(self, other: OrderIntent) -> bool:
        """Tell whether the market could match this order with another of the same account."""
        if self.symbol != other.symbol or self.side is other.side:
            return False
        buy, sell = (self, other) if self.side is Side.BUY else (other, self)
        return buy.price >= sell.price

    @property
    def gross(self) -> Won:
        """Give what the order trades in won: shares times price, notional for futures."""
        return self.worth_of(self.shares)

    def worth_of(self, shares: int) -> Won:
        """Give what some of the shares or contracts trade at the limit price, won."""
        return shares * self.price * (self.multiplier or 1)


@dataclass(frozen=True, slots=True)
class Order:
    """One order at the broker. `filled` never falls and never passes the shares.

    `amount`, `fee` and `tax` are cumulative won as the broker states them;
    `known_numbers` are the broker's order numbers seen before sending (section 6.4). One row
    is one attempt: `coid` names the first one, `attempt` counts. `body_sha` is the SHA-256 of
    the exact bytes to be sent, `skew_ms` how far the broker's clock was ahead of ours.
    `cancel_wanted` says that somebody or a stop wants it closed, `cancel_tries` how often that
    was asked of the broker, `cancel_at` when last.
    """

    id: str
    intent: OrderIntent
    approval_id: str
    decision_id: str
    state: OrderState
    made_at: datetime
    sent_at: datetime | None = None
    number: str | None = None
    filled: int = 0
    amount: Won = 0
    fee: Won = 0
    tax: Won = 0
    note: str = ""
    closed_at: datetime | None = None
    known_numbers: tuple[str, ...] = ()
    looks: int = 0
    held_before: int = 0
    coid: str = ""
    attempt: int = 1
    snapshot_id: str = ""
    body_sha: str = ""
    skew_ms: int = 0
    cancel_wanted: bool = False
    cancel_tries: int = 0
    cancel_at: datetime | None = None

    def moved(self, move: OrderMove, **changes: object) -> Order:
        """Make the order after a move.

        Raises IllegalTransition when there is no such move, or when `filled` would fall
        or pass the shares (INV-22).
        """
        state = TRANSITIONS.get((self.state, move))
        if state is None:
            raise IllegalTransition(f"order {self.id} is {self.state}: it cannot {move}")
        if move is OrderMove.CANCEL_REFUSED and self.filled:
            state = OrderState.PARTIAL
        order = replace(self, state=state, **changes)  # type: ignore[arg-type]
        if not self.filled <= order.filled <= order.intent.shares:
            raise IllegalTransition(
                f"order {self.id} has {self.filled} of {self.intent.shares} filled: "
                f"it cannot {move} to {order.filled}"
            )
        return order

    @property
    def remaining(self) -> int:
        """Give the shares not filled yet."""
        return self.intent.shares - self.filled
