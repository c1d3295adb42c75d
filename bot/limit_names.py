"""How people name and write risk limits: Korean and English names, won, per cent, seconds."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from core.domain.limits import UNITS

NAMES: Final = {
    "order_won": ("주문금액", "한주문", "order"),
    "turnover_won": ("하루금액", "회전", "회전금액", "turnover"),
    "daily_loss": ("하루손실", "일손실", "손실", "loss"),
    "symbol_weight": ("비중", "종목비중", "weight"),
    "max_positions": ("종목수", "보유수", "positions"),
    "orders_per_day": ("하루주문", "주문수", "orders"),
    "orders_per_minute": ("분당주문",),
    "orders_per_second": ("초당주문",),
    "repeat_orders": ("반복", "반복주문", "repeat"),
    "order_shares": ("주문수량", "shares"),
    "volume_share": ("거래량", "volume"),
    "price_collar": ("가격폭", "collar"),
    "card_drift": ("가격변화", "drift"),
    "card_life_s": ("카드시간", "card"),
    "quote_age_s": ("시세나이", "quote"),
    "cooldown_s": ("쉬는시간", "cooldown"),
}  # fmt: skip
_NAMED: Final = {word: name for name, words in NAMES.items() for word in (name, *words)}
_NUMBER: Final = re.compile(r"([0-9][0-9,]*(?:[.][0-9]+)?)(.*)")
_SCALES: Final[dict[str, dict[str, int | Decimal]]] = {
    "won": {"": 1, "원": 1, "won": 1, "천원": 1_000, "만": 10_000, "만원": 10_000, "억": 10**8,
            "억원": 10**8},
    "ratio": {"": 1, "%": Decimal("0.01"), "퍼센트": Decimal("0.01"), "프로": Decimal("0.01")},
    "count": {"": 1, "개": 1, "건": 1, "번": 1, "회": 1, "종목": 1},
    "shares": {"": 1, "주": 1, "shares": 1},
    "s": {"": 1, "s": 1, "초": 1, "분": 60, "m": 60},
}  # fmt: skip


def named(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Find the limit that the first one or two words name; an empty name where none does."""
    for count in (2, 1):
        name = _NAMED.get("".join(words[:count]).lower())
        if name is not None and len(words) >= count:
            return name, words[count:]
    return "", words


def amount(name: str, text: str) -> Decimal | None:
    """Read a value in the limit's unit; None when it is no such value.

    A bare number of a ratio is a ratio (0.02 is 2 %).
    """
    found = _NUMBER.fullmatch(text.strip().lower())
    scale = _SCALES[UNITS[name]].get(found[2]) if found else None
    if found is None or scale is None:
        return None
    value = Decimal(found[1].replace(",", "")) * scale
    # Neither 2E+1 nor 0.050: what is stored is compared and shown as text.
    return Decimal(f"{value.normalize():f}")
