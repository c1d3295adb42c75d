"""English words of the strategies' parameters."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "parameter.budget": "Won to spend on one share",
    "parameter.golden_cross.fast": "Sessions of the short moving average",
    "parameter.golden_cross.slow": "Sessions of the long moving average",
    "parameter.golden_cross.volume_mult": "Times the mean volume that a purchase needs",
    "parameter.golden_cross.volume_window": "Sessions of the mean volume, before the signal's day",
    "parameter.golden_cross.stop_loss": "Loss at which to sell (0.05 = 5%)",
    "parameter.golden_cross.take_profit": "Gain at which to sell (0.1 = 10%)",
    "parameter.golden_cross.entry_mode": (
        "level: buy while the short average is above the long one, cross: only just after it rose"
    ),
    "parameter.golden_cross.cross_within": "Sessions that count as just after, for cross",
    "parameter.golden_cross.reentry_bars": "Sessions to pause between a sale and a new purchase",
    "parameter.mean_reversion.window": "Sessions over which z is measured",
    "parameter.mean_reversion.z_threshold": "Buy when z is lower than minus this",
    "parameter.mean_reversion.stop_loss": "Loss at which to sell (0.05 = 5%)",
    "parameter.mean_reversion.take_profit": "Gain at which to sell (0.11 = 11%)",
    "parameter.mean_reversion.ddof": "Deviation of a sample (1) or of a population (0)",
    "parameter.mean_reversion.mode": (
        "weekly: buy on the first day of a week and sell on its last, daily: decide every day"
    ),
    "parameter.mean_reversion.entry": (
        "for daily, level: buy below the threshold, cross: only just after it fell below"
    ),
    "parameter.rsi.period": "Sessions of RSI",
    "parameter.rsi.low": "Oversold line (0 to 100)",
    "parameter.rsi.high": "Overbought line (0 to 100)",
    "parameter.rsi.mode": "cross: only as the line is crossed back, level: while beyond the line",
    "parameter.macd.fast": "Sessions of the short exponential average",
    "parameter.macd.slow": "Sessions of the long exponential average",
    "parameter.macd.signal": "Sessions of the signal line",
    "parameter.macd.below_zero": "true: buy only while MACD is below 0",
    "parameter.envelope.period": "Sessions of the average",
    "parameter.envelope.p": "Width of the bands (0.2 = 20% to each side)",
    "parameter.envelope.stop_loss": "Loss at which to sell (0.05 = 5%), none for no stop",
    "parameter.envelope.max_holding_days": "Sell everything after so many sessions, 0 for never",
    "parameter.envelope.reentry_bars": "Sessions to pause between a sale and a new purchase",
    "parameter.bollinger.period": "Sessions of the bands",
    "parameter.bollinger.k": "Width of the bands in population deviations",
    "parameter.bollinger.buy_percent_b": "Buy while %B is at or below this",
    "parameter.bollinger.split": "Parts to buy in, one to three (40/30/30)",
    "parameter.bollinger.add_drop": (
        "How far below the last purchase the next part is bought (0.03 = 3%)"
    ),
    "parameter.bollinger.min_confidence": "Confidence that a purchase needs (0 to 0.9), 0 for off",
    "parameter.bollinger.stop_loss": "Loss at which to sell (0.05 = 5%), none for no stop",
    "parameter.tick_target.ticks_up": "Ticks above the average price to sell at",
    "parameter.tick_target.stop_loss": "Loss at which to sell (0.05 = 5%), none for no stop",
    "parameter.tick_target.symbols": (
        "Codes to trade (005930,000660); without any nothing is bought"
    ),
    "parameter.tick_target.buy_timeout_s": "Seconds after which an unfilled purchase is cancelled",
    "parameter.tick_target.cap_at_upper_limit": (
        "A target above the day's upper limit is offered at that limit for the day"
    ),
    "parameter.short_term.rise": "How much more than this a bar must rise above the one before",
    "parameter.short_term.volume_mult": "Times the volume of the bar before",
    "parameter.short_term.buy_split": "Parts to buy in",
    "parameter.short_term.sell_split": "Parts to sell in",
    "parameter.short_term.interval_s": "Seconds between two parts",
    "parameter.short_term.add_drop": "How far below the average more is bought",
    "parameter.short_term.stop_loss": "Loss at which to sell (0.03 = 3%)",
    "parameter.short_term.arm": "How far above the average the high must have been",
    "parameter.short_term.half_fall": "Fall from the high that sells a part",
    "parameter.short_term.rest_fall": "Fall from the high that sells the rest",
    "parameter.short_term.flat_by": "Everything is sold by this time (in Korea)",
}
