"""From a wish to be told of something to the words of `alert`."""

from __future__ import annotations

from typing import Final

from bot.free_text.said import Said
from core.domain.alert import Measure

_NAMED: Final = {
    Measure.RSI: "rsi", Measure.VOLUME: "volume", Measure.PERCENT_B: "%b",
    Measure.RETURN: "return", Measure.MOVE: "move", Measure.DAY_LOSS: "loss",
    Measure.HIGH_52W: "52w-high", Measure.LOW_52W: "52w-low", Measure.FILL: "fill",
    Measure.SIGNAL: "signal",
}  # fmt: skip
_CROSSES: Final = {"above": "golden", "below": "dead"}
_BANDS: Final = {"above": "1", "below": "0"}
_SIDED: Final = frozenset({
    Measure.PRICE, Measure.RSI, Measure.VOLUME, Measure.PERCENT_B, Measure.DAY_LOSS,
})  # fmt: skip


def alert_words(said: Said) -> tuple[str, ...]:
    """Write what was said; what was not said `alert` asks for. Off is asked about before it is."""
    if "silent" in said.extra:
        return ("quiet",)
    if said.extra.get("act") == "off":
        named = said.extra.get("numbers", "").replace(",", " ").split()
        return ("alert", "delete", *(named or [said.symbol or "all"]))
    words = ["alert", *([said.symbol] if said.symbol else []), *_condition(said)]
    return (*words, *(["again"] if "again" in said.extra and len(words) > 1 else []))


def _condition(said: Said) -> list[str]:
    cond = said.extra.get("cond", "")
    measure = Measure(said.extra.get("measure", Measure.PRICE.value))
    if "measure" not in said.extra and "pct" in said.extra and said.price is None:
        return ["change", *_percent(said)]
    level = _level(said, measure)
    bare = not level and "measure" not in said.extra
    sided = bare or measure in _SIDED or "level" in said.extra
    name = _name(measure, cond, said.extra.get("periods", ""))
    return [*name, *level, *([cond] if cond and sided else [])]


def _level(said: Said, measure: Measure) -> list[str]:
    if "level" in said.extra:
        return [said.extra["level"]]
    if measure is Measure.PERCENT_B:
        return [_BANDS[said.extra["cond"]]] if "cond" in said.extra else []
    return [f"{said.price}won"] if said.price is not None else _percent(said)


def _name(measure: Measure, cond: str, periods: str) -> list[str]:
    if measure is Measure.PRICE:
        return []
    name = _CROSSES.get(cond, "golden") if measure is Measure.CROSS else _NAMED[measure]
    return [f"{name}({periods})" if periods else name]


def _percent(said: Said) -> list[str]:
    """Write a move with its sign; without one it is asked which way is meant."""
    move = said.extra.get("pct", "")
    if not move:
        return []
    plain = move.startswith("-") or "either" in said.extra or "cond" not in said.extra
    signed = move if plain or said.extra.get("measure") == Measure.DAY_LOSS.value else f"+{move}"
    return [f"{signed}%"]
