"""What a sentence means, as typed values; nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

# Why nothing is to be done where somebody said so: 삼전 사지 마.
REFUSED: Final = "refused"


class Kind(StrEnum):
    """What is to be done about a sentence."""

    BUY = "buy"
    SELL = "sell"
    CANCEL = "cancel"
    QUERY = "query"
    CONTROL = "control"
    ALERT = "alert"
    REPORT = "report"
    CHART = "chart"
    ASK = "ask"
    NONE = "none"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence understood; orders in it are proposals and never more than a card.

    Money is whole won. `fraction` is of the holding in a sale and of the orderable cash in a
    purchase. `why` names what keeps the sentence from being plain (when ambiguous, or refused),
    `side` the order it speaks of then, `bare` a number without a unit, `choices` the codes that
    may be meant.
    """

    kind: Kind
    symbol: str = ""
    qty: int | None = None
    amount_krw: int | None = None
    fraction: Decimal | None = None
    price: int | None = None
    order_type: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    side: str = ""
    bare: int | None = None
    why: str = ""
    choices: tuple[str, ...] = ()

    def row(self) -> dict[str, str | int | float | None]:
        """Give the fields of `gaemi parse`; what was not said is null or empty."""
        notes = self.extra | ({"why": self.why} if self.why else {})
        return {
            "kind": self.kind.value,
            "symbol": self.symbol,
            "qty": self.qty,
            "amount_krw": self.amount_krw,
            "fraction": float(self.fraction) if self.fraction is not None else None,
            "price": self.price,
            "order_type": self.order_type,
            "extra": ";".join(f"{key}={value}" for key, value in notes.items()),
        }
