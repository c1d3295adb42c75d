"""Finds names and codes in a sentence; the longest listed name wins and borders are kept."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.book import Entry, NameBook
from bot.free_text.marks import FOREIGN, NAME, SEVERAL, UNKNOWN, Found, Marked, Value

_CODE: Final = re.compile(
    r"(?<![0-9a-z.₩@-])\(?\s?a?(\d{6}|\d[0-9a-z]{5})\s?\)?(?![0-9a-z.%:]|\s?(?:원|주|개|만|억|"
    r"won|krw|어치|shares?\b))"
)
_WRONG_CODE: Final = re.compile(
    r"(?<![0-9a-z.₩@-])(?:a\d{3,5}|a\d{7,9}|0\d{3,4}|0\d{6,8})(?![0-9a-z.%:]|\s?(?:원|만|억|won|"
    r"krw|어치))"
)
_PARTICLE: Final = (
    r"(?:으로|에서|에게|이랑|이나|까지|부터|보다|처럼|한테|대신|말고|관련|쪽|같은|정도|이라도|라도|"
    r"[을를이가은는도만에의로과와랑나야님요좀씨])"
)
_STARTS: Final = (
    r"(?:사[줘주라자세요볼봐놔놓둬달다서고는면려도지야기시]|사$|사[\s?!.,~]|살[까래게수만거걸 ]|"
    r"살$|산다|삽|샀|삼[?!. ]|팔|판[다매 ]|팝|"
    r"매수|매도|매매|매입|담[아았자을기는]|줍|주워|던[져지질]|털|정리|청산|손절|익절|처분|몰빵|"
    r"풀매|풀로|올인|"
    r"물타|불타|추매|추가|반익|반손|반매|반만|반틈|절반|전량|전부|전액|몽땅|모두|싹|다팔|다 |다$|"
    r"더|좀|조금|"
    r"시장가|지정가|종가|시초가|시가|최유리|현재가|호가|가격|얼마|왜|언제|어때|어떻|어디|뭐|몇|"
    r"차트|일봉|주봉|월봉|분봉|"
    r"주가|주식|주문|주주|종목|전망|실적|뉴스|공시|배당|목표가|손익|수익|수익률|평단|물량|비중|"
    r"잔고|보유|알림|알람|알려|"
    r"지금|오늘|내일|당장|바로|즉시|빨리|얼른|그냥|일단|취소|현황|상태|거래|그래프|시세|존버|"
    r"관망|홀딩|하나|두|세|네|한|열|스무|"
    r"서른|마흔|백|천|십|일|이[십백천만]|삼[십백천만]|사[십백천만]|오[십백천만]|육|칠|구|만원|"
    r"급등|급락|상승|하락|떨어|오르|오를|올라|내려|내리|빠지|빠졌|깨|넘|"
    r"들어가|진입|사면|사도|갖고|가지고|있[어는]|없|호재|악재|괜찮|이제|지표|거품|상한가|하한가|"
    r"매각|쪽|말이야|말야|어제)"
)
_FOLLOW: Final = re.compile(
    rf"$|[^가-힣a-z0-9]|(?:주식|주|주가)?{_PARTICLE}{{0,2}}(?:$|[^가-힣a-z]|{_STARTS})|"
    rf"(?<=[가-힣a-z])\d|{_STARTS}"
)
_BEFORE: Final = re.compile(
    r"(?:^|[^가-힣a-z0-9]|(?:오늘|내일|지금|그냥|바로|빨리|얼른|일단|혹시|그럼|으로|로|어치|원치|"
    r"그리고|우리|내|제|나|야|에|원|주|이랑|랑|하고|와|과|고))$"
)
_UNLISTED: Final = re.compile(
    r"(?<![가-힣a-z])([가-힣a-z][가-힣a-z0-9&]{1,12}?(?:전자|제약|바이오|화학|건설|증권|은행|"
    r"금융|홀딩스|그룹|중공업|산업|테크|"
    r"소프트|에너지|솔루션|시스템|디스플레이|서비스|반도체|모빌리티|엔터프라이즈|"
    r"페이먼츠))(?![가-힣])"
)
_HANGUL: Final = re.compile(r"[가-힣]")


def mark_names(said: Marked, book: NameBook) -> Marked:
    """Mark listed names and codes as `NAME`, groups as `SEVERAL`, foreign ones as `FOREIGN`.

    Codes of a wrong length and words that look like a company that nobody listed are `UNKNOWN`.
    """
    said = said.put(_CODE, lambda m: _code(m, book)).put(_WRONG_CODE, lambda _: (UNKNOWN, None))
    said = _search(said, book)
    return said.put(_UNLISTED, lambda m: (UNKNOWN, m[1]))


def _code(match: re.Match[str], book: NameBook) -> Found:
    code = match[1].upper()
    if code in book.listed:
        return NAME, code
    # Digits alone may be meant as a number: it has no unit, and is asked about as one.
    return (UNKNOWN, code) if code.startswith("0") or "a" in match[0] or "(" in match[0] else None


def _search(said: Marked, book: NameBook) -> Marked:
    at, spots = 0, []
    while at < len(said.text):
        hit = _name_at(said.text, at, book)
        if hit is None:
            at += 1
            continue
        spots.append((at, hit[0], _mark(hit[1], said.text[at : hit[0]])))
        at = hit[0]
    return said.put_at(spots)


def _mark(entry: Entry, piece: str) -> tuple[str, Value]:
    if entry.foreign:
        return FOREIGN, piece
    return (SEVERAL, entry.codes) if entry.group else (NAME, entry.codes[0])


def _name_at(text: str, at: int, book: NameBook) -> tuple[int, Entry] | None:
    if not text[at].isalnum():
        return None
    for end, entry in book.longest(text, at):
        piece = text[at:end]
        if _bordered(text, at, end) and not (entry.weak and not _about(text, at, end)):
            return end, entry
        if len(piece) >= 4 and _HANGUL.match(piece) and _FOLLOW.match(text, end):
            return end, entry
    return None


def _bordered(text: str, at: int, end: int) -> bool:
    if text[end - 1].isascii() and end < len(text) and text[end].isascii() and text[end].isalpha():
        return False
    if text[end - 1].isdigit() and end < len(text) and text[end].isdigit():
        return False
    return bool(_BEFORE.search(text[max(0, at - 4) : at])) and bool(_FOLLOW.match(text, end))


_ABOUT: Final = re.compile(
    r"(?:주식|주)?[을를은는도만이가]?\s?(?:\d|[가-힣]{1,4}\s?주(?![가-힣])|"
    r"[일이삼사오육칠팔구십백천만]+\s?(?:원|만|주)|매수|매도|사[줘주자라 ]|팔|차트|주가|현재가|"
    r"얼마|전량|전부|절반|다\s|살까|왜|시세|알림|몰빵|풀매수|손절|익절|청산|정리|전망|주문|일봉|"
    r"실적|어때|몇|반|at\b|shares?\b|of\b|$)"
)
_ABOUT_BEFORE: Final = re.compile(
    r"(?:^|\d\s|of\s|buy\s|sell\s|shares of\s|the\s|my\s|주\s|에\s|어치\s|로\s|[,.]\s?|(?:^|"
    r"\s)(?:오늘|지금|내|제|야|형|그냥|일단|빨리|얼른|바로|당장|혹시|그럼|좀|아|음)\s)$"
)


def _about(text: str, at: int, end: int) -> bool:
    """Tell whether a name that is also a word stands where names stand."""
    return bool(_ABOUT.match(text, end)) and (
        at == 0
        or bool(_ABOUT_BEFORE.search(text[max(0, at - 10) : at]))
        or bool(re.match(r"\s?\d|을|를", text[end : end + 2]))
    )
