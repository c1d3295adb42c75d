"""Korean words about stops, cancels and the watchdog."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "cancel.asked": "{name} 주문의 취소를 요청했습니다. 취소된 것이 확인되면 알려 드립니다.",
    "cancel.not_open": "이미 끝난 주문이라 취소할 것이 없습니다.",
    "cancel.unknown_number": (
        "아직 취소할 수 없습니다: {name} 주문의 번호를 모릅니다. 번호를 찾는 대로 취소합니다."
    ),
    "cancel.none": "그런 주문이 없습니다.",
    "cancel.kept": "그대로 둡니다.",
    "cancel.lapsed": "질문의 시간이 지났습니다. 주문은 그대로입니다.",
    "notice.cancel_waits": (
        "{name}({symbol}) {side} {shares:,}주: 아직 취소할 수 없습니다. "
        "주문 번호를 모릅니다. 찾는 대로 취소합니다."
    ),
    "notice.cancel_stuck": (
        "{name}({symbol}) {side} {shares:,}주(주문 번호 {number}): 취소를 {tries}번 요청했지만 "
        "아직 열려 있습니다. 다시 취소할까요? 증권사 앱에서도 확인해 주세요."
    ),
}
