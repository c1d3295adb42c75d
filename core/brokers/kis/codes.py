"""What KIS's codes prove about an order; everything that is not here is doubt.

Taken in: codes that the fact sheet (2026-11-21) marks as recorded from the live or paper server.
Left out: guesses, single unverified tables, APBK0919 (two contradicting reports), 90020000.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from core.net.outcome import Proofs

TOO_FAST: Final = "EGW00201"
TOKEN_EXPIRED: Final = "EGW00123"  # noqa: S105 - a code
TOKEN_UNKNOWN: Final = "EGW00121"  # noqa: S105 - a code
TOKEN_TOO_SOON: Final = "EGW00133"  # noqa: S105 - a code
DEAD_TOKEN: Final = frozenset({TOKEN_EXPIRED, TOKEN_UNKNOWN, "EGW00122"})

REFUSALS: Final = MappingProxyType({
    # Live, HTTP 200, rt_cd 7 or 1.
    "APBK0952": "not enough cash",
    "APBK0918": "outside hours, or cash or shares short; a refusal in each reading",
    "APBK0400": "more than can be sold",
    "APBK0656": "no such symbol",
    "APBK1943": "market orders not allowed now",
    "APBK3013": "market orders not allowed now",
    # Paper, HTTP 200, rt_cd 1.
    "40580000": "after the close",
    "40100000": "no trading day",
    "40250000": "not enough cash",
    "40030000": "off the tick, or not tradable",
    "40330000": "nothing left to amend or cancel",
    "40910000": "account may not order",
})  # fmt: skip

# Futures orders have no recorded refusals of their own. Of the same two code tables those are
# taken whose meaning does not depend on what is traded; the rest stays doubt.
FUTURES_REFUSALS: Final = MappingProxyType({
    code: REFUSALS[code]
    for code in (
        "APBK0952", "APBK0918", "APBK0656", "40580000", "40100000", "40250000", "40030000",
        "40330000", "40910000",
    )
})  # fmt: skip

_GATEWAY: Final = frozenset({TOO_FAST, TOKEN_EXPIRED, TOKEN_TOO_SOON})
PROOFS: Final = Proofs(gateway=_GATEWAY, refusals=frozenset(REFUSALS))
FUTURES_PROOFS: Final = Proofs(gateway=_GATEWAY, refusals=frozenset(FUTURES_REFUSALS))
