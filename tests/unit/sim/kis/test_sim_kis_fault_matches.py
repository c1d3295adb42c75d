"""Whom a fault hits, how often, and what is said of one that is unknown."""

from __future__ import annotations

import json

import pytest

from tests.unit.sim.kis_fault_tools import BUY, add


async def test_a_fault_counts_its_hits_and_then_lets_through(kis):
    fault = add(kis, "F07", tr_id=BUY, count=2, skip=1)
    codes = [(await kis.order("buy", 1, 69_000))["rt_cd"] for _ in range(4)]
    assert (codes, fault.hits) == (["0", "1", "1", "0"], 2)
    assert kis.server.faults.active() == []


async def test_a_fault_hits_only_what_it_names(kis):
    add(kis, "F07", tr_id="TTTC0011U", count=-1)
    add(kis, "F07", path="order-rvsecncl", count=-1)
    placed = await kis.order("buy", 1, 69_000)
    assert placed["rt_cd"] == "0"
    assert (await kis.change(placed["output"]["ODNO"], "02"))["rt_cd"] == "1"
    kis.server.faults.clear()
    assert (await kis.change(placed["output"]["ODNO"], "02"))["rt_cd"] == "0"


async def test_faults_come_from_a_file(start, tmp_path):
    path = tmp_path / "faults.json"
    rows = [{"fault": "F13", "match": {"tr_id": BUY}, "count": 1, "msg_cd": "APBK0400"}]
    path.write_text(json.dumps(rows), encoding="utf-8")
    client = await start(faults=path)
    assert (await client.order("buy", 1, 69_000))["msg_cd"] == "APBK0400"
    assert (await client.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_an_unknown_fault_is_named_with_what_is_allowed(kis, tmp_path, start):
    with pytest.raises(ValueError, match=r"F99.*F01"):
        add(kis, "F99")
    path = tmp_path / "faults.json"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1: found 1; give an object"):
        await start(faults=path)
