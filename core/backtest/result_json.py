"""A backtest as JSON: every fill, and the money to the last part of a won."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.backtest.result import Fill, Result
from core.backtest.rules import CENTI_MILLI
from core.backtest.trades import trades_of

Number = int | Decimal


def account_json(result: Result) -> dict[str, Any]:
    """Give one account: its fills, cash, equity, closed trades and costs."""
    return {
        "fills": [_fill(fill, result.scale) for fill in result.fills],
        "cash": won(result.cash5),
        "equity": won(result.equity5[-1] if result.equity5 else result.cash5),
        "trades": len(trades_of(result)),
        "commission": won(sum(fill.fee5 for fill in result.fills)),
        "tax": won(sum(fill.tax5 for fill in result.fills)),
    }


def run_json(head: Mapping[str, str], results: Mapping[str, Result], *, portfolio: bool) -> str:
    """Write runs as text: `head` first, then one account, or one a symbol.

    Numbers are whole where they are, else exact decimal numbers; never rounded.
    """
    body: dict[str, Any] = dict(head)
    if portfolio:
        (result,) = results.values()
        body["portfolio"] = account_json(result)
    else:
        body["symbols"] = {symbol: account_json(one) for symbol, one in results.items()}
    return _written(body) + "\n"


def won(amount5: int) -> Number:
    """Write 1/100,000 won as won."""
    return _number(amount5, CENTI_MILLI)


def _fill(fill: Fill, scale: int) -> dict[str, Any]:
    return {
        "symbol": fill.symbol,
        "date": fill.day.isoformat(),
        "side": fill.side.value,
        "qty": fill.qty,
        "price": _number(fill.price, scale),
        "reason": fill.reason,
    }


def _number(amount: int, unit: int) -> Number:
    whole, rest = divmod(amount, unit)
    return whole if not rest else Decimal(amount) / unit


def _written(value: Any, indent: str = "\n") -> str:
    """Write JSON with exact decimals, which the standard library would turn into floats.

    A list has a line for each of its rows.
    """
    deeper = indent + "  "
    if isinstance(value, dict):
        rows = [f"{json.dumps(key)}: {_written(one, deeper)}" for key, one in value.items()]
        return _joined("{", rows, "}", deeper, indent)
    if isinstance(value, list):
        return _joined("[", [_row(one) for one in value], "]", deeper, indent)
    return _plain(value)


def _joined(begin: str, rows: list[str], end: str, deeper: str, indent: str) -> str:
    return begin + deeper + f",{deeper}".join(rows) + indent + end if rows else begin + end


def _row(row: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{key}": {_plain(value)}' for key, value in row.items()) + "}"


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)
