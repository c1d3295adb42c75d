"""inquire-price, the order book, last trades, and several prices at once."""

from datetime import timedelta

from sim.kis.clock import hhmmss
from sim.kis.facts import facts
from sim.kis.gateway import Call
from sim.kis.numbers import average, fixed, quote_sign, ratio, sign
from sim.kis.replies import Answer, RefusedError, Row, quoted
from sim.kis.tape import Trade
from sim.kis.world import World
from sim.values import Listing, VenueBar, VenueDepth, VenueQuote

LEVELS = 10
_YEAR = timedelta(days=365)
_TRADES = 30
# What inquire-price gives for a code that it does not know: rt_cd 0 and nothing in it.
_UNKNOWN_PRICE = {"stck_prpr": "0", "prdy_vrss": "0", "prdy_vrss_sign": "3", "prdy_ctrt": "0.00"}


class Quotes:
    """Answer what a share costs now."""

    def __init__(self, world: World) -> None:
        self._world = world

    def price(self, call: Call) -> Answer:
        """Answer inquire-price; an unknown symbol is answered with zeros."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output={**_UNKNOWN_PRICE, "stck_shrn_iscd": call.get("FID_INPUT_ISCD")})
        quote = self._world.exchange.quote(listing.code)
        return quoted(
            output={
                **self._status(quote),
                **price_block(quote),
                **self._day_block(listing, quote),
                **self._ranges(quote),
                **self._company(listing, quote),
                "stck_shrn_iscd": listing.code,
            }
        )

    def book(self, call: Call) -> Answer:
        """Answer inquire-asking-price-exp-ccn; empty levels are "0"."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output1={}, output2={})
        quote = self._world.exchange.quote(listing.code)
        depth = self._world.exchange.depth(listing.code, LEVELS)
        output1: Row = {"aspr_acpt_hour": hhmmss(self._world.exchange.now)}
        for name, value in ladder(depth).items():
            output1[name] = str(value)
        asks, bids = sum(n for _, n in depth.asks), sum(n for _, n in depth.bids)
        output1 |= {
            "total_askp_rsqn": str(asks),
            "total_bidp_rsqn": str(bids),
            "total_askp_rsqn_icdc": "0",
            "total_bidp_rsqn_icdc": "0",
            "ovtm_total_askp_rsqn": "0",
            "ovtm_total_bidp_rsqn": "0",
            "ovtm_total_askp_icdc": "0",
            "ovtm_total_bidp_icdc": "0",
            "ntby_aspr_rsqn": str(bids - asks),
            "new_mkop_cls_code": market_code(quote),
        }
        return quoted(output1=output1, output2=self._expected(quote))

    def trades(self, call: Call) -> Answer:
        """Answer inquire-ccnl, newest first."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output=[])
        quote = self._world.exchange.quote(listing.code)
        trades = self._world.tape.share(listing.code).trades[-_TRADES:]
        rows = [
            {
                "stck_cntg_hour": hhmmss(trade.at),
                "stck_prpr": str(trade.price),
                "prdy_vrss": str(trade.price - quote.base),
                "prdy_vrss_sign": sign(trade.price - quote.base),
                "cntg_vol": str(trade.quantity),
                "tday_rltv": strength(trade),
                "prdy_ctrt": ratio(trade.price - quote.base, quote.base),
            }
            for trade in reversed(trades)
        ]
        return quoted(output=rows)

    def trades_by_time(self, call: Call) -> Answer:
        """Answer inquire-time-itemconclusion up to an hour, newest first."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output1={}, output2=[])
        quote = self._world.exchange.quote(listing.code)
        until = call.get("FID_INPUT_HOUR_1") or "235959"
        trades = [t for t in self._world.tape.share(listing.code).trades if hhmmss(t.at) <= until][
            -_TRADES:
        ]
        before = self._world.before(listing.code, self._world.exchange.day())
        output1 = {
            **_short(quote),
            "acml_vol": str(quote.volume),
            "prdy_vol": str(before.volume if before else 0),
            "rprs_mrkt_kor_name": listing.market,
        }
        rows = [_timed(trade, quote) for trade in reversed(trades)]
        return quoted(output1=output1, output2=rows)

    def many(self, call: Call) -> Answer:
        """Answer intstock-multprice for up to thirty symbols."""
        codes = [call.get(f"FID_INPUT_ISCD_{n}") for n in range(1, 31)]
        found = [listing for code in codes if (listing := self._world.listing(code))]
        return quoted(output=[self._multi(listing) for listing in found])

    def _status(self, quote: VenueQuote) -> Row:
        return {
            "iscd_stat_cls_code": "58" if quote.halted else "55",
            "marg_rate": "20.00",
            "rprs_mrkt_kor_name": "",
            "new_hgpr_lwpr_cls_code": "",
            "bstp_kor_isnm": "",
            "temp_stop_yn": "Y" if quote.halted else "N",
            "oprc_rang_cont_yn": "N",
            "clpr_rang_cont_yn": "N",
            "crdt_able_yn": "Y",
            "grmn_rate_cls_code": "40",
            "elw_pblc_yn": "N",
        }

    def _day_block(self, listing: Listing, quote: VenueQuote) -> Row:
        before = self._world.before(listing.code, self._world.exchange.day())
        info = facts(listing)
        yesterday = before.volume if before else 0
        return {
            "rprs_mrkt_kor_name": listing.market,
            "bstp_kor_isnm": listing.sector,
            "prdy_vrss_vol_rate": ratio(quote.volume, yesterday),
            "vol_tnrt": ratio(quote.volume, info.listed),
            "wghn_avrg_stck_prc": average(quote.traded_value, quote.volume)[:-2],
            "hts_frgn_ehrt": fixed(info.foreign_percent, 2),
            "frgn_ntby_qty": "0",
            "pgtr_ntby_qty": "0",
            **_pivots(before),
            "cpfn": str(info.listed * info.par // 100_000_000),
            "rstc_wdth_prc": str(self._world.limit_width(listing.code, quote.base)),
            "stck_fcam": str(info.par),
            "stck_sspr": str(quote.base * 7 // 10),
            "aspr_unit": str(self._world.tick(listing.code, quote.price)),
            "hts_deal_qty_unit_val": str(listing.lot),
            "lstn_stcn": str(info.listed),
            "hts_avls": str(info.cap(quote.price)),
        }

    def _ranges(self, quote: VenueQuote) -> Row:
        today = self._world.exchange.day()
        bars = self._world.bars(quote.code, until=today, count=250)
        year = [bar for bar in bars if bar.day > today - _YEAR]
        this_year = [bar for bar in bars if bar.day.year == today.year]
        return {
            **_range(bars, quote.price, names=("d250_hgpr", "d250_lwpr"), rate="vrss_prpr_rate"),
            **_range(
                this_year,
                quote.price,
                names=("stck_dryy_hgpr", "stck_dryy_lwpr"),
                rate="vrss_prpr_rate",
                stem=("dryy_hgpr", "dryy_lwpr"),
            ),
            **_range(year, quote.price, names=("w52_hgpr", "w52_lwpr"), rate="vrss_prpr_ctrt"),
        }

    def _company(self, listing: Listing, quote: VenueQuote) -> Row:
        info = facts(listing)
        capital = info.listed * info.par // 100_000_000
        return {
            "whol_loan_rmnd_rate": "0.00",
            "ssts_yn": "Y",
            "fcam_cnnm": f"{info.par:,}",
            "cpfn_cnnm": f"{capital:,} 억",
            "apprch_rate": "",
            "frgn_hldn_qty": str(info.listed * info.foreign_percent // 100),
            "vi_cls_code": "Y" if quote.vi else "N",
            "ovtm_vi_cls_code": "N",
            "last_ssts_cntg_qty": "0",
            "invt_caful_yn": "N",
            "mrkt_warn_cls_code": "00",
            "short_over_yn": "N",
            "sltr_yn": "N",
            "mang_issu_cls_code": "N",
            "per": info.multiple(quote.price, per=info.earnings),
            "pbr": info.multiple(quote.price, per=info.book),
            "eps": fixed(info.earnings, 2),
            "bps": fixed(info.book, 2),
            "stac_month": "12",
        }

    def _expected(self, quote: VenueQuote) -> Row:
        """Show the expected fill of a call auction; zeros while trading is continuous."""
        calling = quote.phase in ("pre_open", "closing_auction") or quote.vi
        price = quote.price if calling else 0
        change = price - quote.base if calling else 0
        code = {"pre_open": "311", "closing_auction": "121"}.get(quote.phase, "112")
        return {
            "antc_mkop_cls_code": code,
            "stck_prpr": str(quote.price),
            "stck_oprc": str(quote.open),
            "stck_hgpr": str(quote.high),
            "stck_lwpr": str(quote.low),
            "stck_sdpr": str(quote.base),
            "antc_cnpr": str(price),
            "antc_cntg_vrss_sign": sign(change),
            "antc_cntg_vrss": str(change),
            "antc_cntg_prdy_ctrt": ratio(change, quote.base),
            "antc_vol": "0",
            "stck_shrn_iscd": quote.code,
            "vi_cls_code": "Y" if quote.vi else "N",
        }

    def _multi(self, listing: Listing) -> Row:
        quote = self._world.exchange.quote(listing.code)
        depth = self._world.exchange.depth(listing.code, LEVELS)
        return {
            "inter_shrn_iscd": listing.code,
            "inter_kor_isnm": listing.name,
            "inter2_prpr": str(quote.price),
            "inter2_prdy_vrss": str(quote.price - quote.base),
            "prdy_vrss_sign": quote_sign(quote),
            "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
            "acml_vol": str(quote.volume),
            "inter2_oprc": str(quote.open),
            "inter2_hgpr": str(quote.high),
            "inter2_lwpr": str(quote.low),
            "inter2_llam": str(quote.lower),
            "inter2_mxpr": str(quote.upper),
            "inter2_askp": str(quote.ask),
            "inter2_bidp": str(quote.bid),
            "seln_rsqn": str(quote.ask_size),
            "shnu_rsqn": str(quote.bid_size),
            "total_askp_rsqn": str(sum(n for _, n in depth.asks)),
            "total_bidp_rsqn": str(sum(n for _, n in depth.bids)),
            "acml_tr_pbmn": str(quote.traded_value),
            "inter2_prdy_clpr": str(quote.base),
            "oprc_vrss_hgpr_rate": ratio(quote.high - quote.open, quote.open),
            "intr_antc_cntg_vrss": "0",
            "intr_antc_cntg_vrss_sign": "3",
            "intr_antc_cntg_prdy_ctrt": "0.00",
            "intr_antc_vol": "0",
            "inter2_sdpr": str(quote.base),
            "kospi_kosdaq_cls_name": "코스피" if listing.market == "KOSPI" else "코스닥",
            "mrkt_trtm_cls_name": "",
            "hour_cls_code": "0",
        }


def asked(call: Call, world: World) -> Listing | None:
    """Find the share of a quotation call; None when it is unknown or its market has no trade.

    Raises RefusedError for a market code that KIS does not know. Nothing here trades on NXT.
    """
    market = call.get("FID_COND_MRKT_DIV_CODE")
    if market not in ("J", "NX", "UN"):
        raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID_CHECK_MRKT_DIV_CODE")
    return None if market == "NX" else world.listing(call.get("FID_INPUT_ISCD"))


def price_block(quote: VenueQuote) -> Row:
    """Write price, change, the day's extremes, limits, volume and value."""
    return {
        "acml_tr_pbmn": str(quote.traded_value),
        "acml_vol": str(quote.volume),
        **_short(quote),
        "stck_oprc": str(quote.open),
        "stck_hgpr": str(quote.high),
        "stck_lwpr": str(quote.low),
        "stck_mxpr": str(quote.upper),
        "stck_llam": str(quote.lower),
        "stck_sdpr": str(quote.base),
    }


def ladder(depth: VenueDepth) -> dict[str, int]:
    """Lay out ten levels of prices, then of sizes, then of changes, asks before bids."""
    empty = ((0, 0),) * LEVELS
    sides = {"askp": (*depth.asks, *empty)[:LEVELS], "bidp": (*depth.bids, *empty)[:LEVELS]}
    found: dict[str, int] = {}
    for name, levels in sides.items():
        found |= {f"{name}{n}": price for n, (price, _) in enumerate(levels, 1)}
    for name, levels in sides.items():
        found |= {f"{name}_rsqn{n}": size for n, (_, size) in enumerate(levels, 1)}
    for name in sides:
        found |= {f"{name}_rsqn_icdc{n}": 0 for n in range(1, LEVELS + 1)}
    return found


def market_code(quote: VenueQuote) -> str:
    """Give NEW_MKOP_CLS_CODE (section 2.2 of the sheet)."""
    codes = {"pre_open": "00", "continuous": "20", "closing_auction": "00", "post_close": "30"}
    return "00" if quote.vi else codes.get(quote.phase, "10")


def strength(trade: Trade) -> str:
    """Write buyers' shares over sellers' in percent, two decimals."""
    return ratio(trade.bought[1], trade.sold[1])


def _short(quote: VenueQuote) -> Row:
    return {
        "stck_prpr": str(quote.price),
        "prdy_vrss": str(quote.price - quote.base),
        "prdy_vrss_sign": quote_sign(quote),
        "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
    }


def _timed(trade: Trade, quote: VenueQuote) -> Row:
    return {
        "stck_cntg_hour": hhmmss(trade.at),
        "stck_pbpr": str(trade.price),
        "prdy_vrss": str(trade.price - quote.base),
        "prdy_vrss_sign": sign(trade.price - quote.base),
        "prdy_ctrt": ratio(trade.price - quote.base, quote.base),
        "askp": str(quote.ask),
        "bidp": str(quote.bid),
        "tday_rltv": strength(trade),
        "acml_vol": str(trade.volume),
        "cnqn": str(trade.quantity),
    }


def _pivots(bar: VenueBar | None) -> Row:
    high, low, close = (bar.high, bar.low, bar.close) if bar else (0, 0, 0)
    pivot, width = (high + low + close) // 3, high - low
    return {
        "pvt_scnd_dmrs_prc": str(pivot + width),
        "pvt_frst_dmrs_prc": str(2 * pivot - low),
        "pvt_pont_val": str(pivot),
        "pvt_frst_dmsp_prc": str(2 * pivot - high),
        "pvt_scnd_dmsp_prc": str(pivot - width),
        "dmrs_val": str((high + pivot) // 2),
        "dmsp_val": str((low + pivot) // 2),
    }


def _range(
    bars: list[VenueBar],
    price: int,
    *,
    names: tuple[str, str],
    rate: str,
    stem: tuple[str, str] | None = None,
) -> Row:
    if not bars:
        return {}
    high = max(bars, key=lambda bar: bar.high)
    low = min(bars, key=lambda bar: bar.low)
    found: Row = {}
    for name, label, value, day in (
        (names[0], (stem or names)[0], high.high, high.day),
        (names[1], (stem or names)[1], low.low, low.day),
    ):
        found[name] = str(value)
        found[f"{label}_{rate}"] = ratio(price - value, value)
        found[f"{label}_date"] = f"{day:%Y%m%d}"
    return found
