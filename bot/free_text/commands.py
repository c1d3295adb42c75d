"""From what a sentence means to the words of the command that does it."""

from __future__ import annotations

from typing import Final

from bot.free_text.said import Kind, Said

# The commands that answer a question; what is not here has none yet.
_ANSWERED_BY: Final = {
    "status": "status", "risk": "risk", "session": "status", "signals": "status",
    "balance": "status", "positions": "positions", "orders": "orders", "trades": "orders",
    "strategies": "strategy list", "help": "help",
}  # fmt: skip
# Acts that the command of the same meaning shows and explains.
_PLAIN: Final = {"limits": ("risk",), "mode": ("mode",)}
_PERIODS: Final = {"day": "day", "week": "week", "month": "month"}
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
    if kind == "breakeven":
        return words
    price = [f"{said.price}won"] if said.price is not None else []
    return (*words, *(_exit(said, kind)[1:] or price))


def _asked_back(said: Said) -> tuple[str, ...]:
    """Let `buy` and `sell` ask for a size: they know how, with buttons."""
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
    return _PLAIN.get(act) or _strategy(said, act)


def _strategy(said: Said, act: str) -> tuple[str, ...]:
    name = said.extra.get("strategy", "")
    if act in ("strategy_on", "strategy_off") and name:
        return ("strategy", "start" if act == "strategy_on" else "stop", name)
    return ("strategy", "list") if act in ("strategy_on", "strategy_off") else ()


def _query(said: Said, text: str) -> tuple[str, ...]:
    what, period = said.extra.get("what", ""), said.extra.get("period", "day")
    if what == "pnl":
        return ("pnl", _PERIODS[period]) if period in _PERIODS else ()
    if what in ("why", "whynot"):
        return (what, said.symbol) if said.symbol else ("orders",)
    if what == "whatif":
        return ("ask", text)
    if what == "quote":
        return ("quote", said.symbol)
    return tuple(_ANSWERED_BY.get(what, "").split())


def _shown(said: Said, text: str) -> tuple[str, ...]:
    if said.kind is Kind.ASK:
        return ("ask", text)
    if said.kind is Kind.REPORT:
        return ("report", "week") if said.extra.get("period") == "week" else ("report",)
    if said.kind is Kind.CHART:
        return ("chart", said.symbol or "자산", *_span(said.extra.get("span", "")))
    return ("alert",) if said.kind is Kind.ALERT else ()


def _span(span: str) -> tuple[str, ...]:
    """Write 3개월 as the chart reads it; a length that it does not know is left out."""
    count = span.rstrip("개월달년일간치 동짜리")
    unit = next((short for word, short in _UNITS.items() if word in span), "")
    return (f"{count}{unit}",) if count.isdigit() and unit else ()
