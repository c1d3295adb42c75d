"""Korean words about risk limits that a person sets."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.risk": "위험 한도와 쓴 만큼",
    "usage.risk": ("한도\n한도 설정 주문금액 50만원\n한도 설정 하루손실 1%\n한도 철회 주문금액"),
    "limit.title": "위험 한도",
    "limit.used": "오늘 {used} · 남음 {left}",
    "limit.used_now": "지금 {used} · 남음 {left}",
    "limit.from_own": "{by} 님이 정함",
    "limit.from_settings": "설정 파일",
    "limit.from_shipped": "기본값",
    "limit.ceiling": "최대 {most}",
    "limit.pending": "{day}부터 {value} ({by}). 거두기: 한도 철회",
    "limit.how": ("좁히면 바로, 풀면 다음 거래일부터입니다. 바꾸기: 한도 설정 주문금액 50만원"),
    "limit.unit_won": "금액(500000, 50만원)",
    "limit.unit_ratio": "비율(2%, 0.02)",
    "limit.unit_count": "수(10)",
    "limit.unit_shares": "주식 수(100주)",
    "limit.unit_s": "초(60, 2분)",
    "limit.unknown": "한도의 이름을 적어 주세요(받은 말: '{found}'). 한도 라고 하면 모두 보입니다.",
    "limit.value": "'{found}'은(는) 쓸 수 없는 값입니다. {unit}(으)로 적어 주세요.",
    "limit.same": "이미 {text}입니다. 바꾼 것이 없습니다.",
    "limit.beyond": "이 한도는 {text}부터 {why}까지 됩니다. 바꾼 것이 없습니다.",
    "limit.tightened": "지금부터 {text}입니다. 앞의 값: {why}",
    "limit.tightened_dropped": (
        "지금부터 {text}입니다. 앞의 값: {why}. 다음 거래일에 풀기로 한 것은 거두었습니다."
    ),
    "limit.later": (
        "푸는 것이라 다음 거래일({day})부터 {text}입니다. 그때까지는 그대로입니다: {why}. "
        "거두려면 한도 철회"
    ),
    "limit.needs_pin": (
        "한도를 푸는 것이라 PIN이 필요합니다({text}). 2분 안에 /pin <PIN> 하면 다음 "
        "거래일부터 바뀝니다."
    ),
    "limit.withdrawn": "풀기로 한 것을 거두었습니다. 그대로 {text}입니다.",
    "limit.none_pending": "기다리는 변경이 없습니다. 지금 {text}입니다.",
    "notice.limit.tightened": "한도를 좁혔습니다({by}). 지금부터 {text}. 앞의 값: {why}",
    "notice.limit.tightened_dropped": (
        "한도를 좁혔습니다({by}). 지금부터 {text}. 앞의 값: {why}. 풀기로 한 것은 거두었습니다."
    ),
    "notice.limit.later": (
        "한도를 풀기로 했습니다({by}). {day}부터 {text}. 그때까지 {why}. 거두려면 한도 철회"
    ),
    "notice.limit.withdrawn": "한도를 풀기로 한 것을 거두었습니다({by}). 그대로 {text}",
    "limit.of.order_won": "주문금액 {value_won}",
    "limit.of.turnover_won": "하루금액 {value_won}",
    "limit.of.daily_loss": "하루손실 {value_ratio:g}",
    "limit.of.symbol_weight": "비중 {value_ratio:g}",
    "limit.of.max_positions": "종목수 {value_count}",
    "limit.of.orders_per_day": "하루주문 {value_count}건",
    "limit.of.orders_per_minute": "분당주문 {value_count}건",
    "limit.of.orders_per_second": "초당주문 {value_count}건",
    "limit.of.repeat_orders": "반복주문 {value_count}건(1분)",
    "limit.of.order_shares": "주문수량 {value_shares}",
    "limit.of.volume_share": "거래량 {value_ratio:g}",
    "limit.of.price_collar": "가격폭 {value_ratio:g}",
    "limit.of.card_drift": "가격변화 {value_ratio:g}",
    "limit.of.card_life_s": "카드시간 {value_s}",
    "limit.of.quote_age_s": "시세나이 {value_s}",
    "limit.of.cooldown_s": "쉬는시간 {value_s}",
}
