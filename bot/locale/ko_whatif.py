"""Korean words about suppositions."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.whatif": "해 보기 전에 계산만",
    "usage.whatif": (
        "만약 매수 {stock} 10주\n만약 손절 {stock} 5%\n"
        "만약 비중 {stock} 30%\n만약 안팔았으면 {stock}"
    ),
    "whatif.title": "{name}: 만약에",
    "whatif.what": "무엇을 해 본 셈 칠지와 종목을 적어 주세요. 예: 만약 매수 {stock} 10주",
    "whatif.size": "얼마나인지 적어 주세요. 10주, 20만원, 절반처럼.",
    "whatif.weight": "비중을 %로 적어 주세요. 예: 만약 비중 {stock} 30%",
    "whatif.level": "손절 가격이나 비율을 적어 주세요. 예: 만약 손절 {stock} 5%",
    "whatif.no_size": "{name}: 지금 값 {price:,}원으로는 한 주도 되지 않습니다.",
    "whatif.there": "{name}은(는) 이미 그 비중입니다.",
    "whatif.never_sold": "{name}을(를) 판 기록이 없습니다(최근 14일).",
    "whatif.starting": "아직 계좌를 보지 못해 계산할 수 없습니다. 잠시 뒤에 다시 해 주세요.",
    "whatif.shares_only": "{name}: 선물은 아직 계산하지 않습니다.",
    "whatif.order": "주문",
    "whatif.costs": "수수료+세금",
    "whatif.net": "현금 변화",
    "whatif.cash": "뒤의 현금",
    "whatif.equity": "뒤의 자산",
    "whatif.tenth": "10% 내리면",
    "whatif.at_stop": "손절까지 손실",
    "whatif.gain_stop": "손절하면 손익",
    "whatif.gain_unsold": "판 것과의 차이",
    "whatif.weights": "뒤의 비중",
    "whatif.rules_allow": "규칙 {count}개가 모두 통과시킵니다.",
    "whatif.rules_trim": "규칙이 수량을 줄입니다:",
    "whatif.rules_refuse": "규칙이 막습니다:",
    "whatif.nothing_done": "계산만 했습니다. 주문도 카드도 없습니다.",
}
