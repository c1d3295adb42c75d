"""A market goes on while its server is away: one difference to the machine's clock for good."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sim.kis.anchor import Anchor, resumed
from sim.kis.options import KisOptions
from sim.kis.world import World
from sim.ledger import Ledger
from sim.sessions import KST

NOW = datetime(2026, 11, 2, 10, tzinfo=KST)
SATURDAY = datetime(2026, 11, 7, 12, 0, 0, 456_789, tzinfo=KST)
OFFSET = "GAEMI_CLOCK_OFFSET_S="


def offset(server) -> str:
    (line,) = [s for s in server.describe().splitlines() if s.startswith(OFFSET)]
    return line


def market(server) -> datetime:
    return server.world.clock.market()


async def test_a_restart_prints_the_same_offset_and_has_caught_up(start, tmp_path):
    path = tmp_path / "kis.db"
    first = await start(ledger=path, started=SATURDAY, now=NOW, factor=1.0)
    before = offset(first.server)
    await first.server.close()
    away = timedelta(minutes=7, seconds=11.3)
    again = await start(ledger=path, started=SATURDAY + away, now=NOW, factor=1.0)
    assert offset(again.server) == before
    assert market(again.server) == NOW + away
    assert again.server.world.exchange.now == NOW + away


async def test_it_says_that_the_books_keep_their_own_time(start, tmp_path):
    path = tmp_path / "kis.db"
    first = await start(ledger=path)
    assert "--now is not used" not in first.server.describe()
    await first.server.close()
    later = await start(ledger=path, now=NOW + timedelta(days=1))
    assert market(later.server) == NOW
    assert f"the books of {path} keep their own time: --now is not used" in later.server.describe()
    await later.server.close()
    silent = await start(ledger=path, now=None)
    assert market(silent.server) == NOW
    assert "--now is not used" not in silent.server.describe()


async def test_orders_of_the_time_away_trade_or_lapse_by_it(start, tmp_path):
    path = tmp_path / "kis.db"
    first = await start(ledger=path, started=NOW, factor=1.0)
    low = str((await first.quote("FHKST01010100"))["output"]["stck_llam"])
    number = (await first.order("buy", 1, low))["output"]["ODNO"]
    await first.server.close()
    next_day = NOW + timedelta(days=1)
    again = await start(ledger=path, started=next_day, factor=1.0)
    assert market(again.server) == next_day
    assert again.server.world.ledger.order(int(number)).state == "expired"


def test_time_never_goes_back(options: KisOptions, tmp_path):
    path = tmp_path / "kis.db"
    stood = NOW
    rng = random.Random(20261121)
    for _ in range(12):
        away = timedelta(seconds=rng.uniform(-4000, 4000))
        factor = rng.choice([0.0, 1.0, 1.0, 60.0])
        at = options.started + away
        world = World(replace(options, ledger=path, started=at, factor=factor), ticks=lambda: 0.0)
        now, world_offset = world.exchange.now, world.clock.ahead()
        world.ledger.close()
        assert now >= stood, f"{at} {factor}"
        assert world_offset == (now - at).total_seconds()
        stood = now


def test_another_speed_goes_on_where_the_books_stand():
    ledger = Ledger.memory({})
    Anchor(NOW, NOW, 1.0).keep(ledger)
    assert resumed(ledger, NOW, 1.0) is None  # nothing was ever committed: new books
    ledger.commit(NOW)
    hour = timedelta(hours=1)
    assert resumed(ledger, NOW + hour, 1.0) == NOW + hour
    assert resumed(ledger, NOW + hour, 60.0) == NOW
    assert resumed(ledger, NOW - hour, 1.0) == NOW


def test_books_of_an_older_version_go_on_where_they_stand():
    ledger = Ledger.memory({})
    ledger.commit(NOW)
    assert resumed(ledger, NOW + timedelta(days=3), 1.0) == NOW


@pytest.mark.parametrize("factor", [0.0, 1.0, 60.0])
def test_an_anchor_outlives_its_file(tmp_path, factor):
    path = tmp_path / "books.db"
    ledger = Ledger.open(path, cash={})
    kept = Anchor(SATURDAY, NOW, factor)
    kept.keep(ledger)
    ledger.commit(NOW)
    ledger.close()
    found = Anchor.of(again := Ledger.open(path, cash={}))
    again.close()
    assert found == kept
