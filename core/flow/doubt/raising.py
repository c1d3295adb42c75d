"""Puts up the question that a finding needs, once for each finding and its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.domain.commands import BrokerRow
from core.domain.doubt import ASKED, Doubt, Finding
from core.domain.order import Order
from core.domain.saying import say
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.doubt.choices import choices_of
from core.flow.doubt.clock import show_clock
from core.flow.doubt.opening import ask


def ask_about(desk: Desk, order: Order, doubt: Doubt) -> None:
    """Ask what only a person can decide; shares that moved without a row stop the symbol first."""
    if doubt.finding is Finding.MOVED:
        why = say("freeze.moved", shares=order.intent.shares, price_won=order.intent.price)
        killswitch.freeze(desk, order.intent.symbol, why=why)
    asked = ask(desk, order, doubt, choices_of(order, doubt))
    desk.uow.doubts.put(replace(asked, told=told(doubt.finding, doubt.candidates)))


def tell_about(desk: Desk, order: Order, doubt: Doubt, *, last: datetime | None) -> None:
    """Ask where a person must decide and was not told yet, and show the clock of the search.

    `last` is the look before this one.
    """
    if doubt.finding in ASKED and doubt.told != told(doubt.finding, doubt.candidates):
        ask_about(desk, order, doubt)
    show_clock(desk, order, doubt, last)


def told(finding: Finding, rows: tuple[BrokerRow, ...]) -> str:
    """Give what a person was told by a finding, to tell it once."""
    # A new candidate is news, the same ones again are not.
    return ":".join([finding.value, *(row.number for row in rows)])
