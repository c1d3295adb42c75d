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
}
