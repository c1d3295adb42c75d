"""Which calls KIS has: path, TR ids by environment, and what a call must carry.

Source: sections 2-4 and appendix A of the KIS fact sheet (June-2026 workbook).
"""

from dataclasses import dataclass

STOCK = "/uapi/domestic-stock/v1"
FUTURES = "/uapi/domestic-futureoption/v1"
_QUOTED = ("FID_COND_MRKT_DIV_CODE", "FID_INPUT_ISCD")
_ACCOUNT = ("CANO", "ACNT_PRDT_CD")


@dataclass(frozen=True, slots=True)
class Route:
    """Describe one call; `paper` is empty when the paper host rejects it.

    `name` picks the handler; `required` lists the keys that must be present, blank allowed.
    """

    name: str
    path: str
    real: tuple[str, ...]
    paper: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    method: str = "GET"

    @property
    def places_orders(self) -> bool:
        """Tell whether it places or changes an order of shares or futures."""
        return self.name.split("/")[-1].startswith("order")

    def ids(self, env: str) -> tuple[str, ...]:
        """Give the TR ids of an environment."""
        return self.real if env == "real" else self.paper


def _quote(segment: str, tr_id: str, *required: str, paper: bool = True, base: str = "") -> Route:
    path = f"{STOCK}/{base or 'quotations'}/{segment}"
    return Route(segment, path, (tr_id,), (tr_id,) if paper else (), required or _QUOTED)


def _trade(segment: str, real: str, *required: str, paper: str = "", method: str = "GET") -> Route:
    path = f"{STOCK}/trading/{segment}"
    ids = tuple(real.split()), tuple(paper.split())
    return Route(segment, path, *ids, (*_ACCOUNT, *required), method)


def _future(segment: str, real: str, *required: str, paper: str = "", method: str = "GET") -> Route:
    path = f"{FUTURES}/{'quotations' if _QUOTED[0] in required else 'trading'}/{segment}"
    ids = tuple(real.split()), tuple(paper.split())
    return Route(f"futures/{segment}", path, *ids, required, method)


_RANK = ("FID_COND_MRKT_DIV_CODE", "FID_COND_SCR_DIV_CODE", "FID_INPUT_ISCD")
_SPAN = ("INQR_STRT_DT", "INQR_END_DT")

ROUTES: tuple[Route, ...] = (
    _quote("inquire-price", "FHKST01010100"),
    _quote("inquire-price-2", "FHPST01010000", paper=False),
    _quote("inquire-asking-price-exp-ccn", "FHKST01010200"),
    _quote("inquire-ccnl", "FHKST01010300"),
    _quote("inquire-time-itemconclusion", "FHPST01060000"),
    _quote("inquire-daily-price", "FHKST01010400", *_QUOTED, "FID_PERIOD_DIV_CODE"),
    _quote(
        "inquire-daily-itemchartprice",
        "FHKST03010100",
        *_QUOTED,
        "FID_INPUT_DATE_1",
        "FID_INPUT_DATE_2",
        "FID_PERIOD_DIV_CODE",
    ),
    _quote("inquire-time-itemchartprice", "FHKST03010200", *_QUOTED, "FID_INPUT_HOUR_1"),
    _quote(
        "inquire-time-dailychartprice",
        "FHKST03010230",
        *_QUOTED,
        "FID_INPUT_HOUR_1",
        "FID_INPUT_DATE_1",
        paper=False,
    ),
    _quote("intstock-multprice", "FHKST11300006", "FID_INPUT_ISCD_1", paper=False),
    _quote("volume-rank", "FHPST01710000", *_RANK, paper=False),
    _quote("fluctuation", "FHPST01700000", *_RANK, paper=False, base="ranking"),
    _quote("market-cap", "FHPST01740000", *_RANK, paper=False, base="ranking"),
    _quote("chk-holiday", "CTCA0903R", "BASS_DT", paper=False),
    _quote("search-stock-info", "CTPF1002R", "PRDT_TYPE_CD", "PDNO", paper=False),
    _quote("search-info", "CTPF1604R", "PRDT_TYPE_CD", "PDNO", paper=False),
    Route("market-time", f"{STOCK}/quotations/market-time", ("HHMCM000002C0",)),
    _trade(
        "order-cash",
        "TTTC0011U TTTC0012U TTTC0801U TTTC0802U",
        "PDNO",
        "ORD_DVSN",
        "ORD_QTY",
        "ORD_UNPR",
        paper="VTTC0011U VTTC0012U VTTC0801U VTTC0802U",
        method="POST",
    ),
    _trade(
        "order-rvsecncl",
        "TTTC0013U TTTC0803U",
        "ORGN_ODNO",
        "RVSE_CNCL_DVSN_CD",
        "ORD_QTY",
        "ORD_UNPR",
        paper="VTTC0013U VTTC0803U",
        method="POST",
    ),
    _trade("inquire-psbl-order", "TTTC8908R", paper="VTTC8908R"),
    _trade("inquire-psbl-sell", "TTTC8408R", "PDNO"),
    _trade("inquire-psbl-rvsecncl", "TTTC0084R TTTC8036R"),
    _trade(
        "inquire-daily-ccld",
        "TTTC0081R CTSC9215R TTTC8001R CTSC9115R",
        *_SPAN,
        paper="VTTC0081R VTSC9215R VTTC8001R VTSC9115R",
    ),
    _trade("inquire-balance", "TTTC8434R", paper="VTTC8434R"),
    _trade("inquire-balance-rlz-pl", "TTTC8494R"),
    _trade("inquire-period-profit", "TTTC8708R", *_SPAN),
    _trade("inquire-period-trade-profit", "TTTC8715R", *_SPAN),
    _future("inquire-price", "FHMIF10000000", *_QUOTED, paper="FHMIF10000000"),
    _future("inquire-asking-price", "FHMIF10010000", *_QUOTED, paper="FHMIF10010000"),
    _future(
        "inquire-daily-fuopchartprice",
        "FHKIF03020100",
        *_QUOTED,
        "FID_INPUT_DATE_1",
        "FID_INPUT_DATE_2",
        "FID_PERIOD_DIV_CODE",
        paper="FHKIF03020100",
    ),
    _future(
        "inquire-time-fuopchartprice",
        "FHKIF03020200",
        *_QUOTED,
        "FID_HOUR_CLS_CODE",
        "FID_INPUT_DATE_1",
        "FID_INPUT_HOUR_1",
    ),
    Route("futures/margin-rate", f"{FUTURES}/quotations/margin-rate", ("TTTO6032R",), ()),
    _future(
        "order",
        "TTTO1101U",
        *_ACCOUNT,
        "ORD_PRCS_DVSN_CD",
        "SLL_BUY_DVSN_CD",
        "SHTN_PDNO",
        "ORD_QTY",
        "UNIT_PRICE",
        paper="VTTO1101U",
        method="POST",
    ),
    _future(
        "order-rvsecncl",
        "TTTO1103U",
        *_ACCOUNT,
        "ORD_PRCS_DVSN_CD",
        "RVSE_CNCL_DVSN_CD",
        "ORGN_ODNO",
        "ORD_QTY",
        "UNIT_PRICE",
        paper="VTTO1103U",
        method="POST",
    ),
    _future(
        "inquire-ccnl",
        "TTTO5201R",
        *_ACCOUNT,
        "STRT_ORD_DT",
        "END_ORD_DT",
        paper="VTTO5201R",
    ),
    _future("inquire-balance", "CTFO6118R", *_ACCOUNT, paper="VTFO6118R"),
    _future(
        "inquire-psbl-order",
        "TTTO5105R",
        *_ACCOUNT,
        "PDNO",
        "SLL_BUY_DVSN_CD",
        "UNIT_PRICE",
        "ORD_DVSN_CD",
        paper="VTTO5105R",
    ),
    _future("inquire-deposit", "CTRP6550R", *_ACCOUNT),
)

_ABROAD = "/uapi/overseas-stock/v1/trading"


def _abroad(segment: str, real: str, *, paper: str = "") -> Route:
    ids = tuple(real.split()), tuple(paper.split())
    return Route(f"overseas {segment}", f"{_ABROAD}/{segment}", *ids, _ACCOUNT)


ROUTES += (
    _trade("inquire-account-balance", "CTRP6548R"),
    _trade("intgr-margin", "TTTC0869R"),
    # Nothing is held or traded abroad, but clients ask both markets for one balance.
    _abroad("inquire-present-balance", "CTRP6504R", paper="VTRP6504R"),
    _abroad("inquire-balance", "TTTS3012R JTTT3012R", paper="VTTS3012R VTTT3012R"),
    _abroad("inquire-nccs", "TTTS3018R JTTT3018R", paper="VTTS3018R VTTT3018R"),
    _abroad("inquire-ccnl", "TTTS3035R JTTT3001R", paper="VTTS3035R VTTT3001R"),
    _abroad("inquire-period-profit", "TTTS3039R"),
)

BY_PATH = {(route.method, route.path): route for route in ROUTES}
BY_ID = {tr_id: route for route in ROUTES for tr_id in (*route.real, *route.paper)}
# Published clients ask here too: buying power at the address of the day's orders.
ALSO_AT = {"TTTC8908R": "inquire-daily-ccld", "VTTC8908R": "inquire-daily-ccld"}
SELLS = {"TTTC0011U", "TTTC0801U", "VTTC0011U", "VTTC0801U"}
LENGTHS = {
    "CANO": 8, "ACNT_PRDT_CD": 2, "PDNO": 12, "ORD_DVSN": 2, "ORD_QTY": 10, "ORD_UNPR": 19,
    "SLL_TYPE": 2, "CNDT_PRIC": 19, "EXCG_ID_DVSN_CD": 3, "ORGN_ODNO": 10,
    "KRX_FWDG_ORD_ORGNO": 5, "RVSE_CNCL_DVSN_CD": 2, "QTY_ALL_ORD_YN": 1, "INQR_STRT_DT": 8,
    "INQR_END_DT": 8, "BASS_DT": 8, "FID_INPUT_DATE_1": 8, "FID_INPUT_DATE_2": 8,
    "FID_INPUT_HOUR_1": 6, "ORD_PRCS_DVSN_CD": 2, "SLL_BUY_DVSN_CD": 2, "SHTN_PDNO": 12,
    "UNIT_PRICE": 19, "NMPR_TYPE_CD": 2, "KRX_NMPR_CNDT_CD": 1, "ORD_DVSN_CD": 2, "RMN_QTY_YN": 1,
    "STRT_ORD_DT": 8, "END_ORD_DT": 8, "CCLD_NCCS_DVSN": 2, "SORT_SQN": 2, "STRT_ODNO": 10,
    "MGNA_DVSN": 2, "EXCC_STAT_CD": 1,
}  # fmt: skip
