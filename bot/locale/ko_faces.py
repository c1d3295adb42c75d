"""Korean words of faces with windows and of Slack."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "keyboard.title": "키보드",
    "keyboard.on": "자주 쓰는 명령을 자판에 놓았습니다. 누르면 그 말을 보냅니다.",
    "keyboard.where": "텔레그램의 개인 대화에만 보입니다. 끄기: 키보드 끔",
    "keyboard.off": "자판을 거두었습니다. 다시 보기: 키보드",
    "keyboard.bad": '"{found}"은(는) 모르는 말입니다. 켬이나 끔이라고 해 주세요.',
    "form.send": "보내기",
    "form.close": "닫기",
    "form.pin": "PIN 입력",
    "form.buy": "매수",
    "form.sell": "매도",
    "form.edit": "주문 고치기",
    "form.match": "주문번호 알리기",
    "field.symbol": "종목 (이름이나 코드)",
    "field.size": "수량 (예: 5, 20만원, 절반)",
    "field.price": "지정가, 원 (비우면 그대로)",
    "field.order": "주문 (여섯 글자)",
    "field.number": "증권사 주문번호",
    "field.pin": "PIN (숫자 6-12자리)",
    "form.to_type": "이 명령은 값이 더 필요합니다. 이렇게 입력해 주세요.",
    "slack.secret": (
        "슬랙에서는 봇이 남의 메시지를 지울 수 없습니다. 방금 메시지는 읽지 않았습니다. "
        "직접 지우고, PIN은 아래 버튼의 창에만 입력해 주세요."
    ),
    "slack.secret_seen": (
        "다른 사람이 보았을 수 있습니다. 서버의 터미널에서 gaemi pin 으로 PIN을 바꿔 주세요."
    ),
    "found.token": "토큰을 받지 않음",
    "found.conflict": "같은 토큰을 다른 곳에서도 씀",
    "found.port": "포트를 열지 못함",
    "found.line": "연결되지 않음",
    "found.hook": "텔레그램이 웹훅 주소에 닿지 못함",
    "fix.telegram_hook": (
        "https 와 프록시가 도는지, TELEGRAM_WEBHOOK_URL 이 이 컴퓨터의 포트로 이어지는지 봐 주세요."
    ),
    "fix.telegram_token": (  # nosec B105
        "@BotFather 에서 토큰을 다시 받아 TELEGRAM_BOT_TOKEN 에 적고 다시 시작해 주세요."
    ),
    "fix.telegram_conflict": (
        "같은 토큰을 쓰는 다른 프로그램을 끄거나 @BotFather 에서 토큰을 바꿔 주세요."
    ),
    "fix.telegram_port": (
        "TELEGRAM_WEBHOOK_PORT 를 쓰는 다른 프로그램을 끄거나 다른 포트를 적어 주세요."
    ),
    "fix.slack_token": (  # nosec B105
        "앱을 워크스페이스에 다시 설치하고 SLACK_BOT_TOKEN(xoxb-)과 SLACK_APP_TOKEN(xapp-)을 새로 "
        "적어 다시 시작해 주세요."
    ),
    "fix.slack_port": "SLACK_HTTP_PORT 를 쓰는 다른 프로그램을 끄거나 다른 포트를 적어 주세요.",
    "slack.room": "이 방에서 말할 수 있습니다.",
    "slack.no_room": (
        "이 방에는 아직 말할 수 없습니다. 먼저 /invite 로 앱을 초대하고 다시 "
        "/gaemi pair 라고 해 주세요."
    ),
}
