"""Korean words of the help: its headings, and more about commands than fits on a line."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.group.look": "보기",
    "help.group.trade": "사고팔기",
    "help.group.stop": "멈춤과 한도",
    "help.group.why": "왜, 만약",
    "help.group.strategy": "전략",
    "help.group.tell": "알림과 보고서",
    "help.group.here": "설정과 점검",
    "about.backtest": "전략을 지난 봉에 돌려 보기",
    "about.buy": "사 달라고 하기. 카드가 오고, 눌러야 나갑니다",
    "about.cards": "기다리는 카드와 확인번호",
    "about.chart": "그림: 종목의 봉과 체결, 자산과 낙폭, 비중",
    "about.close": "이익·손실·전략의 보유를 질문 하나로 정리",
    "about.decline": "카드를 까닭과 함께 거절",
    "about.edit": "열린 카드의 수량이나 가격을 고친 새 카드",
    "about.keyboard": "자주 쓰는 명령을 자판으로(텔레그램)",
    "about.levels": "보유 종목의 손절·익절·본전 가격. 닿으면 파는 카드가 옵니다",
    "about.mode": "신호만, 하나씩 확인, 한도 안에서 자동",
    "about.pair": "연결, 또는 카드와 알림을 이 방으로",
    "about.report": "하루, 주간, 월간 보고서",
    "about.risk": "위험 한도와 오늘 쓴 만큼. 더 좁히면 바로, 풀면 다음 거래일부터",
    "about.sell": "팔아 달라고 하기. 카드가 오고, 눌러야 나갑니다",
    "about.subscribe": "보고서를 언제 어떻게 받을지",
    "about.trust": "막힌 확인 버튼을 다시 받게",
    "about.whatif": "만약 사면, 팔면, 손절하면, 비중을 바꾸면: 계산만 하고 아무 일도 하지 않습니다",
    "about.whynot": "왜 안 샀는지: 처음 막은 관문과 그 숫자",
}
