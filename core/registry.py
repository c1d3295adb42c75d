"""Plug-ins: one file each, found by scanning a package; two of one name stop the start."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from core.domain.saying import say
from core.errors import SettingsError

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one kind, in the order of their names.

    `changes` counts what was added and removed, so that what is made of all can be kept.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.changes = 0
        self._items: dict[str, T] = {}

    def add(self, name: str) -> Callable[[T], T]:
        """Make a decorator that registers its class or function under a name."""

        def register(item: T) -> T:
            known = self._items.get(name)
            if known is not None and known is not item:
                where = getattr(known, "__module__", "").rpartition(".")[2]
                taken = say("input.name_taken", found=name, file=f"{where}.py")
                raise SettingsError(taken.encoded())
            self._items[name] = item
            self.changes += 1
            return item

        return register

    def get(self, name: str) -> T:
        """Give one by name; raises SettingsError that lists the known names."""
        if name not in self._items:
            known = ", ".join(sorted(self._items))
            raise SettingsError(f"{self.kind} {name!r} is unknown; known are {known}")
        return self._items[name]

    def remove(self, name: str) -> None:
        """Forget one by name; a name that is not there is no matter."""
        self._items.pop(name, None)
        self.changes += 1

    def names(self) -> list[str]:
        """Give all names, sorted."""
        return sorted(self._items)

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._items.items()))


def discover(package: str) -> list[str]:
    """Import every module of a package so that its plug-ins register; gives their names."""
    root = importlib.import_module(package)
    found = [m.name for m in pkgutil.iter_modules(root.__path__) if m.name != "base"]
    for name in found:
        importlib.import_module(f"{package}.{name}")
    return found
