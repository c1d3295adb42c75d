"""Daily and minute bars of futures (section 4.4)."""

from datetime import date, datetime, timedelta
from itertools import groupby

from sim.futures.contracts import Contract
from sim.futures.rules import MULTIPLIER
from sim.kis.charts import DAILY_ROWS, PERIODS, asked_day, asked_hour, first_day, merged
from sim.kis.clock import hhmmss, yyyymmdd
from sim.kis.futures_quotes import FuturesQuotes
from sim.kis.futures_world import FuturesWorld
from sim.kis.gateway import Call
from sim.kis.replies import Answer, RefusedError, Row, quoted
from sim.kis.tape import Trade, fold_day
from sim.values import VenueBar

MINUTE_ROWS = 102
_ALL = 400
_STEPS = {"30": 30, "60": 60, "3600": 3600}
_HEAD = (
    "futs_prdy_vrss", "prdy_vrss_sign", "futs_prdy_ctrt", "futs_prdy_clpr", "prdy_vol", "acml_vol",
    "acml_tr_pbmn", "hts_kor_isnm", "futs_prpr", "futs_shrn_iscd",
)  # fmt: skip


class FuturesCharts:
    """Answer what a contract did."""

    def __init__(self, world: FuturesWorld, quotes: FuturesQuotes) -> None:
        self._world, self._quotes = world, quotes

    def daily(self, call: Call) -> Answer:
        """Answer inquire-daily-fuopchartprice: the newest hundred bars of a range."""
        contract = self._quotes.asked(call)
        if contract is None:
            return quoted(output1={}, output2=[])
        first, last = first_day(call), asked_day(call, "FID_INPUT_DATE_2")
        key = PERIODS.get(call.get("FID_PERIOD_DIV_CODE"))
        if key is None:
            raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID [FID_PERIOD_DIV_CODE]")
        bars = self._world.bars(contract.code, until=last, count=_ALL)
        periods = (merged(list(group)) for _, group in groupby(bars, lambda b: key(b.day)))
        rows = [self._daily_row(bar, contract) for bar in periods if bar.day >= first]
        rows.reverse()
        return quoted(output1=self._quotes.header(contract), output2=rows[:DAILY_ROWS])

    def minutes(self, call: Call) -> Answer:
        """Answer inquire-time-fuopchartprice: up to 102 bars of 30, 60 or 3600 seconds.

        They end at the asked hour of the asked day, newest first; FID_PW_DATA_INCU_YN Y goes on
        with the days before.
        """
        contract = self._quotes.asked(call)
        if contract is None:
            return quoted(output1={}, output2=[])
        step = _STEPS.get(call.get("FID_HOUR_CLS_CODE"))
        if step is None:
            raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID [FID_HOUR_CLS_CODE]")
        day, hour = asked_day(call, "FID_INPUT_DATE_1"), asked_hour(call)
        rows = [row for row in self._rows_of(contract, day, step) if row["stck_cntg_hour"] <= hour]
        while call.get("FID_PW_DATA_INCU_YN") == "Y" and len(rows) < MINUTE_ROWS:
            before = self._world.exchange.market.sessions.before(day - timedelta(days=1))
            if before is None or before.day < contract.since:
                break
            day = before.day
            rows += self._rows_of(contract, day, step)
        header = self._quotes.header(contract)
        return quoted(output1={name: header[name] for name in _HEAD}, output2=rows[:MINUTE_ROWS])

    def _daily_row(self, bar: VenueBar, contract: Contract) -> Row:
        amount = (bar.high + bar.low + bar.close) * bar.volume // 3 * MULTIPLIER
        if bar.day == self._world.exchange.day():
            amount = self._world.exchange.quote(contract.code).traded_value * MULTIPLIER
        return {
            "stck_bsop_date": f"{bar.day:%Y%m%d}",
            "futs_prpr": str(bar.close),
            "futs_oprc": str(bar.open),
            "futs_hgpr": str(bar.high),
            "futs_lwpr": str(bar.low),
            "acml_vol": str(bar.volume),
            "acml_tr_pbmn": str(amount),
            "mod_yn": "N",
        }

    def _rows_of(self, contract: Contract, day: date, step: int) -> list[Row]:
        """Give a day's bars, newest first."""
        if day == self._world.exchange.day():
            trades = self._world.tape.share(contract.code).trades
        else:
            prints = self._world.exchange.past_prints(contract.code, day)
            trades = fold_day(prints).share(contract.code).trades
        groups = groupby(trades, lambda trade: _slot(trade.at, step))
        return [_bar_row(start, list(group)) for start, group in groups][::-1]


def _slot(at: datetime, step: int) -> datetime:
    seconds = at.minute * 60 + at.second
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(
        seconds=seconds - seconds % step
    )


def _bar_row(start: datetime, trades: list[Trade]) -> Row:
    prices = [trade.price for trade in trades]
    return {
        "stck_bsop_date": yyyymmdd(start),
        "stck_cntg_hour": hhmmss(start),
        "futs_prpr": str(prices[-1]),
        "futs_oprc": str(prices[0]),
        "futs_hgpr": str(max(prices)),
        "futs_lwpr": str(min(prices)),
        "cntg_vol": str(sum(trade.quantity for trade in trades)),
        "acml_tr_pbmn": str(trades[-1].value * MULTIPLIER),
    }
