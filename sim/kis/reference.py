"""Holidays, what a share is, and the futures market's business days."""

from datetime import date, datetime, timedelta

from sim.kis.clock import hhmmss
from sim.kis.facts import facts
from sim.kis.gateway import Call
from sim.kis.replies import Answer, RefusedError, Row, booked, quoted
from sim.kis.world import World
from sim.sessions import KST
from sim.values import Listing

_HOLIDAY_ROWS = 24
_CTX = 20


class Reference:
    """Answer what changes by the day or never."""

    def __init__(self, world: World) -> None:
        self._world = world

    def holidays(self, call: Call) -> Answer:
        """Answer chk-holiday: 24 calendar days a page, without an end."""
        text = call.get("CTX_AREA_NK") if call.tr_cont == "N" else ""
        first = _day(text or call.get("BASS_DT"))
        days = [first + timedelta(days=n) for n in range(_HOLIDAY_ROWS)]
        following = first + timedelta(days=_HOLIDAY_ROWS)
        answer = booked(
            "KIOK0500",
            "조회가 계속됩니다..다음버튼을 Click 하십시오.",
            ctx_area_nk=f"{following:%Y%m%d}".ljust(_CTX),
            ctx_area_fk=call.get("BASS_DT").ljust(_CTX),
            output=[self._holiday(day) for day in days],
        )
        answer.tr_cont = "M"
        return answer

    def stock(self, call: Call) -> Answer:
        """Answer search-stock-info; an unknown code is refused with rt_cd 7."""
        listing = self._known(call)
        quote = self._world.exchange.quote(listing.code)
        before = self._world.before(listing.code, self._world.exchange.day())
        return booked(
            "KIOK0530",
            "조회되었습니다",
            output=_stock_row(
                listing,
                close=quote.price if quote.phase == "post_close" else 0,
                before=before.close if before else 0,
                halted=quote.halted,
                today=self._world.exchange.day(),
            ),
        )

    def product(self, call: Call) -> Answer:
        """Answer search-info."""
        listing = self._known(call)
        info = facts(listing)
        return booked(
            "KIOK0530",
            "조회되었습니다",
            output={
                "pdno": listing.code.rjust(12, "0"),
                "prdt_type_cd": "300",
                "prdt_name": listing.name,
                "prdt_name120": listing.name,
                "prdt_abrv_name": listing.name,
                "prdt_eng_name": "",
                "prdt_eng_name120": "",
                "prdt_eng_abrv_name": "",
                "std_pdno": info.isin,
                "shtn_pdno": listing.code,
                "prdt_sale_stat_cd": "",
                "prdt_risk_grad_cd": "",
                "prdt_clsf_cd": "101210",
                "prdt_clsf_name": "주식",
                "sale_strt_dt": "",
                "sale_end_dt": "",
                "wrap_asst_type_cd": "06",
                "ivst_prdt_type_cd": "0301",
                "ivst_prdt_type_cd_name": "주식",
                "frst_erlm_dt": "",
            },
        )

    def market_time(self, _call: Call) -> Answer:
        """Answer market-time: five business days around today, futures hours."""
        now = self._world.exchange.now
        today = self._world.today()
        sessions = self._world.sessions
        here = sessions.get(today) or sessions.after(today)
        middle = here.day if here else today
        before = sessions.until(middle - timedelta(days=1), 2)
        later = [found.day for n in (1, 2) if (found := sessions.after(middle, n))]
        days = [*before, middle, *later]
        output = {f"date{n}": f"{day:%Y%m%d}" for n, day in enumerate(days, 1)}
        output |= {
            "today": f"{today:%Y%m%d}",
            "time": hhmmss(now),
            "s_time": "084500",
            "e_time": "154500",
        }
        return quoted(output1=output)

    def _known(self, call: Call) -> Listing:
        code = call.get("PDNO")
        listing = self._world.listing(code[-6:])
        if listing is None or call.get("PRDT_TYPE_CD") != "300":
            raise RefusedError("APBK0656", "해당종목정보가 없습니다.", rt_cd="7")
        return listing

    def _holiday(self, day: date) -> Row:
        opened = "Y" if self._world.sessions.get(day) else "N"
        return {
            "bass_dt": f"{day:%Y%m%d}",
            "wday_dvsn_cd": f"{day.isoweekday() % 7 + 1:02d}",
            "bzdy_yn": opened,
            "tr_day_yn": opened,
            "opnd_yn": opened,
            "sttl_day_yn": opened,
        }


def _stock_row(listing: Listing, *, close: int, before: int, halted: bool, today: date) -> Row:
    info = facts(listing)
    kospi = listing.market == "KOSPI"
    since = f"{info.since:%Y%m%d}"
    fund = listing.kind == "etf"
    return {
        "pdno": listing.code.rjust(12, "0") if len(listing.code) != 6 else f"00000A{listing.code}",
        "prdt_type_cd": "300",
        "mket_id_cd": "STK" if kospi else "KSQ",
        "scty_grp_id_cd": "EF" if fund else "ST",
        "excg_dvsn_cd": "02" if kospi else "03",
        "setl_mmdd": "1231",
        "lstg_stqt": str(info.listed),
        "lstg_cptl_amt": str(info.listed * info.par),
        "cpta": str(info.listed * info.par),
        "papr": str(info.par),
        "issu_pric": "0",
        "kospi200_item_yn": "N",
        "scts_mket_lstg_dt": since if kospi else "",
        "scts_mket_lstg_abol_dt": "",
        "kosdaq_mket_lstg_dt": "" if kospi else since,
        "kosdaq_mket_lstg_abol_dt": "",
        "frbd_mket_lstg_dt": "",
        "frbd_mket_lstg_abol_dt": "",
        "reits_kind_cd": "",
        "etf_dvsn_cd": "01" if fund else "",
        "oilf_fund_yn": "N",
        "idx_bztp_lcls_cd": "",
        "idx_bztp_mcls_cd": "",
        "idx_bztp_scls_cd": "",
        "stck_kind_cd": "000" if fund else "101",
        "mfnd_opng_dt": "",
        "mfnd_end_dt": "",
        "dpsi_erlm_cncl_dt": "",
        "etf_cu_qty": "0",
        **_stock_names(listing, before=before, halted=halted, today=today),
        "thdt_clpr": str(close),
        "bfdy_clpr": str(before),
        "clpr_chng_dt": f"{today:%Y%m%d}",
        **_stock_classes(listing),
    }


def _stock_names(listing: Listing, *, before: int, halted: bool, today: date) -> Row:
    return {
        "prdt_name": listing.name,
        "prdt_name120": listing.name,
        "prdt_abrv_name": listing.name,
        "std_pdno": facts(listing).isin,
        "prdt_eng_name": "",
        "prdt_eng_name120": "",
        "prdt_eng_abrv_name": "",
        "dpsi_aptm_erlm_yn": "Y",
        "etf_txtn_type_cd": "00",
        "etf_type_cd": "",
        "lstg_abol_dt": "",
        "nwst_odst_dvsn_cd": "1",
        "sbst_pric": str(before * 7 // 10),
        "thco_sbst_pric": str(before * 7 // 10),
        "thco_sbst_pric_chng_dt": f"{today:%Y%m%d}",
        "tr_stop_yn": "Y" if halted else "N",
        "admn_item_yn": "N",
    }


def _stock_classes(listing: Listing) -> Row:
    return {
        "std_idst_clsf_cd": "",
        "std_idst_clsf_cd_name": listing.sector,
        "idx_bztp_lcls_cd_name": "시가총액규모대",
        "idx_bztp_mcls_cd_name": listing.sector,
        "idx_bztp_scls_cd_name": listing.sector,
        "ocr_no": "",
        "crfd_item_yn": "",
        "elec_scty_yn": "Y",
        "issu_istt_cd": "",
        "etf_chas_erng_rt_dbnb": "0",
        "etf_etn_ivst_heed_item_yn": "N",
        "stln_int_rt_dvsn_cd": "",
        "frnr_psnl_lmt_rt": "0.00000000",
        "lstg_rqsr_issu_istt_cd": "",
        "lstg_rqsr_item_cd": "",
        "trst_istt_issu_istt_cd": "",
        "cptt_trad_tr_psbl_yn": "N",
        "nxt_tr_stop_yn": "N",
    }


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=KST).date()
    except ValueError as e:
        raise RefusedError("OPSQ2001", "ERROR : INPUT INVALID [BASS_DT]") from e
