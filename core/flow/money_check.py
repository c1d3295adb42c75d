"""Compares our cash with the broker's, to the won (INV-24).

Fees and taxes are estimates until the broker's statement of the day says what they were (6.9).
What neither trades nor that statement explain stops all buying until a person looks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.domain.commands import BrokerView, DayTotals
from core.domain.journal import Severity
from core.domain.money import Won
from core.domain.order import IN_FLIGHT
from core.domain.plan import Cursor
from core.domain.position import Account
from core.domain.saying import say
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt.worth import traded
from core.flow.notify import notice
from core.flow.outside import is_contract, outside_costs, tell_moved
from core.flow.settling import CASH, differs, doubted, settled, waits

# Section 6.9: an estimate further off than this an order is told to the person.
FAR_OFF_WON: Final = 1


def compare_cash(desk: Desk, view: BrokerView, *, first: bool) -> None:
    """Bring our cash to the broker's where it is explained; tell or stop where it is not."""
    account = desk.account
    if account is None:
        raise LookupError(f"account {desk.account_id} was not seen yet")
    desk.cash_estimated = 0
    if first:
        _begin(desk, view)
    if any(o.state in IN_FLIGHT for o in desk.uow.orders.all()):
        return
    gap = view.cash - account.cash
    booked = _is_booked(desk, account, view, agrees=gap == 0)
    if gap == 0:
        settled(desk, CASH)
        differs(desk, CASH, "")
    elif not booked:
        # Our own books departed from the broker's list: that is no money of the person's (INV-24).
        _unexplained(desk, account, view)
    elif view.totals is None and abs(gap) <= _cut(desk):
        settled(desk, CASH)
        desk.uow.accounts.put(replace(account, cash=view.cash))
    elif view.totals is None:
        _outside(desk, account, view, moved=gap)
    else:
        _explain(desk, account, view, view.totals, gap=gap)
    _tell_costs(desk, view)


def _is_booked(desk: Desk, account: Account, view: BrokerView, *, agrees: bool) -> bool:
    """Tell whether our cash moved today just as the list says since it last agreed.

    What remains of it without the day's list stays the same while each row is booked once; the
    cash of contracts moves by what they realise and is not judged so.
    """
    if any(is_contract(desk, row) for row in view.rows) or doubted(desk, view.day):
        return True
    rest, name = account.cash - sum(t.won for t in traded(view.rows)), f"cash_rest:{view.day}"
    known = desk.uow.cursors.get(name)
    if known is None or (agrees and known.value != str(rest)):
        _keep(desk, name, rest)
        return True
    return known.value == str(rest)


def _shift(desk: Desk, view: BrokerView, moved: Won) -> None:
    """Keep in step with cash that was moved without a row."""
    name = f"cash_rest:{view.day}"
    if desk.uow.cursors.get(name) is not None:
        _keep(desk, name, _number(desk, name) + moved)


def _cut(desk: Desk) -> Won:
    # Closing a part of a futures position shares its entry out in whole won: each cuts otherwise.
    return sum(1 for fill in desk.uow.fills.all() if fill.multiplier)


def _begin(desk: Desk, view: BrokerView) -> None:
    # What was paid before we met the account is in its cash already.
    if view.totals is not None:
        _keep(desk, f"costs:{view.day.isoformat()}", view.totals.costs)


def _explain(
    desk: Desk, account: Account, view: BrokerView, totals: DayTotals, *, gap: Won
) -> None:
    day, before = view.day.isoformat(), desk.calendar.previous_session(view.day).day.isoformat()
    whole = (totals.bought, totals.sold) == _traded(desk, view)
    today = _costs_known(desk, day) - totals.costs
    late = _late_costs(desk, before, totals)
    if not whole:
        # The money speaks of other trades than the list: one of them is behind.
        _unexplained(desk, account, view)
    elif gap in (today, today + late, late):
        _correct(desk, account, view, _shares_of(gap, today, late, days=(day, before)))
    elif totals.costs == 0 and abs(gap) <= _costs_known(desk, day):
        _without_statement(desk, account, view, gap=gap)
    else:
        costs = {day: today if totals.costs else 0, before: late}
        _moved(desk, account, view, costs, gap=gap)


def _shares_of(gap: Won, today: Won, late: Won, *, days: tuple[str, str]) -> dict[str, Won]:
    """Say how much of a gap each day's statement explains."""
    if gap == today:
        return {days[0]: today}
    return {days[0]: gap - late, days[1]: late}


def _moved(
    desk: Desk, account: Account, view: BrokerView, costs: dict[str, Won], *, gap: Won
) -> None:
    """Book what the statements explain and tell the rest as money that the person moved."""
    settled(desk, CASH)
    corrected = sum(costs.values())
    if corrected:
        _correct(desk, account, view, costs)
    _outside(desk, desk.account or account, view, moved=gap - corrected)


def _correct(desk: Desk, account: Account, view: BrokerView, costs: dict[str, Won]) -> None:
    settled(desk, CASH)
    differs(desk, CASH, "")
    for day, lower in costs.items():
        if lower:
            _keep(desk, f"costs:{day}", _extra(desk, day) - lower)
            _keep(desk, f"costs_fixed:{day}", _number(desk, f"costs_fixed:{day}") - lower)
    moved = sum(costs.values())
    _shift(desk, view, moved)
    desk.uow.accounts.put(replace(account, cash=account.cash + moved))
    desk.uow.emit(
        "system",
        "costs",
        correlation=account.id,
        cause="statement",
        data={"moved": moved, "day": view.day.isoformat()},
    )


def _without_statement(desk: Desk, account: Account, view: BrokerView, *, gap: Won) -> None:
    """Leave a gap that the estimates allow open until the session is over, then believe it."""
    session = desk.calendar.session(view.day)
    if session is not None and view.at <= session.closes_at:
        desk.cash_estimated = gap
        return
    _correct(desk, account, view, {view.day.isoformat(): gap})


def _unexplained(desk: Desk, account: Account, view: BrokerView) -> None:
    if waits(desk, CASH):
        return
    why = say("freeze.cash", ours_won=account.cash, broker_won=view.cash)
    switch = desk.uow.switches.get(Scope().name)
    known = desk.uow.cursors.get(f"mismatch:{CASH}")
    told = known is not None and known.value == why.encoded()
    if told and switch is not None and switch.level is HaltLevel.NONE:
        # A person saw the difference and lifted the stop in two steps.
        _outside(desk, account, view, moved=view.cash - account.cash)
        return
    if differs(desk, CASH, why.encoded()):
        notice(
            desk, "notice.cash_gap", Severity.CRITICAL, ours=account.cash, broker=view.cash,
            gap=view.cash - account.cash,
        )  # fmt: skip
    killswitch.engage(desk, Scope(), level=HaltLevel.REDUCE_ONLY, by="gaemi", reason=why.encoded())


def _outside(desk: Desk, account: Account, view: BrokerView, *, moved: Won) -> None:
    settled(desk, CASH)
    differs(desk, CASH, "")
    _shift(desk, view, moved)
    tell_moved(desk, account, view)
    # What was paid in must not hide a loss of the day; what was taken out counts as one until
    # tomorrow, since a gap that was explained wrongly must not loosen the limit.
    start = account.day_start_equity + max(0, moved)
    desk.uow.accounts.put(replace(account, cash=account.cash + moved, day_start_equity=start))


def _traded(desk: Desk, view: BrokerView) -> tuple[Won, Won]:
    sums = {side.value: 0 for side in Side}
    for row in (r for r in view.rows if not is_contract(desk, r)):
        sums[row.side] += row.amount
    return sums[Side.BUY.value], sums[Side.SELL.value]


def _costs_known(desk: Desk, day: str) -> Won:
    """Give all costs of a day that our cash carries: of our fills, of others, corrections."""
    fills = sum(f.fee + f.tax for f in desk.uow.fills.all() if f.day.isoformat() == day)
    return fills + outside_costs(desk, day) + _extra(desk, day)


def _late_costs(desk: Desk, before: str, totals: DayTotals) -> Won:
    # The statement of a day may still change overnight; a day we saw nothing of says nothing.
    known = _costs_known(desk, before)
    if totals.costs_before == 0 or known == 0:
        return 0
    return known - totals.costs_before


def _tell_costs(desk: Desk, view: BrokerView) -> None:
    day = view.day.isoformat()
    session = desk.calendar.session(view.day)
    fixed = _number(desk, f"costs_fixed:{day}")
    orders = {f.order_id for f in desk.uow.fills.all() if f.day == view.day}
    over = session is None or view.at > session.closes_at
    if not over or abs(fixed) <= FAR_OFF_WON * len(orders):
        return
    if desk.uow.cursors.get(f"costs_told:{day}") is None:
        _keep(desk, f"costs_told:{day}", fixed)
        notice(desk, "notice.costs", moved=fixed, orders=len(orders))


def _extra(desk: Desk, day: str) -> Won:
    return _number(desk, f"costs:{day}")


def _number(desk: Desk, name: str) -> int:
    known = desk.uow.cursors.get(name)
    return int(known.value) if known else 0


def _keep(desk: Desk, name: str, value: int) -> None:
    desk.uow.cursors.put(Cursor(name, str(value)))
