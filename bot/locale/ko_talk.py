"""Korean words about sentences: why nothing was done, and what can be pressed."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "talk.read_as": "이렇게 읽었습니다: {order}",
    "talk.card": "카드 받기",
    "talk.size_contradiction": (
        "수량을 두 가지로 말했습니다. 몇 주, 얼마어치, 몇 % 가운데 하나만 적어 주세요."
    ),
    "talk.size_missing": "얼마나인지 말하지 않았습니다. 10주, 20만원어치, 절반처럼 적어 주세요.",
    "talk.unit_missing": "수에 단위가 없습니다. 10주인지 10만원인지 적어 주세요.",
    "talk.two_orders": "한 문장에 주문은 하나만 됩니다. 하나씩 말해 주세요.",
    "talk.two_acts": "주문과 다른 일을 한 문장에 말했습니다. 하나씩 말해 주세요.",
    "talk.condition": "조건이 붙은 주문은 내지 않습니다. 그때가 되면 다시 말해 주세요.",
    "talk.now": "지금 고르기",
    "talk.when": "예약 주문은 없습니다. 지금 카드를 받거나 그때 다시 말해 주세요.",
    "talk.split": "나누어 내는 주문은 없습니다. 한 번에 낼 만큼만 말해 주세요.",
    "talk.credit": "신용, 미수, 공매도는 하지 않습니다.",
    "talk.foreign": "국내 상장 종목만 됩니다.",
    "talk.symbol_unknown": (
        "상장된 이름이나 코드가 아닙니다. 온전한 이름이나 여섯 자리 코드로 적어 주세요."
    ),
    "talk.symbol_several": "어느 종목인지 분명하지 않은 이름입니다. 골라 주세요.",
    "talk.symbol_missing": "어느 종목인지 말하지 않았습니다.",
    "talk.out_of_range": (
        "쓸 수 없는 수량이나 가격입니다. 0보다 큰 온전한 주, 원, 100% 이하로 적어 주세요."
    ),
    "talk.relative_price": (
        "가격은 원으로 적어 주세요(예: 7만원에). 얼마 싸게, 이하, 근처로는 내지 않습니다."
    ),
    "talk.of_what": (
        "무엇의 몇 %인지 알 수 없습니다. 매수는 예수금, 매도는 보유 가운데 얼마인지 적어 주세요."
    ),
    "talk.order_type": "그 주문 방식은 아직 받지 않습니다. 지정가 카드로 낼 수 있습니다.",
    "talk.market_with_price": "시장가에는 가격이 없습니다. 둘 가운데 하나만 말해 주세요.",
    "talk.forced": "규칙이나 확인을 건너뛰는 주문은 없습니다. 주문만 다시 말해 주세요.",
    "talk.wish": "주문할까요? 맞으면 카드를 받으세요.",
    "talk.not_understood": "다 알아듣지 못했습니다. 맞으면 카드를 받으세요.",
    "talk.question": "묻는 말인지 주문인지 모르겠습니다. 주문이면 카드를 받으세요.",
    "talk.side_missing": "살지 팔지 말하지 않았습니다.",
    "talk.level_missing": "얼마에 걸지 말하지 않았습니다.",
    "talk.negation": "하지 말라는 말이 섞여 있어 주문하지 않았습니다.",
    "talk.refused": ("하지 말라는 말로 들었습니다. 주문하지 않았고, 아무것도 바꾸지 않았습니다."),
    "talk.past": "지난 일인지 주문인지 모르겠습니다. 주문만 다시 말해 주세요.",
    "talk.statement": "계획인지 주문인지 모르겠습니다. 주문만 다시 말해 주세요.",
    "talk.hypothesis": "가정하는 말이라 주문하지 않았습니다.",
    "talk.quotation": "남의 말을 옮긴 것이라 주문하지 않았습니다.",
    "talk.bracket": "손절과 목표를 함께 거는 주문은 아직 없습니다. 매수 카드만 받을 수 있습니다.",
    "talk.close_all": (
        "보유를 모두 닫는 일은 '청산' 명령으로 합니다(/flatten, 한 번에 하려면 '청산 한꺼번에')."
    ),
    "talk.no_query": (
        "그것을 알려 주는 명령은 아직 없습니다. '도움말'에서 되는 것을 볼 수 있습니다."
    ),
    "talk.no_control": "그것을 바꾸는 명령은 아직 없습니다. '도움말'에서 되는 것을 볼 수 있습니다.",
    "talk.no_report": "그 보고서는 아직 없습니다.",
    "talk.no_chart": "그 차트는 아직 없습니다.",
    "talk.no_cancel": "취소할 수 없습니다.",
    "talk.no_ask": "질문에 답하는 도우미는 아직 없습니다.",
}
