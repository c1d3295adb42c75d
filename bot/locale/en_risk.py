"""English words of what risk rules, stops and strategies say; a field's name says its unit."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "unit.seconds": "{seconds} s",
    "risk.cash.need": "{need_won} needed",
    "risk.cash.free": "{free_won} free",
    "risk.cash.short": ("{need_won} needed, {free_won} free. Pay money in or ask for fewer shares"),
    "risk.cash.sale": "sell {shares}",
    "risk.cash.owned": "held {held_shares}, to sell {free_shares}",
    "risk.cash.too_many": (
        "Sale of {shares}: only {free_shares} can be sold. Ask for fewer shares"
    ),
    "risk.cooldown.refusals": "refusals: {refusals}",
    "risk.cooldown.buys_wait": "purchases wait after a refusal",
    "risk.cooldown.last": "refusals: {refusals}, last at {last_at}",
    "risk.cooldown.wait": "wait {wait_s}",
    "risk.cooldown.too_soon": (
        "The broker's refusals of this stock: {refusals}. Try again in {left_s}"
    ),
    "risk.daily_loss.change": "today {change_won:+} ({change_ratio:+})",
    "risk.daily_loss.above": "above {floor_won} ({most_ratio})",
    "risk.daily_loss.start": "equity at the last close {start_won}",
    "risk.daily_loss.no_start": (
        "Equity at the last close is not known, so nothing is bought. Check the account first"
    ),
    "risk.daily_loss.lost": (
        "Today's result {change_ratio:+}, limit {most_ratio}. Only sales for the rest of today"
    ),
    "risk.kill.none": "no stop",
    "risk.kill.no_stop": "no stop on this side ({side})",
    "risk.kill.stop": "{scope}: {level}",
    "risk.kill.halted": "Trading is halted ({scope}). Lift it with /resume",
    "risk.kill.sales_only": "Purchases are stopped ({scope}), sales go on. Lift it with /resume",
    "risk.max_positions.taken": "symbols held or ordered: {symbols}",
    "risk.max_positions.most": "at most {most_symbols} symbols",
    "risk.max_positions.full": (
        "Symbols held or ordered: {symbols}, limit {most_symbols}. Buy again after a sale"
    ),
    "risk.order_rate.in_window": "orders in {window_s}: {orders}",
    "risk.order_rate.per_window": "at most {most_orders} in {window_s}",
    "risk.order_rate.too_fast": (
        "Most orders in {window_s}: {most_orders}. Press again in a moment"
    ),
    "risk.order_rate.today": "orders today: {orders}",
    "risk.order_rate.per_day": "at most {most_orders} a day",
    "risk.order_rate.day_over": (
        "All {most_orders} orders of today are used up. Only sales for the rest of today"
    ),
    "risk.order_rate.turnover": "orders today: {orders}, turnover {total_won}",
    "risk.order_rate.turnover_most": "at most {most_won} a day",
    "risk.order_rate.turnover_over": (
        "Today's turnover {total_won}: limit {most_won}. Try again tomorrow"
    ),
    "risk.order_size.no_volume": "volume unknown",
    "risk.order_size.mean_volume": "a mean volume of 20 days",
    "risk.order_size.get_bars": (
        "The mean volume of 20 days is not known. Try again once daily bars are here"
    ),
    "risk.order_size.asked": "{shares}, {gross_won}",
    "risk.order_size.most": (
        "{most_won}, {most_shares}, {volume_ratio:g} of a mean volume of {volume_shares}"
    ),
    "risk.order_size.most_of_unknown": (
        "{most_won}, {most_shares}, {volume_ratio:g} of the volume (unknown)"
    ),
    "risk.order_size.none_by_won": "The cap on one order ({most_won}) leaves not one share",
    "risk.order_size.none_by_shares": "The cap on one order ({most_shares}) leaves not one share",
    "risk.order_size.none_by_ratio": (
        "The cap on one order ({most_ratio:g} of the volume) leaves not one share"
    ),
    "risk.order_size.trimmed_by_won": (
        "Cap on one order ({most_won}): {shares} cut to {fits_shares}"
    ),
    "risk.order_size.trimmed_by_shares": (
        "Cap on one order ({most_shares}): {shares} cut to {fits_shares}"
    ),
    "risk.order_size.trimmed_by_ratio": (
        "Cap on one order ({most_ratio:g} of the volume): {shares} cut to {fits_shares}"
    ),
    "risk.price_band.no_quote": "no quote",
    "risk.price_band.quote": "a quote",
    "risk.price_band.get_quote": "There is no quote. Try again once one is here",
    "risk.price_band.age": "quote {age_s} away from now",
    "risk.price_band.most_age": "at most {most_s}",
    "risk.price_band.too_old": "The quote is older than {most_s}. Try again with a new one",
    "risk.price_band.price": "limit price {price_won}",
    "risk.price_band.band": "{low_won} to {high_won} (quote {quote_won} ±{collar_ratio:g})",
    "risk.price_band.outside": (
        "Limit price {price_won}: it must lie between {low_won} and {high_won}"
    ),
    "risk.repeat.counts": "in {window_s} orders: {orders}, refusals: {refusals}",
    "risk.repeat.below": "in {window_s} below {most_orders} orders, {most_refusals} refusals",
    "risk.repeat.frozen": "stopped stock",
    "risk.repeat.lift": "This stock is stopped. Look into it, then lift it with /resume",
    "risk.repeat.many_orders": (
        "Same orders in {window_s}: {orders}. The stock is stopped; lift it with /resume"
    ),
    "risk.repeat.many_refusals": (
        "Refusals in {window_s}: {refusals}. The stock is stopped; lift it with /resume"
    ),
    "risk.size.none": "0 shares",
    "risk.size.one": "1 share or more",
    "risk.size.nothing": "The limits leave no share to order",
    "risk.tradable.legal": "a time, price and quantity that the exchange takes",
    "risk.tradable.fine": "{phase}, {price_won}",
    "risk.tradable.unknown": "unknown stock",
    "risk.tradable.check_code": "Nothing is known of this stock. Check its code",
    "risk.tradable.no_quote": "no quote",
    "risk.tradable.get_quote": "Without a quote nobody knows if it trades. Try again with one",
    "risk.tradable.no_session": "closed day",
    "risk.tradable.closed_day": "The exchange is closed today. Try on the next trading day",
    "risk.tradable.kind_in_phase": "order {kind}, market: {phase}",
    "risk.tradable.wrong_time": "This order cannot be sent now. Try again in trading hours",
    "risk.tradable.halted": "trading halted",
    "risk.tradable.wait_for_halt": "The exchange halted this stock. Try again after the halt",
    "risk.tradable.interrupted": "volatility interruption",
    "risk.tradable.wait_for_vi": "A volatility interruption is on. Buy again when it is over",
    "risk.tradable.off_ladder": "{price_won}, not on a tick",
    "risk.tradable.fit_ladder": "{price_won} is not on a tick. Send it again on one",
    "risk.tradable.outside": "{price_won}, outside today's {low_won} to {high_won}",
    "risk.tradable.fit_limits": (
        "{price_won}: it must lie within today's limits {low_won} to {high_won}"
    ),
    "risk.tradable.lots": "{shares}, lot of {lot_shares}",
    "risk.tradable.fit_lots": "{shares}: it must be one or more lots of {lot_shares}",
    "risk.wash.none": "no opposite order",
    "risk.wash.none_opposite": "no opposite order of the account",
    "risk.wash.order": "an open order: {side}",
    "risk.wash.wait_for_order": (
        "An opposite order of the same stock is open. Try again when it is done"
    ),
    "risk.wash.card": "an open card: {side}",
    "risk.wash.answer_card": "A card of the same stock ({side}) waits for you. Answer it first",
    "risk.weight_cap.sale": "a sale",
    "risk.weight_cap.buys_only": "purchases only",
    "risk.weight_cap.after": "{after_won} after the order (account {equity_won})",
    "risk.weight_cap.cap": "{cap_won} ({weight_ratio:g})",
    "risk.weight_cap.full": (
        "The share of one stock, {weight_ratio:g} ({cap_won}), is used up; no more is bought"
    ),
    "risk.weight_cap.trimmed": (
        "Share of one stock {weight_ratio:g}: {shares} cut to {fits_shares}"
    ),
    "freeze.books": "booked {own_shares}, broker {broker_shares}",
    "freeze.split": "looks like a split: booked {own_shares}, broker {broker_shares}",
    "freeze.cash": "unexplained cash: booked {ours_won}, broker {broker_won}",
    "freeze.filled": "filled at the broker {broker_shares}, booked {booked_shares} of {shares}",
    "freeze.missing": "order {number} is missing from the broker's list of {day}",
}
