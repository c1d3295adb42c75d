"""A person's own strategies: files of one folder, loaded at the start and tried on made-up bars.

What is wrong with a file is told with its line and what to do; it stops neither the others nor
the engine.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, TypeVar

from core.domain.saying import refusal
from core.errors import GaemiError, InputError, SettingsError
from core.registry import Registry, discover
from core.strategies.attempt import attempt, source_of
from core.strategies.base import (
    STRATEGIES,
    Bars,
    Holding,
    Strategy,
    StrategyParams,
    Trouble,
    check_exits,
    checked,
    parse_params,
)
from core.strategies.columns import row_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


_MODULES = "gaemi_own"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_ADDS = re.compile(r"STRATEGIES\.add\(\s*['\"]([a-z][a-z0-9_]*)['\"]")
_BARS = 320


class _Source(SourceFileLoader):
    """Reads a file each time: bytecode kept beside it is told apart by whole seconds only."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def load_all(folder: Path | None) -> tuple[Trouble, ...]:
    """Load the strategies of the product and those of a person's folder; gives what is wrong."""
    discover("core.strategies")
    return load_own(folder)


def load_own(
    folder: Path | None, registry: Registry[type[Strategy]] = STRATEGIES
) -> tuple[Trouble, ...]:
    """Register the strategies of every ``*.py`` in a folder; gives what is wrong with the others.

    What an earlier call loaded is forgotten first. Raises SettingsError for a folder that is not
    there.
    """
    _forget(registry)
    if folder is None:
        return ()
    place = folder.expanduser().resolve()
    if not place.is_dir():
        raise SettingsError(
            f"GAEMI_STRATEGIES names {folder}, which is no folder; make it, or leave it empty"
        )
    found = (_load(path, registry) for path in sorted(place.glob("*.py")))
    return tuple(trouble for trouble in found if trouble is not None)


def own_names(folder: Path | None) -> set[str]:
    """Give the names that a folder's files add, read off their text: nothing of them is run."""
    place = folder.expanduser() if folder is not None else None
    if place is None or not place.is_dir():
        return set()
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in place.glob("*.py"))
    return {name for text in texts for name in _ADDS.findall(text)}


def load_for(name: str, folder: Path | None) -> tuple[Trouble, ...]:
    """Load all as `load_all`, for somebody who wants a strategy or preset of this name.

    Raises InputError that says why when its file was left out.
    """
    troubles = load_all(folder)
    known = {called for its, one in STRATEGIES for called in (its, *one.PRESETS)}
    broken = None if name in known else _left_out(name, folder, troubles)
    if broken is not None:
        raise broken
    return troubles


def _left_out(name: str, folder: Path | None, troubles: Sequence[Trouble]) -> InputError | None:
    for trouble in troubles:
        path = (folder or Path()).expanduser() / trouble.file
        if name in _ADDS.findall(path.read_text(encoding="utf-8", errors="replace")):
            return refusal(
                "own.not_loaded", found=name, file=trouble.file, line=trouble.line, why=trouble.why
            )
    return None


def as_own(strategy: type[Strategy], work: Callable[[], T]) -> T:
    """Do work in which a strategy decides: one of a person's own that fails is told with its line.

    Raises InputError for that; what is wrong with a strategy of the product is a defect.
    """
    if not is_own(strategy):
        return work()

    def once() -> T | GaemiError:
        try:
            return work()
        except GaemiError as error:
            return error

    made = attempt(once, source=source_of(strategy))
    if isinstance(made, Trouble):
        raise refusal(
            "own.failed", found=strategy.name, file=made.file, line=made.line, why=made.why
        )
    if isinstance(made, GaemiError):
        raise made
    return made


def is_own(strategy: type[Strategy]) -> bool:
    """Tell whether a strategy was loaded from a person's folder."""
    return strategy.__module__.startswith(_MODULES)


def _forget(registry: Registry[type[Strategy]]) -> None:
    for name, strategy in list(registry):
        if is_own(strategy):
            registry.remove(name)


def _load(path: Path, registry: Registry[type[Strategy]]) -> Trouble | None:
    before = dict(registry)
    made = attempt(partial(_run, path, registry, before), source=str(path))
    if isinstance(made, Trouble):
        _restore(registry, before)
        return made
    return None


def _run(path: Path, registry: Registry[type[Strategy]], before: dict[str, type[Strategy]]) -> None:
    name = f"{_MODULES}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path, loader=_Source(name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    # Annotations and pickles look a module up by its name while it is made.
    sys.modules.setdefault(_MODULES, ModuleType(_MODULES))
    sys.modules[name] = module
    spec.loader.exec_module(module)
    new = {name: kind for name, kind in registry if before.get(name) is not kind}
    if not new:
        raise refusal("own.none")
    for name, strategy in new.items():
        _check(name, strategy)


def _restore(registry: Registry[type[Strategy]], before: dict[str, type[Strategy]]) -> None:
    for name, _ in list(registry):
        registry.remove(name)
    for name, strategy in before.items():
        registry.add(name)(strategy)


def _check(name: str, strategy: type[Strategy]) -> None:
    if not (isinstance(strategy, type) and issubclass(strategy, Strategy)):
        raise refusal("own.no_class", found=name)
    if not _NAME.fullmatch(name) or getattr(strategy, "name", None) != name:
        raise refusal("own.two_names", found=name, other=str(getattr(strategy, "name", "-")))
    _check_presets(name, strategy)
    for given in ({}, *strategy.PRESETS.values()):
        _try(strategy, parse_params(strategy, given))


def _check_presets(name: str, strategy: type[Strategy]) -> None:
    """Refuse names of presets that mean something else already: nobody could ask for them."""
    others = {
        called: f"{other.__module__.rpartition('.')[2]}.py"
        for its_name, other in STRATEGIES
        if its_name != name
        for called in (its_name, *other.PRESETS)
    }
    for preset in strategy.PRESETS:
        if preset in others:
            raise refusal("name_taken", found=preset, file=others[preset])


def _try(strategy: type[Strategy], params: StrategyParams) -> None:
    """Let a strategy decide on made-up bars, flat and holding; raises for whatever is wrong."""
    check_exits(params)
    if not 1 <= strategy.warm_up(params) <= strategy.startup_bars(params) <= _BARS:
        raise refusal("own.warm_up", most=_BARS)
    bars = _made_up()
    columns = strategy.features(bars, params)
    missing = set(strategy.Row._fields) ^ set(columns)
    if missing:
        raise refusal("own.columns", found=", ".join(sorted(missing)))
    scalars = strategy.scalars(params)
    for at in range(strategy.warm_up(params) - 1, _BARS):
        row = row_at(strategy, columns, at)
        price = float(bars.close[at])
        for held in (Holding(0, 0.0, -1), Holding(10, price, -1, 3, 1, 0, price, 86_400, price)):
            decision = checked(strategy, strategy.decide(row, held, scalars))
            if decision.action:
                strategy.explain(row, decision.reason, params)
    strategy.exits_before_close(True, Holding(10, 1.0, -1, 3), scalars)


def _made_up() -> Bars:
    """Give bars that rise, fall and once do not trade."""
    import numpy as np

    steps = np.arange(_BARS)
    close = np.round(50_000 + 5_000 * np.sin(steps / 9) + 250 * np.sin(steps * 1.7))
    opened = np.concatenate((close[:1], close[:-1]))
    volume = 100_000 + 60_000 * np.cos(steps * 0.9)
    volume[100:103] = 0
    high, low = np.maximum(opened, close) + 50, np.minimum(opened, close) - 50
    week: NDArray[np.bool_] = steps % 5 == 0
    none = np.zeros(_BARS, dtype=bool)
    at = (1_700_000_000 + steps * 86_400).astype(np.float64)
    return Bars(
        opened, high, low, close, volume, week, np.roll(week, -1), none, none,
        at, 738_000 + steps, none,
    )  # fmt: skip
