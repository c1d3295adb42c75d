"""English words of what risk rules say about contracts; a field's name says its unit."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "unit.contracts": "{contracts:,} contracts",
    "unit.shares.contracts": "{shares:,} contracts",
    "card.notional": "Notional",
    "card.margin": "Initial margin",
    "card.trimmed.contracts": "{shares:,} contracts (cut from {asked:,})",
    "card.after_none.contracts": "nothing is left",
    "card.after_text.contracts": "weight {weight}, net position {shares:+,} contracts",
    "order.summary.contracts": "{side} {name} {symbol} {shares:,} contracts × {price}",
    "order.sum.contracts": "{symbol} {shares:,} contracts × {price} × {multiplier} = {gross}",
    "order.filled_of.contracts": "{filled:,}/{shares:,} contracts",
    "risk.cash.close": "close {contracts}",
    "risk.cash.closable": "to close: {contracts}",
    "risk.cash.margin": "margin and commission {need_won} needed",
    "risk.cash.margin_short": (
        "Margin of {need_won} needed, {free_won} free. Pay money in or ask for fewer contracts"
    ),
    "risk.cash.kept": "equity {equity_won}, maintenance margin {kept_won}",
    "risk.cash.call": (
        "Margin of {need_won} needed, but equity {equity_won} less the maintenance margin "
        "{kept_won} does not reach. Pay money in or ask for fewer contracts"
    ),
    "risk.cooldown.buys_wait.contracts": "orders that open wait after a refusal",
    "risk.daily_loss.no_start.contracts": (
        "Equity at the last close is not known, so nothing is opened. Check the account first"
    ),
    "risk.daily_loss.lost.contracts": (
        "Today's result {change_ratio:+}, limit {most_ratio}. Only exits for the rest of today"
    ),
    "risk.kill.sales_only.contracts": (
        "Nothing is opened ({scope}), exits go on. Lift it with /resume"
    ),
    "risk.max_positions.full.contracts": (
        "Symbols held or ordered: {symbols}, limit {most_symbols}. Open again after an exit"
    ),
    "risk.order_rate.day_over.contracts": (
        "All {most_orders} orders of today are used up. Only exits for the rest of today"
    ),
    "risk.order_size.asked.contracts": "{contracts}, {gross_won}",
    "risk.order_size.most.contracts": (
        "{most_won}, {most_contracts}, {volume_ratio:g} of a mean volume of {volume_contracts}"
    ),
    "risk.order_size.most_of_unknown.contracts": (
        "{most_won}, {most_contracts}, {volume_ratio:g} of the volume (unknown)"
    ),
    "risk.order_size.none_by_won.contracts": (
        "The cap on one order ({most_won}) leaves not one contract"
    ),
    "risk.order_size.none_by_shares.contracts": (
        "The cap on one order ({most_contracts}) leaves not one contract"
    ),
    "risk.order_size.none_by_ratio.contracts": (
        "The cap on one order ({most_ratio:g} of the volume) leaves not one contract"
    ),
    "risk.order_size.trimmed_by_won.contracts": (
        "Cap on one order ({most_won}): {contracts} cut to {fits_contracts}"
    ),
    "risk.order_size.trimmed_by_shares.contracts": (
        "Cap on one order ({most_contracts}): {contracts} cut to {fits_contracts}"
    ),
    "risk.order_size.trimmed_by_ratio.contracts": (
        "Cap on one order ({most_ratio:g} of the volume): {contracts} cut to {fits_contracts}"
    ),
    "risk.tradable.other_terms": "other terms of the contract",
    "risk.tradable.look_up_terms": "The multiplier is not the listed one. Fetch the list again",
    "risk.tradable.expired": "contract month is over",
    "risk.tradable.last_day": "last trading day",
    "risk.tradable.next_month": "This month can no longer be opened. Choose the next one",
    "risk.tradable.wait_for_vi.contracts": (
        "A volatility interruption is on. Open again when it is over"
    ),
    "risk.tradable.lots.contracts": "{contracts}, lot of {lot_contracts}",
    "risk.tradable.fit_lots.contracts": "{contracts}: it must be lots of {lot_contracts}",
    "risk.weight_cap.sale.contracts": "an exit",
    "risk.weight_cap.buys_only.contracts": "orders that open only",
    "risk.weight_cap.full.contracts": (
        "The share of one contract, {weight_ratio:g} ({cap_won}), is used up; no more is opened"
    ),
    "risk.weight_cap.trimmed.contracts": (
        "Share of one contract {weight_ratio:g}: {contracts} cut to {fits_contracts}"
    ),
}
