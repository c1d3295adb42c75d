"""Writes `docs/results.md`: every preset over thirteen Korean shares, with costs and checks.

`python docs/results.py DIR` reads CODE.csv files in DIR. The run is deterministic; its settings
are those of `gaemi backtest --portfolio` (costs by date) and of strategies.md 14.1 (`--reference`).
"""

# ruff: noqa: E501 - prose in Hangul, whose letters count double, and table heads
from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.backtest.adjust import adjusted
from core.backtest.costs import in_force
from core.backtest.guards.finding import Verdict
from core.backtest.guards.judge import Judgement, judge
from core.backtest.market import Series
from core.backtest.prices import from_folder
from core.backtest.request import strategy_of
from core.backtest.rules import CENTI_MILLI
from core.backtest.run import run
from core.backtest.settings import REFERENCE, Backtest
from core.clock import LiveClock
from core.market.calendar import KrxCalendar
from core.memory_trials import MemoryTrials
from core.registry import discover

PRESETS = (
    "golden_cross_level", "golden_cross_cross", "rsi", "macd", "mean_reversion_weekly",
    "mean_reversion_daily", "envelope_20", "envelope_5", "bollinger",
)  # fmt: skip
PERIODS = (
    (date(2000, 1, 4), date(2007, 12, 28)),
    (date(2008, 1, 2), date(2012, 12, 28)),
    (date(2013, 1, 2), date(2018, 1, 31)),
)
VERDICTS = {Verdict.OK: "통과", Verdict.NOT_VERIFIED: "확인 못 함", Verdict.WARNING: "주의",
            Verdict.FAIL: "믿지 마세요"}  # fmt: skip
HEAD = "| 프리셋 | 수익률 | 연 | 샤프 | 낙폭 | 거래 | 승률 | 비용(만 원) | 열린 손익(만 원) | 판정 | 걸린 점검 |"
RULE = "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|---|"
TEXT = """# 실제 가격에서의 결과

한국 대형주 13종목({codes})의 일봉으로 모든 규칙 전략을 돌린 결과입니다. `python docs/results.py 폴더`가 이 쪽을 씁니다.
원금 1억 원, 종목당 1,400만 원, 한 계좌에서 동시에 7종목까지. 수수료와 매도세가 든 값이고, 그날 종가에서 판단해 다음 날 시가에 체결한 것으로 봅니다.
기업분할은 앞 가격을 맞춰 넣었습니다(분할을 수익으로 세지 않습니다). 이 종목들은 지금까지 살아남은 회사라, 어느 값이든 실제보다 좋게 나옵니다.

**우위가 있다고 말할 수 있는 전략: {edges}.
판정은 [점검](guards.md)에서 가장 나쁜 것입니다. 통과했다고 앞으로 번다는 뜻은 아닙니다.
견줄 값은 같은 돈으로 첫날 고르게 사서 들고 있었을 때입니다.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """One preset in one period."""

    preset: str
    found: Judgement

    @property
    def passes(self) -> bool:
        """Tell whether every check was made and none had anything to say."""
        return self.found.verdict is Verdict.OK and self.found.statistics.change > 0

    def text(self) -> str:
        """Write the table row."""
        s = self.found.statistics
        hit = [f.name for f in self.found.findings if f.verdict is self.found.verdict]
        named = "" if self.found.verdict is Verdict.OK else ", ".join(hit)
        return (
            f"| `{self.preset}` | {_percent(s.change)} | {_percent(s.growth)} | {_number(s.sharpe)} "
            f"| {s.drawdown:.1%} | {s.trades} | {_percent(s.win_rate, sign='')} "
            f"| {_man(s.fee5 + s.tax5)} | {_man(s.open5)} | {VERDICTS[self.found.verdict]} | {named} |"
        )


def main(folder: Path) -> None:
    """Run everything and write the page beside this file."""
    discover("core.strategies")
    market = [adjusted(one) for one in from_folder(folder, ()).series]
    parts: list[str] = []
    passed: list[set[str]] = []
    for title, plan in (("비용을 날짜대로", in_force(KrxCalendar())), ("기준 설정", REFERENCE)):
        parts.append(f"## {title}\n\n{_assumed(plan)}")
        for since, until in PERIODS:
            rows = list(_rows(market, replace(plan, portfolio=True, since=since, until=until)))
            passed.append({row.preset for row in rows if row.passes})
            parts.append(_section(rows, since, until, market))
    codes = ", ".join(one.symbol for one in market)
    page = TEXT.format(codes=codes, edges=_claim(passed)) + "\n\n".join(parts) + "\n"
    (Path(__file__).parent / "results.md").write_text(page, encoding="utf-8")


def _claim(passed: Sequence[set[str]]) -> str:
    """Say what has an edge: only what passes everywhere, for by chance some pass somewhere."""
    always, once = set.intersection(*passed), set.union(*passed)
    said = f"{', '.join(sorted(always))}입니다" if always else "하나도 없습니다"
    some = ", ".join(f"`{name}`" for name in sorted(once - always)) or "없음"
    return (
        f"{said}.** 모든 기간과 두 설정에서 모든 점검을 통과해야 그렇게 부릅니다. 어느 한 기간에서만 통과한 것: {some}. "
        f"전략 {len(PRESETS)}가지를 {len(PERIODS)}기간에 돌리면 우연히 통과하는 것이 나오므로 우위로 세지 않습니다"
    )


def _rows(market: Sequence[Series], plan: Backtest) -> Iterator[Row]:
    log = MemoryTrials()
    for preset in PRESETS:
        strategy, params = strategy_of(preset, ())
        found = judge(
            strategy, params, market, run(strategy, params, market, plan),
            plan=plan, log=log, at=LiveClock().now(),
        )  # fmt: skip
        if found is not None:
            yield Row(preset, found)


def _section(rows: Sequence[Row], since: date, until: date, market: Sequence[Series]) -> str:
    held = _percent(_bought(market, since, until))
    lines = [f"### {since} ~ {until}", "", f"사서 들고 있기: {held} (비용 없이)", "", HEAD, RULE]
    return "\n".join([*lines, *(row.text() for row in rows)])


def _bought(market: Sequence[Series], since: date, until: date) -> float:
    """Give the return of all shares that had a price, the same money in each."""
    made = []
    for one in market:
        first = int(one.day.searchsorted(since.toordinal()))
        last = int(one.day.searchsorted(until.toordinal(), side="right")) - 1
        if first < last:
            made.append(float(one.bars.close[last] / one.bars.close[first] - 1))
    return sum(made) / len(made)


def _assumed(plan: Backtest) -> str:
    taxes = ", ".join(
        f"{since} {rate:.2%}" if since.year > 1 else f"{rate:.2%}" for since, rate in plan.taxes
    )
    return f"수수료 {plan.commission:.3%} 양쪽, 매도세(매매일부터): {taxes}."


def _percent(value: float | None, *, sign: str = "+") -> str:
    return "-" if value is None else f"{value:{sign}.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _man(money5: int) -> str:
    return f"{round(money5 / CENTI_MILLI / 10_000):,}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
