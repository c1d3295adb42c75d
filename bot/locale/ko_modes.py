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
    "help.mode": "신호만·확인·자동",
    "usage.mode": (
        "모드 [전체|전략] [신호|확인|자동 <한 번 얼마> <하루 얼마> <까닭>]\n"
        "예: 모드, 모드 신호, 모드 자동 50만원 200만원 소액만"
    ),
    "mode.title": "주문 모드",
    "mode.signal": "신호만",
    "mode.confirm": "하나씩 확인",
    "mode.auto": "한도 안에서 자동",
    "mode.everything": "전체",
    "mode.default": "하나씩 확인(기본)",
    "mode.auto_line": "{mode}: 한 번 {order}, 하루 {day}까지",
    "mode.coming": "{since}부터 {line}",
    "mode.how": (
        "신호만은 주문 버튼이 없는 알림입니다. 자동은 까닭과 확인 버튼이 있어야 하고 다음 "
        "거래일부터입니다. 더 조이면 바로 바뀝니다."
    ),
    "mode.what": (
        "'{found}': 어떤 모드인지 적어 주세요. 신호, 확인, 자동 가운데 하나입니다. "
        "전략은 그 앞에 적습니다."
    ),
    "mode.amounts": (
        "자동은 한 번과 하루의 금액이 모두 있어야 합니다. 예: 모드 자동 50만원 200만원 소액만"
    ),
    "mode.unknown": "{scope}은(는) 없는 전략입니다. `전략` 으로 이름을 보세요.",
    "mode.set": "바로 바꾸었습니다: {scope}, {mode}.",
    "mode.asked": "정말 자동으로 할지 버튼으로 물었습니다. 누르기 전에는 바뀌지 않습니다.",
    "mode.from_next": (
        "{since}부터 자동입니다: {scope}, 한 번 {order_won:,}원, 하루 {day_won:,}원까지. "
        "그때까지는 지금대로입니다."
    ),
    "mode.not_live": (
        "실전 계좌에서는 자동을 쓰지 않습니다. 서버에 GAEMI_AUTO_LIVE=true 를 적어야 합니다."
    ),
    "mode.limits": (
        "금액이 한도 밖입니다. 한 번은 {most:,}원까지, 하루는 한 번 이상 {day:,}원까지입니다."
    ),
    "mode.no_reason": "자동에는 까닭이 있어야 합니다. 금액 뒤에 적어 주세요.",
    "mode.kept": "바꾸지 않았습니다.",
    "mode.lapsed": "질문의 시간이 지났습니다. 모드는 그대로입니다.",
    "mode.wait": "조금 더 기다려 주세요. {seconds}초 뒤에 누를 수 있습니다.",
    "button.mode_yes": "자동으로",
    "button.mode_no": "그대로 두기",
    "notice.mode_question": (
        "{scope}: 한 번 {order_won:,}원, 하루 {day_won:,}원까지 묻지 않고 주문할까요? "
        "다음 거래일부터입니다. 그보다 큰 주문은 카드로 묻습니다."
    ),
    "notice.mode_signal": "{by}: {scope} 모드를 신호만으로 바꾸었습니다. 주문이 나가지 않습니다.",
    "notice.mode_confirm": "{by}: {scope} 모드를 하나씩 확인으로 바꾸었습니다.",
    "notice.mode_auto": (
        "{by}: {since}부터 {scope}은(는) 한 번 {order_won:,}원, 하루 {day_won:,}원까지 "
        "묻지 않고 주문합니다."
    ),
    "status.mode": "주문 모드",
    "approval.shown": "신호로 알림",
    "card.signal": "신호 · {side} {name} {symbol}",
    "card.shown": "신호 · {side} {name} {symbol}",
    "card.signal_text": (
        "신호만 알리는 모드입니다. 주문 버튼이 없습니다. 하려면 증권사 앱에서 직접 하세요."
    ),
    "card.shown_text": "신호만 알리는 모드라 주문하지 않았습니다.",
    "card.note.mode": "까닭: 모드가 신호만으로 바뀌었습니다",
    "card.automatic": "자동 {side} · {name} {symbol}",
    "card.automatic_text": "허락한 한도 안이라 묻지 않고 냅니다. 주문은 아래 상태와 같습니다.",
    "card.allowed": "{name} 님이 {since}부터 허락: 한 번 {order}, 하루 {day}까지",
    "face.policy": "자동(허락한 한도)",
    "note.mode": "모드가 바뀌어 묻지 않고 보내지 않았습니다",
    "event.mode.state.signal": "모드를 신호만으로",
    "event.mode.state.confirm": "모드를 하나씩 확인으로",
    "event.mode.state.auto": "모드를 한도 안에서 자동으로",
    "event.approval.state.shown": "신호로 알림",
    "order.withdrawn": "보내지 않음",
    "progress.withdrawn": "주문을 보내지 않음 · {name} {side}",
    "note.undone": "사람이 되돌렸습니다. 증권사에 아무것도 보내지 않았습니다",
    "note.late": "되돌리기 시간이 끝난 뒤 제때 보내지 못해 그만두었습니다",
    "note.drift": "기다리는 동안 값이 움직여 보내지 않았습니다",
    "note.trimmed": "기다리는 동안 한도가 바뀌어 보내지 않았습니다",
    "note.bytes": "카드와 보낼 내용이 달라 보내지 않았습니다",
    "note.press.skew": "시계가 증권사와 달라 보내지 않았습니다",
    "note.press.unknown": "카드와 주문 내용이 달라 보내지 않았습니다",
    "note.role": "누른 사람의 권한이 그사이 없어져 보내지 않았습니다",
    "note.halted": "기다리는 동안 정지되어 보내지 않았습니다",
}
