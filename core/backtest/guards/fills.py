"""Could every fill have happened, and did a decision of an earlier bar ask for it?"""

from __future__ import annotations

from core.backtest.exits import EXPIRY
from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import Track, fills_of
from core.backtest.guards.probe import Columns, row_of
from core.backtest.guards.study import TOUCHED, Study
from core.backtest.result import Fill
from core.domain.signal import Side
from core.strategies.base import Action, Holding

_SHOWN = 3
# A limit entry waits some bars for its price; none of ours waits longer than this.
_LONGEST_WAIT = 20


def fills(study: Study) -> Finding:
    """Hold each fill against its bar and each opening against the decision before it.

    No fill may be better than the best price of a bar that traded, and no order at market may do
    better than the open (a closing auction: than the close). An entry out of flat needs the
    strategy's decision at the close of the bar before, or of an earlier one for a limit order
    that still lived: an entry in its own signal bar has none.
    """
    if not study.result.fills:
        return finding("fills", Verdict.NOT_VERIFIED, "not_verified")
    impossible: list[Fill] = []
    unasked: list[Fill] = []
    for track in study.tracks:
        made = fills_of(study.result, track.symbol)
        impossible += [fill for fill in made if not _possible(fill, track, study.result.scale)]
        unasked += _unasked(study, track, made)
    wrong = [*impossible, *unasked]
    if not wrong:
        return finding("fills", Verdict.OK, "ok", fills=len(study.result.fills))
    shown = ", ".join(f"{fill.symbol} {fill.day}" for fill in wrong[:_SHOWN])
    return finding(
        "fills", Verdict.FAIL, "fail", fills=len(study.result.fills),
        impossible=len(impossible), unasked=len(unasked), shown=shown,
    )  # fmt: skip


def _possible(fill: Fill, track: Track, scale: int) -> bool:
    """Tell whether the bar traded at the price or a better one: impact may make it worse."""
    if fill.reason == EXPIRY:
        return True
    price, bars, at = fill.price / scale, track.bars, fill.at
    reached = price >= bars.low[at] if fill.side is Side.BUY else price <= bars.high[at]
    return bool(reached and bars.volume[at] > 0)


def _unasked(study: Study, track: Track, made: list[Fill]) -> list[Fill]:
    """Give the openings that no decision asked for, and exits at market that beat the market."""
    columns: Columns = {}
    wrong, shares, left = [], 0, -1
    for fill in made:
        if shares == 0:
            columns = columns or study.strategy.features(track.bars, study.params)
            fair = _decided(study, track, columns, fill, left)
        else:
            fair = fill.reason in TOUCHED or _is_fair(fill, track, study.result.scale, close=True)
        wrong += [] if fair else [fill]
        shares += fill.qty if fill.side is Side.BUY else -fill.qty
        left = fill.at if shares == 0 else left
    return wrong


def _is_fair(fill: Fill, track: Track, scale: int, *, close: bool = False) -> bool:
    """Tell whether a price is no better than the open, or the close where that may be."""
    marks = [float(track.bars.open[fill.at])]
    if close:
        marks.append(float(track.bars.close[fill.at]))
    price = fill.price / scale
    return price >= min(marks) if fill.side is Side.BUY else price <= max(marks)


def _decided(study: Study, track: Track, columns: Columns, fill: Fill, left: int) -> bool:
    wanted = Action.BUY if fill.side is Side.BUY else Action.SHORT
    scalars = study.strategy.scalars(study.params)
    for back in range(1, min(fill.at, _LONGEST_WAIT) + 1):
        at = fill.at - back
        if left > at:
            return False
        held = Holding(0, 0.0, at - left if left >= 0 else -1)
        decision = study.strategy.decide(row_of(study.strategy, columns, at), held, scalars)
        if decision.action == wanted and back <= max(decision.lifetime, 1):
            return decision.limit > 0 or _is_fair(fill, track, study.result.scale)
    return False
