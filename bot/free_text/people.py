"""Sentences about who may use gaemi; they lead to the list, and change nobody by themselves."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.heard import Heard
from bot.free_text.marks import NAMED, SIZED
from bot.free_text.said import Kind, Said

_PEOPLE: Final = (
    r"(?:사용자|유저|이용자|멤버|구성원|초대된\s?사람|등록된\s?사람|연결된\s?사람|쓰는\s?사람|"
    r"쓸\s?수\s?있는\s?사람|권한\s?(?:있는|가진)\s?사람)"
)
_LIST: Final = re.compile(
    rf"누가\s?(?:[가-힣]+\s)?(?:쓸|사용할|볼|주문할|승인할|들어올)\s?수\s?있|누가\s?(?:쓰고|사용하고|사용\s?중)|"
    rf"{_PEOPLE}\s?(?:들)?(?:은|는|이|가|을|를)?\s?(?:목록|리스트|명단|누구|보여|알려|몇)|"
    r"누구(?:한테|에게)?\s?권한|"
    r"(?<![a-z])(?:who (?:can|may) (?:use|trade|approve|see)|"
    r"(?:list|show)(?: me)?(?: the| all)? users|users list)\b"
)
_CHANGE: Final = re.compile(
    rf"{_PEOPLE}[을를]?\s?(?:[가-힣]+\s)?(?:추가|등록|초대|삭제|제거|빼|내보내|차단)|초대\s?(?:해|하고|하자|코드|장|링크)|"
    r"(?:권한|역할)(?:을|를|좀)?\s?(?:[가-힣]+\s)?(?:바꿔|바꾸|변경|줘|주고|주자|뺏|빼|올려|내려|낮춰|높여|없애|회수|제한|부여|수정)|"
    r"(?:승인자|관리자|뷰어|거래자|어드민)(?:로|으로)\s?(?:[가-힣]+\s)?(?:바꿔|변경|추가|등록|해|올려|내려|지정|임명|만들)|"
    r"(?<![a-z])(?:add|invite|remove|delete|kick)(?: a| the| new)* (?:user|member|person)\b|"
    r"(?<![a-z])(?:make|promote) \w+ (?:an? )?(?:admin|approver|trader|viewer)\b"
)
# An unlisted name and an act on it: of a person, as nothing else is added by its name alone.
_SOMEBODY: Final = re.compile(
    r"^(?!관심|알림|알람|종목|전략|조건|주문|지표|메모|한도|현금|일정|목록|손절|익절|차트|화면|기능|설정|버튼|다시|좀|더|하나)"
    r"[가-힣]{2,4}(?:이|님|씨)?(?:을|를|도|은|는)?\s?(?:좀\s?)?(?:추가|초대|등록|강퇴|내보내)\s?(?:해|하|줘|시켜)"
)


def people(heard: Heard) -> Said | None:
    """Read a question or a wish about the people; None where a share or a size is said."""
    if heard.said.has(*NAMED, *SIZED):
        return None
    if _LIST.search(heard.plain):
        return Said(Kind.QUERY, extra={"what": "users"})
    changes = _CHANGE.search(heard.plain) or _SOMEBODY.search(heard.plain)
    if not changes or heard.refuses or heard.feels("past", "hypothesis"):
        return None
    return Said(Kind.CONTROL, extra={"act": "users"})
