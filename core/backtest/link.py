"""Copies of plain functions that call compiled copies of what they call, and what they are made of.

A loop has hooks, functions that others take the place of (`swaps`); what meets none of them is the
same for all strategies and compiled once a process.
"""

from __future__ import annotations

import dis
import hashlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any

Function = types.FunctionType
Swaps = Mapping[Function, Function]
# NaN must stay NaN and sums keep their order: the other engine gives the very same numbers. The
# loop makes no array, so that nobody need count who uses one: that counting took most of its time.
OPTIONS: Mapping[str, Any] = types.MappingProxyType(
    {"error_model": "numpy", "fastmath": False, "boundscheck": False, "_nrt": False}
)
# Python calls the loop alone: ways in for what it calls would take most of the time to compile.
_INNER: Mapping[str, Any] = types.MappingProxyType(
    {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
)
_OURS = "core.backtest."


class Linker:
    """Makes copies of functions for one set of swaps.

    What is in `hot`, and what took a hook's place, becomes part of whoever calls it.
    """

    def __init__(self, swaps: Swaps, hot: frozenset[Function]) -> None:
        self._swaps, self._hot = swaps, hot
        self._made: dict[Function, Any] = {}

    def copy(self, function: Function, code: types.CodeType | None = None) -> Function:
        """Copy a function with its calls linked; `code` may say that it comes from elsewhere."""
        world = dict(function.__globals__)
        for name, called in calls(function, self._swaps):
            world[name] = self._compiled(called)
        return _copied(function, code or function.__code__, world)

    def _compiled(self, function: Function) -> Any:
        if function not in self._made:
            self._made[function] = function  # one that calls itself is left to be refused
            ours = function.__module__.startswith(_OURS)
            if ours and not self._meets_a_hook(function, set()):
                self._made[function] = _shared(function, self._hot)
            else:
                inlined = function in self._hot or function in self._swaps.values()
                self._made[function] = _inner(self.copy(function), inlined)
        return self._made[function]

    def _meets_a_hook(self, function: Function, seen: set[Function]) -> bool:
        seen.add(function)
        if function in self._swaps.values():
            return True
        called = [one for _, one in calls(function, self._swaps) if one not in seen]
        return any(self._meets_a_hook(one, seen) for one in called)


@cache
def _shared(function: Function, hot: frozenset[Function]) -> Any:
    world = dict(function.__globals__)
    for name, called in calls(function, {}):
        world[name] = _shared(called, hot)
    return _inner(_copied(function, function.__code__, world), function in hot)


def _inner(function: Function, inlined: bool) -> Any:
    import numba

    return numba.njit(function, forceinline=inlined, **OPTIONS, **_INNER)


def calls(function: Function, swaps: Swaps) -> Iterator[tuple[str, Function]]:
    """Give the plain functions that a function calls, by the names it knows them by."""
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, Function):
            yield name, swaps.get(value, value)


def reads(function: Function, field: str) -> bool:
    """Tell whether a strategy's function may read a field of its position, its third argument.

    Whatever else it does with the position than to name a field counts as reading all of it.
    """
    name = function.__code__.co_varnames[2]
    steps = list(dis.get_instructions(function))
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        named = step.argval == name or (isinstance(step.argval, tuple) and name in step.argval)
        if not named:
            continue
        if step.opname != "LOAD_FAST" or after is None or after.opname != "LOAD_ATTR":
            return True
        if after.argval == field:
            return True
    return False


def fingerprint(loop: Function, swaps: Swaps) -> str:
    """Hash all code and constants that a compiled loop is made of, and who compiles it."""
    import numba

    parts = [numba.__version__, sys.version, repr(sorted(OPTIONS.items()))]
    parts += _traits(loop, swaps, set())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _copied(function: Function, code: types.CodeType, world: dict[str, Any]) -> Function:
    copy = Function(code, world, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = function.__module__
    return copy


def _traits(function: Function, swaps: Swaps, seen: set[Function]) -> Iterator[str]:
    seen.add(function)
    yield from _code_traits(function.__code__)
    yield repr((function.__defaults__, function.__kwdefaults__))
    yield from (_constant(cell.cell_contents) for cell in function.__closure__ or ())
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        value = swaps.get(value, value) if isinstance(value, Function) else value
        if isinstance(value, Function) and value not in seen:
            yield from _traits(value, swaps, seen)
        elif name in function.__globals__:
            yield f"{name}={_constant(value)}"


def _code_traits(code: types.CodeType) -> Iterator[str]:
    yield repr((code.co_name, code.co_code, code.co_names, code.co_varnames))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _code_traits(constant)
        else:
            yield repr(constant)


def _constant(value: object) -> str:
    if isinstance(value, Function | types.ModuleType):
        return value.__name__
    if isinstance(value, type):
        members = [*value] if issubclass(value, Enum) else getattr(value, "_fields", ())
        return f"{value.__module__}.{value.__qualname__}{members!r}"
    raw: Callable[[], bytes] | None = getattr(value, "tobytes", None)
    return repr(value) if raw is None else repr((getattr(value, "dtype", None), raw()))
