"""The words that name what an alert compares, over which days, and on which side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.free_text.numerals import native
from core.domain.alert import Measure, Toward

AGAIN: Final = re.compile(
    r"계속|반복|매번|(?:[할될]\s?)?때마다|"
    r"(?<![a-z])(?:again|repeat(?:edly)?|every\s?time|each\s+time)(?![a-z])"
)
# What is named is the gain itself: below 5% it is small, and no loss of 5%.
GAIN: Final = re.compile(r"수익률|(?<![a-z])returns?(?![a-z])")
# Where it goes, and beside that with which side of a level it is compared: 5% 이상 빠지면.
RISES: Final = re.compile(
    r"오르\S*|오를\S*|올라\S*|상승\S*|급등\S*|(?<![a-z])(?:rises?|up|gains?)(?![a-z])"
)
FALLS: Final = re.compile(
    r"내리\S*|내려\S*|떨어\S*|빠지\S*|빠질\S*|하락\S*|급락\S*|붕괴\S*|무너\S*|"
    r"(?<![a-z])(?:drops?|falls?|down|loses?)(?![a-z])"
)
OVER: Final = re.compile(
    r"이상(?!\s?(?:징후|현상|신호))\S*|초과\S*|넘\S*|돌파\S*|상회\S*|뚫\S*|위로|"
    r"(?:or\s+|at\s+or\s+)?(?<![a-z])(?:above|over|more|exceeds?|breaks?(?!\s+(?:below|under|down)))"
    r"(?![a-z])|>=?"
)
UNDER: Final = re.compile(
    r"이하\S*|미만\S*|아래\S*|밑\S*|깨\S*|하회\S*|이탈\S*|"
    r"(?:or\s+|at\s+or\s+|breaks?\s+)?(?<![a-z])(?:below|under|less)(?![a-z])|<=?"
)
_TIMES: Final = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:배|x(?![a-z])|times)|(?<![가-힣])(두|세|네|다섯|열)\s*배"
)
_IN: Final = r"\(\s*(\d{1,3})\s*(?:일|d|days?)?\s*\)"
_TWO: Final = r"(\d{1,3})\s*일?\s*선?\s*(?:[,/·]|\s)\s*(\d{1,3})\s*일?\s*선?"
_UP, _DOWN = Toward.ABOVE, Toward.BELOW


@dataclass(frozen=True, slots=True)
class Named:
    """A measure that was named, its days, and the side that its name says, if any."""

    measure: Measure
    toward: Toward | None = None
    periods: tuple[int, ...] = ()
    band: bool = False


def _cross(words: str) -> str:
    return rf"(?:{_TWO}\s*)?(?:{words})(?:\s*\(?\s*{_TWO}\s*\)?)?"


_NAMES: Final[tuple[tuple[Named, re.Pattern[str]], ...]] = tuple(
    (named, re.compile(pattern))
    for named, pattern in (
        (Named(Measure.CROSS, _UP), _cross(r"골든\s?크로스|골크|golden(?:\s?cross)?")),
        (Named(Measure.CROSS, _DOWN), _cross(r"데드\s?크로스|데크|(?:dead|death)(?:\s?cross)?")),
        (
            Named(Measure.HIGH_52W, _UP),
            r"(?:52\s?주\s?)?신고가|52\s?주\s?최고가?|52[-\s]?w(?:ee)?k?s?[-\s]*high",
        ),
        (
            Named(Measure.LOW_52W, _DOWN),
            r"(?:52\s?주\s?)?신저가|52\s?주\s?최저가?|52[-\s]?w(?:ee)?k?s?[-\s]*low",
        ),
        (Named(Measure.RSI), rf"(?:(\d{{1,3}})일\s*)?rsi(?:\s*{_IN})?"),
        (
            Named(Measure.VOLUME, _UP),
            (
                rf"(?:거래량|volume)(?:이|의|은)?(?:\s*{_IN}|\s*(\d{{1,3}})일)?"
                r"(?:\s*(?:평균|평소)(?:의|보다)?)?"
            ),
        ),
        (
            Named(Measure.PERCENT_B, _UP, band=True),
            rf"(?:볼린저|bollinger)\s?(?:밴드|bands?)?\s*(?:{_IN})?\s*(?:상단|upper)\s?(?:선|밴드|band)?",
        ),
        (
            Named(Measure.PERCENT_B, _DOWN, band=True),
            rf"(?:볼린저|bollinger)\s?(?:밴드|bands?)?\s*(?:{_IN})?\s*(?:하단|lower)\s?(?:선|밴드|band)?",
        ),
        (Named(Measure.PERCENT_B), rf"%b(?:\s*{_IN})?"),
        (
            Named(Measure.RETURN),
            r"수익률|(?:평단가?|(?:내가\s?)?산\s?(?:가격|값))\s*(?:대비|에서|보다)?|평균\s?단가|매입가|(?:vs\s+)?my\s+(?:average\s+)?cost|returns?",
        ),
        (
            Named(Measure.MOVE),
            (
                r"지금\s?(?:부터|보다|에서)|설정\s?때\s?(?:보다|부터)|여기서|현재가?\s?(?:에서|보다|대비)|"
                r"from\s+(?:now|here)|since\s+(?:now|set)|(?<![a-z])move(?![a-z])"
            ),
        ),
        (
            Named(Measure.DAY_LOSS, _UP),
            r"(?:하루|오늘|일일|당일|day'?s?|daily)?[\s_]*(?:손실률?|loss)(?![가-힣a-z](?<![이가]))[이가]?",
        ),
        (
            Named(Measure.FILL),
            r"체결(?:되면|됐을\s?때|\s?시|이|가)?|(?<![a-z])(?:fills?|filled)(?![a-z])",
        ),
        (
            Named(Measure.SIGNAL),
            r"(?:전략\s*)?(?:신호|시그널)[가이]?(?:\s*(?:나오|뜨)면)?|(?<![a-z])signals?(?![a-z])",
        ),
        (
            Named(Measure.CHANGE),
            r"전일\s?대비|등락률|하루에?|on\s+the\s+day|(?:day\s+)?change(?![a-z])",
        ),
        (Named(Measure.PRICE), r"가격|주가|현재가|(?<![a-z])price(?![a-z])"),
    )
)  # fmt: skip


def measure_in(text: str) -> tuple[Named | None, str]:
    """Find the measure that a text names and give the text without it; None where none is named.

    The days are as they were said, none where they were not.
    """
    for named, pattern in _NAMES:
        found = pattern.search(text)
        if found is not None:
            days = tuple(int(days) for days in found.groups() if days)
            left = f"{text[: found.start()]} {text[found.end() :]}"
            return replace(named, periods=days), left
    return None, text


def times_in(text: str) -> tuple[Decimal, re.Match[str]] | None:
    """Find a multiple such as 3배, 두 배 or 2.5x, with where it stands."""
    found = _TIMES.search(text)
    if found is None:
        return None
    return Decimal(found[1]) if found[1] else Decimal(native(found[2]) or 0), found
