"""What a future costs now: price, order book, daily and minute bars (section 4.4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zlib import crc32

from sim.futures.contracts import Contract
from sim.futures.path import fair_price
from sim.futures.rules import MULTIPLIER, nearest_tick
from sim.kis.clock import hhmmss
from sim.kis.futures_world import FuturesWorld
from sim.kis.gateway import Call
from sim.kis.numbers import fixed, quote_sign, ratio, sign
from sim.kis.replies import Answer, Row, quoted
from sim.values import VenueQuote

LEVELS = 5
_LISTED = 150  # sessions: no contract is listed for longer
_MARKET = "JF"


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold what a contract is worth by its share: fair price, and both kinds of basis in won."""

    spot: int
    fair: Decimal
    theoretical_basis: Decimal
    market_basis: int

    def disparity(self, price: int) -> str:
        """Write how far the price is from the fair one, in percent."""
        return fixed((price - self.fair) * 100 / self.fair if self.fair else 0, 2)


def worth_of(world: FuturesWorld, contract: Contract, price: int) -> Worth:
    """Value a contract by its share's last price."""
    spot = world.spot(contract)
    days = (contract.last_day - world.exchange.day()).days
    fair = Decimal(str(round(fair_price(float(spot), days), 2)))
    return Worth(spot, fair, fair - spot, price - spot)


def open_interest(contract: Contract, day: date) -> tuple[int, int]:
    """Invent (contracts outstanding, change since the day before), always the same for a day."""

    def on(at: date) -> int:
        return 20_000 + crc32(f"interest:{contract.code}:{at}".encode()) % 15_000

    return on(day), on(day) - on(day - timedelta(days=1))


class FuturesQuotes:
    """Answer what a contract costs now."""

    def __init__(self, world: FuturesWorld) -> None:
        self._world = world

    def price(self, call: Call) -> Answer:
        """Answer inquire-price; an unknown code is answered with zeros."""
        contract = self.asked(call)
        if contract is None:
            zero = {"futs_prpr": "0", "futs_prdy_vrss": "0", "prdy_vrss_sign": "3"}
            return quoted(output1=zero, output2={}, output3={})
        quote = self._world.exchange.quote(contract.code)
        share = self._world.shares.exchange.quote(contract.underlying.code)
        under = _index(contract.underlying.code, contract.underlying.name, share)
        return quoted(output1=self._price_row(contract, quote), output2=under, output3=under)

    def book(self, call: Call) -> Answer:
        """Answer inquire-asking-price: five levels over REST."""
        contract = self.asked(call)
        if contract is None:
            return quoted(output1={}, output2={})
        quote = self._world.exchange.quote(contract.code)
        depth = self._world.exchange.depth(contract.code, LEVELS)
        output2: Row = {}
        sides = (("ask", depth.asks), ("bid", depth.bids))
        for name, levels in sides:
            output2 |= _numbered(f"futs_{name}p", [price for price, _ in levels])
        for name, levels in sides:
            output2 |= _numbered(f"{name}p_rsqn", [size for _, size in levels])
        for name, levels in sides:
            output2 |= _numbered(f"{name}p_csnu", [orders_at(size) for _, size in levels])
        for kind in ("rsqn", "csnu"):
            for name, levels in sides:
                sizes = [size if kind == "rsqn" else orders_at(size) for _, size in levels]
                output2[f"total_{name}p_{kind}"] = str(sum(sizes))
        output2["aspr_acpt_hour"] = hhmmss(self._world.exchange.now)
        output1 = {
            "hts_kor_isnm": contract.name,
            **_head(quote),
            "acml_vol": str(quote.volume),
            "futs_prdy_clpr": str(quote.base),
            "futs_shrn_iscd": contract.code,
        }
        return quoted(output1=output1, output2=output2)

    def asked(self, call: Call) -> Contract | None:
        """Give the contract that a call names, None for other markets and unknown codes."""
        if call.get("FID_COND_MRKT_DIV_CODE") != _MARKET:
            return None
        return self._world.contract(call.get("FID_INPUT_ISCD"))

    def header(self, contract: Contract) -> Row:
        """Write output1 of the daily chart."""
        quote = self._world.exchange.quote(contract.code)
        before = self._world.before(contract.code, self._world.exchange.day())
        row = self._price_row(contract, quote)
        kept = (
            "futs_prdy_vrss", "prdy_vrss_sign", "futs_prdy_ctrt", "futs_prdy_clpr", "acml_vol",
            "acml_tr_pbmn", "hts_kor_isnm", "futs_prpr",
        )  # fmt: skip
        return {
            **{name: row[name] for name in kept},
            "futs_shrn_iscd": contract.code,
            "prdy_vol": str(before.volume if before else 0),
            **{name: row[name] for name in ("futs_mxpr", "futs_llam", *_DAY)},
            "futs_prdy_oprc": str(before.open if before else 0),
            "futs_prdy_hgpr": str(before.high if before else 0),
            "futs_prdy_lwpr": str(before.low if before else 0),
            "futs_askp": str(quote.ask),
            "futs_bidp": str(quote.bid),
            "basis": row["basis"],
            "kospi200_nmix": "0.00",
            "kospi200_prdy_vrss": "0.00",
            "kospi200_prdy_ctrt": "0.00",
            "kospi200_prdy_vrss_sign": "3",
            "hts_otst_stpl_qty": row["hts_otst_stpl_qty"],
            "otst_stpl_qty_icdc": row["otst_stpl_qty_icdc"],
            "tday_rltv": "100.00",
            "hts_thpr": row["hts_thpr"],
            "dprt": row["dprt"],
        }

    def _price_row(self, contract: Contract, quote: VenueQuote) -> Row:
        worth = worth_of(self._world, contract, quote.price)
        day = self._world.exchange.day()
        interest, moved = open_interest(contract, day)
        highest, lowest = self._extremes(contract, quote)
        return {
            "hts_kor_isnm": contract.name,
            "futs_prpr": str(quote.price),
            "futs_prdy_vrss": str(quote.price - quote.base),
            "prdy_vrss_sign": quote_sign(quote),
            "futs_prdy_clpr": str(quote.base),
            "futs_prdy_ctrt": ratio(quote.price - quote.base, quote.base),
            "acml_vol": str(quote.volume),
            "acml_tr_pbmn": str(quote.traded_value * MULTIPLIER),
            "hts_otst_stpl_qty": str(interest),
            "otst_stpl_qty_icdc": str(moved),
            "futs_oprc": str(quote.open),
            "futs_hgpr": str(quote.high),
            "futs_lwpr": str(quote.low),
            "futs_mxpr": str(quote.upper),
            "futs_llam": str(quote.lower),
            "basis": fixed(worth.theoretical_basis, 2),
            "futs_sdpr": str(quote.base),
            "hts_thpr": fixed(worth.fair, 2),
            "dprt": worth.disparity(quote.price),
            "crbr_aply_mxpr": "0",
            "crbr_aply_llam": "0",
            "futs_last_tr_date": f"{contract.last_day:%Y%m%d}",
            "hts_rmnn_dynu": str(contract.days_left(day)),
            "futs_lstn_medm_hgpr": str(highest),
            "futs_lstn_medm_lwpr": str(lowest),
            "delta_val": "0.0000",
            "gama": "0.0000",
            "theta": "0.0000",
            "vega": "0.0000",
            "rho": "0.0000",
            "hist_vltl": "0.00",
            "hts_ints_vltl": "0.00",
            "mrkt_basis": fixed(worth.market_basis, 2),
            "acpr": "0.00",
        }

    def _extremes(self, contract: Contract, quote: VenueQuote) -> tuple[int, int]:
        """Give the highest and lowest price since the listing.

        Of days before today they are what the share's extremes were worth: drawing every day of
        the contract for two fields would hold the server up.
        """
        day, share = self._world.exchange.day(), contract.underlying
        until = day - timedelta(days=1)
        bars = self._world.shares.feed.bars(share.code, until=until, count=_LISTED)
        past = [bar for bar in bars if bar.day >= contract.since]
        highs = [_worth(contract, bar.day, bar.high) for bar in past]
        lows = [_worth(contract, bar.day, bar.low) for bar in past]
        highs.append(quote.high or quote.base)
        lows.append(quote.low or quote.base)
        return max(highs), min(lows)


_DAY = ("futs_oprc", "futs_hgpr", "futs_lwpr")


def _worth(contract: Contract, day: date, price: int) -> int:
    fair = fair_price(float(price), (contract.last_day - day).days)
    return nearest_tick(fair, day, market=contract.underlying.market)


def orders_at(size: int) -> int:
    """Invent how many orders stand behind a level's contracts."""
    return 0 if not size else 1 + size // 7


def _head(quote: VenueQuote) -> Row:
    change = quote.price - quote.base
    return {
        "futs_prpr": str(quote.price),
        "prdy_vrss_sign": quote_sign(quote),
        "futs_prdy_vrss": str(change),
        "futs_prdy_ctrt": ratio(change, quote.base),
    }


def _numbered(name: str, values: list[int]) -> Row:
    filled = [*values, *[0] * LEVELS][:LEVELS]
    return {f"{name}{n}": str(value) for n, value in enumerate(filled, 1)}


def _index(code: str, name: str, quote: VenueQuote) -> Row:
    change = quote.price - quote.base
    return {
        "bstp_cls_code": code,
        "hts_kor_isnm": name,
        "bstp_nmix_prpr": fixed(quote.price, 2),
        "prdy_vrss_sign": sign(change),
        "bstp_nmix_prdy_vrss": fixed(change, 2),
        "bstp_nmix_prdy_ctrt": ratio(change, quote.base),
    }
