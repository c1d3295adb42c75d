"""English words of what the checks beside a backtest found."""

from __future__ import annotations

from typing import Final

_NO_TRADE: Final = "no trade, so nothing was verified"
WORDS: Final[dict[str, str]] = {
    "guard.title": "Checks: can this result be believed",
    "guard.column.check": "check",
    "guard.column.verdict": "verdict",
    "guard.column.found": "what it found",
    "guard.figures": (
        "{sessions:,} sessions: return {change}, a year {growth}, Sharpe {sharpe}, deepest fall "
        "{fall}, longest below a peak {below:,} sessions, closed trades {closed}, still held {open}"
    ),
    "guard.verdict.ok": "fine",
    "guard.verdict.not_verified": "not verified",
    "guard.verdict.warning": "careful",
    "guard.verdict.fail": "do not believe it",
    "guard.lookahead": "Look-ahead",
    "guard.lookahead.ok": (
        "cut after {asked} of {signals} signals and other bars, the data gives the same values"
    ),
    "guard.lookahead.fail": (
        "of {cuts} cuts of the data {changed} change values and {decided} change decisions: "
        "bars are read that are not there yet ({features})"
    ),
    "guard.lookahead.not_verified": "no signal, so nothing was verified",
    "guard.fills": "Fills",
    "guard.fills.ok": "all {fills} fills were possible in their bars and decided before them",
    "guard.fills.fail": (
        "of {fills} fills {impossible} lie outside their bars and {unasked} had no decision "
        "before them or beat the open: {shown}"
    ),
    "guard.fills.not_verified": _NO_TRADE,
    "guard.recursion": "Start of the history",
    "guard.recursion.ok": "{startup} bars give the same decisions ({bars} signals)",
    "guard.recursion.fail": (
        "with only {startup} bars {changed} of {bars} signals are decided otherwise; "
        "raise startup_bars"
    ),
    "guard.recursion.not_verified": "no signal with enough history before it ({startup} bars)",
    "guard.breaks": "Halts and splits",
    "guard.breaks.ok": "{halts} halts and {jumps} jumps like splits, none of them held",
    "guard.breaks.held": "jumps that no holder had bring {jump_won:+} of the result: {shown}",
    "guard.breaks.fail": (
        "more than a quarter of the profit, {jump_won:+}, are jumps that no holder had: {shown}; "
        "use adjusted prices"
    ),
    "guard.delay": "One bar later",
    "guard.delay.ok": "one bar later the Sharpe ratio goes from {now} to {later}",
    "guard.delay.unsure": "one bar later {now} becomes {later}; may be chance (error {error})",
    "guard.delay.fail": (
        "one bar later the Sharpe ratio falls from {now} to {later}: "
        "it may earn the move of the signal's own bar"
    ),
    "guard.delay.not_verified": _NO_TRADE,
    "guard.too_good": "Too good",
    "guard.too_good.ok": "Sharpe ratio {sharpe}",
    "guard.too_good.short": "Sharpe ratio {sharpe}: {sessions} sessions may be luck",
    "guard.too_good.fail": "Sharpe ratio {sharpe}: above 2.5 it counts as an error until explained",
    "guard.too_good.not_verified": _NO_TRADE,
    "guard.buy_and_hold": "Buy and hold",
    "guard.buy_and_hold.ok": (
        "{own_ratio:+}, Sharpe {own}; holding made {hold_ratio:+}, {hold}, fall {fall_ratio}"
    ),
    "guard.buy_and_hold.behind": (
        "{own_ratio:+}, Sharpe {own}: worse than holding ({hold_ratio:+}, {hold})"
    ),
    "guard.buy_and_hold.not_verified": "no day to compare",
    "guard.random_timing": "Random timing",
    "guard.random_timing.ok": (
        "better than {percentile_ratio} of {draws} moves of the same trades to other times"
    ),
    "guard.random_timing.luck": (
        "better than only {percentile_ratio} of {draws} moves of the same trades to other times: "
        "no skill in timing is seen"
    ),
    "guard.random_timing.not_verified": _NO_TRADE,
    "guard.resampled": "Trades drawn again",
    "guard.resampled.ok": (
        "{draws} draws of the trades end between {low_won} and {high_won} (90%), "
        "fall {fall_ratio}, at worst {deep_ratio}"
    ),
    "guard.resampled.fragile": (
        "a profit, but one of twenty draws of its trades ends at a loss, below {low_won}; "
        "fall {fall_ratio}, at worst {deep_ratio}"
    ),
    "guard.resampled.not_verified": "only {trades} closed trades: nothing was drawn",
    "guard.walk_forward": "Walk forward",
    "guard.walk_forward.ok": (
        "{windows} choices: Sharpe {inside} when chosen, {outside} when lived ({kept_ratio} kept)"
    ),
    "guard.walk_forward.vanishes": (
        "{windows} choices: Sharpe {inside} when chosen, {outside} when lived: "
        "what was chosen does not last"
    ),
    "guard.walk_forward.not_verified": "Sharpe {inside} even when chosen: nothing to compare",
    "guard.walk_forward.idle": (
        "{windows} choices, and none traded when lived (Sharpe {inside} when chosen)"
    ),
    "guard.walk_forward.no_choice": "there is no parameter to choose: nothing to walk with",
    "guard.walk_forward.short": (
        "{sessions} sessions are too few to choose and live in turns ({least} are needed)"
    ),
    "guard.trials": "Trials",
    "guard.trials.ok": (
        "not luck with probability {among_ratio}, with all {trials} trials on this data counted"
    ),
    "guard.trials.unsure": (
        "not luck with probability {alone_ratio}: {sessions} sessions cannot tell it from chance"
    ),
    "guard.trials.chosen": (
        "not luck with probability {alone_ratio} alone, but {among_ratio} with {trials} trials "
        "counted: it may just be the best of many"
    ),
    "guard.trials.not_verified": "no trade, so nothing was judged ({trials} trials)",
}
