"""The figures that rows of an answer have, each with the words that must stand beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from core.domain.money import Rate, Won
from core.report.figures import OTHER_MONEY, RESULT, Figure
from core.report.numbers import Unit

_AVERAGE = r"평균|매입|average|entry"
_STOP = r"손절|\bstop\b"
_LIMIT = r"한도|규칙|상한|제한|limit|rule|at most"
# What must and what must not stand in the clause of a figure.
_BESIDE: Final[dict[str, tuple[str, str]]] = {
    "equity": (r"평가|자산|계좌|equity|account|worth", r"현금|예수금|주문 *가능|cash"),
    "cash": (r"현금|예수금|cash", r"주문 *가능|orderable"),
    "orderable": (r"주문 *가능|주문할 수|orderable|available", ""),
    "profit": (RESULT, OTHER_MONEY),
    "return": (RESULT, OTHER_MONEY),
    "realised": (r"(?<!미)실현|(?<!un)reali[sz]ed", r"미실현|평가손|unreali|\bopen\b"),
    "open_profit": (RESULT, r"비중|평균|(?<!미)실현|weight|average|(?<!un)reali|fee|tax"),
    "open_return": (RESULT, r"비중|손절|weight|stop"),
    "fees": (r"수수료|commission|\bfees?\b", ""),
    "taxes": (r"세금|거래세|\btax", ""),
    "trades": (r"거래(?!일|세|소)|매매|체결|trade", r"매수|매도|이긴|bought|sold|\bwin"),
    "holdings": (r"보유|종목|hold|position", ""),
    "open_orders": (r"주문|order", ""),
    "average": (_AVERAGE, ""),
    "price": (r"현재|종가|가격|주가|시세|price|trad", rf"{_AVERAGE}|{_STOP}|지정|limit"),
    "base": (r"전일|어제|이전|previous|yesterday", ""),
    "worth": (r"평가|가치|금액|worth|value", r"손익|이익|손실|profit|loss|gain"),
    "weight": (r"비중|weight|share of", ""),
    "filled": (r"체결|filled", ""),
    "observed": (r"관측|현재|실제|비중|손실|observed|actual|is\b|was\b", _LIMIT),
    "limit": (_LIMIT, ""),
    "limit_order": (r"주문|order", ""),
    "limit_turnover": (r"하루|매매|거래|turnover|traded", ""),
    "limit_loss": (r"손실|loss", ""),
    "limit_weight": (r"비중|weight", ""),
    "limit_positions": (r"종목|보유|position|stock", ""),
    "limit_orders": (r"주문|order", ""),
    "sessions": (r"거래일|session|일 *동안", ""),
    "trials": (r"번|시도|백테스트|tried|trial|backtest", ""),
    "first": (r"부터|시작|첫|from|start|since", ""),
    "last": (r"까지|마지막|끝|until|\bto\b|last", ""),
    "sells": (r"매도|팔|sold|sell|sale", r"이긴|이겼|승|win"),
    "wins": (r"이긴|이겼|승|\bwins?\b", ""),
}
_SIGNED: Final = frozenset({"profit", "return", "realised", "open_profit", "open_return"})


def won(label: str, value: Won) -> Figure:
    """Make a figure of won."""
    return _figure(label, Decimal(value), Unit.WON)


def percent(label: str, rate: Rate) -> Figure:
    """Make a figure from a ratio."""
    return _figure(label, rate * 100, Unit.PERCENT)


def shares(value: int, label: str = "shares") -> Figure:
    """Make a figure of shares."""
    return _figure(label, Decimal(value), Unit.SHARES)


def count(label: str, value: int) -> Figure:
    """Make a figure that counts something."""
    return _figure(label, Decimal(value), Unit.COUNT)


def day(label: str, value: date) -> Figure:
    """Make a figure of a date."""
    digits = value.year * 10_000 + value.month * 100 + value.day
    return _figure(label, Decimal(digits), Unit.DATE)


def _figure(label: str, value: Decimal, unit: Unit) -> Figure:
    words, unless = _BESIDE.get(label, ("", ""))
    return Figure(label, value, unit, words, unless, label in _SIGNED)


def ratio(value: str | int) -> Rate:
    """Read a saying's ratio; zero for what is none."""
    try:
        return abs(Rate(value))
    except InvalidOperation:
        return Rate(0)
