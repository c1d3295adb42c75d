"""English words of why a strategy spoke: its reasons and the names of its values."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "reason.golden_cross.level": (
        "{fast}-day mean above the {slow}-day mean, volume over {times} times its mean"
    ),
    "reason.golden_cross.cross": (
        "{fast}-day mean rose above the {slow}-day mean within {within} days, "
        "volume over {times} times its mean"
    ),
    "reason.golden_cross.dead": "{fast}-day mean fell below the {slow}-day mean",
    "reason.mean_reversion.oversold": "far below the {days}-day mean (z < -{most})",
    "reason.mean_reversion.overbought": "far above the {days}-day mean (z > {most})",
    "reason.mean_reversion.week_end": "last session of the week, all is sold at the close",
    "reason.mean_reversion.exit_pending": "not sold in last week's final session, sold at once",
    "indicator.mean": "{days}-day mean",
    "indicator.volume": "volume",
    "indicator.volume_mean": "mean volume ({days} days)",
    "indicator.volume_times": "volume multiple",
    "indicator.close": "close",
    "indicator.z": "z ({days} days)",
    "indicator.z_limit": "threshold",
    "reason.rsi.low_cross": "RSI ({days} days) rose back over {line}",
    "reason.rsi.low_level": "RSI ({days} days) is below {line}",
    "reason.rsi.high_cross": "RSI ({days} days) fell back under {line}",
    "reason.rsi.high_level": "RSI ({days} days) is above {line}",
    "reason.macd.up": "MACD ({fast}/{slow}) rose above its signal ({signal})",
    "reason.macd.down": "MACD ({fast}/{slow}) is below its signal ({signal})",
    "reason.envelope.lower": "{width_ratio:g} below the {days}-day mean",
    "reason.envelope.middle": "back at the {days}-day mean, half is sold",
    "reason.envelope.upper": "{width_ratio:g} above the {days}-day mean, all is sold",
    "reason.envelope.too_long": "held for {held_days} sessions, all is sold",
    "reason.bollinger.low": "%B of the {days}-day bands at or below {most}",
    "reason.bollinger.add": (
        "%B at or below {most} and {drop_ratio:g} under the last purchase ({days}-day bands)"
    ),
    "reason.bollinger.middle": "at the middle of the {days}-day bands, half is sold",
    "reason.bollinger.upper": "at the upper of the {days}-day bands, all is sold",
    "indicator.rsi": "RSI ({days} days)",
    "indicator.rsi_before": "RSI the day before",
    "indicator.lines": "lines (low/high)",
    "indicator.macd": "MACD line",
    "indicator.macd_signal": "signal line",
    "indicator.macd_before": "MACD the day before",
    "indicator.macd_signal_before": "signal line the day before",
    "indicator.band_lower": "lower band",
    "indicator.band_middle": "middle of the bands",
    "indicator.band_upper": "upper band",
    "indicator.percent_b": "%B",
    "indicator.confidence": "confidence",
    "reason.tick_target.at_last": "bought at the last price to sell {ticks} ticks higher",
    "reason.tick_target.target": "offered {ticks} ticks above what was paid",
    "reason.short_term.surge": (
        "a 5-minute bar rose more than {rise_ratio:g} on over {times} times the volume before"
    ),
    "reason.short_term.second": "{drop_ratio:g} below the average, the rest is bought",
    "reason.short_term.half_back": "{fall_ratio:g} below its high, a part is sold",
    "reason.short_term.rest_back": "{fall_ratio:g} below its high, the rest is sold",
    "reason.short_term.day_end": "everything is sold by {by}",
    "indicator.last": "last price",
    "reason.tick_target.capped": (
        "the target of {ticks} ticks is above the upper limit: offered at that limit today"
    ),
    "reason.touch.stop": "stop reached ({change_ratio:+})",
    "reason.touch.take": "target reached ({change_ratio:+})",
    "indicator.average": "average price",
    "indicator.touch": "limit",
}
