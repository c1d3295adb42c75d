"""inquire-account-balance and intgr-margin: the account's assets, and what they may buy.

Source of the field names: the published sample of July 2026; the fact sheet lists only the calls.
"""

from sim.kis.gateway import Call
from sim.kis.inquiries import READ, check_account
from sim.kis.numbers import ratio
from sim.kis.replies import Answer, Row, booked
from sim.kis.world import World

_LINES = 20  # kinds of assets; the first is shares, the last but one deposits
_SHARES, _DEPOSITS = 0, 18
_MARGINS = (20, 30, 40, 50, 60, 100)
_MARGIN_FIELDS = """
    acmga_rt acmga_pct100_aptm_rson stck_cash_objt_amt stck_sbst_objt_amt stck_evlu_objt_amt
    stck_ruse_psbl_objt_amt stck_fund_rpch_chgs_objt_amt stck_fncg_rdpt_objt_atm
    bond_ruse_psbl_objt_amt stck_cash_use_amt stck_sbst_use_amt stck_evlu_use_amt
    stck_ruse_psbl_amt_use_amt stck_fund_rpch_chgs_use_amt stck_fncg_rdpt_amt_use_amt
    bond_ruse_psbl_amt_use_amt stck_cash_ord_psbl_amt stck_sbst_ord_psbl_amt
    stck_evlu_ord_psbl_amt stck_ruse_psbl_ord_psbl_amt stck_fund_rpch_ord_psbl_amt
    bond_ruse_psbl_ord_psbl_amt rcvb_amt stck_loan_grta_ruse_psbl_amt
    stck_cash20_max_ord_psbl_amt stck_cash30_max_ord_psbl_amt stck_cash40_max_ord_psbl_amt
    stck_cash50_max_ord_psbl_amt stck_cash60_max_ord_psbl_amt stck_cash100_max_ord_psbl_amt
    stck_rsip100_max_ord_psbl_amt bond_max_ord_psbl_amt stck_fncg45_max_ord_psbl_amt
    stck_fncg50_max_ord_psbl_amt stck_fncg60_max_ord_psbl_amt stck_fncg70_max_ord_psbl_amt
    stck_stln_max_ord_psbl_amt lmt_amt ovrs_stck_itgr_mgna_dvsn_name usd_objt_amt usd_use_amt
    usd_ord_psbl_amt hkd_objt_amt hkd_use_amt hkd_ord_psbl_amt jpy_objt_amt jpy_use_amt
    jpy_ord_psbl_amt cny_objt_amt cny_use_amt cny_ord_psbl_amt usd_ruse_objt_amt usd_ruse_amt
    usd_ruse_ord_psbl_amt hkd_ruse_objt_amt hkd_ruse_amt hkd_ruse_ord_psbl_amt jpy_ruse_objt_amt
    jpy_ruse_amt jpy_ruse_ord_psbl_amt cny_ruse_objt_amt cny_ruse_amt cny_ruse_ord_psbl_amt
    usd_gnrl_ord_psbl_amt usd_itgr_ord_psbl_amt hkd_gnrl_ord_psbl_amt hkd_itgr_ord_psbl_amt
    jpy_gnrl_ord_psbl_amt jpy_itgr_ord_psbl_amt cny_gnrl_ord_psbl_amt cny_itgr_ord_psbl_amt
    stck_itgr_cash20_ord_psbl_amt stck_itgr_cash30_ord_psbl_amt stck_itgr_cash40_ord_psbl_amt
    stck_itgr_cash50_ord_psbl_amt stck_itgr_cash60_ord_psbl_amt stck_itgr_cash100_ord_psbl_amt
    stck_itgr_100_ord_psbl_amt stck_itgr_fncg45_ord_psbl_amt stck_itgr_fncg50_ord_psbl_amt
    stck_itgr_fncg60_ord_psbl_amt stck_itgr_fncg70_ord_psbl_amt stck_itgr_stln_ord_psbl_amt
    bond_itgr_ord_psbl_amt stck_cash_ovrs_use_amt stck_sbst_ovrs_use_amt stck_evlu_ovrs_use_amt
    stck_re_use_amt_ovrs_use_amt stck_fund_rpch_ovrs_use_amt stck_fncg_rdpt_ovrs_use_amt
    bond_re_use_ovrs_use_amt usd_oth_mket_use_amt jpy_oth_mket_use_amt cny_oth_mket_use_amt
    hkd_oth_mket_use_amt usd_re_use_oth_mket_use_amt jpy_re_use_oth_mket_use_amt
    cny_re_use_oth_mket_use_amt hkd_re_use_oth_mket_use_amt hgkg_cny_re_use_amt
    usd_frst_bltn_exrt hkd_frst_bltn_exrt jpy_frst_bltn_exrt cny_frst_bltn_exrt
"""


class Assets:
    """Answer the two summaries."""

    def __init__(self, world: World) -> None:
        self._world = world

    def summary(self, call: Call) -> Answer:
        """Answer inquire-account-balance: output1 a row for each kind of assets, output2 sums."""
        check_account(call, self._world)
        found = self._world.exchange.balance(self._world.account)
        worth = sum(lot.last * lot.quantity for lot in found.holdings)
        cost = sum(lot.cost for lot in found.holdings)
        total = worth + found.d2
        rows = [_asset(0, 0, total) for _ in range(_LINES)]
        rows[_SHARES] = _asset(worth, cost, total)
        rows[_DEPOSITS] = _asset(found.d2, 0, total)
        zeros = dict.fromkeys(
            ("loan_amt_smtl", "tot_lnda_tot_ulst_lnda", "cma_auto_loan_amt", "tot_mgln_amt",
             "stln_evlu_amt", "crdt_fncg_amt", "ocl_apl_loan_amt", "pldg_stup_amt",
             "frcr_evlu_tota", "cma_evlu_amt", "tot_sbst_amt", "thdt_rcvb_amt",
             "ovrs_stck_evlu_amt1", "ovrs_bond_evlu_amt", "mmf_cma_mgge_loan_amt",
             "sbsc_dncl_amt", "pbst_sbsc_fnds_loan_use_amt", "etpr_crdt_grnt_loan_amt"),
            "0",
        )  # fmt: skip
        totals = {
            "pchs_amt_smtl": str(cost),
            "nass_tot_amt": str(total),
            "evlu_pfls_amt_smtl": str(worth - cost),
            "evlu_amt_smtl": str(worth),
            "tot_asst_amt": str(total),
            "tot_dncl_amt": str(found.cash),
            "dncl_amt": str(found.cash),
            **zeros,
        }
        return booked(*READ, output1=rows, output2=totals)

    def margin(self, call: Call) -> Answer:
        """Answer intgr-margin: what is there, in use and free, in won and in nothing else."""
        check_account(call, self._world)
        found = self._world.exchange.balance(self._world.account)
        free = max(0, found.orderable)
        output: Row = dict.fromkeys(_MARGIN_FIELDS.split(), "0") | {
            "acmga_rt": "100.00",
            "acmga_pct100_aptm_rson": "",
            "stck_cash_objt_amt": str(found.d2),
            "stck_cash_use_amt": str(found.d2 - free),
            "stck_cash_ord_psbl_amt": str(free),
        }
        for percent in _MARGINS:
            output[f"stck_cash{percent}_max_ord_psbl_amt"] = str(free)
            output[f"stck_itgr_cash{percent}_ord_psbl_amt"] = str(free)
        return booked(*READ, output=output)


def _asset(worth: int, cost: int, total: int) -> Row:
    return {
        "pchs_amt": str(cost),
        "evlu_amt": str(worth),
        "evlu_pfls_amt": str(worth - cost if cost else 0),
        "crdt_lnd_amt": "0",
        "real_nass_amt": str(worth),
        "whol_weit_rt": ratio(worth, total),
    }
