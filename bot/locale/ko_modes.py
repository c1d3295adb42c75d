"""Korean words of when and how a card becomes an order: the undo window, modes, expiry."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.waits": (
        "확인했습니다. {seconds}초 뒤에 주문이 나갑니다. 그 안에 카드의 `되돌리기` 를 누르면 "
        "나가지 않습니다."
    ),
    "button.undo": "되돌리기",
    "card.undo": "{seconds}초 안에 되돌릴 수 있습니다. 그 뒤에 주문이 나갑니다.",
    "card.undo_soon": "곧 나갑니다. 아직 되돌릴 수 있습니다.",
    "undo.done": "되돌렸습니다. {name} 주문은 나가지 않았습니다.",
    "undo.late": (
        "되돌릴 시간이 지났습니다. 주문이 이미 나갔으면 `취소` 로 증권사에 취소를 요청하세요."
    ),
    "release.waits": "아직 기다립니다.",
    "release.sent": "주문을 보냈습니다.",
    "release.back": "주문을 보내지 않았습니다.",
    "event.order.state.held": "되돌릴 시간을 두고 기다림",
    "order.withdrawn": "보내지 않음",
    "progress.withdrawn": "주문을 보내지 않음 · {name} {side}",
    "note.undone": "사람이 되돌렸습니다. 증권사에 아무것도 보내지 않았습니다",
    "note.late": "되돌리기 시간이 끝난 뒤 제때 보내지 못해 그만두었습니다",
    "note.drift": "기다리는 동안 값이 움직여 보내지 않았습니다",
    "note.trimmed": "기다리는 동안 한도가 바뀌어 보내지 않았습니다",
    "note.bytes": "카드와 보낼 내용이 달라 보내지 않았습니다",
    "note.press.skew": "시계가 증권사와 달라 보내지 않았습니다",
    "note.press.unknown": "카드와 주문 내용이 달라 보내지 않았습니다",
    "note.halted": "기다리는 동안 정지되어 보내지 않았습니다",
}
