"""English words of `gaemi sweep`."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "sweep.progress": "Trying",
    "sweep.rate": "{rate}/s",
    "sweep.judging": "Looking at what the best set is worth.",
    "sweep.title": "{strategy} · {symbols} · {first} ~ {last} · {method} · {id}",
    "sweep.rank": "Rank",
    "sweep.sharpe": "Sharpe",
    "sweep.change": "Return",
    "sweep.growth": "A year",
    "sweep.drawdown": "Fall",
    "sweep.trades": "Trades",
    "sweep.win_rate": "Won",
    "sweep.profit_factor": "Profit factor",
    "sweep.counts": (
        "Tried {done:,}, of which {failed:,} failed. "
        "{skipped:,} combinations skipped: their values do not go together."
    ),
    "sweep.failed": "failed: {chosen}: {error}",
    "sweep.finding": "[{verdict}] {name}: {words}",
    "sweep.no_best": "No set traded, so there is nothing to choose.",
    "sweep.not_passed": (
        "There is no reason to believe in the best set: it did not pass the {against:,} checks "
        "above. Of {count:,} tries some look good by luck alone. Do not bet money on this figure."
    ),
    "sweep.passed": (
        "The best set passed every check. It was chosen from {count:,} and it is the past: watch "
        "it on play money first. It promises nothing."
    ),
    "sweep.stopped": (
        "Stopped. The {done:,} sets that were tried are kept. "
        "The same command with --resume goes on ({id})."
    ),
    "sweep.none": "Nothing was searched yet. Begin with gaemi sweep STRATEGY.",
    "sweep.list.id": "Name",
    "sweep.list.at": "Begun",
    "sweep.list.strategy": "Strategy",
    "sweep.list.symbols": "Symbols",
    "sweep.list.period": "Searched",
    "sweep.list.method": "Method",
    "sweep.list.done": "Tried",
    "sweep.list.state": "Result",
    "sweep.state.open": "not ended",
    "sweep.state.no_best": "nothing to choose",
    "sweep.state.passed": "checks passed",
    "sweep.state.not_passed": "not to be believed",
    "guard.held_out": "Days held out",
    "guard.held_out.ok": (
        "Sharpe {outside}, return {outside_ratio:+} on {sessions} sessions that the search did "
        "not see (Sharpe {inside} where it searched)"
    ),
    "guard.held_out.vanishes": (
        "Sharpe {inside} where it was chosen, {outside} and {outside_ratio:+} on {sessions} "
        "sessions that the search did not see: what was chosen did not last"
    ),
    "guard.held_out.not_verified": (
        "nothing was held out, or too little, or it did not trade there: not judged"
    ),
}
