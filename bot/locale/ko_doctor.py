"""Korean words: 프로그램 밖에서 하는 진단."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "check.settings": "설정",
    "check.home": "데이터 폴더",
    "check.home_rights": "폴더 권한",
    "check.env_rights": "설정 파일 권한",
    "check.clock_back": "컴퓨터 시각",
    "check.font": "그림 글꼴",
    "check.port": "포트",
    "check.engine": "프로그램",
    "check.watchdog": "감시 프로그램",
    "check.database": "데이터베이스",
    "check.stops": "정지",
    "check.pin": "핀(PIN)",
    "check.vault": "열쇠 보관함",
    "check.own_strategies": "내 전략 파일",
    "check.key_telegram": "텔레그램 열쇠",
    "check.key_slack": "슬랙 열쇠",
    "check.key_kis": "한국투자증권 열쇠",
    "check.key_model": "언어 모델 열쇠",
    "check.key_mail": "메일",
    "found.home_new": "아직 없음. 시작할 때 만듭니다",
    "found.home_file": "폴더가 아니라 파일입니다",
    "found.not_running": "돌고 있지 않음",
    "found.running": "돌고 있음",
    "found.hangs": "돌고 있지만 1분 넘게 응답이 없음",
    "found.crashed": "예고 없이 끝났음",
    "fix.settings": "그 줄을 고치거나 지워 주세요.",
    "fix.home": "GAEMI_HOME 에 다른 폴더를 적거나 그 파일을 옮겨 주세요.",
    "fix.clock_back": "시각 맞춤(NTP)을 켜 주세요. 폴더에 내일보다 뒤에 쓴 파일이 있습니다.",
    "fix.font": "`make setup` 으로 다시 설치해 주세요. 그때까지 차트는 숫자로 옵니다.",
    "fix.port": "그 포트를 쓰는 프로그램을 끄거나 설정에 다른 포트를 적어 주세요.",
    "fix.engine": (
        "`make run` 으로 다시 시작해 주세요. 응답이 없으면 먼저 그 프로그램을 끝내 주세요. "
        "주문은 다시 시작할 때 증권사와 맞춥니다."
    ),
    "fix.watchdog": "`gaemi watchdog` 으로 따로 띄우거나 gaemi 를 다시 시작해 주세요.",
    "fix.database": "gaemi 를 끄고 백업을 되돌려 주세요. 지우지 마세요: 기록이 그 안에 있습니다.",
    "fix.stops": '"재개 <까닭>" 으로 풉니다. 까닭은 "상태" 에 있습니다.',
    "fix.pin": "`gaemi pin` 으로 다시 정해 주세요.",
    "fix.vault": (
        "열쇠 파일을 되돌리거나 SECRET_KEY 에 맞는 암호를 적어 주세요. "
        "찾을 수 없으면 `gaemi setup` 으로 열쇠를 다시 넣어 주세요."
    ),
    "fix.own_strategies": "그 줄을 고쳐 주세요. 고칠 때까지 그 전략만 쉽니다.",
}
