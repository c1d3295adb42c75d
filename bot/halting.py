"""`gaemi halt`: the stop that needs neither engine nor database, only the latch file."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Final

from bot.locale.catalogue import Catalogue
from core.clock import LiveClock
from core.domain.instrument import SYMBOL
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, is_harder
from core.errors import InputError, LatchFailed, StoreError
from core.latch import FileLatch, is_new
from core.registry import discover
from core.strategies.base import STRATEGIES
from core.strategies.own import own_names

LEVELS: Final = {level.value: level for level in HaltLevel if level is not HaltLevel.NONE}


def halt_file(
    home: Path,
    reason: str,
    *,
    level: str = HaltLevel.HALT_NEW.value,
    scopes: dict[str, str] | None = None,
    words: Catalogue | None = None,
    own: Path | None = None,
) -> str:
    """Engage the latch file of a home folder and say what was stopped.

    `scopes` holds at most one of broker, strategy and symbol; none of them means everything.
    `own` is the folder of a person's own strategies, which are looked up and not run.
    Where the file cannot be written it is taken away, which stops everything. Raises
    InputError for a bad level, symbol or two scopes at once, StoreError when nothing could
    be stopped, with what to do then.
    """
    scope, told = scope_of(scopes or {}, own=own), words or Catalogue()
    latch = FileLatch(home / "latch.json")
    switch = Switch(scope, level_of(level), "cli", reason, LiveClock().now())
    try:
        if is_new(home):
            # Nothing ran here yet, so a missing file is no sign of damage.
            latch.create()
        latch.add(switch)
    except StoreError as error:
        if isinstance(error, LatchFailed) and error.halted:
            return told.t("cli.broken", text=str(error))
        raise StoreError(told.t("cli.not_stopped", text=str(error), home=str(home))) from error
    said = told.t(
        f"cli.{switch.level.value}", scope=told.scope(scope.name), of=told.lift(scope.key)
    )
    return " ".join([said, *_held(latch, switch, told)])


def _held(latch: FileLatch, switch: Switch, words: Catalogue) -> list[str]:
    """Say which stop stays because it stops more: what was asked for does not happen then."""
    wide = (s for s in latch.read() if s.scope in (Scope(), switch.scope))
    held = [s for s in wide if is_harder(s.level, switch.level)]
    levels = [words.t(f"level.{s.level.value}") for s in held[:1]]
    return [words.t("cli.stricter", level=level) for level in levels]


def level_of(text: str) -> HaltLevel:
    """Give a level by its name; raises InputError that lists the known ones."""
    found = LEVELS.get(text.strip().lower())
    if found is None:
        raise InputError(f"--level was {text!r}; use one of {', '.join(LEVELS)}")
    return found


def scope_of(scopes: dict[str, str], *, own: Path | None = None) -> Scope:
    """Give the one scope that was named; raises InputError for two, or for a bad symbol."""
    named = {kind: key.strip() for kind, key in scopes.items() if key.strip()}
    if len(named) > 1:
        options = " and ".join(f"--{kind}" for kind in named)
        raise InputError(f"one stop has one scope: give one of {options}, not both")
    for kind, key in named.items():
        if kind == ScopeKind.SYMBOL and not SYMBOL.fullmatch(key):
            raise InputError(f"--symbol was {key!r}; a code has six characters such as 005930")
        if kind == ScopeKind.STRATEGY:
            _check_strategy(key, own)
        return Scope(ScopeKind(kind), key.lower() if kind == ScopeKind.BROKER else key)
    return Scope()


def _check_strategy(name: str, own: Path | None) -> None:
    # Loaded here alone: a stop of everything must not wait for libraries that it does not use.
    discover("core.strategies")
    known = sorted({*STRATEGIES.names(), *own_names(own)})
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.4) or sorted(known)
        raise InputError(
            f"--strategy was {name!r}, which is no strategy, and nothing was stopped; "
            f"perhaps {', '.join(near)}; or stop everything with gaemi halt"
        )
