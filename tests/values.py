"""Hypothesis strategies for every value of the domain: `from tests.values import orders`."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from core.domain.alert import Alert
from core.domain.approval import Approval
from core.domain.bar import Bar, Gap, Interval
from core.domain.calendar import utc
from core.domain.decision import RiskDecision
from core.domain.doubt import Doubt, Link, Snapshot
from core.domain.journal import Alarm, Outgoing, Quiet, Report
from core.domain.order import Order, OrderIntent
from core.domain.people import Question, User
from core.domain.plan import Cursor, StrategyPlan
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.signal import Signal, Size
from core.domain.subscription import Subscription, WatchList
from core.domain.switches import Scope, ScopeKind, Switch

T = TypeVar("T")

ids = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26)
symbols = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=6)
# Whatever people and brokers may write: Hangul, quotes, line ends, NUL; not lone surrogates.
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
won = st.integers(-(10**15), 10**15)
prices = st.integers(1, 10**9)
counts = st.integers(0, 10**9)
rates = st.decimals("-1000", "1000", places=8)
instants = st.integers(0, 4 * 10**15).map(
    lambda micros: datetime(1985, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)
days = st.dates(date(1985, 1, 1), date(2099, 12, 31))

sizes = st.one_of(
    st.builds(Size, budget=prices),
    st.builds(Size, shares=st.integers(1, 10**6)),
    st.builds(Size, fraction=st.decimals("0.0001", "1", places=4)),
)
scopes = st.just(Scope()) | st.builds(
    Scope,
    kind=st.sampled_from([kind for kind in ScopeKind if kind is not ScopeKind.ALL]),
    key=words.filter(bool),
)

_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    int: won,
    bool: st.booleans(),
    Decimal: rates,
    float: st.floats(-9, 9),
    datetime: instants,
    date: days,
    Size: sizes,
    Scope: scopes,
}


def of(kind: type[T], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Make any value of a dataclass of the domain; `given` narrows single fields."""
    hints = get_type_hints(kind)
    parts = {
        one.name: given.get(one.name, _field(one.name, hints[one.name]))
        for one in fields(kind)  # type: ignore[arg-type]
    }
    return st.builds(kind, **parts)


def _field(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name == "id" or name.endswith("_id"):
        return ids if hint is str else st.none() | ids
    return symbols if name == "symbol" else _typed(hint)


def _typed(hint: Any) -> st.SearchStrategy[Any]:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if x is type(None) else _typed(x) for x in inner])
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(_typed(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*[_typed(x) for x in inner])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if is_dataclass(hint):
        return of(hint)  # type: ignore[arg-type]
    raise TypeError(f"no strategy for {hint!r}: add it to tests/values.py")


@st.composite
def bars(draw: st.DrawFn, *, symbol: str = "005930", interval: Interval = Interval.DAY) -> Bar:
    """Draw a closed bar whose low and high enclose its open and close."""
    low, a, b, high = sorted(draw(st.tuples(prices, prices, prices, prices)))
    opened, closed = draw(st.sampled_from([(a, b), (b, a)]))
    day = draw(days)
    return Bar(
        symbol, interval, utc(day, 9), day, opened, high, low, closed, draw(counts), draw(words)
    )


intents = of(OrderIntent, shares=st.integers(1, 10**6), price=prices, ref_price=prices)
orders = of(Order, intent=intents)
approvals = of(Approval, intent=intents)
signals = of(Signal)
decisions = of(RiskDecision, intent=intents)
fills = of(
    Fill,
    shares=st.integers(1, 10**6),
    cumulative=st.integers(1, 10**6),
    amount=prices,
    multiplier=st.integers(0, 1_000),
)
books = of(Book, shares=won, amount=won, multiplier=st.integers(0, 1_000))
accounts = of(Account)
marks = of(DayMark)
switches = of(Switch)
users = of(User)
questions = of(Question)
snapshots = of(Snapshot)
links = of(Link)
doubts = of(Doubt)
plans = of(StrategyPlan)
cursors = of(Cursor)
reports = of(Report)
subscriptions = of(Subscription)
watches = of(WatchList)
outgoings = of(Outgoing)
alarms = of(Alarm)
quiets = of(Quiet)
alerts = of(Alert)
gaps = of(Gap)

ROWS: dict[str, st.SearchStrategy[Any]] = {
    "orders": orders,
    "approvals": approvals,
    "signals": signals,
    "decisions": decisions,
    "fills": fills,
    "books": books,
    "accounts": accounts,
    "marks": marks,
    "switches": switches,
    "users": users,
    "questions": questions,
    "snapshots": snapshots,
    "links": links,
    "doubts": doubts,
    "plans": plans,
    "cursors": cursors,
    "reports": reports,
    "subscriptions": subscriptions,
    "watches": watches,
    "outbox": outgoings,
    "alarms": alarms,
    "quiets": quiets,
    "alerts": alerts,
}
