"""Korean words of a chat whose token is in doubt."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.trust": "막힌 확인 다시 받기",
    "usage.trust": "신뢰 <텔레그램/슬랙>",
    "notice.conflict": (
        "같은 봇 토큰을 다른 곳에서도 쓰고 있습니다(409). 토큰이 새어 나갔을 "
        "수 있어 텔레그램의 확인 버튼을 막았습니다. @BotFather에서 토큰을 바꾼 뒤, "
        "텔레그램이 아닌 곳에서 `신뢰 텔레그램` 이라고 해 주세요."
    ),
    "notice.webhook": (
        "텔레그램이 말을 다른 주소로 보내도록 누가 바꿔 두었습니다. 되돌리고 텔레그램의 확인 "
        "버튼을 막았습니다. 직접 한 일이 아니면 토큰이 새어 나간 것입니다: @BotFather 에서 "
        "토큰을 새로 받아 주세요. 그 뒤 텔레그램이 아닌 곳에서 `신뢰 텔레그램` 이라고 해 주세요."
    ),
    "notice.undelivered": (
        "텔레그램이 웹훅 주소에 닿지 못해 보낸 말이 그쪽에 쌓이고 있습니다. 텔레그램으로 보낸 "
        "`정지` 도 오지 않습니다: 급하면 콘솔이나 다른 메신저에서 멈춰 주세요. https 와 프록시를 "
        "봐 주세요."
    ),
    "notice.inbox_unkept": (
        "받은 말을 디스크에 적지 못합니다. 듣고는 있지만, 지금 프로그램이 꺼지면 하던 말을 잃을 수 "
        "있습니다. 디스크의 빈 자리와 폴더의 권한을 봐 주세요."
    ),
    "notice.inbox_damaged": (
        "다시 시작하기 전에 받은 말 가운데 일부를 읽지 못했습니다. 마지막 말에 답이 없었으면 다시 "
        "보내 주세요. `정지` 를 보냈다면 멈췄는지 `상태` 로 봐 주세요."
    ),
    "press.doubted": (
        "이 봇을 다른 곳에서도 쓰고 있어 여기서는 확인하지 않습니다. 주문하지 않았습니다. "
        "콘솔이나 다른 메신저의 카드에서 눌러 주세요."
    ),
    "trust.none": "확인 버튼이 막힌 곳은 없습니다.",
    "trust.blocked": "확인 버튼이 막힌 곳: {faces}",
    "trust.bad": "텔레그램과 슬랙 가운데 하나를 적어 주세요. 적은 말: {found}",
    "trust.nothing": "{face}의 확인 버튼은 막혀 있지 않습니다.",
    "trust.elsewhere": (
        "막힌 곳에서 스스로 풀 수는 없습니다. 콘솔이나 다른 메신저에서 말해 주세요."
    ),
    "trust.done": "{face}의 확인 버튼을 다시 받습니다.",
    "notice.trusted": "{by} 님이 {face}의 확인 버튼을 다시 받게 했습니다.",
    "messenger.telegram": "텔레그램",
    "messenger.slack": "슬랙",
}
