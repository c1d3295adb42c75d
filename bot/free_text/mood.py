"""What stands between a verb and an order: question, negation, past, condition, quotation, wish.

Whatever of this is found keeps a sentence from being an order, wherever it stands.
"""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.marks import ANY

_OFFER: Final = (
    r"줄래(?:요|용)?|줄\s?수\s?(?:있|잇)[가-힣]{0,4}|주실\s?수\s?(?:있|잇)[가-힣]{0,5}|주실래요?|"
    r"주시겠[가-힣]{0,3}|"
    r"주실라요|주실런지요?|줄런지|줄\s?텨|줄랑가|주겠[어니나][요]?|"
    r"주면\s?안\s?[되돼될][가-힣]{0,3}|주시면\s?안\s?[되돼될][가-힣]{0,3}|"
    r"주면\s?(?:돼요?|된다|됩니다)(?!\s?[?가-힣])|"
    r"부탁(?:해도|드려도)\s?[되돼될][가-힣]{0,3}|주라고요?(?=\s*[!.]|\s*$)|"
    r"줄\s?거지|줄\s?거죠|주시면\s?(?:고맙|감사|좋)[가-힣]*|"
    r"주시면\s?(?:돼요?|됩니다|되겠습니다)(?!\s?[?가-힣])|주면\s?(?:고맙|감사|좋)[가-힣]*|"
    r"[줬셨]으면\s?(?:해|좋|합)[가-힣]*|"
    r"주시길\s?(?:바라|바랍|부탁)?[가-힣]*|주시기\s?바[가-힣]*|주길\s?(?:바|부탁)[가-힣]*|"
    r"주기\s?바[가-힣]*|"
    r"달라니까요?|달라고요?(?=\s*[!.]|\s*$)|주라니까|줘라니까|주십사[가-힣 ]*|"
    r"줄\s?수\s?없[가-힣]{0,4}"
)
_POLITE: Final = re.compile(rf"(?:{_OFFER})\s*\?*")
_ENGLISH_OFFER: Final = re.compile(
    r"(?<![a-z])(?:can|could|would|will) you(?: please| kindly)?\b|(?<![a-z])would you mind\b"
)
# All syllables that end in ㄹ: 살까, 물탈까, 던질까.
_FINAL_L: Final = "".join(map(chr, range(ord("갈"), ord("힣"), 28)))
_FINAL_N: Final = "".join(map(chr, range(ord("간"), ord("힣"), 28)))
_FINAL_SS: Final = 20  # the place of ㅆ among the final letters of a Hangul syllable
_NOT_PAST: Final = frozenset("있겠")

_VERB: Final = r"(?:사|팔|살|매|담|던|털|줍|정리|손절|익절|청산|처분|물타|불타|들어|거래)"
_SAYS: Final = (
    r"(?:하|했|해|한|할|말|그러|그래|그랬|그런|들|써|썼|적|쓰|떠|난리|추천|권|조언|시키|시켜)"
)
MARKERS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "negation": (
            rf"지(?:는|를|도)?\s?(?:마|말|않|못|맙)|(?<![가-힣])안\s?{_VERB}|(?<![가-힣])안\s?(?:할|해|하)|"
            rf"(?<![가-힣])못\s?{_VERB}|"
            r"말고|말자|마세요|마라|금지|(?:생각|계획|마음|맘|필요|이유)\s?(?:은|는|이|도|"
            r"가)?\s?없|싫|ㄴㄴ|아니(?:야|다|고|라|에요)|"
            r"안\s?돼(?!요\?)|그만|보류|관[두둬]|때려치|하면\s?안|절대로?\s?안|"
            r"(?<![a-z])(?:do not|don't|dont|never|not|no|won't|wouldn't|shouldn't|can't|cannot|"
            r"didn't|without)\b"
        ),
        "past": (
            r"(?<![가-힣])(?:어제|그저께|그제|엊그제|작년|재작년|예전|옛날|아까|방금|지난|저번|"
            r"이미|벌써)|전에|"
            rf"(?<![가-힣])(?:산|판)\s?(?:거|것|게|건|지|후|뒤|다음|적|주식|종목|날|가격|사람|놈|"
            rf"이유|걸|[{ANY}])|"
            r"(?:매수|매도|매입|구매|정리|손절|익절|청산|처분)(?:한|된|됨|완료|함|하던|당|\s?(?:성공|실패))|완료|"
            r"체결|담은|던진|팔린|팔림|"
            r"(?<![가-힣])삼(?=\s*(?:[.!]|$))|(?<![가-힣])팜(?=\s*(?:[.!]|$))|판\s?상태|"
            r"산\s?상태|걸\s?그랬|"
            r"(?<![a-z])(?:bought|sold|yesterday|ago|last|was|were|had|did|already|have|has|been|"
            r"purchased)\b"
        ),
        "condition": (
            rf"(?<!화)(?<!반)(?<!측)(?<!정)(?<!국)(?<!표)(?<!냉)[가-힣]면(?=[은서요]?(?:[^가-힣]|"
            rf"$)|[{ANY}]|\s?{_VERB}|알|바로|전|절|다)|"
            r"(?:할|될|올|갈|칠|질|릴|를|을|질|찍을|날|볼)\s?때|때(?=까지|마다|가\s?되)|경우|거든|"
            r"(?:이하|이상|도달|돌파|하락|상승|이탈|근접|터치|붕괴|급락|급등|회복|반등|조정|발생|"
            r"하회|상회)\s?시(?=[^가-힣장]|에|$)|"
            rf"자마자|[{_FINAL_N}]\s?(?:순간|찰나|시점|즈음|무렵|타이밍)(?=[에이,\s]|$)|"
            r"[는한]\s?대로(?![가-힣])|[는한]\s?즉시|기다렸|기다리|까지(?!\s?(?:포함|다))|"
            r"만약|만일|다음에(?=\s?사|\s?팔)|이하(?=로|에|면|일)|이상(?=이|일|에)|"
            r"(?<![a-z])(?:if|when|once|unless|until|whenever|as soon as|in case|provided|"
            r"should it|after|before)\b"
        ),
        "hypothesis": (
            r"더라면|[다라]고\s?치|[다라]고\s?하면|는다면|ㄴ다면|산다면|판다면|한다면|치면|가정|"
            r"으면\s?(?:지금|얼마|좋았|부자)|"
            r"예를\s?들|연습|모의|가상|시뮬|농담|장난|만약|만일|상상|"
            r"(?<![a-z])(?:suppose|imagine|what if|hypothetical(?:ly)?|would have|could have|"
            r"wish|pretend)\b"
        ),
        "quotation": (
            rf"(?:라고|다고|자고|냐고|으라고|달라고|려고|라는|다는|자는|으래|"
            rf"달래)\s?(?:요)?\s?(?:{_SAYS}|$|[?!.,])|"
            r"(?:(?:사|하|담으|던지|팔으|줍|들어가|털)래(?:요|서|니|잖|더라)?(?![가-힣])|(?:사|"
            r"팔|하|담으|던지|팔으)(?:라는|라던|라더|란다|라며|라네|라길|라지|랍니다|래도))|"
            r"(?:다|라|자)(?:던데|더라|며|네(?![가-힣])|는데|더군|길래|던|면서|카더라)|"
            r"[산판한했샀팔]대(?:요)?(?![가-힣])|"
            r"라고|(?:추천|따르면|기사|뉴스|유튜브|유튜버|리딩방|찌라시|소문|리포트에서)|"
            r"(?<![가-힣])(?:친구|엄마|아빠|와이프|남편|아내|형|누나|언니|오빠|동생|선배|후배|"
            r"사장|회장|김대리|부장|전문가|애널|애널리스트|"
            r"외국인|외인|기관|연기금|개미들|대주주|큰손|누가|사람들|남들|다들|걔|그\s?사람|"
            r"증권사)(?:들)?(?:이|가|은|는|도|한테|께서|에서)|"
            r"외국인|외인|기관|연기금|"
            r"[\"“”「」『』«»]|(?:^|\s)'[^']+'|"
            r"(?<![a-z])(?:said|says|say|told|tells|telling|recommends?|recommended|according|"
            r"friend|article|news|rumou?r)\b"
        ),
        "statement": (
            r"(?<![가-힣])(?:산다|판다|사는\s?중|파는\s?중|살\s?(?:거|것|예정|계획|생각|뻔|걸|"
            r"준비)|팔\s?(?:거|것|예정|계획|생각|뻔|걸|준비)|사려|팔려|사야|팔아야|살라고|팔라고|"
            r"사고\s?있|팔고\s?있)|"
            r"(?:매수|매도|정리|손절|익절|청산|처분)(?:할\s?(?:거|것|예정|계획|생각|뻔|걸|준비)|"
            r"하려|해야|한다|하는|하고\s?있|하다가?|중(?![가-힣]))|"
            r"존버|버틴|버텨|홀딩|관망|알아서|직접\s?(?:사|팔|할|매)|내가\s?(?:사|팔|할|직접|"
            r"알아서)|앱에서|hts|mts|"
            r"(?<![a-z])(?:i'll|i will|i'm|i am|going to|gonna|about to|planning|plan to|"
            r"thinking|holding|buying|selling|hodl)\b"
        ),
        "wish": (
            r"팔래(?![가-힣])|고\s?(?:싶|파)|[면을]\s?좋겠|고싶|사야겠|팔아야겠|해야겠|"
            r"살까\s?(?:해|하|봐|봄|싶)|팔까\s?(?:해|하|봐|싶)|싶(?:어|다|네|은)|"
            r"(?<![a-z])(?:i want to|i'd like to|i would like to|i wanna|want to|hope)\b"
        ),
        "question": (
            rf"\?|[{_FINAL_L}]까(?!지)|까요|말까|"
            r"(?<=[샀았었했됐렸졌갔왔났뒀썼])(?:나|니|냐|을까|을지)요?(?![가-힣])|"
            r"나요(?![가-힣])|[는은인한]가요?(?=[^가-힣]|$)|ㄴ가|[는은을]지(?=[^가-힣]|$|\s?알|"
            r"\s?궁금)|냐(?=[^가-힣]|$)|(?:사|팔아|해)\s?말(?:아|어)|말아야|(?:사|팔|하|되|있|낫|좋|맞)니(?=[^가-힣]|$)|"
            r"습니까|ㅂ니까|"
            r"됩니까|합니까|어때|어땠|어떨|어떤|어떻|언제|무엇|무슨|어디|누구|어느|나을|낫[나지냐]|좋을|일까|답일|"
            r"(?<!안 사)(?<!안사)(?<!안 팔아)(?<!안팔아)(?<!안 해)(?<!안해)"
            r"도\s?(?:돼|되|될|괜찮|좋|됨|무방)|야\s?(?:하|되|돼|할|될)(?:나|까|지|냐|는지|니|"
            r"려나|ㄹ까)|할지|갈지|려나|으려나|궁금|의견|"
            r"(?:이유|까닭|근거)(?:가|는|를|을|은|좀)?\s?(?:뭐|좀\s?)?(?:알려|말해|설명|대봐)|생각해\?|(?<![가-힣])(?:왜|뭐|뭘|뭔|얼마|몇|누가)|괜찮(?:나|을|지|냐|은)|"
            r"추천\s?(?:좀|해)|맞아\?|맞나|맞지|하는\s?게\s?(?:나|좋|맞|답)|"
            r"(?<![a-z])(?:should|shall|what|why|how|which|who|where|is it|do you think|does|"
            r"can i|could i|may i|would it|worth it|good time)\b"
        ),
    }.items()
}  # fmt: skip


def without_offers(text: str) -> str:
    """Write polite requests in question form as plain ones: 사줄래?, 사줄 수 있어?, can you buy."""
    told = _POLITE.sub("줘 ", text)
    if _ENGLISH_OFFER.search(told):
        told = _ENGLISH_OFFER.sub("please", told).replace("?", " ")
    return " ".join(told.split())


def moods(text: str) -> frozenset[str]:
    """Name all that keeps a sentence from being an order."""
    found = {name for name, pattern in MARKERS.items() if pattern.search(text)}
    return frozenset(found | ({"past"} if is_past(text) else set()))


def is_past(text: str) -> bool:
    """Tell whether a syllable ends in ㅆ, as every Korean past tense does; 있 and 겠 are none."""
    return any(_past_syllable(letter) for letter in text)


def _past_syllable(letter: str) -> bool:
    if not "가" <= letter <= "힣" or letter in _NOT_PAST:
        return False
    return (ord(letter) - ord("가")) % 28 == _FINAL_SS
