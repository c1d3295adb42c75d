"""S2-41..43: how loud each kind of event is, as a written table against what the engine says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import core.flow
from core.domain.journal import Severity
from core.flow.rest import KINDS

ROOT = Path(core.flow.__file__).parent
INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL
# S2-41: the kill switch fired, the broker is out of reach, money does not add up. S2-42: orders
# and positions that others or the venue changed, what was refused. S2-43: all that runs as meant.
TABLE = {
    "notice.halt": CRITICAL,
    "notice.frozen": CRITICAL,
    "notice.broker_down": CRITICAL,
    "notice.unknown": CRITICAL,
    "notice.mismatch": CRITICAL,
    "notice.cash": CRITICAL,
    "notice.cash_gap": CRITICAL,
    "notice.split": CRITICAL,
    "notice.doubt": CRITICAL,
    "notice.sibling": CRITICAL,
    "notice.other_program": CRITICAL,
    "notice.strategy_failed": CRITICAL,
    "notice.strategy_file": CRITICAL,
    "notice.cancel_stuck": CRITICAL,
    "notice.flatten": CRITICAL,
    "notice.resume": WARNING,
    "notice.expired": WARNING,
    "notice.cancel_waits": WARNING,
    "notice.outside": WARNING,
    "notice.outside_order": WARNING,
    "notice.external": WARNING,
    "notice.relabelled": WARNING,
    "notice.flattened": WARNING,
    "notice.flatten_refused": WARNING,
    "notice.final_settlement": WARNING,
    "notice.accepted": WARNING,
    "notice.gap": WARNING,
    "notice.close": WARNING,
    "notice.started": INFO,
    "notice.broker_up": INFO,
    "notice.costs": INFO,
    "notice.refused": INFO,
    "notice.plan": INFO,
    "notice.question": INFO,
}

SAYS = {"notice", "notice_spare"}


def said() -> dict[str, set[Severity]]:
    """Give every notice that the engine's files make, with how loud it is there."""
    found: dict[str, set[Severity]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYS:
                _note(node, found)
    return found


def _note(call: ast.Call, found: dict[str, set[Severity]]) -> None:
    words = [one.value for one in call.args if isinstance(one, ast.Constant)]
    loud = [one.attr for one in call.args if isinstance(one, ast.Attribute)]
    loud += [k.value.attr for k in call.keywords if isinstance(k.value, ast.Attribute)]
    names = [name for name in loud if name in Severity.__members__]
    for key in words:
        if isinstance(key, str) and key.startswith("notice."):
            found.setdefault(key, set()).add(Severity[names[0]] if names else INFO)


SAID = said()


@pytest.mark.parametrize("key", sorted(TABLE))
def test_an_event_is_as_loud_as_the_design_says(key: str) -> None:
    assert SAID.get(key) == {TABLE[key]}


def test_no_event_is_said_in_two_loudnesses() -> None:
    assert len(SAID) >= len(TABLE)
    assert {key for key, ways in SAID.items() if len(ways) > 1} == set()


def test_only_what_is_common_can_be_muted() -> None:
    loud = {key for key, ways in SAID.items() if ways - {INFO}}
    assert set(KINDS) & loud == set()
