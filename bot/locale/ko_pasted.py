"""Korean words about keys that stand in a chat."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "pasted.title": "열쇠가 채팅에 있습니다",
    "pasted.seen": (
        "방금 메시지에 열쇠나 비밀번호로 보이는 것이 있습니다. 읽지 않았고, 어디에도 남기지 "
        "않았습니다."
    ),
    "pasted.erased": "그 메시지를 채팅에서 지웠습니다.",
    "pasted.not_erased": "그 메시지를 지우지 못했습니다. 지금 직접 지워 주세요.",
    "pasted.still_there": "여기서는 제가 지울 수 없습니다. 지금 직접 지워 주세요.",
    "pasted.console": "터미널의 기록에 남았을 수 있으니 화면을 지워 주세요.",
    "pasted.telegram": (
        "이미 남이 보았을 수 있습니다. @BotFather 에서 /revoke 로 토큰을 바꿔 주세요."
    ),
    "pasted.slack": "이미 남이 보았을 수 있습니다. 슬랙 앱 설정에서 토큰을 새로 만들어 주세요.",
    "pasted.model": (
        "이미 남이 보았을 수 있습니다. 언어 모델 서비스에서 이 열쇠를 없애고 새로 만들어 주세요."
    ),
    "pasted.broker": (
        "이미 남이 보았을 수 있습니다. 증권사 개발자 누리집에서 이 앱 키를 없애고 새로 받아 주세요."
    ),
    "pasted.own": (
        "gaemi가 쓰는 열쇠입니다. 이미 남이 보았을 수 있으니 그 서비스에서 바꿔 주세요."
    ),
    "pasted.next": "새 열쇠는 채팅이 아니라 서버의 터미널에서 gaemi setup 으로 넣어 주세요.",
    "pasted.covered": "****** (열쇠)",
}
