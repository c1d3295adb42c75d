"""What of an order's sentence was not understood; a bare noun counts only when nothing is left."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.marks import ANY, NAME, SEVERAL, VERB
from bot.free_text.verbs import without_verbs

_SMALL: Final = (
    r"(?<![가-힣a-z])(?:(?:을|를|은|는|이|가|도|만|로|으로|에|에서|의)요?|씩|요|좀|더|추가로?|"
    r"추가|바로|지금|당장|즉시|빨리|얼른|어서|그냥|일단|우선|꼭|제발|"
    r"오늘은?|오늘만|야+|저기요?|저|자|그럼|그러면|혹시|이제|내|내가|제|제가|저희|나|우리|"
    r"정도만?|쯤|약|딱|총|합쳐서|합해서|모두|다시|주식|종목|(?:주식|종목|물량)(?:을|은|도|만|이|으로)|할[게래]요?|믿고\s?(?:간다|갑니다)|주|원|원어치|가격|가격으로|가격에|"
    r"예수금|예수금의|예수금에서|현금|현금의|현금에서|현금으로|돈|돈의|돈에서|가진|가진거|가진|"
    r"(?:있는|남은|남아\s?있는)\s?거?|싸그리|보유\s?수량|그|막|뭐냐|있잖아요?|요거|고거|넣어서|걸어서|해서|"
    r"place|submit|use|spend|like|i'd|enter|put|미련\s?없이|과감하게|깔끔하게|눈\s?딱\s?감고|한꺼번에|한번에|한방에|일괄|갖고\s?있는|들고\s?있는|가지고\s?있는|맞다|보유|보유한|보유량|보유량의|보유분|보유중인|보유\s?중인|들고|있는|있던|갖고|"
    r"가지고|물량|물량의|수량|비중|계좌|계좌에|이번에|이번에는|계좌에서|계좌의|잔고|중|중에|중에서|가운데|만큼|만큼만|"
    r"해|해줘|하고|부탁|부탁해|부탁해요|부탁드려요|부탁드립니다|부탁드릴게요|부탁합니다|부탁할게|"
    r"어이|형|형님|이왕이면|이왕|기왕|확|질끈|아주|매우|너무|정말|참|암튼|아무튼|하여튼|여하튼|부탁이야|부탁임|플리즈|"
    r"사장님|대장|선생님|친구야|누나|오빠|언니|자기야|비서|집사|"
    r"개미|개미야|개미님|가미야|봇아|봇|가즈아|고고|ㄱㄱ+|ㄱ|안녕|안녕하세요|하이|네|응|넵|예|"
    r"ㅇㅋ|오케이|오키|좋아|그래|음|어|아|와|자|여기|이거|저거|그거|신규|신규로|새로|주문|"
    r"주문해줘|넣어줘|"
    r"걸어줘|걸어|넣어|에다가?|지정가|지정가로|호가로?|단가|이면|최대한|조금|살짝|겁나|진짜|걍|"
    r"함|한번|한|번|만원|단위|어치|라도|이라도|이라|감사|감사합니다|고마워|고맙습니다|ㄳ|ㄱㅅ|"
    r"급함|급해|급|빨랑|"
    r"쫌|쪼매|퍼뜩|쪽|쪽으로|것|거|게|건|분|내꺼|내거|전체|일부|please|pls|plz|now|just|the|of|"
    r"my|a|an|at|for|with|worth|in|shares?|stocks?|to|me|some|more|from|on|it|"
    r"go|ok|hey|hi|won|krw|account|position|cash|orderable|available|right|away|immediately|"
    r"today|order|limit|price|thanks|is|are|please|half|position|positions|holding|holdings|thank|you|i|want|need|and)(?![가-힣a-z])"
)
_FILLERS: Final = re.compile(rf"[{ANY}]|{_SMALL}|[^가-힣a-z0-9]")
_MARKS_KEPT: Final = re.compile(rf"{_SMALL}|[^가-힣a-z0-9{ANY}{VERB}]")

# What ends so says when, where, how or for whom: of what nobody understood, it may matter.
_CIRCUMSTANCE: Final = re.compile(
    r"[가-힣a-z](?:에|엔|때|쯤|까지|마다|부터|이후|동안|무렵|즈음|뒤|후|에서|서|고|며|로|한테|에게|께|처럼|대로|보다)"
    r"(?=\s|$)|(?:^|\s)(?:날|때|전|후|뒤)(?=\s|$)"
)
# 신세계 상품권 is no share, and 사줘 뻥 is no order.
# A remark about the share (좋아보이네) is no thing of its firm.
_MATTERS: Final = re.compile(
    rf"[{NAME}{SEVERAL}] (?!\S*(?:네|니까|는데|구나)(?:\s|$))[가-힣a-z]|{VERB}.*[가-힣a-z]"
)


def leftover(text: str) -> str:
    """Give the words that are neither marks, verbs that ask, nor the small change of a request."""
    rest = without_verbs(text)
    # Twice: the borders of neighbouring words overlap.
    return " ".join(_FILLERS.sub(" ", _FILLERS.sub(" ", rest)).split())


def matters(text: str) -> bool:
    """Tell whether the words left over may change what is asked for, even beside 줘.

    They do where they say when or where, or stand behind the name or the verb.
    """
    rest = _MARKS_KEPT.sub(" ", _MARKS_KEPT.sub(" ", without_verbs(text, by=f" {VERB} ")))
    shape = " ".join(rest.split())
    return bool(_CIRCUMSTANCE.search(shape) or _MATTERS.search(shape))
