"""Which table holds what of people: who they are and what they want to see and be told."""

from __future__ import annotations

from typing import Any, Final

from core.domain.alert import KEPT, Alert
from core.domain.journal import Quiet
from core.domain.people import User
from core.domain.subscription import Subscription, WatchList
from storage import tables_state as state
from storage.mapping import Hot, Mapper

_WEEK: Final = 7

# By the names of the unit of work.
PEOPLE: Final[dict[str, Mapper[Any]]] = {
    "users": Mapper(state.UserRow, User),
    "subscriptions": Mapper(state.SubscriptionRow, Subscription),
    "watches": Mapper(state.WatchRow, WatchList),
    "quiets": Mapper(state.QuietRow, Quiet),
    "alerts": Mapper(state.AlertRow, Alert, hot=Hot("made_at", _WEEK, "state", KEPT)),
}
