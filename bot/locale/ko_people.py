"""Korean words about people: roles, several confirmations, the second factor."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.above_role": (
        "{limit:,}원이 넘는 주문은 승인 권한이 있는 사람이 눌러야 합니다. 주문하지 않았습니다."
    ),
    "press.proposer": "주문을 낸 사람의 승인은 세지 않습니다. 다른 {needed}명이 눌러야 합니다.",
    "press.counted": "이미 센 승인입니다({done}/{needed}). 한 사람은 한 번만 셉니다.",
    "press.seconded": "승인 {done}/{needed}. 아직 주문하지 않았습니다.",
    "press.taken_back": "승인을 거두었습니다({done}/{needed}).",
    "press.none_yours": "거둘 승인이 없습니다.",
    "card.votes": "승인",
    "card.votes_text": "{done}/{needed} ({names})",
    "card.votes_none": "{done}/{needed}",
    "button.take_back": "승인 거두기",
    "factor.wanted": "큰일이라 PIN을 한 번 더 묻습니다. 2분 안에 보내 주세요.",
    "factor.wanted_how": "/pin 123456",
    "factor.none": "실계좌에서는 PIN이 있어야 합니다. 서버에서 PIN을 정한 뒤 다시 해 주세요.",
    "factor.none_how": "gaemi pin",
    "notice.no_pin": (
        "PIN이 없어서 큰 주문과 재개를 한 번 더 묻지 않았습니다. 서버에서 gaemi pin 으로 정할 "
        "수 있습니다."
    ),
    "freeze.presses": "승인 {needed}명이 필요한 주문이 {done}명의 승인으로 나갔습니다",
}
