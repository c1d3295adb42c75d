"""Tells once of fields that the sheet does not name: a sign that KIS changed an answer (F27)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import structlog

from core.brokers.kis.envelope import Fields

_DAY_ORDER = (
    "ord_dt ord_gno_brno odno orgn_odno ord_dvsn_name sll_buy_dvsn_cd sll_buy_dvsn_cd_name pdno "
    "prdt_name ord_qty ord_unpr ord_tmd tot_ccld_qty avg_prvs cncl_yn tot_ccld_amt loan_dt "
    "ordr_empno ord_dvsn_cd cnc_cfrm_qty cncl_cfrm_qty rmn_qty rjct_qty ccld_cndt_name "
    "inqr_ip_addr cpbc_ordp_ord_rcit_dvsn_cd cpbc_ordp_infm_mthd_dvsn_cd infm_tmd ctac_tlno "
    "prdt_type_cd excg_dvsn_cd cpbc_ordp_mtrl_dvsn_cd ord_orgno rsvn_ord_end_dt "
    "excg_id_dvsn_cd stpm_cndt_pric stpm_efct_occr_dtmd"
)
_HOLDING = (
    "pdno prdt_name trad_dvsn_name bfdy_buy_qty bfdy_sll_qty thdt_buyqty thdt_sll_qty hldg_qty "
    "ord_psbl_qty pchs_avg_pric pchs_amt prpr evlu_amt evlu_pfls_amt evlu_pfls_rt evlu_erng_rt "
    "loan_dt loan_amt stln_slng_chgs expd_dt fltt_rt bfdy_cprs_icdc item_mgna_rt_name "
    "grta_rt_name sbst_pric stck_loan_unpr"
)
_FUTURES_ORDER = (
    "ord_gno_brno cano csac_name acnt_prdt_cd ord_dt odno orgn_odno sll_buy_dvsn_cd "
    "trad_dvsn_name nmpr_type_cd nmpr_type_name pdno prdt_name prdt_type_cd ord_qty ord_idx qty "
    "ord_tmd tot_ccld_qty avg_idx tot_ccld_amt rjct_qty ingr_trad_rjct_rson_cd "
    "ingr_trad_rjct_rson_name ord_stfno sprd_item_yn"
)
_FUTURES_POSITION = (
    "cano acnt_prdt_cd pdno prdt_type_cd shtn_pdno prdt_name sll_buy_dvsn_name cblc_qty excc_unpr "
    "ccld_avg_unpr1 idx_clpr pchs_amt evlu_amt evlu_pfls_amt trad_pfls_amt lqd_psbl_qty"
)
DAY_ORDER: Final = frozenset(_DAY_ORDER.split())
HOLDING: Final = frozenset(_HOLDING.split())
FUTURES_ORDER: Final = frozenset(_FUTURES_ORDER.split())
FUTURES_POSITION: Final = frozenset(_FUTURES_POSITION.split())


class Extras:
    """Remembers which unknown fields were told of."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def note(self, call: str, rows: Iterable[Fields], known: frozenset[str]) -> frozenset[str]:
        """Log the fields that are new since the start; gives them."""
        found = {f"{call}.{name}" for row in rows for name in row if name not in known}
        fresh = frozenset(found - self._told)
        self._told |= fresh
        if fresh:
            structlog.get_logger("kis").warning("fields not in the sheet", fields=sorted(fresh))
        return fresh
