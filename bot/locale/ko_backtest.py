"""`gaemi backtest` 의 한국어 문장."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "backtest.compiles": (
        "전략을 처음 컴파일합니다. 길면 1분 가까이 걸리고 다음부터는 바로 시작합니다."
    ),
    "backtest.cannot_compile": "컴파일할 수 없는 전략이라 더 느리게 실행합니다. 결과는 같습니다.",
    "backtest.file": "{file} {line}번째 줄 때문에 이 파일의 전략은 뺐습니다: {why}",
    "backtest.title": "{strategy}, {first} ~ {last}",
    "backtest.account": "종목",
    "backtest.portfolio": "전체",
    "backtest.trades": "거래",
    "backtest.won": "승률",
    "backtest.change": "수익률",
    "backtest.equity": "평가액",
    "backtest.costs": "비용",
    "backtest.open": "보유 중",
    "backtest.skipped": "하지 않은 매수: {list}",
    "backtest.skipped.size": "한 주 값이 안 됨 {count:,}",
    "backtest.skipped.cash": "현금 부족 {count:,}",
    "backtest.skipped.slots": "자리 없음 {count:,}",
    "backtest.skipped.gap": "시가가 현금보다 비쌈 {count:,}",
    "backtest.skipped.untradable": "시가에 정지이거나 한 가격 {count:,}",
    "backtest.skipped.lapsed": "그 거래일의 봉이 없음 {count:,}",
    "backtest.skipped.limit": "지정가에 닿지 않음 {count:,}",
    "backtest.skipped.before_from": "기간 전에 시작된 상태 {count:,}",
    "backtest.skipped.day_loss": "하루 손실 한도 뒤 {count:,}",
    "backtest.skipped.weight": "종목 비중 한도 {count:,}",
    "backtest.skipped.volume": "거래량 부족 {count:,}",
    "backtest.skipped.short": "주식 공매도 {count:,}",
    "backtest.trimmed": "비중 한도로 줄임 {count:,}",
    "backtest.margin_calls": "증거금이 모자라 청산한 선물: {count:,}",
    "backtest.no_bars": "{symbol}: 이 기간에 봉이 없습니다",
    "backtest.rejects": "{file}: 쓰지 않은 줄 {count:,}개 (줄 {lines})",
    "backtest.reference": (
        "가정: 수수료 {fee}, 매도세 0.18 %, 끝수 그대로, 2023년 호가 단위, 위험 규칙 없음."
    ),
    "backtest.in_force": (
        "가정: 수수료 {fee}, 세금과 호가 단위는 {places}의 그날 것, 하루 2 % 손실 뒤 매수 "
        "없음, 한 종목 20 % 까지."
    ),
    "backtest.fee": "{rate} %",
    "backtest.fee.cut": "{rate} %({unit}원 미만 버림)",
    "backtest.fee.none": "없음",
    "backtest.place": "{place} {count:,}종목",
    "backtest.untaxed": "({list} 매도세 없음)",
    "backtest.guessed": (
        "시장을 몰라 KOSPI로 본 종목: {list}. --market 으로 정할 수 있습니다(예: 091990=KOSDAQ)."
    ),
    "backtest.past": "체결은 일봉의 가격으로 가정했습니다. 과거가 앞날을 보장하지 않습니다.",
}
