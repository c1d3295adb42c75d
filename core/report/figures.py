"""The facts as rows of labelled figures: what a writer is given and what its words are held to.

A figure matches a number only beside its own words: 3 approvals are not 3 refusals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.money import Rate, Won, percent_text, won_text
from core.domain.saying import own, unit_of
from core.report.inert import one_line
from core.report.numbers import Unit
from core.report.period import (
    DeclinedLine,
    HoldingLine,
    Period,
    PeriodFacts,
    StrategyLine,
    Totals,
    TradeLine,
)
from core.report.spans import DAILY, MONTHLY


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the facts; PERCENT values are in percent, dates year-month-day digits.

    `words` must stand in the same clause and `unless` must not; empty words ask for none.
    """

    label: str
    value: Decimal
    unit: Unit
    words: str = ""
    unless: str = ""
    signed: bool = False

    @property
    def shown(self) -> str:
        """Write the figure as the fact sheet does."""
        if self.unit is Unit.PERCENT:
            return percent_text(self.value / 100, sign=self.signed)
        if self.unit is Unit.WON:
            return won_text(int(self.value), sign=self.signed and self.value != 0)
        if self.unit is Unit.DATE:
            return f"{int(self.value) // 100 % 100}월 {int(self.value) % 100}일"
        return f"{int(self.value):,}{'주' if self.unit is Unit.SHARES else '건'}"


@dataclass(frozen=True, slots=True)
class Row:
    """Figures that belong together. `subject` is the name they speak of, empty for the account.

    All numbers of a clause must fit one row; its `words` must stand in the sentence.
    """

    kind: str
    subject: str
    figures: tuple[Figure, ...]
    words: str = ""

    @property
    def direction(self) -> int:
        """Give the sign of the row's first signed figure; 0 when it has none."""
        value = next((f.value for f in self.figures if f.signed), Decimal(0))
        return (value > 0) - (value < 0)


BUY, SELL = r"매수|샀|사들|산 |bought|buy|purchase", r"매도|팔|처분|sold|sell|sale"
ACTIONS: Mapping[str, str] = {
    "buy": BUY,
    "sell": SELL,
    "reject": r"거절|reject|declin|turned down",
    "lapse": r"만료|시간이 지|놓친|놓쳤|lapse|expire|missed",
    "hold": r"보유|들고|hold|held",
}
OTHER_MONEY = (
    r"실현|평가손|평가이|미실현|수수료|세금|거래세|비용|realised|realized|\bopen\b|fee|tax|cost"
    r"|원으로 *(?:늘|줄|불|증|감|올|내|마)"
)
RESULT = (
    r"손익|수익|이익|손실|벌|잃|늘었|늘어|줄었|줄어|증가|감소|상승|하락|올랐|내렸|성과"
    r"|profit|loss|lost|gain|return|earn|rose|fell|grew|down|up\b|result"
)
_MOVED = r"올라|내려|상승|하락|움직|\bmoved\b|\bdid\b"
_STOPPED = r"막았|막은|막혔|막아|차단|거부|refus|block|stopp"
_TRIMMED = r"줄인|줄여|줄였|축소|trim"
_UNITS = {"won": (Unit.WON, 1), "shares": (Unit.SHARES, 1), "ratio": (Unit.PERCENT, 100)}
_ENDS = rf"승인|거절|만료|시간이 지|grant|approv|confirm|lapse|expire|{ACTIONS['reject']}"


def rows_of(facts: PeriodFacts) -> tuple[Row, ...]:
    """Give every row that prose may speak from; the account's row comes first."""
    return (
        _account(facts),
        _risk_totals(facts),
        *_index(facts),
        *(_strategy(s) for s in facts.strategies),
        *(_trade(t, t.name) for t in facts.trades),
        *(_holding(h) for h in facts.holdings),
        *(_declined(d) for d in facts.declined),
        *(
            Row(
                "doubt",
                d.name,
                (_shares(d.shares), _won("주문가", d.price)),
                words=ACTIONS[d.side],
            )
            for d in facts.doubts
        ),
    )


def sheet(facts: PeriodFacts, rule_names: Mapping[str, str]) -> str:
    """Write what a model may see: labelled figures, and quoted words of others, as JSON."""
    rows = [
        {"항목": _KINDS[r.kind], "이름": r.subject, **{f.label: f.shown for f in r.figures}}
        for r in rows_of(facts)
    ]
    risk = [
        {"규칙": rule_names.get(r.rule, r.rule), "종목": r.name, "판정": r.verdict}
        for r in facts.risk
    ]
    switches = [{"범위": s.scope, "이름": s.name, "수준": s.level} for s in facts.switches]
    quoted = [one_line(s.reason)[:200] for s in facts.switches if _quotable(s.reason)]
    data = {"figures": rows, "risk": risk, "switches": switches, "untrusted_quotes": quoted}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _quotable(reason: str) -> bool:
    # What a rule wrote is no person's word; it is told by the rules' own lines.
    return bool(reason) and own(reason) is None


_KINDS = {
    "account": "계좌",
    "risk": "위험 규칙",
    "index": "지수",
    "strategy": "전략",
    "buy": "매수",
    "sell": "매도",
    "holding": "보유",
    "reject": "거절한 제안",
    "lapse": "만료된 제안",
    "doubt": "결과 확인이 필요한 주문",
}


def names_of(facts: PeriodFacts) -> frozenset[str]:
    """Give the names of stocks and strategies that prose may use."""
    lines: tuple[tuple[str, ...], ...] = (
        *((i.name,) for i in (facts.index,) if i is not None),
        *((s.title,) for s in facts.strategies),
        *((t.name, t.title) for t in facts.trades),
        *((h.name, h.title) for h in facts.holdings),
        *((d.name,) for d in facts.declined),
        *((d.name,) for d in facts.doubts),
        *((r.name,) for r in facts.risk),
        *((s.name,) for s in facts.switches),
    )
    return frozenset(name for line in lines for name in line if name)


def champions(facts: PeriodFacts) -> frozenset[str]:
    """Give the names that may be called the best or the worst of the week."""
    closed, ranked = facts.closed, facts.ranked
    ends = {sale.name for sale in closed[:1] + closed[-1:]}
    ends |= {held.name for held in ranked[:1] + ranked[-1:]}
    best = sorted(facts.strategies, key=lambda s: s.realised + s.open_profit)
    return frozenset(ends | {owner.title for owner in (*best[:1], *best[-1:])})


def _won(
    label: str, value: Won, *, words: str = "", unless: str = "", signed: bool = False
) -> Figure:
    return Figure(label, Decimal(value), Unit.WON, words, unless, signed)


def _percent(
    label: str, rate: Rate, *, words: str = "", unless: str = "", signed: bool = False
) -> Figure:
    return Figure(label, rate * 100, Unit.PERCENT, words, unless, signed)


def _count(label: str, value: int, words: str, *, unless: str = "") -> Figure:
    return Figure(label, Decimal(value), Unit.COUNT, words, unless)


def _shares(value: int) -> Figure:
    return Figure("수량", Decimal(value), Unit.SHARES)


def _date(label: str, day: date, *, words: str = "") -> Figure:
    digits = day.year * 10_000 + day.month * 100 + day.day
    return Figure(label, Decimal(digits), Unit.DATE, words)


def _account(facts: PeriodFacts) -> Row:
    return Row("account", "", (*_money(facts.totals), *_counts(facts), *_dates(facts.period)))


def _money(totals: Totals) -> tuple[Figure, ...]:
    return (
        _won("손익", totals.profit, words=RESULT, unless=OTHER_MONEY, signed=True),
        _percent("수익률", totals.rate, words=RESULT, unless=OTHER_MONEY, signed=True),
        _won(
            "실현손익",
            totals.realised,
            words=r"(?<!미)실현|(?<!un)reali[sz]ed",
            unless=r"미실현|평가|unreali|\bopen\b",
            signed=True,
        ),
        _won(
            "평가손익",
            totals.open_profit,
            words=r"평가손|평가이|미실현|unreali|\bopen\b",
            unless=r"(?<!미)실현|(?<!un)reali",
            signed=True,
        ),
        _percent(
            "실현 수익률",
            totals.realised_rate,
            words=r"실현 *수익률|(?<!un)reali[sz]ed return",
            signed=True,
        ),
        _percent(
            "평가 수익률",
            totals.open_rate,
            words=r"평가 *수익률|open return|unreali[sz]ed return",
            signed=True,
        ),
        _percent("고점 대비 낙폭", abs(totals.fall), words=r"낙폭|drawdown|deepest fall"),
        _won("산 금액", totals.bought, words=r"산 금액|매수 금액|매수액|bought"),
        _won("판 금액", totals.sold, words=r"판 금액|매도 금액|매도액|\bsold"),
        _won("수수료", totals.fees, words=r"수수료|commission|\bfees?\b"),
        _won("세금", totals.taxes, words=r"세금|거래세|\btax"),
        _won("비용", totals.fees + totals.taxes, words=r"비용|\bcosts?\b"),
        _won("시작 평가액", totals.equity_start, words=r"시작|주 초|원에서|start|from"),
        _won(
            "끝 평가액",
            totals.equity_end,
            words=r"평가액|평가금액|자산|잔고|계좌|원으로|equity|account|\bto\b",
            unless=r"시작|주 초|원에서|start|from",
        ),
    )


def _counts(facts: PeriodFacts) -> tuple[Figure, ...]:
    totals, period, cards = facts.totals, facts.period, facts.cards
    declined = cards.rejected + cards.lapsed
    return (
        _count(
            "거래",
            totals.buys + totals.sells,
            r"거래(?!일|세|소)|매매|체결|주문|trade|order",
            unless=f"{BUY}|{SELL}|{_ENDS}|{_STOPPED}|{_TRIMMED}|확인",
        ),
        _count("매수 거래", totals.buys, BUY),
        _count("매도 거래", totals.sells, SELL),
        _count("거래일", period.sessions, r"거래일|session|일 *동안|일간"),
        _count("보유 종목", len({h.name for h in facts.holdings}), r"보유|hold|position"),
        _count("제안", cards.asked, r"제안|카드|proposal|card", unless=_ENDS),
        _count("승인", cards.granted, r"승인|grant|approv|confirm"),
        _count("거절", cards.rejected, ACTIONS["reject"], unless=ACTIONS["lapse"]),
        _count("만료", cards.lapsed, ACTIONS["lapse"], unless=ACTIONS["reject"]),
        _count("거절과 만료", declined, rf"(?={_both()})"),
        _count("확인이 필요한 주문", len(facts.doubts), r"확인.*주문|doubt"),
        _count("정지 변경", len(facts.switches), r"정지|멈|halt|kill"),
    )


def _dates(period: Period) -> tuple[Figure, ...]:
    ends = (
        _date("첫 거래일", period.first, words=r"부터|시작|첫|from|start"),
        _date("마지막 거래일", period.last, words=r"까지|마지막|끝|until|\bto\b|last"),
    )
    if period.kind == DAILY:
        return (_date("날짜", period.first),)
    if period.kind == MONTHLY:
        digits = period.first.year * 10_000 + period.first.month * 100
        return (*ends, Figure("달", Decimal(digits), Unit.DATE))
    year, week = period.name.split("-W")
    return (*ends, Figure("주차", Decimal(int(year) * 100 + int(week)), Unit.WEEK))


def _both() -> str:
    return rf"(?:.*(?:{ACTIONS['reject']}))(?:.*(?:{ACTIONS['lapse']}))"


def _risk_totals(facts: PeriodFacts) -> Row:
    refused = sum(r.count for r in facts.risk if r.verdict == "refuse")
    trimmed = sum(r.count for r in facts.risk if r.verdict == "trim")
    told = [field for r in facts.risk for s in (r.observed, r.limit) for field in s.fields]
    figures = [figure for name, value in told for figure in _measured(name, value)]
    counts = (
        _count("막은 주문", refused, _STOPPED),
        _count("줄인 주문", trimmed, _TRIMMED),
    )
    return Row("risk", "", (*counts, *figures), r"위험|규칙|한도|막|차단|거부|줄|risk|rule|limit")


def _measured(name: str, value: str | int) -> tuple[Figure, ...]:
    """Give the figure of a saying's field; none for counts, codes and instants."""
    found = _UNITS.get(unit_of(name))
    if found is None:
        return ()
    unit, scale = found
    return (
        Figure("관측·한도", abs(Decimal(value) * scale), unit, r"한도|규칙|limit|rule|비중|관측"),
    )


def _index(facts: PeriodFacts) -> tuple[Row, ...]:
    if facts.index is None or facts.index.rate is None:
        return ()
    rate = _percent("수익률", facts.index.rate, words=rf"{_MOVED}|{RESULT}", signed=True)
    return (Row("index", facts.index.name, (rate,)),)


def _strategy(line: StrategyLine) -> Row:
    total = line.realised + line.open_profit
    return Row(
        "strategy",
        line.title,
        (
            _won("손익", total, words=RESULT, unless=OTHER_MONEY, signed=True),
            _won("실현손익", line.realised, words=r"(?<!미)실현|reali[sz]ed", signed=True),
            _won("평가손익", line.open_profit, words=r"평가|미실현|\bopen\b", signed=True),
            _won("수수료", line.fees, words=r"수수료|commission|\bfees?\b"),
            _won("세금", line.taxes, words=r"세금|거래세|\btax"),
            _count(
                "거래",
                line.trades,
                r"거래(?!일|세|소)|매매|체결|trade",
                unless=rf"이긴|이겼|승|{SELL}|\bwon\b|\bwin",
            ),
            _count("매도", line.sells, SELL, unless=r"이긴|이겼|승|win"),
            _count("이긴 매도", line.wins, r"이긴|이겼|승|\bwins?\b"),
        ),
    )


def _trade(line: TradeLine, subject: str) -> Row:
    figures = [
        _shares(line.shares),
        _won("평균 단가", line.price),
        _won("거래액", line.amount),
        _date("체결일", line.day),
    ]
    if line.rate is not None:
        figures.insert(0, _won("실현손익", line.realised, words=RESULT, signed=True))
        figures.insert(1, _percent("실현 수익률", line.rate, words=RESULT, signed=True))
    return Row(line.side, subject, tuple(figures), words=ACTIONS[line.side])


def _holding(line: HoldingLine) -> Row:
    aside = r"비중|손절|평균|weight|stop|average"
    figures = [
        _won("평가손익", line.open_profit, words=RESULT, unless=aside, signed=True),
        _percent("평가 수익률", line.rate, words=RESULT, unless=aside, signed=True),
        _percent("비중", line.weight, words=r"비중|weight|share of"),
        _shares(line.shares),
        _won("평균 단가", line.average, words=r"평균|매입|average"),
        _won("현재가", line.price, words=r"현재|종가|가격|주가|price|close"),
    ]
    if line.stop_price is not None and line.stop_distance is not None:
        figures.append(_won("손절가", line.stop_price, words=r"손절|stop"))
        figures.append(_percent("손절까지", line.stop_distance, words=r"손절|stop"))
    return Row(
        "holding", line.name, tuple(figures), words=r"보유|들고|평가|비중|손절|hold|open|stop"
    )


def _declined(line: DeclinedLine) -> Row:
    kind = "lapse" if line.how == "lapsed" else "reject"
    figures = (
        _percent("그 뒤 가격 변화", line.change, signed=True),
        _won("승인했다면", line.effect, words=r"승인했|했다면|했더라면|would", signed=True),
        _shares(line.shares),
        _won("제안 때 가격", line.ref_price),
        _won("마지막 종가", line.last_price),
    )
    return Row(kind, line.name, figures, words=ACTIONS[kind])
