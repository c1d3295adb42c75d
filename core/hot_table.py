"""Keyed rows in memory: a stage before the truth, and the unique rules of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.errors import StoreError

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Unique(Generic[V]):
    """A value that two rows must not share; None means that the row claims nothing."""

    name: str
    value: Callable[[V], str | None]


class HotTable(Generic[V]):
    """Implements `core.ports.Table`; only its unit of work accepts or forgets the stage.

    `once` marks rows that are written a single time, such as fills: a second write
    of the same key is an error at the commit, not a change. `waits` tells which rows `waiting`
    gives: those that still wait for something, kept apart so that nobody reads all for them.
    Rows that are `gone` stay stored, and neither `get` nor `all` gives them.
    """

    def __init__(
        self,
        name: str,
        key: Callable[[V], str],
        *,
        uniques: tuple[Unique[V], ...] = (),
        once: bool = False,
        waits: Callable[[V], bool] = lambda _row: True,
        gone: Callable[[V], bool] | None = None,
    ) -> None:
        self.name = name
        self._key = key
        self._rows: dict[str, V] = {}
        self._staged: dict[str, V] = {}
        self._claims: tuple[tuple[Unique[V], dict[str, str]], ...] = tuple(
            (unique, {}) for unique in uniques
        )
        self._once = once
        self._waits = waits
        self._gone = gone
        self._waiting: dict[str, V] = {}
        self._again: list[str] = []

    def get(self, key: str) -> V | None:
        """Give a row by its key, the staged one first."""
        staged = self._staged.get(key)
        row = self._rows.get(key) if staged is None else staged
        return None if row is not None and self._gone and self._gone(row) else row

    def put(self, value: V) -> None:
        """Stage a new or changed row."""
        key = self._key(value)
        if self._once and key in self._staged:
            self._again.append(key)
        self._staged[key] = value

    def all(self) -> list[V]:
        """Give every row with the stage applied; a snapshot, so `put` is safe while looping."""
        rows = (self._rows | self._staged).values()
        return [row for row in rows if not self._gone(row)] if self._gone else list(rows)

    def waiting(self) -> list[V]:
        """Give the true rows that still wait for something, in the order they began to."""
        return list(self._waiting.values())

    def committed(self) -> list[V]:
        """Give the rows that are true; what is staged is not among them."""
        return list(self._rows.values())

    def staged(self) -> list[V]:
        """Give the rows that the next commit would write."""
        return list(self._staged.values())

    def check(self) -> None:
        """Raise StoreError when the stage breaks a unique rule or rewrites a final row."""
        for key in self._again if self._once else ():
            raise self._rewritten(key)
        for key in self._staged if self._once else ():
            if key in self._rows:
                raise self._rewritten(key)
        for unique, holders in self._claims:
            self._check_claims(unique, holders)

    def accept(self) -> None:
        """Make the stage true."""
        for key, row in self._staged.items():
            self._set(key, row)
        self.forget()

    def forget(self) -> None:
        """Drop the stage."""
        self._staged.clear()
        self._again.clear()

    def load(self, rows: Iterable[V]) -> None:
        """Take rows as true without a commit; for stores at their start."""
        for row in rows:
            self._set(self._key(row), row)

    def retain(self, keep: Callable[[V], bool]) -> None:
        """Let go of true rows that are no longer hot; a store still has them."""
        kept = [row for row in self._rows.values() if keep(row)]
        self._rows.clear()
        self._waiting.clear()
        for _, holders in self._claims:
            holders.clear()
        self.load(kept)

    def _rewritten(self, key: str) -> StoreError:
        return StoreError(f"{self.name} {key} is stored already and is written only once")

    def _check_claims(self, unique: Unique[V], holders: dict[str, str]) -> None:
        claimed: dict[str, str] = {}
        for key, row in self._staged.items():
            value = unique.value(row)
            if value is None:
                continue
            holder = claimed.setdefault(value, key)
            # A holder that is staged itself either gives the value up or is found in `claimed`.
            if holder == key and holders.get(value, key) not in self._staged:
                holder = holders.get(value, key)
            if holder != key:
                raise StoreError(
                    f"{self.name} {key}: {unique.name} {value} belongs to {holder} already"
                )

    def _set(self, key: str, row: V) -> None:
        old = self._rows.get(key)
        self._rows[key] = row
        if self._waits(row):
            self._waiting[key] = row
        else:
            self._waiting.pop(key, None)
        for unique, holders in self._claims:
            before = None if old is None else unique.value(old)
            if before is not None and holders.get(before) == key:
                del holders[before]
            now = unique.value(row)
            if now is not None:
                holders[now] = key
