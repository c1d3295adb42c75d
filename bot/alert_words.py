"""The words of an alert beside its stock: what is compared, with what, how often, until when.

`알림 <종목> <가격|±N%|RSI N|거래량 N배|...> [이상|이하] [한번|계속] [언제까지]`, in any order. What
was not understood is kept, so that it can be named.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.alert_ends import UNSAID, Ends, ends_in
from bot.commands.base import UsageError
from bot.free_text.measures import (
    AGAIN,
    FALLS,
    GAIN,
    OVER,
    RISES,
    UNDER,
    Named,
    measure_in,
    times_in,
)
from bot.free_text.numerals import ARABIC, SINO, is_clipped, number
from core.domain.alert import LEVELLESS, LONGEST, Measure, Toward

SURE: Final = "sure"
BACK: Final = "back"
USUAL: Final = {
    Measure.RSI: (14,), Measure.VOLUME: (20,), Measure.PERCENT_B: (20,), Measure.CROSS: (5, 20),
}  # fmt: skip
RATIOS: Final = frozenset({Measure.CHANGE, Measure.MOVE, Measure.RETURN, Measure.DAY_LOSS})
_MOVES: Final = RATIOS - {Measure.DAY_LOSS}
_SURE: Final = re.compile(r"(?<!\S)(?:sure|맞음)(?!\S)")
_BACK: Final = re.compile(r"(?<!\S)(?:back|돌아오면|다시)(?!\S)")
_ONCE: Final = re.compile(r"한\s?번만?|1회만?|(?<![a-z])(?:once|one\s?time)(?![a-z])")
_PERCENT: Final = re.compile(
    r"([-+]|마이너스\s?|플러스\s?)?(\d+(?:\.\d+)?)\s*(?:%|프로|퍼센트|퍼|percent|pct)"
)
_PLAIN: Final = re.compile(r"(?<![\d.])([-+])?(\d+(?:\.\d+)?)(?![\d.])")
_COMMA: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WON: Final = re.compile(
    rf"[@₩]?\s*((?<![\d.])(?:{ARABIC}(?:(?<=[십백천만억])\s?\d+)?)|{SINO})\s*(?:원|won|krw)?"
)
_NOISE: Final = re.compile(
    r"(?:이|가|은|는|을|를|로|으로|에|면|이면|되면|가면|오면|하면|될|도달\S*|찍으면|닿으면|만|때|알려\S*|"
    r"연락\S*|말해\S*|알림|알람|설정\S*|맞춰\S*|걸어\S*|해줘\S*|해|줘\S*|주세요|좀|움직\S*|at|is|to|the|when|if|"
    r"it|me|goes|hits?|reaches|a|an|by|of|for|alert|notify|tell|moves?|won|원|[,.!~?()·:]+)"
)


@dataclass(frozen=True, slots=True)
class AlertWords:
    """What was said; None where nothing was. Levels as in core.domain.alert.Condition.

    `left` are the words that were not understood, `sure` says that a strange level is meant,
    `back` that what holds already is to be told when it holds anew.
    """

    measure: Measure | None = None
    toward: Toward | None = None
    level: Decimal | None = None
    periods: tuple[int, ...] = ()
    again: bool | None = None
    ends: Ends = UNSAID
    sure: bool = False
    back: bool = False
    left: tuple[str, ...] = ()


def parse_alert(words: tuple[str, ...], now: datetime) -> AlertWords:
    """Read the words; raises UsageError for what contradicts or cannot be."""
    text = unicodedata.normalize("NFKC", " ".join(words)).lower().replace("−", "-")
    sure, text = _take(_SURE, text)
    back, text = _take(_BACK, text)
    gain = bool(GAIN.search(text))
    named, text = measure_in(text)
    ends, text = ends_in(text, now)
    again, text = _one_of(AGAIN, _ONCE, text)
    said = AlertWords(again=again, ends=ends, sure=sure, back=back)
    if named is not None:
        said = replace(said, measure=named.measure, periods=_periods(named))
    said, text = _sided(said, text, gain=gain)
    band = named is not None and named.band
    if named is not None and (band or said.toward is None):
        said = _by_name(said, named.toward, band=band)
    elif named is not None and named.measure in LEVELLESS and said.toward is not None:
        # 골든크로스 돌파 says the same twice; 신고가 이하 says nothing.
        said = replace(said, toward=named.toward)
    left = tuple(word for word in text.split() if not _NOISE.fullmatch(word))
    return replace(said, left=left)


def _periods(named: Named) -> tuple[int, ...]:
    """Give the days it reckons over, the usual ones unless said; raises UsageError."""
    usual = USUAL.get(named.measure, ())
    periods = named.periods or usual
    rising = all(a < b for a, b in pairwise(periods))
    if len(periods) != len(usual) or not rising or any(not 2 <= p <= LONGEST for p in periods):
        found = ", ".join(str(days) for days in named.periods)
        raise UsageError("alert.days", found=found, most=LONGEST)
    return periods


def _by_name(said: AlertWords, toward: Toward | None, *, band: bool) -> AlertWords:
    """Take the side that the measure's name says: a band is a side and a level at once."""
    if not band:
        return replace(said, toward=toward)
    level = Decimal(1) if toward is Toward.ABOVE else Decimal(0)
    return replace(said, toward=toward, level=level)


def _sided(said: AlertWords, text: str, *, gain: bool) -> tuple[AlertWords, str]:
    """Read the side and the level that it is a side of; a gain falls to a level, not by it."""
    compared, text = _one_of(OVER, UNDER, text)
    rises, text = _one_of(RISES, FALLS, text)
    said, text, signed = _levelled(said, text)
    up = rises if compared is None else compared
    if said.measure in _MOVES:
        falls = rises is False and not (gain and compared is False)
        return _moved(said, up, falls=falls, signed=signed), text
    return replace(said, toward=_side(up)), text


def _moved(said: AlertWords, up: bool | None, *, falls: bool, signed: bool) -> AlertWords:
    """Read a move: a fall of 5 percent is one to -5 or less, and a sign is a side too."""
    level = said.level
    if falls and level is not None and not signed:
        return replace(said, level=-level, toward=Toward.BELOW)
    if up is None and signed and level:
        up = level > 0
    return replace(said, toward=_side(up))


def _side(up: bool | None) -> Toward | None:
    if up is None:
        return None
    return Toward.ABOVE if up else Toward.BELOW


def _levelled(said: AlertWords, text: str) -> tuple[AlertWords, str, bool]:
    """Read the level; tell too whether it had a sign."""
    if said.measure in LEVELLESS:
        return said, text, False
    if said.measure in (Measure.RSI, Measure.PERCENT_B):
        return _number(said, text, _PLAIN, 1)
    if said.measure is Measure.VOLUME:
        return _times(said, text)
    percent = _PERCENT.search(text)
    if percent is not None and said.measure is not Measure.PRICE:
        said = replace(said, measure=said.measure or Measure.CHANGE)
        return _number(said, text, _PERCENT, 100)
    if said.measure in RATIOS:
        return _number(said, text, _PLAIN, 100)
    return _won(said, text)


def _number(
    said: AlertWords, text: str, pattern: re.Pattern[str], parts: int
) -> tuple[AlertWords, str, bool]:
    found = pattern.search(text)
    if found is None:
        return said, text, False
    minus = (found[1] or "").strip() in ("-", "마이너스")
    level = Decimal(found[2]) / parts
    told = replace(said, level=-level if minus else level)
    return told, _without(text, found), bool(found[1])


def _times(said: AlertWords, text: str) -> tuple[AlertWords, str, bool]:
    times = times_in(text)
    if times is None:
        return _number(said, text, _PLAIN, 1)
    return replace(said, level=times[0]), _without(text, times[1]), False


def _won(said: AlertWords, text: str) -> tuple[AlertWords, str, bool]:
    text = _COMMA.sub("", text)
    found = _WON.search(text)
    won = number(found[1]) if found is not None else None
    if found is None or won is None:
        return said, text, False
    if won != won.to_integral_value() or is_clipped(found[0].strip()):
        raise UsageError("alert.whole", found=found[0].strip())
    told = replace(said, measure=Measure.PRICE, level=won)
    return told, _without(text, found), False


def _one_of(yes: re.Pattern[str], no: re.Pattern[str], text: str) -> tuple[bool | None, str]:
    """Take out the words of one of two; raises UsageError where both are said."""
    first, second = yes.search(text), no.search(text)
    if first is not None and second is not None:
        raise UsageError("alert.both", found=f"{first[0].strip()}, {second[0].strip()}")
    if first is None and second is None:
        return None, text
    return first is not None, (yes if first else no).sub(" ", text)


def _take(pattern: re.Pattern[str], text: str) -> tuple[bool, str]:
    return bool(pattern.search(text)), pattern.sub(" ", text)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
