"""Rankings: by volume and traded value, by price change, by market value; thirty rows at most."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sim.kis.facts import facts
from sim.kis.gateway import Call
from sim.kis.numbers import quote_sign, ratio, sign, whole
from sim.kis.replies import Answer, Row, quoted
from sim.kis.world import World
from sim.values import Listing, VenueBar, VenueQuote

_ROWS = 30
_MARKET_CODES = {"0001": "KOSPI", "1001": "KOSDAQ"}
Pair = tuple[Listing, VenueQuote]


class Rankings:
    """Answer which shares stand out; tr_cont stays blank, there is no second page."""

    def __init__(self, world: World) -> None:
        self._world = world

    def volume(self, call: Call) -> Answer:
        """Answer volume-rank; FID_BLNG_CLS_CODE 3 ranks by traded value."""
        keys: dict[str, Callable[[Pair], int]] = {
            "0": lambda pair: pair[1].volume,
            "1": lambda pair: pair[1].volume * 1000 // max(1, self._yesterday(pair[0]).volume),
            "2": lambda pair: pair[1].volume * 10**6 // facts(pair[0]).listed,
            "3": lambda pair: pair[1].traded_value,
            "4": lambda pair: pair[1].traded_value * 1000 // facts(pair[0]).listed,
        }
        key = keys.get(call.get("FID_BLNG_CLS_CODE"), keys["0"])
        rows = self._ranked(call, key)
        return quoted(output=[self._volume_row(n, pair) for n, pair in rows])

    def change(self, call: Call) -> Answer:
        """Answer ranking/fluctuation, against the base price or (2 and 3) the open."""
        kind = call.get("FID_RANK_SORT_CLS_CODE")
        key = _MOVES.get(kind, _MOVES["0"])
        return quoted(output=[self._change_row(n, p) for n, p in self._ranked(call, key)])

    def cap(self, call: Call) -> Answer:
        """Answer ranking/market-cap."""
        rows = self._ranked(call, lambda pair: facts(pair[0]).cap(pair[1].price))
        whole_market = sum(facts(item).cap(quote.price) for item, quote in self._pairs())
        return quoted(output=[_cap_row(n, pair, whole_market) for n, pair in rows])

    def _pairs(self) -> list[Pair]:
        return [(item, self._world.exchange.quote(item.code)) for item in self._world.listings()]

    def _ranked(self, call: Call, key: Callable[[Pair], int]) -> Iterable[tuple[int, Pair]]:
        if call.get("FID_COND_MRKT_DIV_CODE") not in ("J", "UN"):
            return []
        market = _MARKET_CODES.get(call.get("FID_INPUT_ISCD"))
        low, high = whole(call.get("FID_INPUT_PRICE_1")), whole(call.get("FID_INPUT_PRICE_2"))
        least = whole(call.get("FID_VOL_CNT")) or 0
        flags = call.get("FID_TRGT_EXLS_CLS_CODE")
        found = [
            pair
            for pair in self._pairs()
            if market in (None, pair[0].market)
            and (not low or pair[1].price >= low)
            and (not high or pair[1].price <= high)
            and pair[1].volume >= least
            and not _excluded(pair, flags)
        ]
        found.sort(key=key, reverse=True)
        return enumerate(found[:_ROWS], 1)

    def _yesterday(self, listing: Listing) -> VenueBar:
        day = self._world.exchange.day()
        return self._world.before(listing.code, day) or VenueBar(day, 0, 0, 0, 0, 0)

    def _volume_row(self, rank: int, pair: Pair) -> Row:
        listing, quote = pair
        info, before = facts(listing), self._yesterday(listing)
        recent = self._world.feed.bars(
            listing.code, until=self._world.exchange.day() - timedelta(days=1), count=20
        )
        mean = sum(bar.volume for bar in recent) // max(1, len(recent))
        cap = info.listed * quote.price
        return {
            "hts_kor_isnm": listing.name,
            "mksc_shrn_iscd": listing.code,
            "data_rank": str(rank),
            "stck_prpr": str(quote.price),
            "prdy_vrss_sign": quote_sign(quote),
            "prdy_vrss": str(quote.price - quote.base),
            "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
            "acml_vol": str(quote.volume),
            "prdy_vol": str(before.volume),
            "lstn_stcn": str(info.listed),
            "avrg_vol": str(mean),
            "n_befr_clpr_vrss_prpr_rate": ratio(quote.price - quote.base, quote.base),
            "vol_inrt": ratio(quote.volume, before.volume),
            "vol_tnrt": ratio(quote.volume, info.listed),
            "nday_vol_tnrt": ratio(quote.volume, info.listed),
            "avrg_tr_pbmn": str(quote.traded_value),
            "tr_pbmn_tnrt": ratio(quote.traded_value, cap),
            "nday_tr_pbmn_tnrt": ratio(quote.traded_value, cap),
            "acml_tr_pbmn": str(quote.traded_value),
        }

    def _change_row(self, rank: int, pair: Pair) -> Row:
        listing, quote = pair
        day = f"{self._world.exchange.day():%Y%m%d}"
        opened = quote.open or quote.base
        return {
            "stck_shrn_iscd": listing.code,
            "data_rank": str(rank),
            "hts_kor_isnm": listing.name,
            "stck_prpr": str(quote.price),
            "prdy_vrss": str(quote.price - quote.base),
            "prdy_vrss_sign": quote_sign(quote),
            "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
            "acml_vol": str(quote.volume),
            "stck_hgpr": str(quote.high),
            "hgpr_hour": "",
            "acml_hgpr_date": day,
            "stck_lwpr": str(quote.low),
            "lwpr_hour": "",
            "acml_lwpr_date": day,
            "lwpr_vrss_prpr_rate": ratio(quote.price - quote.low, quote.low),
            "dsgt_date_clpr_vrss_prpr_rate": ratio(quote.price - quote.base, quote.base),
            "cnnt_ascn_dynu": "0",
            "hgpr_vrss_prpr_rate": ratio(quote.price - quote.high, quote.high),
            "cnnt_down_dynu": "0",
            "oprc_vrss_prpr_sign": sign(quote.price - opened),
            "oprc_vrss_prpr": str(quote.price - opened),
            "oprc_vrss_prpr_rate": ratio(quote.price - opened, opened),
            "prd_rsfl": str(quote.price - quote.base),
            "prd_rsfl_rate": ratio(quote.price - quote.base, quote.base),
        }


def _moved(pair: Pair, since: int) -> int:
    return (pair[1].price - since) * 10**6 // since


_MOVES: dict[str, Callable[[Pair], int]] = {
    "0": lambda pair: _moved(pair, pair[1].base),
    "1": lambda pair: -_moved(pair, pair[1].base),
    "2": lambda pair: _moved(pair, pair[1].open or pair[1].base),
    "3": lambda pair: -_moved(pair, pair[1].open or pair[1].base),
    "4": lambda pair: (pair[1].high - pair[1].low) * 10**6 // pair[1].base,
}


def _excluded(pair: Pair, flags: str) -> bool:
    """Tell whether the sixth flag (halted) or the seventh (ETF) leaves a share out."""
    listing, quote = pair
    marks = (quote.halted, listing.kind == "etf")
    return any(mark and flag == "1" for mark, flag in zip(marks, flags[5:7], strict=False))


def _cap_row(rank: int, pair: Pair, whole_market: int) -> Row:
    listing, quote = pair
    info = facts(listing)
    return {
        "mksc_shrn_iscd": listing.code,
        "data_rank": str(rank),
        "hts_kor_isnm": listing.name,
        "stck_prpr": str(quote.price),
        "prdy_vrss": str(quote.price - quote.base),
        "prdy_vrss_sign": quote_sign(quote),
        "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
        "acml_vol": str(quote.volume),
        "lstn_stcn": str(info.listed),
        "stck_avls": str(info.cap(quote.price)),
        "mrkt_whol_avls_rlim": ratio(info.cap(quote.price), whole_market),
    }
