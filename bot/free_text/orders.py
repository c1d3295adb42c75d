"""From the marks of a sentence that asks for an order to the order, or to what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.free_text import brackets
from bot.free_text.heard import only
from bot.free_text.marks import (
    AMOUNT,
    BARE,
    FOREIGN,
    MONEY,
    NAME,
    PART,
    PERCENT,
    PERIOD,
    PRICE,
    SEVERAL,
    SHARES,
    SPAN,
    TYPE,
    UNKNOWN,
    WHEN,
    Marked,
    Value,
)
from bot.free_text.said import Kind, Said

_FULL: Final = re.compile(
    r"청산|몰빵|풀\s?매수|풀\s?매도|풀매(?![가-힣])|올인|all[- ]in|liquidate|close (?:out|my)"
)
_EVERY: Final = re.compile(
    r"(?:보유|전|모든|가진|들고\s?있는|갖고\s?있는|가지고\s?있는|내|있는|남은)\s?(?:종목|주식|거|"
    r"것|포지션)|종목|포트폴리오|계좌|"
    r"(?:positions|stocks|holdings|portfolio)"
)
_SPLIT: Final = re.compile(r"나눠|[두세네]\s?번|분할|나누어|쪼개|split|dca|적립|씩")
_CREDIT: Final = re.compile(
    r"신용|미수|대출|공매|(?<![a-z])short\b|숏|융자|빚|"
    # What is no share, and accounts that are not this one.
    r"옵션|선물(?!\s?인버스)|채권|펀드|isa|irp|연금|퇴직|(?:다른|타|남의|엄마|아빠|아내|남편|와이프|자식|아들|딸|친구|법인)\s?(?:의\s?)?(?:계좌|이름|명의)"
)
# What is to be left over is no size of what goes: 30%만 남기고 팔아줘.
_KEPT: Final = re.compile(
    r"관심\s?종목|즐겨\s?찾기|장바구니|잠깐|잠시|기다|남기|남겨|빼고|제외|(?<![a-z])(?:except|keep|leave|but|without)\b"
)
_OTHER_ACT: Final = re.compile(
    r"취소|철회|멈춰|멈추|정지|중지|재개|알려|알림|알람|보고서|리포트|차트|보여|잔고|그리고|"
    r"하고\s?나서|사고\s?나서|"
    r"그\s?다음|또는|아니면|말해|(?<![a-z])(?:and (?:then|sell|buy|cancel|show|stop|tell)|then|"
    r"or|cancel|show)\b|"
    r"(?:[팔사]|매수하|매도하|정리하|담|던지|털)고\s|갈아타|옮겨|바꿔|교체"
)
_FORCED: Final = re.compile(
    r"무시하|무시해|무시하고|규칙|지시|지침|확인\s?없이|승인\s?없이|묻지\s?말|묻지도|한도|"
    r"제한\s?(?:풀|해제|없)|리스크|프롬프트|시스템|관리자|개발자|"
    r"(?<![a-z])(?:ignore|bypass|override|confirmation|without asking|system|prompt|admin|"
    r"jailbreak|rules?|instructions?|disregard|approval|limits)\b"
)
_RELATIVE: Final = re.compile(
    rf"{PERCENT}\s?(?:정도\s?)?(?:아래|위|낮|높|밑|싸|비싸|할인|떨어진|빠진|내린|오른|이하|이상|"
    rf"호가|깎)|"
    rf"(?:평단|매수가|전일|시가|종가|현재가|고점|저점)(?:에서|보다|대비)?\s?[-+]?{PERCENT}|"
    rf"호가\s?(?:위|아래)|틱|[-+]\s?{BARE}|전일|전날|전\s?거래일|최소|최대(?!한)|"
    rf"[{SHARES}{AMOUNT}{MONEY}{PRICE}]\s?(?:이상|이하|미만|초과|넘게|넘는|안\s?되는)|"
    rf"[{MONEY}{PRICE}]\s?(?:이하|이상|아래|밑|위|근처|언저리|사이|미만|초과)|싸게|비싸게|알아서|"
    r"적당|상한가|하한가|평단|매입가|본전|고점|저점|목표가|신고가|(?:매도|매수|우선)\s?호가"
)
_NESTED: Final = re.compile(rf"[{PART}{PERCENT}]\s?[의에]\s?[{PART}{PERCENT}]")
# 7만원대 is a stretch of ten thousand won, and no price.
_BAND: Final = re.compile(r"[만천백]\s?원?대(?:에|로|에서|쯤)")
_OF_ASSETS: Final = re.compile(r"자산|비중|포트|equity|portfolio|net worth")
_OF_HOLDING: Final = re.compile(r"보유|물량|가지고\s?있는\s?주식|holding|position")
_OF_CASH: Final = re.compile(r"현금|예수금|가진\s?돈|cash|buying power")
_COUNT_BEFORE_NAME: Final = re.compile(rf"{BARE}\s?(?:of |more |x )?(?:[{NAME}{SEVERAL}])")
_LIMIT: Final = re.compile(r"지정가|(?<![a-z])limit\b")
_TYPES: Final = frozenset({"market", "close", "open", "best"})


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is said in each way, and the prices."""

    shares: list[int]
    amounts: list[int]
    parts: list[Decimal]
    prices: list[int]


def order(said: Marked, side: str) -> Said:
    """Give the order that a request for one side means; ambiguous where something lacks.

    What was understood is in the answer even then, so that only the rest has to be asked.
    """
    sizes = _sizes(said)
    types = set(said.all(TYPE))
    draft = _draft(said, side, sizes, types)
    why = (
        _forbidden(said)
        or _symbol_trouble(said, draft)
        or _size_trouble(said, side, sizes, draft)
        or _type_trouble(said, draft, types)
        or _time_trouble(said)
    )
    if why:
        return replace(draft, kind=Kind.AMBIGUOUS, why=why, side=side, choices=_choices(said))
    return draft


def _draft(said: Marked, side: str, sizes: Sizes, types: set[Value]) -> Said:
    part = sizes.parts[0] if sizes.parts else _full(said, sizes)
    of = {"of": "position" if side == "sell" else "cash"} if part is not None else {}
    ref = {"ref": "last"} if "last" in types else {}
    shares, price = _first(sizes.shares), _first(sizes.prices)
    return Said(
        kind=Kind(side),
        symbol=only(said),
        qty=shares if shares and shares > 0 else None,
        amount_krw=_first(sizes.amounts),
        fraction=part,
        price=price,
        order_type=_type_of(types, priced=bool(price or ref)),
        extra=of | ref | brackets.notes(said) | _when(said),
        side=side,
        bare=_first(_ints(said, BARE)),
    )


def _first(values: list[int]) -> int | None:
    return values[0] if values else None


def _type_of(types: set[Value], *, priced: bool) -> str:
    chosen = sorted(str(kind) for kind in types if kind in _TYPES)
    return chosen[0] if chosen else "limit" if priced else ""


def _sizes(said: Marked) -> Sizes:
    amounts, money, prices = (_ints(said, mark) for mark in (AMOUNT, MONEY, PRICE))
    shares = _ints(said, SHARES) or _counted(said)
    parts = [v for v in said.all(PART, PERCENT) if isinstance(v, Decimal)]
    # Won beside shares or a share of the holding is the price, else it is the amount.
    if shares or parts:
        # 전부 다 says one part twice; 절반의 절반 are two.
        parts = parts if _NESTED.search(said.text) else list(dict.fromkeys(parts))
        return Sizes(shares, amounts, parts, prices + money)
    return Sizes(shares, amounts + money, [], prices)


def _counted(said: Marked) -> list[int]:
    """Give the shares of "buy 10 kakao": only in English does a bare number count them."""
    if not _COUNT_BEFORE_NAME.search(said.text) or not re.search("[a-z]", said.text):
        return []
    bare = _ints(said, BARE)
    return bare if len(bare) == 1 else []


def _ints(said: Marked, mark: str) -> list[int]:
    return [value for value in said.all(mark) if isinstance(value, int)]


def _full(said: Marked, sizes: Sizes) -> Decimal | None:
    """Give 1 for a verb that says "all" by itself, where no other size was said."""
    other = sizes.shares or sizes.amounts or said.has(BARE)
    return Decimal(1) if _FULL.search(said.text) and not other else None


def _when(said: Marked) -> dict[str, str]:
    times = [str(value) for value in said.all(WHEN)]
    return {"when": times[-1] if len(times) == 1 else "_".join(times)} if times else {}


def _forbidden(said: Marked) -> str:
    if _FORCED.search(said.text):
        return "forced"
    if _KEPT.search(said.text):
        return "not_understood"
    if _CREDIT.search(said.text):
        return "credit"
    # What was just marked as a stop or target is part of the order.
    return "two_acts" if _OTHER_ACT.search(said.text) else ""


def _symbol_trouble(said: Marked, draft: Said) -> str:
    if said.has(FOREIGN):
        return "foreign"
    if said.has(UNKNOWN):
        return "symbol_unknown"
    if len(set(said.all(NAME))) > 1 or (said.has(SEVERAL) and said.has(NAME)):
        return "two_orders"
    if said.has(SEVERAL):
        return "symbol_several"
    if draft.symbol or _closes_all(said, draft):
        return ""
    return "symbol_missing"


def _closes_all(said: Marked, draft: Said) -> bool:
    whole = draft.fraction == 1 and draft.kind is Kind.SELL
    return whole and bool(_EVERY.search(said.text))


def _size_trouble(said: Marked, side: str, sizes: Sizes, draft: Said) -> str:
    ways = (len(sizes.shares), len(sizes.amounts), len(sizes.parts))
    if max(*ways, len(sizes.prices)) > 1 or sum(bool(way) for way in ways) > 1:
        return "size_contradiction"
    if any(count < 1 for count in (*sizes.shares, *sizes.amounts, *sizes.prices)):
        return "out_of_range"
    if _RELATIVE.search(said.text) or _BAND.search(said.plain):
        return "relative_price"
    if said.has(BARE) and not _counted(said):
        return "unit_missing"
    if not any(ways) and draft.fraction is None:
        return "size_missing"
    return _part_trouble(said, side, sizes)


def _part_trouble(said: Marked, side: str, sizes: Sizes) -> str:
    if not sizes.parts:
        return ""
    if not 0 < sizes.parts[0] <= 1:
        return "out_of_range"
    wrong = _OF_HOLDING if side == "buy" else _OF_CASH
    return "of_what" if wrong.search(said.text) or _OF_ASSETS.search(said.text) else ""


def _type_trouble(said: Marked, draft: Said, types: set[Value]) -> str:
    limited = draft.order_type not in ("", "limit") and _LIMIT.search(said.text)
    if "unsupported" in types or len(types) > 1 or limited:
        return "order_type"
    if draft.price is not None and draft.order_type != "limit":
        return "market_with_price" if draft.order_type == "market" else "order_type"
    return "order_type" if draft.price is not None and "last" in types else ""


def _time_trouble(said: Marked) -> str:
    if said.has(WHEN, SPAN, PERIOD):
        return "when"
    return "split" if _SPLIT.search(said.text) else ""


def _choices(said: Marked) -> tuple[str, ...]:
    codes: list[str] = []
    for value in said.all(NAME, SEVERAL):
        codes += [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return tuple(dict.fromkeys(codes))
