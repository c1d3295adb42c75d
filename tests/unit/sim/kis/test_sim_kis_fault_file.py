"""Every fault has a switch or a reason, and a file of them is read to the letter."""

from __future__ import annotations

import re

import pytest

from sim.kis.fault_effects import armed, effects
from sim.kis.fault_file import add_all, read_faults
from sim.kis.fault_table import CHOICES, COMMON, NUMBERS, SWITCHES
from sim.kis.faults import Fault, Faults

BUY = "TTTC0012U"
EVERY = [f"F{number:02d}" for number in range(1, 49)]


@pytest.fixture
def parts(kis):
    """What the switches of a running server reach into."""
    return kis.server._parts(kis.server._orders, kis.server._handlers)


def test_every_number_has_a_switch_or_a_written_reason():
    assert list(SWITCHES) == EVERY
    for name, switch in SWITCHES.items():
        assert switch.says or switch.reason, name
        assert switch.place in ("call", "stream", "once"), name
    assert [name for name, switch in SWITCHES.items() if switch.reason] == ["F02", "F03"]


def test_every_switch_is_connected_to_something(parts):
    on_calls, at_once = set(effects(parts)), set(armed(parts))
    connected = {
        "call": on_calls,
        "once": at_once,
        "stream": {"F30", "F31", "F32", "F33", "F38"},  # asked for by name where frames are made
    }
    for name, switch in SWITCHES.items():
        assert name in connected[switch.place], name
    assert on_calls | at_once | connected["stream"] == set(EVERY)


def test_the_document_has_the_table_as_it_is(root):
    text = (root / "docs" / "kis_simulator.md").read_text(encoding="utf-8")
    rows = {cells[1].strip(): cells for line in text.splitlines() if (cells := line.split("|"))[1:]}
    for name, switch in SWITCHES.items():
        row = rows.get(name)
        assert row is not None, f"docs/kis_simulator.md has no row for {name}"
        named = set(re.findall(r"`([a-z0-9_]+)`", row[3]))
        assert named >= set(switch.keys) - {"seen", "answer"}, (name, named)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"fault": "F05"},\n {"fault": "F07"}]', [1, 2]),
        ('{"fault": "F05"}\n\n# a remark\n{"fault": "F07"}\n', [1, 4]),
        ("[]", []),
        ("", []),
    ],
)
def test_a_file_is_a_list_or_one_object_a_line(tmp_path, text, expected):
    path = tmp_path / "faults.json"
    path.write_text(text, encoding="utf-8")
    assert [line for line, _ in read_faults(path)] == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"fault": "F05"},\n {"fault": "F99"}]', r"line 2: fault 'F99' is unknown.*F01 to F48"),
        ('[{"fault": "F05"},\n\n {"fault": }]', r"line 3: "),
        ('{"fault": "F05"}\n[3]', r"line 2: found 3; give an object"),
        ('{"fault": "F05", "delays": 3}', r"line 1: F05 has no key 'delays'.*delay_s"),
        ('{"fault": "F05", "count": "many"}', r"line 1: count of F05 is 'many': give a whole"),
        ('{"fault": "F05", "delay_s": true}', r"line 1: delay_s of F05 is True: give seconds"),
        ('{"fault": "F05", "match": "x"}', r"line 1: match is 'x': give an object"),
        ('{"fault": "F21", "mode": "late"}', r"line 1: mode of F21 is 'late'.*fail, early"),
        ('{"fault": "F46", "by_s": "3"}', r"line 1: by_s of F46 is '3': give a number"),
        ('{"count": 1}', r"line 1: fault '' is unknown"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, told):
    path = tmp_path / "faults.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        Faults(lambda: 0.0).load(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"nowhere\.json cannot be read.*give a JSON file"):
        add_all(tmp_path / "nowhere.json", Fault.read)


def test_choices_and_numbers_belong_to_keys_of_their_fault():
    for name, key in (*CHOICES, *NUMBERS):
        assert key in SWITCHES[name].keys, (name, key)
        assert key not in COMMON


def test_order_faults_hit_orders_where_nothing_else_is_said():
    assert Fault.read({"fault": "F43"}).path == "trading/order"
    assert Fault.read({"fault": "F43", "tr_id": BUY}).path == ""
    assert Fault.read({"fault": "F07"}).path == ""
