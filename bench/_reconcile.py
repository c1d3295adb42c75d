"""Reconciling 200 orders and 50 holdings: the engine's part, and the whole look with its pages."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import httpx
from _commits import FLOOR, make_tables, written
from _databases import BareSqlite
from _holdings import PRICE, SHARES, desk_of, view_of
from _live import TimedTransport
from _rows import Row, spread

from core.brokers.kis.build import Kis, KisParts
from core.clock import SimClock
from core.domain.commands import BrokerRow, BrokerView, Seen
from core.domain.doubt import LinkKind
from core.domain.order import OrderState
from core.domain.signal import Side
from core.flow.doubt.links import tie
from core.flow.engine import Engine
from storage.codec import encode
from tests import samples
from tests.fakes import ACCOUNT, CALENDAR, DAY, NOW
from tests.kis_rig import Rig, rig

ORDERS, HOLDINGS = 200, 50
ROUNDS, LOOKS = 7, 15
SYMBOLS = tuple(f"8{n:05d}" for n in range(HOLDINGS))
COMPARED = "the same rows compared as dictionaries"
PAGES = "the same pages, bare requests and JSON"


def reconcile(folder: Path, rounds: int = ROUNDS, looks: int = LOOKS) -> list[Row]:
    """Time both."""
    return asyncio.run(_both(folder, rounds, looks))


async def _both(folder: Path, rounds: int, looks: int) -> list[Row]:
    first: list[float] = []
    floor: list[float] = []
    steady: list[float] = []
    compared: list[float] = []
    for number in range(rounds):
        place = folder / f"round{number}"
        place.mkdir()
        await _round(place, first, floor, steady=steady, compared=compared)
    booked = f"{FLOOR}, the same rows"
    return [
        spread("200 fills booked at first sight", first, "ms", (booked, floor)),
        spread("200 orders, 50 holdings, nothing new", steady, "ms", (COMPARED, compared)),
        *await _looks(looks),
    ]


async def _round(
    place: Path,
    first: list[float],
    floor: list[float],
    *,
    steady: list[float],
    compared: list[float],
) -> None:
    clock = SimClock(NOW)
    desk, store = await desk_of(place, clock, SYMBOLS)
    for number in range(ORDERS):
        order = samples.order(
            f"ORDER-{number:04d}", state=OrderState.ACCEPTED, number=f"{number:010d}", sent_at=NOW
        )
        wanted = replace(
            order.intent, account=ACCOUNT, owner="golden_cross", shares=1, price=PRICE,
            symbol=SYMBOLS[number % HOLDINGS], side=Side.BUY,
        )  # fmt: skip
        placed = replace(order, intent=wanted)
        store.uow.orders.put(placed)
        tie(desk, placed, f"{number:010d}", LinkKind.ANSWER)
    await store.uow.commit()
    engine, view = Engine(desk), _filled(clock)
    first.append(await _ask(engine, view))
    written = [*store.uow.orders.all(), *store.uow.fills.all(), *store.uow.books.all()]
    if len(store.uow.fills.all()) != ORDERS or desk.uow.switches.all():
        raise RuntimeError("the fills were not booked, or something was frozen")
    floor.append(_commit(place / "bare.db", written))
    for _ in range(10):
        clock.move_by(10)
        steady.append(await _ask(engine, replace(view, at=clock.now())))
        compared.append(_compare(view))
    store.close()


def _filled(clock: SimClock) -> BrokerView:
    at = clock.now() + timedelta(seconds=1)
    rows = tuple(
        BrokerRow(
            f"{n:010d}", DAY, SYMBOLS[n % HOLDINGS], "buy", 1, PRICE, "limit", 1, PRICE, 10, 0,
            "filled", NOW, "api",
        )
        for n in range(ORDERS)
    )  # fmt: skip
    each = ORDERS // HOLDINGS
    base = view_of(SYMBOLS, at)
    held = tuple(
        replace(h, shares=SHARES + each, cost=h.cost + each * PRICE) for h in base.holdings
    )
    spent = ORDERS * (PRICE + 10)
    return replace(base, rows=rows, holdings=held, cash=base.cash - spent)


async def _ask(engine: Engine, view: BrokerView) -> float:
    began = time.perf_counter()
    await engine.ask(Seen(view))
    return (time.perf_counter() - began) * 1000


def _commit(path: Path, values: Sequence[object]) -> float:
    bare = BareSqlite(path)
    make_tables(bare)
    bodies = [(str(n), type(v).__name__, json.dumps(encode(v))) for n, v in enumerate(values)]
    # As many journal entries and messages as the engine writes for each fill.
    said = [(n, "said", body) for n, (_, _, body) in enumerate(bodies[: ORDERS * 2])]
    took = written(bare, bodies, said)
    bare.close()
    return took


def _compare(view: BrokerView) -> float:
    ours = {r.number: asdict(r) for r in view.rows}
    theirs = {r.number: asdict(r) for r in view.rows}
    held = {h.symbol: asdict(h) for h in view.holdings}
    seen = {h.symbol: asdict(h) for h in view.holdings}
    began = time.perf_counter()
    wrong = [n for n, row in theirs.items() if any(row[k] != ours[n][k] for k in row)]
    wrong += [s for s, row in seen.items() if any(row[k] != held[s][k] for k in row)]
    took = (time.perf_counter() - began) * 1000
    if wrong:
        raise RuntimeError("equal rows differ")
    return took


async def _looks(count: int) -> list[Row]:
    """Read an account of 200 orders and 50 holdings whole, without the broker's pace."""
    reads: list[tuple[httpx.Request, float]] = []
    ours: list[float] = []
    floor: list[float] = []
    async with rig(holdings=HOLDINGS) as running, httpx.AsyncClient(trust_env=False) as client:
        for number in range(ORDERS):
            code = f"99{number % HOLDINGS:04d}"
            running.server.hts_order(code, side="buy", quantity=1, price=69_000)
        kis = _client(running, reads)
        for _ in range(count):
            ours.append(await _look(kis))
            floor.append(await _bare_pages(client, reads))
            pages = len(reads)
            reads.clear()
        await kis.close()
    name = f"whole look, {pages} pages, without the pace"
    return [spread(name, ours, "ms", (PAGES, floor))]


def _client(running: Rig, reads: list[tuple[httpx.Request, float]]) -> Kis:
    parts = KisParts(
        clock=running.time, calendar=CALENDAR, rng=random.Random(7), sleep=running.time.sleep,
        transport=lambda: TimedTransport([], reads),
    )  # fmt: skip
    return Kis(running.kis.place, parts)


async def _look(kis: Kis) -> float:
    began = time.perf_counter()
    view = await kis.broker.look()
    took = (time.perf_counter() - began) * 1000
    if (len(view.rows), len(view.holdings)) != (ORDERS, HOLDINGS):
        raise RuntimeError(f"{len(view.rows)} orders, {len(view.holdings)} holdings")
    return took


async def _bare_pages(
    client: httpx.AsyncClient, asked: Sequence[tuple[httpx.Request, float]]
) -> float:
    began = time.perf_counter()
    for one, _ in asked:
        (await client.get(one.url, headers=one.headers)).json()
    return (time.perf_counter() - began) * 1000
