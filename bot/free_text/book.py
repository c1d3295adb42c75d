"""The names that sentences are searched for: listed ones, what people say, groups of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.symbol_names import CALLED, NAMES, by_name, plain, weighed

# Letters that people spell out in Hangul: 에스케이하이닉스, 엘지전자, 코덱스200.
_SPELT: Final = {
    "kodex": ("코덱스",), "tiger": ("타이거",), "posco": ("포스코",), "naver": ("네이버",),
    "rise": ("라이즈",), "ace": ("에이스",), "sol": ("쏠",), "plus": ("플러스",),
    "sk": ("에스케이", "슼"), "lg": ("엘지",), "kt": ("케이티",), "kb": ("케이비",),
    "cj": ("씨제이",), "gs": ("지에스",), "ls": ("엘에스",), "db": ("디비",), "dl": ("디엘",),
    "hd": ("에이치디",), "hmm": ("에이치엠엠",), "nh": ("엔에이치", "농협"), "lx": ("엘엑스",),
    "hl": ("에이치엘",), "kg": ("케이지",), "jyp": ("제이와이피",), "sdi": ("에스디아이",),
    "&": ("앤", "and"), "레버리지": ("leverage",), "인버스": ("inverse",), "s-oil": ("에쓰오일",),
}  # fmt: skip
# Said alone these are several listed names, or a whole trade.
_GROUPS: Final = (
    "삼성", "현대", "에코", "인버스", "레버리지", "은행", "롯데", "한국", "대한", "미래에셋",
    "신한", "국민", "농협", "금호", "동국", "코덱스", "타이거", "kodex", "tiger", "에이스",
    "반도체", "이차전지", "2차전지", "배터리", "방산", "조선", "바이오", "증권", "자동차", "엔터",
    "게임", "건설", "보험", "samsung", "hyundai", "lotte", "inverse", "leverage", "s&p500", "s&p",
    "국민은행", "하나은행", "우리은행", "신한은행", "카카오그룹", "삼성그룹", "현대차그룹",
    "우량주", "배당주", "테마주", "성장주", "급등주", "잡주", "대형주", "금융주", "은행주",
    "반도체주", "바이오주", "방산주", "조선주", "etf", "지주", "전자", "제약", "화학",
)  # fmt: skip
_IN_HANGUL: Final = {
    "samsung": "삼성", "hyundai": "현대", "lotte": "롯데", "inverse": "인버스",
    "leverage": "레버리지", "국민은행": "금융", "하나은행": "금융", "우리은행": "금융",
    "신한은행": "신한", "은행주": "금융", "금융주": "금융", "반도체주": "반도체",
    "바이오주": "바이오", "이차전지": "2차전지",
}  # fmt: skip
_FOREIGN: Final = (
    "테슬라", "애플", "엔비디아", "마이크로소프트", "마소", "구글", "알파벳", "아마존", "메타",
    "넷플릭스", "팔란티어", "브로드컴", "인텔", "퀄컴", "tsmc", "아이온큐", "코카콜라", "스타벅스",
    "디즈니", "알리바바", "샤오미", "소니", "도요타", "비트코인", "이더리움", "리플", "도지코인",
    "도지", "코인", "비트", "이더", "솔라나", "슈드", "tqqq", "soxl", "qqq", "spy", "schd", "tsla",
    "aapl", "nvda", "tesla", "apple", "nvidia", "microsoft", "google", "amazon", "netflix",
    "palantir", "bitcoin", "ethereum", "btc", "eth", "금 선물", "원유", "달러", "엔화", "유로",
    "토스", "두나무", "야놀자", "컬리", "카카오모빌리티", "카카오엔터", "네이버웹툰", "현대카드",
    "sk온", "에스케이온", "당근마켓", "업비트", "무신사", "쿠팡", "coupang", "라인",
    "삼성디스플레이",
)  # fmt: skip
# Listed names that are words of every day: only counted where an order or a question is about them.
_WEAK: Final = frozenset({
    "대상", "동서", "우진", "백산", "화신", "태성", "비나텍", "한화", "두산", "한진", "보령",
    "다산", "레이", "유니온", "인성", "진도", "선진", "대교", "하나", "모두", "제닉", "고영",
    "동진", "금양", "토비", "대화", "sm", "nc", "yg", "kai", "apr", "gs", "ls", "dl", "cj", "sk",
    "lg", "kt", "oci", "skc", "레인보우", "에스엠", "카이", "노트", "더본", "달바", "sbs", "바텍",
    "휠라", "대동", "무학", "하림", "모나리자", "lf", "디아이",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What one name leads to: its codes (several for a group), and of what sort it is."""

    codes: tuple[str, ...]
    foreign: bool = False
    group: bool = False
    weak: bool = False


# A tree of letters: {"삼": {"전": {"": Entry}}}.
Tree = dict[str, "Tree | Entry"]


class NameBook:
    """All names in one tree, and the listed name of each code."""

    def __init__(self, listed: Mapping[str, str]) -> None:
        self.listed: Final = {**NAMES, **listed}
        self._plain: Final = {code: plain(name) for code, name in self.listed.items()}
        self._tree: Tree = {}
        for word in _FOREIGN:
            self._add(plain(word), Entry((), foreign=True))
        for word in _GROUPS:
            codes = self.like(_IN_HANGUL.get(word, word))
            self._add(plain(word), Entry(codes, group=True))
        for spelling, entry in _spelt(_named(listed)).items():
            self._add(spelling, replace(entry, weak=_is_weak(spelling, entry)))

    def longest(self, text: str, at: int) -> Iterator[tuple[int, Entry]]:
        """Give where names that begin at a place end, the longest first."""
        found: list[tuple[int, Entry]] = []
        node, here, start = self._tree, at, at
        while here < len(text):
            letter = text[here]
            if letter != " ":
                below = node.get(letter)
                if not isinstance(below, dict):
                    break
                node = below
                entry = node.get("")
                if isinstance(entry, Entry) and _may_span(text[start : here + 1]):
                    found.append((here + 1, entry))
            elif here == at:
                break
            here += 1
        return reversed(found)

    def like(self, word: str) -> tuple[str, ...]:
        """Give up to eight codes whose listed names hold a word, better known ones first."""
        said = plain(word)
        hits = [code for code, name in self._plain.items() if said in name]
        return tuple(hits[:8])

    def _add(self, word: str, entry: Entry) -> None:
        node = self._tree
        for letter in word:
            below = node.setdefault(letter, {})
            if isinstance(below, Entry):
                return
            node = below
        node[""] = entry


@lru_cache(maxsize=1)
def plain_book() -> NameBook:
    """Give the book of the names that gaemi brings along."""
    return NameBook({})


def _named(listed: Mapping[str, str]) -> dict[str, Entry]:
    """Give what each name leads to: the listed ones, and ours as far as these leave them."""
    symbols = by_name(listed.items())
    found = {name: Entry(codes, group=len(codes) > 1) for name, codes in symbols.items()}
    ours = dict.fromkeys(plain(name) for called in CALLED.values() for name in called.split(", "))
    for name in ours:
        joined = weighed(name, symbols.get(name, ()), listed)
        found[name] = Entry(joined.symbols, group=joined.doubted or len(joined.symbols) > 1)
    return found


def _spelt(named: Mapping[str, Entry]) -> dict[str, Entry]:
    """Add how names are spelt out; a name wins over a spelling, and one of two asks which."""
    found: dict[str, Entry] = {}
    for name, entry in named.items():
        for spelling in _spellings(name)[1:]:
            codes = tuple(dict.fromkeys((*found.get(spelling, entry).codes, *entry.codes)))
            found[spelling] = Entry(codes, group=entry.group or len(codes) > 1)
    return {**found, **named}


def _is_weak(spelling: str, entry: Entry) -> bool:
    # A name of two letters that nobody chose for the table may be any word.
    chosen = all(code in NAMES for code in entry.codes)
    return spelling in _WEAK or (len(spelling) <= 2 and not chosen)


def _spellings(name: str) -> list[str]:
    """Give a name and how its Latin letters are spelt out in Hangul."""
    made = [name]
    for letters, spelt in _SPELT.items():
        if letters in name:
            made += [one.replace(letters, hangul) for one in list(made) for hangul in spelt]
    return made


def _may_span(piece: str) -> bool:
    """Tell whether a name may be written with these spaces: short Hangul ones may not."""
    return " " not in piece or len(piece.replace(" ", "")) >= 4 or piece.isascii()
