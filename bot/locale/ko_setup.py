"""Korean words: `gaemi setup` and its page for keys."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "setup.hello": (
        "gaemi 처음 설정입니다. Enter 는 [ ] 안의 값입니다. 언제든 다시 할 수 있습니다."
    ),
    "setup.language": "언어 (Language)",
    "setup.language.ko": "한국어",
    "setup.language.en": "영어 (English)",
    "setup.number": "번호 [{default}]: ",
    "setup.not_number": "'{found}' 은(는) 없습니다. 1부터 {most}까지의 번호를 적어 주세요.",
    "setup.home": "자료 폴더 [{default}]: ",
    "setup.not_folder": "{found} 은(는) 폴더가 아닙니다. 다른 곳을 적어 주세요.",
    "setup.broker": "어디에서 거래할까요?",
    "setup.broker.paper": "가상 시장 (계좌도 열쇠도 필요 없음)",
    "setup.broker.kis_paper": "한국투자증권 모의투자",
    "setup.broker.kis_live": "한국투자증권 실전 (진짜 돈)",
    "setup.wants.telegram": "텔레그램에서 쓸까요?",
    "setup.wants.slack": "슬랙에서 쓸까요?",
    "setup.wants.mail": "메일로도 받을까요?",
    "setup.wants.model": "언어 모델(질문, 보고서의 글)을 쓸까요?",
    "setup.yes": "(Enter: 예, n: 아니오)",
    "setup.no": "(Enter: 아니오, y: 예)",
    "setup.yes_or_no": "'{found}' 은(는) 알 수 없습니다. y(예) 또는 n(아니오)을 적어 주세요.",
    "setup.OPENAI_BASE_URL": "언어 모델 서버의 주소 [{default}]: ",
    "setup.OPENAI_MODEL": "모델 이름 [{default}]: ",
    "setup.refused": "쓸 수 없습니다: {text}",
    "setup.how": "열쇠 보관함의 열쇠를 어디에 둘까요?",
    "setup.how.keyring": "운영 체제의 열쇠고리",
    "setup.how.passphrase": "암호 (시작할 때마다 입력, 또는 SECRET_KEY)",  # nosec B105
    "setup.how.file": "자료 폴더 밖의 파일 (약함)",
    "setup.env_wins": "{name} 은(는) 환경 변수에 다른 값이 있어 그쪽을 씁니다.",
    "setup.opened": (
        "브라우저에 열쇠를 넣는 페이지를 열었습니다. 열리지 않으면 아래 주소를 여세요."
    ),
    "setup.open_it": "열쇠는 여기에 적지 않습니다. 이 컴퓨터의 브라우저에서 아래 주소를 여세요.",
    "setup.ssh": (
        "다른 컴퓨터에서 열려면 그 컴퓨터에서 먼저: ssh -N -L {port}:127.0.0.1:{port} 이-서버"
    ),
    "setup.waiting": "10분 동안, 이 컴퓨터에서만 열립니다. 그만두려면 Ctrl-C.",
    "setup.page_late": (
        "10분이 지나 페이지를 닫았습니다. 넣은 것까지 남았습니다. gaemi setup 을 다시 해 주세요."
    ),
    "setup.page_wrong": (
        "모르는 요청이 다섯 번 와서 페이지를 닫았습니다. 누가 이 컴퓨터에서 시도했는지 "
        "보고 gaemi setup 을 다시 해 주세요."
    ),
    "setup.end": "설정이 끝났습니다.",
    "setup.next.paper": "시작: make run",
    "setup.next.kis_paper": '시작: make run ARGS="--broker kis --paper"',
    "setup.next.kis_live": (
        '시작: GAEMI_LIVE=yes-with-real-money make run ARGS="--broker kis --live" (진짜 '
        "돈이 움직입니다)"
    ),
    "setup.pair": (
        "시작하면 콘솔에 8자 코드가 나옵니다. 텔레그램이나 슬랙에서 /pair 코드 로 연결하세요."
    ),
    "setup.again": "gaemi 가 켜져 있습니다. 새 설정과 열쇠는 다시 시작한 다음부터 씁니다.",
    "setup.start": "지금 시작할까요?",
    "input.setup_ended": (
        "입력이 끝나 설정을 마치지 못했습니다. 터미널에서 gaemi setup 을 다시 하세요"
    ),
    "page.tab": "gaemi 열쇠 넣기",
    "page.title": "열쇠 넣기",
    "page.lead": (
        "이 페이지는 이 컴퓨터 안에서만 열립니다. 넣은 열쇠는 바로 시험해 보고, 맞으면 "
        "잠가서 보관합니다."
    ),
    "page.send": "시험하고 보관하기",
    "page.small": (
        "주문은 내지 않습니다. 10분이 지나거나 다 넣으면 닫힙니다. 열쇠를 채팅에는 적지 마세요."
    ),
    "page.there": "이미 있음 · 비우면 그대로",
    "page.optional": "없어도 됨",
    "page.keep": "지금 확인하지 못해도 보관하기",
    "page.kept_untried": "(확인하지 못한 채 보관했습니다)",
    "page.done": "다 넣었습니다",
    "page.done_lead": "이 창을 닫고 터미널로 돌아가세요. 이 페이지는 다시 열리지 않습니다.",
    "page.closed": "열 수 없습니다",
    "page.over": "이 페이지는 끝났습니다. 터미널에서 gaemi setup 을 다시 해 주세요.",
    "page.not_ours": "터미널에 나온 주소를 그대로 열어 주세요.",
    "page.how.telegram": "텔레그램의 @BotFather 에게 /newbot 을 보내 받은 토큰입니다.",
    "page.how.slack": (
        "api.slack.com/apps 에서 docs/slack_manifest.yaml 로 만든 앱의 두 토큰입니다."
    ),
    "page.how.kis": (
        "KIS Developers 에서 받은 앱 키와, 그 키로 신청한 계좌입니다. 모의와 실전의 키는 다릅니다."
    ),
    "page.how.model": (
        "OpenAI 또는 같은 규약을 쓰는 서비스의 열쇠입니다. 주문에는 쓰이지 않습니다."
    ),
    "page.key.TELEGRAM_BOT_TOKEN": "봇 토큰",  # nosec B105
    "page.key.SLACK_BOT_TOKEN": "봇 토큰 (xoxb-…)",  # nosec B105
    "page.key.SLACK_APP_TOKEN": "앱 토큰 (xapp-…)",  # nosec B105
    "page.key.KIS_APP_KEY": "앱 키",
    "page.key.KIS_APP_SECRET": "앱 시크릿",  # nosec B105
    "page.key.KIS_ACCOUNT": "계좌번호 (8자리-2자리)",
    "page.key.KIS_HTS_ID": "HTS 아이디",
    "page.key.OPENAI_API_KEY": "API 열쇠",
    "keys.shape": "{name} 의 모양이 다릅니다.",
    "keys.shape.fix": "앞뒤가 잘리지 않았는지, 다른 칸의 것이 아닌지 보고 다시 붙여 넣어 주세요.",
    "keys.not_kept": "열쇠는 맞지만 보관하지 못했습니다: {why}",
    "keys.not_kept.fix": "터미널에 나온 까닭을 고치고 다시 해 주세요.",
}
