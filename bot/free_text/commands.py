"""From what a sentence means to the words of the command that does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.free_text.alert_commands import alert_words
from bot.free_text.said import Kind, Said

# The commands that answer a question; what is not here has none yet.
_ANSWERED_BY: Final = {
    "status": "status", "risk": "risk", "session": "status", "signals": "status",
    "balance": "balance", "positions": "positions", "orders": "orders", "logs": "logs",
    "strategies": "strategy list", "help": "help", "users": "users",
}  # fmt: skip
# Acts that the command of the same meaning shows and explains.
# Nobody is added or changed by a sentence: the list shows the words of the command.
_PLAIN: Final = {"limits": ("risk",), "mode": ("mode",), "users": ("users",)}
_PERIODS: Final = frozenset({
    "day", "yesterday", "week", "last_week", "month", "last_month", "year",
})  # fmt: skip
_TABLES: Final = {
    "days": re.compile(r"일별|매일|하루하루|(?<![a-z])(?:daily|by day)\b"),
    "weeks": re.compile(r"주별|매주|(?<![a-z])(?:weekly|by week)\b"),
    "months": re.compile(r"월별|매월|매달|달별|(?<![a-z])(?:monthly|by month)\b"),
}
_PARTS: Final = {
    "strategy": re.compile(r"전략\s?(?:별|마다)|by strategy"),
    "symbol": re.compile(r"종목\s?(?:별|마다)|by (?:stock|symbol)"),
    "exit": re.compile(r"(?:이유|까닭|사유|청산)\s?별|by exit"),
}
_EXITS: Final = ("stop", "take")
_UNITS: Final = {"개월": "m", "달": "m", "년": "y", "일": "d"}


def order_words(said: Said) -> tuple[str, ...]:
    """Write as much of an order as was said, as the words of `buy` or `sell`."""
    words = [said.side or said.kind.value, *([said.symbol] if said.symbol else [])]
    if said.qty is not None:
        words.append(f"{said.qty}shares")
    if said.amount_krw is not None:
        words.append(f"{said.amount_krw}won")
    if said.fraction is not None:
        words.append(f"{(said.fraction * 100).normalize():f}%")
    words += [f"@{said.price}"] if said.price is not None else []
    words += [word for name in _EXITS for word in _exit(said, name)]
    return (*words, *(["market"] if said.order_type == "market" else []))


def is_whole(said: Said) -> bool:
    """Tell whether an order has its side, its symbol and exactly one size."""
    sizes = (said.qty, said.amount_krw, said.fraction)
    return bool(said.side and said.symbol) and sum(size is not None for size in sizes) == 1


def command_words(said: Said, text: str) -> tuple[str, ...]:
    """Give the words of the command that does what a sentence asks for; empty where none does.

    `text` is what was typed: a stop keeps it as its reason, a question to the assistant is it.
    """
    if "group" in said.extra:
        return ("close", said.extra["group"])
    if said.kind in (Kind.BUY, Kind.SELL):
        return _order(said)
    if said.kind is Kind.AMBIGUOUS:
        return _asked_back(said)
    if said.kind is Kind.CANCEL:
        return ("cancel", *([said.symbol] if said.symbol else []))
    if said.kind is Kind.CONTROL:
        return _level(said) or _control(said, text)
    if said.kind is Kind.QUERY:
        return _query(said, text)
    return _shown(said, text)


def _order(said: Said) -> tuple[str, ...]:
    plain = said.symbol and said.order_type in ("", "limit", "market")
    bracketed = any(_exit(said, name) for name in _EXITS)
    return order_words(said) if plain and (said.side == "buy" or not bracketed) else ()


def _exit(said: Said, name: str) -> list[str]:
    """Write the stop or target that belongs to an entry; nothing where none was said."""
    if f"{name}_pct" in said.extra:
        return [name, f"{said.extra[f'{name}_pct']}%"]
    return [name, f"{said.extra[name]}won"] if name in said.extra else []


def _level(said: Said) -> tuple[str, ...]:
    """Write the level of a holding as `levels` reads it; what was not said it asks for."""
    kind = said.extra.get("what", "")
    if kind not in (*_EXITS, "breakeven") or not said.symbol:
        return ()
    words = ("levels", kind, said.symbol)
    if "off" in said.extra:
        return (*words, "off")
    if kind == "breakeven":
        return words
    price = [f"{said.price}won"] if said.price is not None else []
    return (*words, *(_exit(said, kind)[1:] or price))


def _asked_back(said: Said) -> tuple[str, ...]:
    """Let `buy` and `sell` ask for a size: they know how, with buttons.

    What was meant for later is no order of now: whoever said so is told first.
    """
    if "when" in said.extra:
        return ()
    if said.why == "size_missing" and said.symbol:
        return order_words(said)
    if said.why == "unit_missing" and said.symbol and said.bare and not said.price:
        return (said.side, said.symbol, str(said.bare))
    return ()


def _control(said: Said, text: str) -> tuple[str, ...]:
    act = said.extra.get("act", "")
    if act in ("halt", "pause"):
        level = [said.extra["level"]] if "level" in said.extra else []
        # A pause keeps its end as said; a stop that nobody gave an end has none.
        span = [said.extra["for"]] if act == "pause" and "for" in said.extra else []
        return ("halt", *level, said.symbol or "all", *span, text)
    if act == "resume":
        return ("resume", *([said.symbol] if said.symbol else []), text)
    return _PLAIN.get(act) or _resting(said, act) or _strategy(said, act)


def _resting(said: Said, act: str) -> tuple[str, ...]:
    """Write quiet hours and muted kinds; without hours the command shows how they are said."""
    if act == "quiet":
        return ("quiet", *([said.extra["hours"]] if "hours" in said.extra else []))
    if act == "mute":
        again = ["on"] if "again" in said.extra else []
        return ("mute", said.extra["of"], *([said.extra["for"]] if "for" in said.extra else again))
    return ()


def _strategy(said: Said, act: str) -> tuple[str, ...]:
    name = said.extra.get("strategy", "")
    if act in ("strategy_on", "strategy_off") and name:
        return ("strategy", "start" if act == "strategy_on" else "stop", name)
    return ("strategy", "list") if act in ("strategy_on", "strategy_off") else ()


def _query(said: Said, text: str) -> tuple[str, ...]:
    what = said.extra.get("what", "")
    asked = _QUERIES.get(what)
    return tuple(_ANSWERED_BY.get(what, "").split()) if asked is None else asked(said, text)


def _pnl(said: Said, text: str) -> tuple[str, ...]:
    table = _first(_TABLES, text)
    return ("pnl", table) if table else _over("pnl", said, "day")


def _performance(said: Said, text: str) -> tuple[str, ...]:
    return _over("performance", said, "month", _first(_PARTS, text), said.symbol)


def _trades(said: Said, text: str) -> tuple[str, ...]:  # noqa: ARG001 - as all of them
    # What was bought and is still held is among the fills alone.
    return _over("trades", said, "all", "fills", said.symbol)


def _why(said: Said, text: str) -> tuple[str, ...]:  # noqa: ARG001 - as all of them
    return (said.extra["what"], said.symbol) if said.symbol else ("orders",)


def _quote(said: Said, text: str) -> tuple[str, ...]:  # noqa: ARG001 - as all of them
    codes = (said.symbol,) if said.symbol else said.choices
    return ("quote", *codes) if codes else ()


def _watch(said: Said, text: str) -> tuple[str, ...]:  # noqa: ARG001 - as all of them
    return ("watch", *([said.extra["act"], said.symbol] if "act" in said.extra else []))


_QUERIES: Final[dict[str, Callable[[Said, str], tuple[str, ...]]]] = {
    "pnl": _pnl, "performance": _performance, "trades": _trades, "why": _why, "whynot": _why,
    "whatif": lambda _, text: ("ask", text), "quote": _quote, "watchlist": _watch,
}  # fmt: skip


def _first(names: Mapping[str, re.Pattern[str]], text: str) -> str:
    return next((name for name, words in names.items() if words.search(text)), "")


def _over(command: str, said: Said, usual: str, *more: str) -> tuple[str, ...]:
    """Write a command over the stretch that was said, nothing over one that it does not know."""
    period = said.extra.get("period", usual)
    return (command, *filter(None, more), period) if period in _PERIODS | {"all"} else ()


def _shown(said: Said, text: str) -> tuple[str, ...]:
    if said.kind is Kind.ASK:
        return ("ask", text)
    if said.kind is Kind.REPORT:
        return ("report", "week") if said.extra.get("period") == "week" else ("report",)
    if said.kind is Kind.CHART:
        return ("chart", said.symbol or "자산", *_span(said.extra.get("span", "")))
    return alert_words(said) if said.kind is Kind.ALERT and not said.why else ()


def _span(span: str) -> tuple[str, ...]:
    """Write 3개월 as the chart reads it; a length that it does not know is left out."""
    count = span.rstrip("개월달년일간치 동짜리")
    unit = next((short for word, short in _UNITS.items() if word in span), "")
    return (f"{count}{unit}",) if count.isdigit() and unit else ()
