"""Sentences that want a chart or a report."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.heard import Heard, about
from bot.free_text.marks import NAME, PERIOD, SEVERAL
from bot.free_text.mood import is_past
from bot.free_text.periods_said import period_of
from bot.free_text.said import Kind, Said

_CHART: Final = re.compile(
    r"차트|챠트|그래프|일봉|주봉|월봉|연봉(?!이|은|협)|분봉|틱봉|캔들|봉\s?좀|추이|"
    r"(?<![a-z])(?:charts?|graphs?|candles?(?:ticks?)?|plot|equity curve|drawdown)\b"
)
_UNITS: Final = (("일봉", "day"), ("주봉", "week"), ("월봉", "month"), ("분봉", "minute"))
_REPORT: Final = re.compile(
    r"보고서|(?:주간|월간|일간|일일)\s?보고|리포트|레포트|브리핑|결산|주보|일보(?![전후])|월보|(?:오늘|이번\s?주|이번\s?달|하루|"
    r"한\s?주|주간|월간|일간|매매|투자|거래)[^가-힣]*\s?(?:요약|정리\s?(?:좀\s?)?해\s?서\s?보|"
    r"회고|총평|일지)|요약|"
    r"(?<![a-z])(?:reports?|summary|recap|briefing|digest)\b"
)
_SHOW: Final = re.compile(r"볼\s?수\s?있|보여|볼까|있[어나니]\??|줄\s?수|띄워|그려|보자|볼래|줘")


def chart(heard: Heard) -> Said | None:
    """Read a wish for a chart: of a symbol, or of the account."""
    if not _CHART.search(heard.text) or _is_talk(heard) or heard.feels("quotation"):
        return None
    units = [unit for word, unit in _UNITS if word in heard.text]
    spans = [str(value) for value in heard.said.all(PERIOD) if value and value != "week"]
    extra = ({"unit": units[0]} if units else {}) | ({"span": spans[0]} if spans else {})
    return about(heard, Said(Kind.CHART, extra=extra))


def report(heard: Heard) -> Said | None:
    """Read a wish for one of our own reports; those about a share are others' opinions."""
    if not _REPORT.search(heard.text) or _is_talk(heard) or heard.said.has(NAME, SEVERAL):
        return None
    return Said(Kind.REPORT, extra=period_of(heard.text, heard.said))


def _is_talk(heard: Heard) -> bool:
    if heard.trades or heard.refuses or is_past(heard.text) or heard.feels("condition"):
        return True
    return heard.feels("question") and not _SHOW.search(heard.text)
