"""Korean words of why a strategy spoke: its reasons and the names of its values."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "reason.golden_cross.level": (
        "{fast}일 평균이 {slow}일 평균 위, 거래량이 평균의 {times}배 초과"
    ),
    "reason.golden_cross.cross": (
        "최근 {within}일 안에 {fast}일 평균이 {slow}일 평균을 넘어섬, "
        "거래량이 평균의 {times}배 초과"
    ),
    "reason.golden_cross.dead": "{fast}일 평균이 {slow}일 평균 아래로 내려감",
    "reason.mean_reversion.oversold": "{days}일 평균보다 크게 낮음(z < -{most})",
    "reason.mean_reversion.overbought": "{days}일 평균보다 크게 높음(z > {most})",
    "reason.mean_reversion.week_end": "이번 주 마지막 거래일이라 종가에 모두 정리",
    "reason.mean_reversion.exit_pending": "지난 주 마지막 거래일에 팔지 못해 바로 정리",
    "indicator.mean": "{days}일 평균",
    "indicator.volume": "거래량",
    "indicator.volume_mean": "거래량 평균({days}일)",
    "indicator.volume_times": "거래량 배수",
    "indicator.close": "종가",
    "indicator.z": "z({days}일)",
    "indicator.z_limit": "기준",
    "reason.rsi.low_cross": "RSI({days}일)가 {line} 위로 되돌아옴",
    "reason.rsi.low_level": "RSI({days}일)가 {line}보다 낮음",
    "reason.rsi.high_cross": "RSI({days}일)가 {line} 아래로 되돌아옴",
    "reason.rsi.high_level": "RSI({days}일)가 {line}보다 높음",
    "reason.macd.up": "MACD({fast}/{slow})가 신호선({signal}) 위로 올라섬",
    "reason.macd.down": "MACD({fast}/{slow})가 신호선({signal}) 아래",
    "reason.envelope.lower": "{days}일 평균의 {width_ratio:g} 아래에 닿음",
    "reason.envelope.middle": "{days}일 평균에 닿아 절반 매도",
    "reason.envelope.upper": "{days}일 평균의 {width_ratio:g} 위에 닿아 모두 매도",
    "reason.envelope.too_long": "{held_days}거래일을 들고 있어 모두 매도",
    "reason.bollinger.low": "{days}일 볼린저 %B가 {most} 이하",
    "reason.bollinger.add": (
        "%B가 {most} 이하이고 앞 매수가보다 {drop_ratio:g} 더 내려감({days}일 밴드)"
    ),
    "reason.bollinger.middle": "{days}일 밴드 가운데에 닿아 절반 매도",
    "reason.bollinger.upper": "{days}일 밴드 위쪽에 닿아 모두 매도",
    "indicator.rsi": "RSI({days}일)",
    "indicator.rsi_before": "전날 RSI",
    "indicator.lines": "기준(아래/위)",
    "indicator.macd": "MACD 값",
    "indicator.macd_signal": "신호선",
    "indicator.macd_before": "전날 MACD",
    "indicator.macd_signal_before": "전날 신호선",
    "indicator.band_lower": "밴드 아래",
    "indicator.band_middle": "밴드 가운데",
    "indicator.band_upper": "밴드 위",
    "indicator.percent_b": "밴드 안 위치 %B",
    "indicator.confidence": "신뢰도",
    "reason.tick_target.at_last": "현재가에 사서 {ticks}틱 위에 되팔기",
    "reason.tick_target.target": "산 가격보다 {ticks}틱 위에 매도",
    "reason.short_term.surge": (
        "5분 봉이 {rise_ratio:g} 넘게 오르고 거래량이 앞 봉의 {times}배 초과"
    ),
    "reason.short_term.second": "평균보다 {drop_ratio:g} 더 내려가 나머지 매수",
    "reason.short_term.half_back": "고점에서 {fall_ratio:g} 내려와 일부 매도",
    "reason.short_term.rest_back": "고점에서 {fall_ratio:g} 내려와 나머지 매도",
    "reason.short_term.day_end": "{by}까지 모두 정리",
    "indicator.last": "현재가",
    "reason.tick_target.capped": "목표가가 상한가보다 높아 오늘은 상한가에 매도({ticks}틱 목표)",
    "reason.touch.stop": "손절 기준 도달({change_ratio:+})",
    "reason.touch.take": "익절 기준 도달({change_ratio:+})",
    "indicator.average": "평균단가",
    "indicator.touch": "기준",
}
