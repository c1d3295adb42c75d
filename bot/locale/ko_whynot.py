"""Korean words about what stopped a purchase."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.whynot": "처음 막은 관문",
    "usage.whynot": "왜안샀어 {stock}\n왜안샀어 {stock} 골든크로스",
    "whynot.title": "{name}: 왜 안 샀나",
    "whynot.what": "어느 종목인지 적어 주세요. 예: 왜안샀어 {stock}",
    "whynot.strategy": "'{found}'은(는) 전략의 이름이 아닙니다. 전략 목록으로 확인해 주세요.",
    "whynot.nobody_runs": "돌고 있는 전략이 없습니다. 전략 목록으로 확인해 주세요.",
    "whynot.why": "판단 전체 보기",
    "whynot.signal": "{at}에 사려는 신호가 있었습니다.",
    "whynot.no_signal": "{day} 종가에 신호가 없었습니다.",
    "whynot.more": "쓴 값 모두: 왜안샀어 <종목> {strategy}",
    "whynot.exact": "판단에 쓴 값(그대로 넣으면 같은 판단이 나옵니다)",
    "whynot.resting": "{day}: 이 종목에 걸어 둔 주문이 있어 새로 판단하지 않았습니다.",
    "whynot.short": "{day}: 일봉이 {have:,}개뿐이라 판단할 수 없었습니다.",
    "whynot.not_running": "이 전략은 멈춰 있습니다.",
    "whynot.not_seen": "아직 이 종목의 종가로 판단한 기록이 없습니다.",
    "whynot.rule": "규칙 '{rule}'이(가) 막았습니다({at}).",
    "whynot.numbers": "{observed} / 한도 {limit}",
    "whynot.refused": "규칙이 막았습니다.",
    "whynot.dropped": "카드 전에 접었습니다.",
    "whynot.expired": "때가 지나 물어보지 못했습니다.",
    "whynot.proposed": "카드로 물어보았습니다.",
    "whynot.halted": "정지 중입니다: {scope}, {level} ({by}).",
    "whynot.closed": "장이 닫혀 있어 {at}부터 물어봅니다.",
    "whynot.waiting": "차례를 기다립니다({at}까지). 열린 카드나 시세를 기다리는 중입니다.",
    "whynot.card_open": "카드가 열려 있습니다. 아직 아무도 누르지 않았습니다.",
    "whynot.card_granted": "{by} 님이 {at}에 확인했습니다.",
    "whynot.card_rejected": "{by} 님이 {at}에 거절했습니다.",
    "whynot.card_lapsed": "{at}까지 아무도 누르지 않아 끝났습니다.",
    "whynot.card_withdrawn": "{at}에 카드를 거두었습니다.",
    "whynot.card_replaced": "{at}에 새 카드로 바뀌었습니다.",
    "whynot.card_shown": "신호만 알리는 모드라 묻지 않았습니다.",
    "whynot.order": "주문 {id}: {state}, 체결 {filled:,}주",
}
