"""Overseas shares: nothing is held or traded there, and every question is answered so.

Clients that show one balance for all markets ask these too and stop when they are refused.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sim.kis.gateway import Call
from sim.kis.inquiries import READ, check_account
from sim.kis.replies import Answer, booked
from sim.kis.world import World

_WIDTH = 200
_SUMS = (
    "stck_buy_amt_smtl1", "frcr_buy_amt_smtl1", "frcr_sll_amt_smtl1", "smtl_fee1",
    "ovrs_rlzt_pfls_tot_amt", "tot_pftrt", "rlzt_pfls_smtl", "bass_exrt",
)  # fmt: skip
_ASSETS = (
    "pchs_amt_smtl", "evlu_amt_smtl", "evlu_pfls_amt_smtl", "dncl_amt", "cma_evlu_amt",
    "tot_dncl_amt", "etc_mgna", "wdrw_psbl_tot_amt", "frcr_evlu_tota", "evlu_erng_rt1",
    "pchs_amt_smtl_amt", "evlu_amt_smtl_amt", "tot_evlu_pfls_amt", "tot_asst_amt",
    "frcr_use_psbl_amt", "tot_loan_amt", "ustl_sll_amt_smtl", "ustl_buy_amt_smtl",
)  # fmt: skip


def overseas_handlers(world: World) -> Mapping[str, Callable[[Call], Answer]]:
    """Name the handlers as the catalogue names the routes."""

    def empty(shape: Callable[[], dict[str, Any]], *, paged: bool = True) -> Any:
        def answer(call: Call) -> Answer:
            check_account(call, world)
            found = booked(*READ)
            found.body |= (_blank_keys() if paged else {}) | shape()
            found.tr_cont = "D" if paged else ""
            return found

        return answer

    return {
        "overseas inquire-present-balance": empty(
            lambda: {"output1": [], "output2": [], "output3": dict.fromkeys(_ASSETS, "0")},
            paged=False,
        ),
        "overseas inquire-balance": empty(
            lambda: {"output1": [], "output2": dict.fromkeys(_SUMS, "0")}
        ),
        "overseas inquire-nccs": empty(lambda: {"output": []}),
        "overseas inquire-ccnl": empty(lambda: {"output": []}),
        "overseas inquire-period-profit": empty(
            lambda: {"output1": [], "output2": dict.fromkeys(_SUMS, "0")}
        ),
    }


def _blank_keys() -> dict[str, str]:
    return {f"ctx_area_{kind}{_WIDTH}": " " * _WIDTH for kind in ("fk", "nk")}
