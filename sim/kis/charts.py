"""Daily, weekly, monthly and minute bars."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from sim.kis.clock import hhmmss
from sim.kis.facts import facts
from sim.kis.gateway import Call
from sim.kis.numbers import quote_sign, ratio, sign
from sim.kis.quotes import asked
from sim.kis.replies import Answer, RefusedError, Row, quoted
from sim.kis.tape import MinuteBar, fold_day
from sim.kis.world import World
from sim.sessions import KST
from sim.values import Listing, VenueBar, VenueQuote

DAILY_ROWS = 100
_RECENT_ROWS = 30
_MINUTES_TODAY = 30
_MINUTES_PAST = 120
_KEPT_DAYS = 64
_ALL = 4_000
_FIRST_OF_ALL = 10101  # the first of January of the year one
_NO_BOUND = "999999"
_DATE_LENGTH = 8
PERIODS: dict[str, Callable[[date], tuple[int, ...]]] = {
    "D": lambda day: (day.toordinal(),),
    "W": lambda day: day.isocalendar()[:2],
    "M": lambda day: (day.year, day.month),
    "Y": lambda day: (day.year,),
}


class Charts:
    """Answer what a share did."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._past: dict[tuple[str, date], list[MinuteBar]] = {}

    def daily(self, call: Call) -> Answer:
        """Answer inquire-daily-itemchartprice: the newest hundred bars of a range.

        The market has no splits, so adjusted and raw prices are the same.
        """
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output1={}, output2=[])
        first, last = first_day(call), asked_day(call, "FID_INPUT_DATE_2")
        bars = self._period(listing.code, call.get("FID_PERIOD_DIV_CODE"), until=last)
        closes = [bar.close for bar in bars]
        rows = [
            _daily_row(self._world, listing.code, bar, before)
            for bar, before in zip(bars, [0, *closes], strict=False)
            if bar.day >= first
        ]
        rows.reverse()
        return quoted(output1=self._header(listing), output2=rows[:DAILY_ROWS])

    def recent(self, call: Call) -> Answer:
        """Answer inquire-daily-price: the last thirty bars."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output=[])
        today = self._world.exchange.day()
        bars = self._period(listing.code, call.get("FID_PERIOD_DIV_CODE"), until=today)
        rows = [_recent_row(bar, before) for before, bar in pairwise(bars)]
        rows.reverse()
        return quoted(output=rows[:_RECENT_ROWS])

    def minutes(self, call: Call) -> Answer:
        """Answer inquire-time-itemchartprice: thirty minutes up to an hour of today.

        A later hour than now is answered with flat bars at the current price, as KIS does.
        """
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output1={}, output2=[])
        hour = asked_hour(call)
        today = self._world.exchange.day()
        bars = [b for b in self._world.tape.minutes(listing.code) if hhmmss(b.start) <= hour]
        bars = _flat(bars, self._world, listing.code, hour=hour) + bars[::-1]
        if len(bars) < _MINUTES_TODAY and call.get("FID_PW_DATA_INCU_YN") == "Y":
            bars += self._earlier(listing.code, today, count=_MINUTES_TODAY - len(bars))
        rows = [_minute_row(bar) for bar in bars[:_MINUTES_TODAY]]
        return quoted(output1=self._minute_header(listing), output2=rows)

    def past_minutes(self, call: Call) -> Answer:
        """Answer inquire-time-dailychartprice: 120 minutes up to an hour of a day."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output1={}, output2=[])
        day, hour = asked_day(call, "FID_INPUT_DATE_1"), asked_hour(call)
        bars = [b for b in self._minutes_of(listing.code, day) if hhmmss(b.start) <= hour][::-1]
        if len(bars) < _MINUTES_PAST and call.get("FID_PW_DATA_INCU_YN") == "Y":
            bars += self._earlier(listing.code, day, count=_MINUTES_PAST - len(bars))
        rows = [_minute_row(bar) for bar in bars[:_MINUTES_PAST]]
        return quoted(output1=self._minute_header(listing), output2=rows)

    def _earlier(self, code: str, day: date, *, count: int) -> list[MinuteBar]:
        before = self._world.sessions.before(day - timedelta(days=1))
        return self._minutes_of(code, before.day)[::-1][:count] if before else []

    def _minutes_of(self, code: str, day: date) -> list[MinuteBar]:
        if day == self._world.exchange.day():
            return self._world.tape.minutes(code)
        key = code, day
        if key not in self._past:
            while len(self._past) >= _KEPT_DAYS:
                self._past.pop(next(iter(self._past)))
            tape = fold_day(self._world.exchange.past_prints(code, day))
            self._past[key] = tape.minutes(code)
        return self._past[key]

    def _period(self, code: str, period: str, *, until: date) -> list[VenueBar]:
        key = PERIODS.get(period)
        if key is None:
            raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID [FID_PERIOD_DIV_CODE]")
        bars = self._world.bars(code, until=until, count=_ALL)
        if period == "D":
            return bars
        return [merged(list(group)) for _, group in groupby(bars, lambda bar: key(bar.day))]

    def _header(self, listing: Listing) -> Row:
        quote, info = self._world.exchange.quote(listing.code), facts(listing)
        before = self._world.before(listing.code, self._world.exchange.day())
        return {
            **minute_header(listing, quote),
            "stck_shrn_iscd": listing.code,
            "prdy_vol": str(before.volume if before else 0),
            "stck_mxpr": str(quote.upper),
            "stck_llam": str(quote.lower),
            "stck_oprc": str(quote.open),
            "stck_hgpr": str(quote.high),
            "stck_lwpr": str(quote.low),
            "stck_prdy_oprc": str(before.open if before else 0),
            "stck_prdy_hgpr": str(before.high if before else 0),
            "stck_prdy_lwpr": str(before.low if before else 0),
            "askp": str(quote.ask),
            "bidp": str(quote.bid),
            "prdy_vrss_vol": str(quote.volume - (before.volume if before else 0)),
            "vol_tnrt": ratio(quote.volume, info.listed),
            "stck_fcam": str(info.par),
            "lstn_stcn": str(info.listed),
            "cpfn": str(info.listed * info.par // 100_000_000),
            "hts_avls": str(info.cap(quote.price)),
            "per": info.multiple(quote.price, per=info.earnings),
            "eps": str(info.earnings),
            "pbr": info.multiple(quote.price, per=info.book),
            "itewhol_loan_rmnd_ratem": "0.00",
        }

    def _minute_header(self, listing: Listing) -> Row:
        quote = self._world.exchange.quote(listing.code)
        return minute_header(listing, quote)


def minute_header(listing: Listing, quote: VenueQuote) -> Row:
    """Write output1 of the minute charts, which that of the daily chart begins with."""
    return {
        "prdy_vrss": str(quote.price - quote.base),
        "prdy_vrss_sign": quote_sign(quote),
        "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
        "stck_prdy_clpr": str(quote.base),
        "acml_vol": str(quote.volume),
        "acml_tr_pbmn": str(quote.traded_value),
        "hts_kor_isnm": listing.name,
        "stck_prpr": str(quote.price),
    }


def merged(bars: list[VenueBar]) -> VenueBar:
    """Fold bars of one period into one, dated as its last."""
    return VenueBar(
        bars[-1].day,
        bars[0].open,
        max(bar.high for bar in bars),
        min(bar.low for bar in bars),
        bars[-1].close,
        sum(bar.volume for bar in bars),
    )


def _daily_row(world: World, code: str, bar: VenueBar, before: int) -> Row:
    change = bar.close - before if before else 0
    return {
        "stck_bsop_date": f"{bar.day:%Y%m%d}",
        "stck_clpr": str(bar.close),
        "stck_oprc": str(bar.open),
        "stck_hgpr": str(bar.high),
        "stck_lwpr": str(bar.low),
        "acml_vol": str(bar.volume),
        "acml_tr_pbmn": str(world.traded_value(code, bar)),
        "flng_cls_code": "00",
        "prtt_rate": "0.00",
        "mod_yn": "N",
        "prdy_vrss_sign": sign(change),
        "prdy_vrss": str(change),
        "revl_issu_reas": "",
    }


def _recent_row(bar: VenueBar, before: VenueBar) -> Row:
    change = bar.close - before.close
    return {
        "stck_bsop_date": f"{bar.day:%Y%m%d}",
        "stck_oprc": str(bar.open),
        "stck_hgpr": str(bar.high),
        "stck_lwpr": str(bar.low),
        "stck_clpr": str(bar.close),
        "acml_vol": str(bar.volume),
        "prdy_vrss_vol_rate": ratio(bar.volume - before.volume, before.volume),
        "prdy_vrss": str(change),
        "prdy_vrss_sign": sign(change),
        "prdy_ctrt": ratio(change, before.close),
        "hts_frgn_ehrt": "0.00",
        "frgn_ntby_qty": "0",
        "flng_cls_code": "00",
        "acml_prtt_rate": "1.00",
    }


def _minute_row(bar: MinuteBar) -> Row:
    return {
        "stck_bsop_date": f"{bar.start.astimezone(KST):%Y%m%d}",
        "stck_cntg_hour": hhmmss(bar.start),
        "stck_prpr": str(bar.close),
        "stck_oprc": str(bar.open),
        "stck_hgpr": str(bar.high),
        "stck_lwpr": str(bar.low),
        "cntg_vol": str(bar.volume),
        "acml_tr_pbmn": str(bar.total),
    }


def _flat(bars: list[MinuteBar], world: World, code: str, *, hour: str) -> list[MinuteBar]:
    """Give the flat bars between now and a later hour of today, newest first."""
    quote = world.exchange.quote(code)
    now = world.exchange.now.astimezone(KST).replace(second=0, microsecond=0)
    if not bars or quote.phase != "continuous" or hour <= hhmmss(now) or hour == _NO_BOUND:
        return []
    end = now.replace(hour=min(int(hour[:2]), 23), minute=min(int(hour[2:4]), 59))
    count = min(int((end - now).total_seconds()) // 60, _MINUTES_TODAY)
    price, total = quote.price, bars[-1].total
    return [
        MinuteBar(end - timedelta(minutes=n), price, price, price, price, 0, total)
        for n in range(count)
    ]


def asked_day(call: Call, name: str) -> date:
    """Read a YYYYMMDD parameter; anything else is refused."""
    text = call.get(name)
    try:
        if len(text) != _DATE_LENGTH:
            raise ValueError(f"{text!r} is no YYYYMMDD")
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=KST).date()
    except ValueError as e:
        raise RefusedError("OPSQ2001", f"ERROR : INPUT INVALID [{name}]") from e


def first_day(call: Call) -> date:
    """Read the first day; what lies before all dates (a client asks from 00000101) is the first."""
    text = call.get("FID_INPUT_DATE_1")
    # `date.min` is written 00010101 or, without its zeros, 10101; all else has eight digits.
    whole = text.isascii() and text.isdecimal() and len(text) == _DATE_LENGTH
    early = text == str(_FIRST_OF_ALL) or (whole and int(text) <= _FIRST_OF_ALL)
    return date.min if early else asked_day(call, "FID_INPUT_DATE_1")


def asked_hour(call: Call) -> str:
    """Read the HHMMSS of the minute charts; a blank or midnight (clients send it) is no bound."""
    found = call.get("FID_INPUT_HOUR_1")
    if found in ("", "000000", "0"):
        return _NO_BOUND
    if len(found) != 6 or not found.isdecimal():
        raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID [FID_INPUT_HOUR_1]")
    return found
