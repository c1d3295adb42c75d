"""Sentences that want to know something: from the books (a query) or an opinion (for /ask)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.free_text.heard import Heard, about
from bot.free_text.marks import MONEY, NAME, NAMED, PERCENT, SEVERAL, SHARES, TYPE, Marked
from bot.free_text.mood import is_past
from bot.free_text.periods_said import period_of
from bot.free_text.said import Kind, Said

_ACTS: Final = re.compile(
    r"샀|사[는지]|안\s?[사삼]|팔|매수|매도|주문|체결|거절|신호|진입|청산|손절|익절|담았|"
    r"안\s?담|취소|(?:buy|bought|sell|sold|order|reject)"
)
_WHY: Final = re.compile(r"(?<![가-힣])왜|이유|근거|까닭|(?<![a-z])why\b")
_WHY_NOT: Final = re.compile(
    r"안\s?(?:샀|사|삼|팔|매|담|들어|했|해|나)|못\s?(?:샀|사|팔)|지\s?않|거절|거부|막|"
    r"(?<![a-z])(?:didn't|not|did not|don't|reject\w*)\b"
)
_ADVICE: Final = re.compile(
    r"[살팔할질]까|(?:사|팔아|해|담아)야|좋을|나을|좋은|나[아은]|살만|할만|어때|어떨|어떻|전망|"
    r"추천|의견|생각|방법|하는\s?법|사도|팔아도|해도|들어가도|괜찮|"
    r"(?<![a-z])(?:should|think|good|worth|better|recommend|opinion|outlook)\b"
)
_WHAT_IF: Final = re.compile(
    r"(?:사|팔|매수하|매도하|담으|정리하|청산하|던지)면\s?[^?]*(?:얼마|비중|세금|수수료|몇|남|"
    r"들어|필요|평단)|how much (?:would|will) .*(?:cost|buy|sell)"
)
_QUERIES: Final = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        ("help", (r"도움말|(?<![a-z])help\b|사용법|명령어|뭐\s?할\s?수\s?있|무엇을\s?할\s?수|"
                 r"뭘\s?할\s?수|어떻게\s?(?:쓰|사용)")),
        ("strategies", (r"전략\s?(?:이|은|는|들)?\s?(?:뭐|목록|리스트|어떤|상태|현황|돌|있|보여|"
                       r"알려|몇)|어떤\s?전략|무슨\s?전략|(?<![a-z])strategies\b")),
        ("risk", r"한도|리스크|위험\s?(?:도|한도)|손실\s?제한|risk"),
        ("watchlist", r"관심\s?종목|워치\s?리스트|watch\s?list"),
        ("trades", (r"(?:체결|매매|거래)\s?(?:내역|기록|목록|일지)|(?<![a-z])(?:trades|fills|"
                   r"trade history)\b")),
        ("performance", (r"성과|성적|승률|손익비|기대값|기댓값|(?<![a-z])(?:performance|"
                        r"performing|win rate|profit factor)\b")),
        ("logs", r"로그(?!인)|(?<![a-z])logs\b"),
        ("orders", (r"미체결|체결|취소\s?(?:됐|된|되)|대기\s?(?:중인\s?)?주문|주문\s?(?:이|은|는|"
                   r"들|좀)?\s?(?:내역|목록|상태|나갔|들어갔|들어가|있|현황|됐|된|되|조회|뭐|"
                   r"리스트|확인|보여|알려|걸|넣|남|몇)|걸어\s?둔\s?주문|예약\s?주문|"
                   r"(?<![a-z])(?:open orders?|orders|filled|fills?|order status|pending)\b")),
        ("trades", (r"(?:뭐|뭘|무엇을?|어떤\s?거|몇\s?개)\s?(?:샀|팔았|사고|매매|거래)|"
                   r"거래\s?(?:내역|기록|목록)|매매\s?(?:내역|기록|일지)|(?<![a-z])(?:trades|"
                   r"trade history|what did (?:i|you|we) (?:buy|sell))\b")),
        ("positions", (r"보유|(?<!공)잔고|"
                r"포지션|들고\s?있|갖고\s?있|가지고\s?있|가진\s?(?:거|종목|주식)|평단|"
                      r"평균\s?단가|매입가|몇\s?주|물려|물린|내\s?(?:종목|주식)|종목\s?(?:뭐|"
                      r"목록|리스트|현황)|포트\s?폴리오|포트(?![가-힣])|"
                      r"(?<![a-z])(?:holdings?|positions?|portfolio|(?:do|did) i (?:own|hold|"
                      r"have)|what (?:do|am) i (?:own|hold|holding)|average price)\b")),
        ("pnl", (r"벌었|벌고|벌어|버는|번\s?(?:돈|거)|잃었|잃고|날렸|날린|손익|수익|손실|이익|"
                r"이득|수수료|(?:거래)?세금|성과|성적|승률|실현|먹었|몇\s?프로|깨졌|까먹|"
                r"마이너스|플러스|배당[^가-힣]*\s?(?:얼마\s?)?(?:받|들어)|얼마나\s?(?:올랐|났|"
                r"나왔)|낙폭|mdd|"
                r"(?<![a-z])(?:made?|make|earn(?:ed|ings?)?|profits?|loss(?:es)?|pnl|p&l|p/l|"
                r"returns?|lost|lose|performance|performing|fees?|tax(?:es)?|how am i doing|"
                r"drawdown)\b")),
        ("balance", (r"예수금|현금|잔액|총\s?자산|자산|평가\s?(?:금액|금|액)|계좌|"
                    r"돈\s?(?:이|은)?\s?(?:얼마|있|남|몇)|얼마\s?(?:있|남|들)|주문\s?가능|"
                    r"살\s?수\s?있는\s?(?:돈|금액)|(?:투자|출금)\s?가능|"
                    r"(?<![a-z])(?:balance|cash|buying power|equity|net worth|account|"
                    r"how much (?:money|cash))\b")),
        ("quote", (r"얼마|현재가|주가|시세|가격|호가|몇\s?원|몇(?:이야|이에요|임)|"
                  r"거래량|등락|시가총액|시총|고가|"
                  r"저가|종가|(?<![a-z])(?:price|quote|trading at|how much is|worth)\b")),
        ("signals", r"신호|시그널|(?<![a-z])signals?\b"),
        ("session", (r"휴장|개장|장\s?(?:이|은)?\s?(?:언제|몇\s?시|열[어려리]|닫|끝|마감)|"
                    r"market (?:open|close|hours)")),
        ("status", (r"(?<![가-힣])상태|현황|상황|(?:잘|아직)\s?(?:돌|살|작동|하고)|살아\s?있|작동|"
                   r"돌아가|돌고|동작|켜져|켜졌|멈췄|멈춰\s?있|진단|점검|로그|정상|"
                   r"(?<![a-z])(?:status|running|alive|health|working|doctor|logs)\b")),
    )
)  # fmt: skip
_EXPLAIN: Final = re.compile(
    r"뭐(?:야|예요|에요|죠|임|지)|뭔(?:가요|데|지)|무슨\s?뜻|설명|"
    r"(?<![a-z])what(?:'s| is| are) an?\b"
)
_HOW: Final = re.compile(r"어때|어떻게\s?(?:되|돼|됐)|어땠")
_SHOULD: Final = re.compile(r"사야|팔아야|해야|should")
_SHOWS: Final = re.compile(r"알려|보여|조회")
_TRADED: Final = re.compile(r"샀|팔았|매수했|매도했|담았|매수됐|매도됐|bought|sold")
_OF_A_FIRM: Final = re.compile(r"배당|(?<![a-z])p[eb]r|실적|매출|이익")
_FIGURES: Final = re.compile(
    r"수익|손익|손실|잔고|예수금|자산|계좌|상태|현황|체결|주문|포지션|포트|전략|성과|성적|승률"
)
_INDEX: Final = re.compile(r"코스피|코스닥|나스닥|환율|다우|지수|kospi|kosdaq|nasdaq")
_WANTS: Final = re.compile(
    r"\?|알려|보여|조회|확인|봐|볼래|줘|주세|궁금|말해|뭐|얼마|몇|어떻|어때|어떤|있[어나니지냐]|"
    r"됐[어나니]|누구|언제|왜|리스트|목록|내역|나요|까요|"
    r"(?<![a-z])(?:show|what|how|tell|list|display|check|give|why|which|any|is|are|did|do|my)\b"
)
_SENTENCE: Final = re.compile(r"[가-힣](?:다|네|음|임|함|군|구나|지|걸|자|야|해|어|아|요)[.!~]*$")
_SMALL_TALK: Final = re.compile(
    r"^(?:안녕|하이|헬로|반가|뭐\s?해|뭐하|잘\s?(?:지냈|자|잤|있었)|밥\s?(?:먹|은)|심심|사랑|"
    r"너\s?(?:누구|이름|몇)|날씨|점심|저녁|아침|배고|졸려|좋은\s?(?:아침|하루|밤)|굿모닝|수고|"
    r"고마|감사|고생|"
    r"hi|hello|hey|thanks?|thank you|good (?:morning|night|evening)|how are you|lol)"
)
_MARKET: Final = re.compile(
    r"시장|장(?=이|은|\s|세|중|초)|주식|종목|코스피|코스닥|금리|환율|달러|경기|섹터|업종|증시|"
    r"지수|배당|실적|전망|투자|매수|매도|반등|폭락|급락|급등|조정|상승|하락|반도체|바이오|손절|"
    r"익절|물타|존버|"
    r"(?<![가-힣])[살팔]|담|포트|etf|공매|수급|외국인|기관|차트|per|pbr|stock|market|invest|"
    r"kospi|kosdaq|fed|rates?|buy|sell|earnings|economy|sector"
)
_OPINION: Final = re.compile(
    r"전망|추천|의견|분석|설명|요약|생각|이유|비교|조언|예측|알려|어때|어떨까|어떻게|괜찮|뭐야|"
    r"무슨\s?뜻|왜|요즘|뉴스|호재|악재|공시|(?<![a-z])(?:explain|analy[sz]e|think|opinion|"
    r"recommend|outlook|compare|advice|forecast|news|predict)\b"
)


def read(heard: Heard) -> Said | None:
    """Read a question that the stored facts answer; None when it is none."""
    if _SMALL_TALK.search(heard.text) or heard.feels("quotation", "hypothesis"):
        return None
    if _supposes(heard):
        return _query(heard, "whatif")
    if _WHY.search(heard.text):
        return _why(heard)
    if heard.feels("condition") or _wants_advice(heard) or not _wants(heard):
        return None
    return _plain_query(heard) or _own_trade(heard)


def why(heard: Heard) -> Said | None:
    """Read why something was done or not, whatever else the sentence feels like."""
    return _why(heard) if _WHY.search(heard.text) and not heard.tells else None


def opinion(heard: Heard) -> Said:
    """Give an open question, with the one symbol it is about."""
    return Said(Kind.ASK, symbol=heard.symbol)


def wondering(heard: Heard) -> Said | None:
    """Read a wish for an opinion or an explanation; None when nothing is wondered about."""
    if _SMALL_TALK.search(heard.text):
        return None
    wonders = _asks(heard) if heard.feels("question") else _mulls(heard)
    return opinion(heard) if wonders else None


def _asks(heard: Heard) -> bool:
    return "?" in heard.text or _of_market(heard) or bool(_EXPLAIN.search(heard.text))


def _mulls(heard: Heard) -> bool:
    if heard.feels("quotation", "hypothesis") or is_past(heard.text):
        return False
    open_ = _of_market(heard) and bool(_OPINION.search(heard.text))
    return open_ or bool(_EXPLAIN.search(heard.text))


def _of_market(heard: Heard) -> bool:
    return heard.said.has(NAME, SEVERAL, TYPE) or bool(_MARKET.search(heard.text))


def _supposes(heard: Heard) -> bool:
    named = heard.said.has(NAME, SHARES, MONEY) or heard.feels("question")
    return named and bool(_WHAT_IF.search(heard.text))


def _wants_advice(heard: Heard) -> bool:
    return bool(_ADVICE.search(heard.text)) and not _own_figures(heard)


def _own_figures(heard: Heard) -> bool:
    """Tell whether "how is" asks for figures of the account: 올해 수익률 어때?"""
    if heard.said.has(NAME) or not _HOW.search(heard.text):
        return False
    return bool(_FIGURES.search(heard.text))


def _plain_query(heard: Heard) -> Said | None:
    """Give the first kind of question whose words occur."""
    for what, pattern in _QUERIES:
        if pattern.search(heard.text) and (what != "quote" or _quotable(heard.said)):
            return _query(heard, what)
    return None


def _why(heard: Heard) -> Said | None:
    if not _ACTS.search(heard.text) or _SHOULD.search(heard.text):
        return None
    return _query(heard, "whynot" if _WHY_NOT.search(heard.text) else "why")


def _wants(heard: Heard) -> bool:
    """Tell a question or a bare heading (손익) from somebody telling about their day."""
    if heard.feels("question"):
        return True
    if is_past(heard.text) or heard.feels("negation", "statement", "wish"):
        return bool(_SHOWS.search(heard.text))
    if _WANTS.search(heard.text):
        return True
    return not _SENTENCE.search(heard.text) and len(heard.plain.split()) <= 4


def _own_trade(heard: Heard) -> Said | None:
    """Read 카카오 샀어? as a question about one's own trades."""
    past = heard.feels("question") and _TRADED.search(heard.text)
    return _query(heard, "trades") if past else None


def _quotable(said: Marked) -> bool:
    if said.has(PERCENT) or _OF_A_FIRM.search(said.text):
        return False
    return said.has(*NAMED) or bool(_INDEX.search(said.text))


def _query(heard: Heard, what: str) -> Said:
    found = Said(Kind.QUERY, extra={"what": what} | period_of(heard.text, heard.said))
    # Only a price needs its symbol: the account's figures are the same without one.
    if what != "quote":
        return replace(found, symbol=heard.symbol)
    named = tuple(dict.fromkeys(str(name) for name in heard.said.all(NAME)))
    return replace(about(heard, found), choices=named) if len(named) > 1 else about(heard, found)
