"""Korean words about open cards and their check codes."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "card.code": "확인번호",
    "card.others_press": "누를 수 있는 사람: {names}",
    "cards.title": "기다리는 카드",
    "cards.none": "기다리는 카드가 없습니다.",
    "cards.code": "확인번호 {code}",
    "cards.until": "마감 {at}",
    "cards.close": "정리: 한 번 눌러 모두 보냄",
    "cards.flatten": "청산: 한 번 눌러 모두 보냄",
    "cards.mode": "모드를 자동으로 바꾸는 질문",
    "cards.resume": "멈춘 것을 푸는 질문",
    "cards.compare": (
        "다른 곳에 온 카드의 번호와 주문이 여기와 같아야 합니다. 여기에 없는 카드는 누르지 마세요."
    ),
    "status.card_codes": "{count} (확인번호 {codes})",
    "notice.card_code": (
        "{name} {symbol} {side} 카드(수량 {shares:,}, 가격 {price:,}원)의 확인번호는 {code}입니다. "
        "번호나 주문이 다른 카드는 누르지 마세요."
    ),
    "help.cards": "기다리는 카드",
    "usage.cards": "카드",
    "card.asked_why": "묻는 까닭",
    "auto.mode": "자동 모드가 아닙니다",
    "auto.person": "사람이 부탁한 주문은 늘 묻습니다",
    "auto.several": "{needed}명이 확인해야 하는 주문입니다",
    "auto.order": "{gross_won}은 자동의 한 번 한도 {limit_won}보다 많습니다",
    "auto.day": (
        "오늘 자동이 쓴 {sum_won}에 이 주문 {gross_won}을 더하면 하루 한도 {limit_won}을 넘습니다"
    ),
    "auto.later": "자동은 {since}부터입니다",
    "auto.not_live": "실전 계좌의 자동은 GAEMI_AUTO_LIVE가 있어야 합니다",
    "auto.again": "앞 카드나 주문을 거두고 다시 묻습니다",
    "auto.stopped": "멈춘 것이 있습니다: {scope}, {level}",
    "auto.in_flight": "결과를 확인하는 중인 주문이 있습니다({order_id})",
    "auto.blind": "{since_at}부터 증권사를 보지 못했습니다",
    "auto.starting": "시작하는 중이라 계좌를 아직 다 보지 못했습니다",
    "auto.red": "점검에 빨간 것이 있습니다: {checks}",
    "auto.unchecked": "점검을 아직 하지 않았습니다",
    "auto.old_checks": "마지막 점검이 {age_s} 전입니다(한도 {limit_s})",
    "auto.quote": "시세가 {age_s} 전의 것입니다(한도 {limit_s})",
    "auto.no_quote": "시세가 없습니다",
    "auto.rule": "나가기 전에 다시 본 규칙이 막았습니다: {rule}",
}
