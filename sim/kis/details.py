"""inquire-price-2: price and trading state of one share, with the market's warnings.

Source of the field names: the published sample of July 2026; the fact sheet lists only the call.
"""

from sim.kis.gateway import Call
from sim.kis.numbers import quote_sign, ratio, sign
from sim.kis.quotes import asked
from sim.kis.replies import Answer, Row, quoted
from sim.kis.world import World
from sim.values import VenueQuote


class Details:
    """Answer what inquire-price leaves out."""

    def __init__(self, world: World) -> None:
        self._world = world

    def price(self, call: Call) -> Answer:
        """Answer inquire-price-2; an unknown symbol is answered with a price of zero."""
        listing = asked(call, self._world)
        if listing is None:
            return quoted(output={"stck_prpr": "0"})
        quote = self._world.exchange.quote(listing.code)
        before = self._world.before(listing.code, self._world.exchange.day())
        volume = before.volume if before else 0
        return quoted(
            output={
                "rprs_mrkt_kor_name": listing.market,
                "new_hgpr_lwpr_cls_code": "",
                "mxpr_llam_cls_code": _at_limit(quote),
                "crdt_able_yn": "Y",
                "crdt_rate": "45.00",
                "marg_rate": "20.00",
                "elw_pblc_yn": "N",
                "stck_mxpr": str(quote.upper),
                "stck_llam": str(quote.lower),
                "stck_sdpr": str(quote.base),
                **_against_close(quote),
                **_warnings(quote),
                "bstp_cls_code": "",
                "bstp_kor_isnm": listing.sector,
                "stck_prdy_clpr": str(before.close if before else quote.base),
                "stck_prpr": str(quote.price),
                "prdy_vrss": str(quote.price - quote.base),
                "prdy_vrss_sign": quote_sign(quote),
                "prdy_ctrt": ratio(quote.price - quote.base, quote.base),
                "acml_tr_pbmn": str(quote.traded_value),
                "acml_vol": str(quote.volume),
                "prdy_vrss_vol_rate": ratio(quote.volume, volume),
                "prdy_vol": str(volume),
            }
        )


def _at_limit(quote: VenueQuote) -> str:
    """Give 1 at the upper limit, 2 at the lower, 0 between them."""
    return {quote.upper: "1", quote.lower: "2"}.get(quote.price, "0")


def _against_close(quote: VenueQuote) -> Row:
    """Write open, high and low, each with what the price is away from it."""
    row: Row = {}
    for name, value in (("oprc", quote.open), ("hgpr", quote.high), ("lwpr", quote.low)):
        change = quote.price - value if value else 0
        row |= {
            f"stck_{name}": str(value),
            f"{name}_vrss_prpr": str(change),
            f"{name}_vrss_prpr_sign": sign(change),
            f"prdy_clpr_vrss_{name}_rate": ratio(value - quote.base if value else 0, quote.base),
        }
    return row


def _warnings(quote: VenueQuote) -> Row:
    halted = "Y" if quote.halted else "N"
    plain = dict.fromkeys(
        ("mang_issu_yn", "short_over_yn", "invt_caful_yn", "stange_runup_yn", "ssts_hot_yn",
         "low_current_yn", "insn_pbnt_yn", "sltr_yn", "oprc_rang_cont_yn"),
        "N",
    )  # fmt: skip
    names = dict.fromkeys(
        ("new_lstn_cls_name", "vlnt_deal_cls_name", "flng_cls_name", "revl_issu_reas_name",
         "mrkt_warn_cls_name", "fcam_mod_cls_name", "vlnt_fin_cls_code", "short_over_cls_code"),
        "",
    )  # fmt: skip
    return {
        **plain,
        **names,
        "divi_app_cls_code": "",
        "mrkt_warn_cls_code": "00",
        "vi_cls_code": "Y" if quote.vi else "N",
        "trht_yn": halted,
    }
