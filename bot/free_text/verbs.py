"""Buying and selling verbs in the forms that ask for something, and those that only speak of it."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.marks import AMOUNT, ANY, MONEY, NAME, PART, PERCENT, PRICE, SHARES, TYPE

_LEFT: Final = (
    r"(?:(?<![가-힣a-z])|(?<=[만을를은는도로에씩좀더치꼭다싹])|(?<=지금)|(?<=바로)|(?<=빨리)|"
    r"(?<=당장)|"
    r"(?<=얼른)|(?<=그냥)|(?<=일단)|(?<=추가)|(?<=새로)|(?<=전부)|(?<=즉시)|(?<=조금))"
)
_NOUNS: Final = {
    "buy": "매수|매입|구매|구입|줍줍|풀\\s?매수|몰빵|추매|추가\\s?매수|물타기|불타기|올인|매집|"
    "풀매(?!도)|매슈|메수|(?<![a-z])buy(?=\\s?[해하])",
    "sell": (
        "(?<!공)매도(?!세)|청산|정리|손절매?|익절|처분|현금화|차익\\s?실현|수익\\s?실현|수익화|"
        "풀\\s?매도|투매|메도|(?<![a-z])sell(?=\\s?[해하])"
    ),
}
# The form before 줘; the plain form before 자 and 세요; the one before ㄹ게 and ㄹ래.
_BARE: Final = {
    "buy": (("사다|사|담아|담어|쟁여|(?:주워|주서)\\s?담아|"
            "주워|주서|줏어|줍어|물타|태워|쓸어\\s?담아|긁어|들어가|진입해|"
            "질러|올라타|모아|실어|잡아|집어|담가|담궈"),
            "사|담으|담|줍|주으|물타|들어가|지르|모으",
            "살|담을|주울|물탈|들어갈|지를"),
    "sell": ("팔아|팔어|파라|던져|털어|비워|넘겨|빼|내놔|내다\\s?팔아|던지고|정리|덜어내|덜어",
             "팔|던지|털|비우|넘기",
             "팔|던질|털|비울|넘길"),
}  # fmt: skip
_GIVE: Final = (
    r"\s?(?:좀\s?)?(?:줘(?![서도야])(?:[용유염영여잉]|라(?!고)|봐[라요]?)?|주세[요용여염]|주세[욤염]|주셔요?|주십시[오요]|주십쇼|"
    r"주라(?!고)|주삼|주셈|주쇼잉?|주소(?!서)|주이소|주슈|줍쇼|"
    r"주시[지죠]요?|달라|다오|죠(?![가-힣])|쥬(?:세[요용여염]|셈|라)|쥬(?![가-힣])|줭|줫|쥐(?![가-힣])|줘잉|줘용|줄래|"
    r"주렴|주게나|주이세요|주시오|줴)"
)
_DO: Final = (
    r"\s?(?:주문|예약|포지션|체결|신청)?\s?(?:을|를|로|으로|좀|하나|도|한\s?번|빨리|바로|얼른|꼭|제발)?\s?"
    r"(?:해|하여|넣어|걸어|걸어놔|내|때려|쳐|진행해|실행해|처리해|들어가|박아|갈겨|시켜|올려|부탁해|"
    r"하게\s?해)"
)
_POLITE_END: Final = (
    r"(?:요|용|유|염|욤|여|잉|라|봐|봐라|봐요|보자|버려|버려라|버려요|버리자|"
    r"버리셈|놔|놔라|놔요|놓자|두자|둬|둬라|치워|버립시다|뿌라|뿌자|뿌려|뿔자|삐라|묵자)?"
)
_STEM_END: Final = (
    r"(?:자(?![가-힣])|자고(?![가-힣])|자구(?![가-힣])|세[요용여염]|셔(?![가-힣])|셈|"
    r"삼(?![가-힣])|십시[오요]|십쇼|시오|시죠|시지요|쇼(?![가-힣])|거라|렴|이소|"
    r"도록(?:\s?해)?|아라|어라|길\s?(?:바|부탁)|기\s?(?:바|부탁)|려무나|슈(?![가-힣])|"
    r"소(?![가-힣])|라(?![가-힣])|쟈|즈아)"
)
_ASKED_NOUN: Final = (
    r"(?:\s?(?:주문|좀|을|를|로|만|요|욤|염|용|여|유|ㄱ+|고고+|고(?![가-힣])|가자|가즈아|갑시다|"
    r"가보자|부탁[가-힣]*|요청[가-힣]*|진행[가-힣]*|실행[가-힣]*|"
    r"처리[가-힣]*|희망[가-힣]*|원(?:해요?|함|합니다)|바람|바랍니다|할[게께]요?|할래요?|합시다|해라|해요|해|하자|"
    r"하세요|하셈|하십시오|하시오|해봐|해놔|해둬|해버려|하거라|하고파|"
    r"넣어|걸어|들어가자?|때려|때리자|쳐|치자|칩시다|체결|지금|바로|당장|빨리|go+|please|plz|pls|now|!|\.|,|[{ANY}]|"
    r"으로|씩|에|도|는|은))*\s*$"
).replace("{ANY}", ANY)

_KOREAN_STRONG: Final = {
    side: re.compile(
        rf"{_LEFT}(?:{_BARE[side][0]})(?:(?<=[아어])?(?:놔|놓아|둬|두어|버려)?){_GIVE}|"
        rf"(?:{_NOUNS[side]})(?:\s[{PART}{SHARES}{AMOUNT}]\s)?{_DO}?{_GIVE}"
    )
    for side in _NOUNS
}
_KOREAN_WEAK: Final = {
    side: re.compile(
        rf"{_LEFT}(?:{_BARE[side][0]}){_POLITE_END}(?=[\s.!]*(?:$|[{ANY}]))|"
        rf"{_LEFT}(?:{_BARE[side][1]}){_STEM_END}|"
        rf"{_LEFT}(?:{_BARE[side][2]})[게께래](?:요|용)?(?=[\s.!]*(?:$|[{ANY}]))|"
        rf"(?:{_NOUNS[side]}){_DO}{_POLITE_END}(?=[\s.!]*(?:$|[{ANY}]))|"
        rf"(?:{_NOUNS[side]})하{_STEM_END}|"
        rf"(?:{_NOUNS[side]}){_ASKED_NOUN}|^(?:{_NOUNS[side]})(?=\s*[{ANY}])"
    )
    for side in _NOUNS
}
_MET: Final = {
    "buy": re.compile(r"삽시다|매수합시다|줍시다(?<=사줍시다)|담읍시다|들어갑시다"),
    "sell": re.compile(r"팝시다|매도합시다|던집시다|정리합시다|털읍시다"),
}
_ENGLISH: Final = {
    "buy": r"all[- ]in(?: on)?|buy|purchase|grab|pick up|get me|go long(?: on)?|accumulate",
    "sell": r"sell|dump|liquidate|offload|unload|get rid of|close (?:out|my)|exit|trim",
}
_ENGLISH_LEAD: Final = (
    r"^(?:(?:please|pls|plz|ok|okay|hey|hi|hello|now|just|gaemi|bot|yo|quickly|go ahead and|"
    r"let's|lets|kindly|go(?= all)|(?:place|submit|enter|put in) an?|order to|"
    rf"i want you to|i need you to|i(?:'d| would) like you to|"
    rf"(?:use|spend) [{PART}{PERCENT}{AMOUNT}{MONEY}] (?:of )?(?:my )?(?:cash|money|balance)? ?to|"
    rf"market|limit|also|then|{TYPE})[,:!]?\s)*"
)
_KOREAN_MENTION: Final = {
    "buy": re.compile(
        rf"(?:{_NOUNS['buy']})|{_LEFT}(?:사|살|샀|산|삽)(?=$|"
        rf"[줘주자라세요볼봐놔놓둬두달서고는면려도지야기시까래게수만다걸거가 은를]|[^가-힣])|"
        r"담(?=[아았자을기는고으])|줍|주워|추매|[물불](?:타|탈)|들어가|진입"
    ),
    "sell": re.compile(
        rf"(?:{_NOUNS['sell']})|{_LEFT}(?:팔|판다|판(?=\s)|파는|팝)|던[져지졌질]|"
        rf"털(?=[어었자고면])|존버"
    ),
}


def asked(text: str, side: str) -> str:
    """Tell how a side is asked for: ``strong`` (줘 and its kin), ``weak``, or empty."""
    if _KOREAN_STRONG[side].search(text):
        return "strong"
    # English has no form that only asks: every word beside it has to be understood.
    last = rf"[{NAME}{SHARES}{AMOUNT}{PART}{PRICE}{TYPE}] (?:{side})[.!]*$"
    if re.search(rf"(?:{_ENGLISH_LEAD}|\bplease )(?:{_ENGLISH[side]})(?![a-z])|{last}", text):
        return "weak"
    if _KOREAN_WEAK[side].search(text) or _MET[side].search(text):
        return "weak"
    return ""


def mentioned(text: str, side: str) -> bool:
    """Tell whether a sentence speaks of buying or selling in any form."""
    english = rf"(?<![a-z])(?:{_ENGLISH[side]}|buying|selling|bought|sold)(?![a-z])"
    return bool(_KOREAN_MENTION[side].search(text) or re.search(english, text))


def without_verbs(text: str, by: str = " ") -> str:
    """Take out what asks, so that what is left can be looked at for words not understood."""
    for side in _NOUNS:
        for pattern in (_KOREAN_STRONG[side], _KOREAN_WEAK[side], _MET[side]):
            text = pattern.sub(by, text)
        text = re.sub(rf"(?<![a-z])(?:{_ENGLISH[side]})(?![a-z])|{_NOUNS[side]}", by, text)
    return text
