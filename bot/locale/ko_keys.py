"""Korean words: 열쇠를 시험한 결과."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "keys.service.telegram": "텔레그램",
    "keys.service.slack": "슬랙",
    "keys.service.kis": "한국투자증권",
    "keys.service.model": "언어 모델",
    "keys.service.mail": "메일",
    "keys.missing": "{name} 이(가) 없습니다.",
    "keys.missing.fix": "{name} 을(를) 넣어 주세요.",
    "keys.no_answer": "대답이 없습니다 ({why}).",
    "keys.no_answer.fix": "인터넷 연결과 설정의 주소를 보고 다시 해 주세요.",
    "keys.odd_answer": "알 수 없는 대답입니다 (HTTP {status}).",
    "keys.odd_answer.fix": "서비스에 장애가 있는지, 설정의 주소가 맞는지 보고 다시 해 주세요.",
    "keys.telegram": "텔레그램이 모르는 토큰입니다.",
    "keys.telegram.fix": "@BotFather 에서 /token 으로 토큰을 다시 받아 그대로 붙여 넣어 주세요.",
    "keys.telegram_fine": "@{name} 봇의 토큰입니다.",
    "keys.slack": "슬랙이 봇 토큰을 거절했습니다 ({code}).",
    "keys.slack.fix": "OAuth & Permissions 의 Bot User OAuth Token(xoxb-)을 다시 복사해 주세요.",
    "keys.slack_app": "슬랙이 앱 토큰을 거절했습니다 ({code}).",
    "keys.slack_app.fix": (
        "Basic Information 에서 connections:write 로 앱 토큰(xapp-)을 만들어 주세요."
    ),
    "keys.slack_scopes": "앱에 권한이 모자랍니다: {names}",
    "keys.slack_scopes.fix": (
        "docs/slack_manifest.yaml 로 앱을 고치고 워크스페이스에 다시 설치해 주세요."
    ),
    "keys.slack_fine": "{team} 워크스페이스에 연결됩니다.",
    "keys.model": "서버가 열쇠를 거절했습니다 (HTTP {status}).",
    "keys.model.fix": "열쇠와 OPENAI_BASE_URL 이 같은 서비스의 것인지 보고, 새로 받아 주세요.",
    "keys.model_absent": "이 열쇠로는 {name} 모델을 쓸 수 없습니다.",
    "keys.model_absent.fix": "OPENAI_MODEL 을 그 서비스에 있는 이름으로 바꿔 주세요.",
    "keys.model_fine": "{name} 모델을 쓸 수 있습니다.",
    "keys.kis_settings": "설정이 맞지 않습니다: {why}",
    "keys.kis_settings.fix": "앱 키, 앱 시크릿, 계좌번호(8자리-2자리)를 다시 봐 주세요.",
    "keys.kis": "한국투자증권이 거절했습니다: {code} {why}",
    "keys.kis.fix": (
        "모의와 실전의 앱 키는 다릅니다. KIS Developers 에서 고른 종류의 키를 다시 복사해 주세요."
    ),
    "keys.kis_too_soon": "토큰은 1분에 한 번만 받을 수 있습니다.",
    "keys.kis_too_soon.fix": "1분 뒤에 다시 해 주세요.",
    "keys.kis_account": "토큰은 받았지만 계좌를 읽지 못했습니다: {why}",
    "keys.kis_account.fix": "계좌번호가 이 앱 키로 신청한 계좌인지 봐 주세요.",
    "keys.kis_fine_paper": "모의투자 계좌를 읽었습니다 ({account}).",
    "keys.kis_fine_live": "실전 계좌를 읽었습니다 ({account}).",
}
