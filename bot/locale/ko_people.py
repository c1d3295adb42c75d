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
    "users.title": "사람",
    "users.foot": "초대: 사람 초대 거래\n역할: 사람 역할 T1001 승인\n빼기: 사람 빼기 T1001",
    "users.keyboard": "이 컴퓨터의 자판",
    "users.same_person": "같은 사람: {who}",
    "users.invited": "새 연결 코드입니다. 권한: {role}. 10분 안에 한 번 쓸 수 있습니다.",
    "users.invited_how": (
        "이 줄을 그 사람에게 직접 전해 주세요. 그 사람이 gaemi와의 개인 대화에서 보내면 연결됩니다."
    ),
    "users.in_private": "연결 코드는 개인 대화나 콘솔에서만 보여 줍니다. 거기서 다시 말해 주세요.",
    "users.role_set": "{name}: 이제 {role} 권한입니다.",
    "users.same": "{name}은(는) 이미 {role} 권한입니다.",
    "users.removed": "{name}을(를) 뺐습니다. 이제 그 대화의 말과 버튼은 듣지 않습니다.",
    "users.last": (
        "마지막 관리자는 빼거나 낮출 수 없습니다. 먼저 다른 사람을 관리자로 올려 주세요."
    ),
    "users.console": "콘솔은 이 컴퓨터의 자판이라 언제나 관리자입니다.",
    "users.unknown": "그 사람이 없습니다. 사람 을 보내 목록을 보세요.",
    "users.who": "'{found}'은(는) 목록에 없습니다. 사람 을 보내 맨 앞의 이름표를 보세요.",
    "users.role": "'{found}' 권한은 없습니다. 보기, 거래, 승인, 관리 중에서 골라 주세요.",
    "users.verb": "'{found}'은(는) 모르는 말입니다. 초대, 얼굴, 역할, 빼기 중에서 골라 주세요.",
    "users.words": "누구를 어떻게 할지 덜 적었거나 더 적었습니다.",
    "help.users": "사람과 권한",
    "usage.users": (
        "사람\n사람 초대 <권한>\n사람 얼굴 <이름표>\n사람 역할 <이름표> <권한>\n사람 빼기 <이름표>"
    ),
    "role.viewer": "보기",
    "role.trader": "거래",
    "role.approver": "승인",
    "role.admin": "관리",
    "pair.withdrawn": "이 코드는 이제 쓸 수 없습니다. 관리자에게 새 코드를 받아 주세요.",
    "notice.users_invited": "{by}이(가) {role} 권한의 연결 코드를 만들었습니다.",
    "notice.users_joined": (
        "{name}이(가) {role} 권한으로 들어왔습니다({by}의 코드). 모르는 사람이면 사람 빼기로 "
        "빼 주세요."
    ),
    "notice.users_role": "{by}이(가) {name}의 권한을 바꿨습니다: {role}.",
    "notice.users_removed": "{by}이(가) {name}을(를) 뺐습니다.",
}
