"""Korean words of the strategies' parameters: the descriptions that the strategies carry."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "parameter.budget": "한 종목에 쓰는 금액(원)",
    "parameter.golden_cross.fast": "단기 이동평균 기간(거래일)",
    "parameter.golden_cross.slow": "장기 이동평균 기간(거래일)",
    "parameter.golden_cross.volume_mult": "평균 거래량의 몇 배를 넘어야 사는지",
    "parameter.golden_cross.volume_window": "거래량 평균 기간(신호일 이전 거래일)",
    "parameter.golden_cross.stop_loss": "손절 비율(0.05 = 5%)",
    "parameter.golden_cross.take_profit": "익절 비율(0.1 = 10%)",
    "parameter.golden_cross.entry_mode": (
        "level: 단기가 장기 위에 있으면, cross: 막 넘어섰을 때만 매수"
    ),
    "parameter.golden_cross.cross_within": "cross에서 돌파로 보는 기간(거래일)",
    "parameter.golden_cross.reentry_bars": "매도 뒤 다시 사기까지 쉬는 거래일",
    "parameter.mean_reversion.window": "z 점수를 재는 기간(거래일)",
    "parameter.mean_reversion.z_threshold": "매수 기준: z가 이 값의 음수보다 낮을 때",
    "parameter.mean_reversion.stop_loss": "손절 비율(0.05 = 5%)",
    "parameter.mean_reversion.take_profit": "익절 비율(0.11 = 11%)",
    "parameter.mean_reversion.ddof": "표준편차 자유도: 1 표본, 0 모집단",
    "parameter.mean_reversion.mode": "weekly: 주 첫날 사서 주 마지막 날 정리, daily: 매일 판단",
    "parameter.mean_reversion.entry": (
        "daily에서 level: 기준 아래면, cross: 막 내려갔을 때만 매수"
    ),
}
