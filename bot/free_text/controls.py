"""Sentences that stop, pause or resume trading, switch strategies, modes and limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.free_text.heard import Heard, about, unclear
from bot.free_text.marks import AMOUNT, ANY, MONEY, NAME, PART, SHARES, SPAN
from bot.free_text.said import Kind, Said

STOPPED: Final = re.compile(
    r"(?:정지|중지|중단|멈춤|일시\s?정지|halt|pause)\s?(?:를|을)?\s?(?:취소|풀|해제|cancel)"
)
HALT: Final = re.compile(
    r"(?:(?<=거래)|(?<=매매))\s?금지|멈춰|멈추(?:자|세|라|십)|멈취|(?:일시\s?|긴급\s?)?정지|중지|중단|스톱|스탑(?!로스)|"
    r"그만(?!큼|두)|그만둬|세워|꺼(?![내지가])|끄(?:자|세|고|십)|막아|쉬어|쉬자|쉬게|쉬세|잠궈|"
    r"잠가|홀드해|"
    r"킬\s?스위치|올스톱|사지\s?말고\s?대기|"
    r"(?<![a-z])(?:halt|pause|freeze|kill switch|shut down|turn off|switch off|disable|"
    r"shut (?:it|everything|the bot|trading) down|turn (?:it|everything|the bot|trading) off|"
    r"no (?:new|more) (?:buys|buying|orders|entries|trades|trading)|"
    r"emergency stop|stop(?= (?:trading|everything|all|the bot|now|buying|orders|it)|$)|"
    r"hold off)\b"
)
_RESUME: Final = re.compile(
    r"재개|재가동|다시\s?(?:시작|켜|돌려|가동|매매|거래|움직|돌아)|(?:정지|중지|멈춤|잠금|"
    r"긴급정지)?\s?해제|풀어\s?줘|풀자|재시작|"
    r"(?:자동\s?매매|매매|거래|봇)\s?(?:를|을|좀)?\s?(?:켜|시작|가동|돌려)|(?<![a-z])(?:resume|"
    r"turn (?:it|everything|the bot|trading) (?:back )?on|unpause|restart|"
    r"start trading|turn on|enable|unhalt)\b"
)
_STRATEGY: Final = re.compile(
    r"전략|볼린저|골든\s?크로스|평균\s?회귀|엔벨로프|엔벨롭|단타|모멘텀|이평|돌파매매|"
    r"추세\s?추종|rsi|macd|(?<![a-z])strateg(?:y|ies)\b|golden\s?cross|bollinger|envelope|"
    r"mean reversion"
)
_STRATEGY_NAMES: Final = {
    "볼린저": "bollinger", "bollinger": "bollinger", "골든": "golden_cross",
    "golden": "golden_cross", "평균": "mean_reversion", "mean": "mean_reversion",
    "엔벨": "envelope", "envelope": "envelope", "단타": "short_term",
}  # fmt: skip
_ON: Final = re.compile(
    r"켜|시작|가동|돌려|활성화|(?<![가-힣])on\b|재개|turn on|start|enable|resume|실행"
)
_MODE: Final = re.compile(
    r"모드|신호만|시그널만|(?:자동|수동|반자동)\s?(?:으로|매매로|승인)|건건이|하나씩\s?(?:확인|"
    r"물어)|확인\s?(?:받고|하고)\s?(?:해|진행|매매)|(?<![a-z])mode\b|signal[- ]only|paper trading"
)
_LIMITS: Final = re.compile(r"(?:한도|리미트|최대\s?손실|일일\s?손실|(?<![a-z])limits?\b)")
_CHANGE: Final = re.compile(
    r"바꿔|바꾸|변경|전환|설정|낮춰|올려|줄여|늘려|맞춰|로\s?해|조정|걸어|잡아|세팅|switch|"
    r"change|set|lower|raise"
)
_TRADES: Final = re.compile(
    r"매수|매도|매매|거래|주문|진입|전략|봇|자동|시스템|프로그램|모두|전부|다|전체|긴급|당장|지금|"
    r"trading|everything|all|bot|orders?|now|buying"
)
_ONLY_BUYS: Final = re.compile(
    r"매수만|매수\s?(?:는|를|을)?\s?(?:정지|중지|중단|막|멈)|신규\s?(?:매수|진입)|매도만|"
    r"사는\s?것만|buying|new (?:buys|entries)"
)
# Nothing new may come in, and what is held may go.
_SELL_ONLY: Final = re.compile(
    r"(?:팔기|파는\s?거|매도)만\s?(?:해(?!도)|하자|하게|허용|가능하게|되게|할\s?수\s?있게|받아)|"
    r"(?<![a-z])(?:sell|reduce)[- ]only\b"
)
_NO_BUYING: Final = re.compile(
    r"매수(?:는|를|만)?\s?금지|신규\s?(?:매수|진입|주문)(?:는|은|를|을)?\s?하지\s?(?:마|말)|"
    r"(?<![a-z])no (?:new|more) (?:buys|buying|entries)"
)
_WITH_CANCEL: Final = re.compile(r"취소|철회|cancel")
_LISTS: Final = re.compile(r"목록|알려")
_ALONE: Final = re.compile(
    rf"{HALT.pattern}|[{ANY}]|좀|줘요?|주세요|해|하자|오늘은?|하루만?|푹|이제|잠깐만?|잠시만?|당분간|봐|개미야?|우리|"
    r"그냥|일단|제발|빨리|요|!|\.|,"
)


def control(heard: Heard) -> Said | None:
    """Read a stop, a pause, a resume, a strategy's switch, a mode or a limit."""
    act = _act_of(heard)
    if act is None or _orders(heard) or _is_talk(heard):
        return None
    if heard.feels("condition"):
        return unclear(heard, "condition", act)
    spans = [value for value in heard.said.all(SPAN) if isinstance(value, int)]
    if spans:
        level = {"level": act["level"]} if act.get("act") == "halt" and "level" in act else {}
        act = {"act": "pause", "for": f"{spans[0]}m"} | level
    return about(heard, Said(Kind.CONTROL, extra=act))


def _is_talk(heard: Heard) -> bool:
    new = _NO_BUYING.search(heard.text) and not heard.said.has(NAME)
    refuses = heard.refuses and not (new or _sells_only(heard))
    return heard.feels("question") or heard.tells or refuses


def _act_of(heard: Heard) -> dict[str, str] | None:
    return next((act for act in (read(heard) for read in _ACTS) if act is not None), None)


def _lifted(heard: Heard) -> dict[str, str] | None:
    return {"act": "resume"} if STOPPED.search(heard.text) else None


def _strategy(heard: Heard) -> dict[str, str] | None:
    on, off = bool(_ON.search(heard.text)), bool(HALT.search(heard.text))
    if not _STRATEGY.search(heard.text) or not (on or off):
        return None
    names = [name for word, name in _STRATEGY_NAMES.items() if word in heard.text]
    named = {"strategy": names[0]} if names else {}
    return {"act": "strategy_on" if on else "strategy_off"} | named


def _mode(heard: Heard) -> dict[str, str] | None:
    found = _MODE.search(heard.text) and not _LISTS.search(heard.text)
    return {"act": "mode"} if found else None


def _limits(heard: Heard) -> dict[str, str] | None:
    found = _LIMITS.search(heard.text) and _CHANGE.search(heard.text)
    return {"act": "limits"} if found else None


def _resume(heard: Heard) -> dict[str, str] | None:
    return {"act": "resume"} if _RESUME.search(heard.text) else None


def _halt(heard: Heard) -> dict[str, str] | None:
    if _NO_BUYING.search(heard.text) or _sells_only(heard):
        return {"act": "halt", "level": "reduce"}
    if not HALT.search(heard.plain) or not _may_halt(heard):
        return None
    if _WITH_CANCEL.search(heard.text):
        return {"act": "halt", "level": "cancel"}
    return {"act": "halt"} | ({"level": "reduce"} if _ONLY_BUYS.search(heard.text) else {})


def _orders(heard: Heard) -> bool:
    return heard.is_strong or heard.links_orders or _sells_a_part(heard)


def _sells_a_part(heard: Heard) -> bool:
    """Tell whether a size of one stock is asked for: 카카오 이제 그만 정리하자 전부."""
    sized = heard.said.has(SHARES, AMOUNT, MONEY, PART)
    return heard.wants_order and heard.said.has(NAME) and sized


def _sells_only(heard: Heard) -> bool:
    """Tell whether only sales are to go on; of one stock or a size it would be an order."""
    ordered = heard.said.has(NAME, SHARES, AMOUNT, MONEY, PART)
    return bool(_SELL_ONLY.search(heard.text)) and not ordered


def _may_halt(heard: Heard) -> bool:
    """Tell whether a stopping word is about trading: it says so, or says nothing else."""
    return bool(_TRADES.search(heard.plain)) or not _ALONE.sub(" ", heard.text).split()


_ACTS: Final[tuple[Callable[[Heard], dict[str, str] | None], ...]] = (
    _lifted, _strategy, _mode, _limits, _resume, _halt,
)  # fmt: skip
