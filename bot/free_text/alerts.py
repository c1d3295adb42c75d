"""Sentences that want to be told of a price, a move or a fill, and those that switch it off."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.free_text.heard import Heard, about, unclear
from bot.free_text.marks import AMOUNT, BARE, MONEY, PERCENT, PRICE, WHEN, Marked
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
from bot.free_text.said import Kind, Said
from core.domain.alert import LEVELLESS, Measure

_LAST_NUMBER: Final = 999
_COUNTED: Final = re.compile(r"(?<!\d)(\d{1,3})\s?번(?!째)")

_TELL: Final = re.compile(
    r"알려|알림|알람|알러트|얼럿|노티|통보|알리|톡\s?(?:줘|보내|해|하|주)|카톡|문자\s?(?:줘|"
    r"보내)|메시지\s?(?:줘|보내)|연락|말\s?해|(?:얘기|이야기)\s?해|불러\s?줘|깨워|콜\s?(?:줘|해)|귀띔|"
    r"(?<![a-z])(?:alerts?|notify|notification|let me know|ping me|remind|warn me|message me|"
    r"tell me)\b"
)
_ALERT_NOUN: Final = re.compile(
    r"알림|알람|알러트|얼럿|(?<![a-z])(?:alerts?|notifications?)\b|조용히\s?해|무음|방해\s?금지|"
    r"mute"
)
_OFF: Final = re.compile(
    r"꺼|끄|해제|취소|삭제|지워|없애|그만|무음|조용|중지|보내지\s?마|mute|off|remove|delete|"
    r"cancel|방해"
)
# Silence for a while is no end of what somebody asked for.
_SILENT: Final = re.compile(r"조용|무음|방해|(?<![a-z])mute\b")
# A wish to be told of a move, whichever way it goes.
_MOVES: Final = re.compile(r"움직|변동|moves?")


def alert(heard: Heard) -> Said | None:
    """Read a wish to be told, and the switching off of such wishes."""
    noun, waits = bool(_ALERT_NOUN.search(heard.text)), _waits(heard)
    if not noun and not waits:
        return None
    if heard.trades:
        return unclear(heard, "two_acts") if waits else None
    if heard.tells or (heard.feels("question") and not waits):
        return None
    if noun and _OFF.search(heard.text):
        return about(heard, Said(Kind.ALERT, extra=_off(heard)))
    return about(heard, _wish(heard))


def _wish(heard: Heard) -> Said:
    found = _measured(heard) or _threshold(heard)
    again = {"again": "yes"} if AGAIN.search(heard.text) else {}
    return replace(found, extra=found.extra | again)


def _waits(heard: Heard) -> bool:
    """Tell whether somebody wants to be told when something happens, or at some time."""
    later = heard.feels("condition") or heard.said.has(WHEN)
    return later and bool(_TELL.search(heard.text))


def levels(said: Marked) -> list[int]:
    """Give the won that a sentence names, with or without a unit."""
    return [v for v in said.all(PRICE, MONEY, AMOUNT, BARE) if isinstance(v, int)]


def ratios(said: Marked) -> list[Decimal]:
    """Give the percentages that a sentence names, as ratios."""
    return [v for v in said.all(PERCENT) if isinstance(v, Decimal)]


def percent(ratio: Decimal) -> str:
    """Write a ratio as percent without its sign and without zeros at the end."""
    return f"{(abs(ratio) * 100).normalize():f}"


def _threshold(heard: Heard) -> Said:
    prices, moves = levels(heard.said), ratios(heard.said)
    if not prices and not moves:
        return Said(Kind.ALERT, extra=_side(heard))
    extra = _side(heard)
    if len({*prices, *moves}) > 1:
        return Said(Kind.ALERT, extra=extra, why="two_alerts")
    if moves:
        extra |= _move(heard, moves[0], below=extra.get("cond") == "below")
    return Said(Kind.ALERT, price=prices[0] if prices else None, extra=extra)


def _side(heard: Heard) -> dict[str, str]:
    """Tell the side where one was said; where it goes says more than what it is compared with."""
    for up, down in ((RISES, FALLS), (OVER, UNDER)):
        above, below = bool(up.search(heard.text)), bool(down.search(heard.text))
        if above is not below:
            return {"cond": "above" if above else "below"}
        if above:
            return {}
    return {}


def _move(heard: Heard, move: Decimal, *, below: bool) -> dict[str, str]:
    """Write a move with its sign, and that it has none where either way is meant."""
    falls = below or move < 0
    told = {"pct": f"-{percent(move)}" if falls else percent(move)}
    either = _MOVES.search(heard.text) and not falls
    return told | ({"either": "yes"} if either else {})


def _measured(heard: Heard) -> Said | None:
    """Read a wish about an indicator, a return or what happens; None for a price or a move."""
    named, _ = measure_in(heard.plain)
    if named is None or named.measure in (Measure.PRICE, Measure.CHANGE):
        return None
    extra = {"measure": named.measure.value} | _side(heard)
    if named.measure in LEVELLESS or named.band:
        extra["cond"] = named.toward.value if named.toward else ""
    if named.periods:
        extra["periods"] = ",".join(str(days) for days in named.periods)
    extra |= _level(heard, named)
    return Said(Kind.ALERT, extra={key: value for key, value in extra.items() if value})


def _level(heard: Heard, named: Named) -> dict[str, str]:
    """Read the level that the measure is compared with, as it is typed."""
    if named.measure in LEVELLESS or named.band:
        return {}
    if named.measure is Measure.VOLUME:
        times = times_in(heard.plain)
        return {"level": f"{times[0].normalize():f}"} if times else {}
    if named.measure in (Measure.RSI, Measure.PERCENT_B):
        numbers = [n for n in levels(heard.said) if n not in named.periods]
        return {"level": str(numbers[-1])} if numbers else {}
    moves = ratios(heard.said)
    return _ratio(heard, moves[0], loss=named.measure is Measure.DAY_LOSS) if moves else {}


def _ratio(heard: Heard, ratio: Decimal, *, loss: bool) -> dict[str, str]:
    if ratio > 0 and GAIN.search(heard.plain) and UNDER.search(heard.text):
        # A gain of no more than 5% is no loss of 5%.
        return {"level": f"{percent(ratio)}%"}
    return _move(heard, ratio, below=not loss and _side(heard).get("cond") == "below")


def _off(heard: Heard) -> dict[str, str]:
    silent = {"silent": "yes"} if _SILENT.search(heard.text) else {}
    return {"act": "off"} | silent | _numbers(heard)


def _numbers(heard: Heard) -> dict[str, str]:
    """Give the alerts that are named by their numbers."""
    numbers = _COUNTED.findall(heard.plain)
    numbers += [str(n) for n in levels(heard.said) if n <= _LAST_NUMBER]
    return {"numbers": ",".join(numbers)} if numbers else {}
