"""Fault switches F01-F48 (reliability.md 4.5) as data: which calls they hit, and what then happens.

A fault is {"fault": "F05", "path"|"tr_id": ..., "count": 1, "skip": 0, "delay_s": 0, ...}; the
other keys are the fault's own and listed at its function in `fault_plans` and `fault_bodies`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.kis.fault_file import add_all
from sim.kis.fault_table import CHOICES, COMMON, NUMBERS, ORDERS_ONLY, SWITCHES
from sim.kis.http import Reply
from sim.kis.replies import Answer, RefusedError

_TEXTS, _WHOLES, _SECONDS = ("path", "tr_id"), ("count", "skip"), ("delay_s", "for_s")


@dataclass(slots=True)
class Fault:
    """Hold one switch: `count` calls are hit (-1 is all) after the first `skip` matching ones.

    `for_s` ends it after so many seconds from its first hit; `detail` has the fault's own keys.
    """

    fault: str
    path: str = ""
    tr_id: str = ""
    count: int = 1
    skip: int = 0
    delay_s: float = 0.0
    for_s: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)
    hits: int = 0
    first_hit: float | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Fault":
        """Read one row; ValueError names the first thing that is wrong."""
        flat = {**row, **_object(row.get("match", {}))}
        flat.pop("match", None)
        name = str(flat.get("fault", ""))
        if name not in SWITCHES:
            raise ValueError(f"fault {name!r} is unknown: choose one of F01 to F48")
        _check(name, flat)
        if name in ORDERS_ONLY and not {"path", "tr_id"} & set(flat):
            flat["path"] = "trading/order"
        known = {key: flat[key] for key in set(COMMON) & set(flat)}
        detail = {key: value for key, value in flat.items() if key not in COMMON}
        return cls(**known, detail=detail)

    @property
    def spent(self) -> bool:
        """Tell whether it has hit as often as it may."""
        return 0 <= self.count <= self.hits


@dataclass(slots=True)
class Plan:
    """Say what happens to one request: before the checks, around the handler, and on the wire."""

    reply: Reply | None = None
    refusal: RefusedError | None = None
    order_refusal: RefusedError | None = None
    limited: bool = False
    alterations: list[Callable[[Answer, Mapping[str, str]], Answer]] = field(default_factory=list)
    spoilers: list[Callable[[Reply], Reply]] = field(default_factory=list)
    params: Mapping[str, str] = field(default_factory=dict)

    def note(self, params: Mapping[str, str]) -> None:
        """Remember the checked parameters for the alterations."""
        self.params = params

    def alter(self, answer: Answer) -> Answer:
        """Change a handler's answer."""
        for change in self.alterations:
            answer = change(answer, self.params)
        return answer

    def spoil(self, reply: Reply) -> Reply:
        """Change the bytes and the way they leave."""
        for change in self.spoilers:
            reply = change(reply)
        return reply


Effect = Callable[[Fault, Plan], None]


def _object(match: Any) -> Mapping[str, Any]:
    if not isinstance(match, Mapping):
        raise ValueError(f"match is {match!r}: give an object with path or tr_id")
    return match


def _check(name: str, row: Mapping[str, Any]) -> None:
    """Refuse keys that the fault does not have, and values of another kind."""
    allowed = (*COMMON, *SWITCHES[name].keys)
    strange = [key for key in row if key not in allowed]
    if strange:
        raise ValueError(f"{name} has no key {strange[0]!r}: it takes {', '.join(allowed)}")
    for keys, kind, wanted in (
        (_TEXTS, str, "a text"),
        (_WHOLES, int, "a whole number"),
        (_SECONDS, (int, float), "seconds"),
    ):
        for key in set(keys) & set(row):
            if not isinstance(row[key], kind) or isinstance(row[key], bool):
                raise ValueError(f"{key} of {name} is {row[key]!r}: give {wanted}")
    _check_own(name, row)


def _check_own(name: str, row: Mapping[str, Any]) -> None:
    """Refuse values that the fault's own keys do not take."""
    for key, value in row.items():
        choices = CHOICES.get((name, key))
        if choices and value not in choices:
            raise ValueError(f"{key} of {name} is {value!r}: give one of {', '.join(choices)}")
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if (name, key) in NUMBERS and not number:
            raise ValueError(f"{key} of {name} is {value!r}: give a number")


class Faults:
    """Keep the switches that are on, and tell each request and each frame what hits it."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._on: list[Fault] = []
        self._effects: dict[str, Effect] = {}
        self._arm: dict[str, Callable[[Fault], None]] = {}

    def register(
        self, effects: Mapping[str, Effect], *, armed: Mapping[str, Callable[[Fault], None]]
    ) -> None:
        """Connect the names: `effects` act on requests, `armed` at the moment of adding."""
        self._effects, self._arm = dict(effects), dict(armed)

    def add(self, fault: str, **detail: Any) -> Fault:
        """Switch a fault on; the keywords are those of a row of the file."""
        return self.switch_on({"fault": fault, **detail})

    def switch_on(self, row: Mapping[str, Any]) -> Fault:
        """Switch on what a row says; ValueError names the first thing that is wrong in it."""
        found = Fault.read(row)
        if found.fault in self._arm:
            self._arm[found.fault](found)
        if found.fault in self._effects or SWITCHES[found.fault].place == "stream":
            self._on.append(found)
        return found

    def load(self, path: Path) -> None:
        """Switch on every row of a file; ValueError names the line of what is wrong."""
        add_all(path, self.switch_on)

    def clear(self) -> None:
        """Switch all faults off."""
        self._on.clear()

    def active(self) -> list[Fault]:
        """List the switches that may still hit."""
        return [fault for fault in self._on if not self._over(fault)]

    def plan(self, path: str, tr_id: str) -> Plan:
        """Count the request against every REST switch and combine those that hit it."""
        plan = Plan()
        for fault in self._on:
            if fault.fault in self._effects and self._hits(fault, path, tr_id):
                self._effects[fault.fault](fault, plan)
        return plan

    def frame(self, name: str, tr_id: str) -> Fault | None:
        """Count a frame against the switch of that name; give the switch when it hits."""
        for fault in self._on:
            if fault.fault == name and self._hits(fault, "", tr_id):
                return fault
        return None

    def _hits(self, fault: Fault, path: str, tr_id: str) -> bool:
        if fault.path and fault.path not in path:
            return False
        if fault.tr_id and tr_id not in fault.tr_id.split(","):
            return False
        if self._over(fault):
            return False
        if fault.skip:
            fault.skip -= 1
            return False
        fault.hits += 1
        if fault.first_hit is None:
            fault.first_hit = self._elapsed()
        return True

    def _over(self, fault: Fault) -> bool:
        if fault.for_s and fault.first_hit is not None:
            return self._elapsed() - fault.first_hit >= fault.for_s
        return fault.spent and not fault.for_s
