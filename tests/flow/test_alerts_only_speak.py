"""Nothing in the engine makes a signal, an intent, a card or an order out of an alert."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from core.domain.alert import ANYWHERE, Condition, Measure, SetAlert, Toward
from core.domain.commands import CloseDay, Evaluate
from tests.alert_world import next_day, price, told
from tests.flow.test_alert_days import bar, zigzag
from tests.harness import ANN, BEN, SYMBOL, World

PACKAGE = "core/flow/alerts"
# What may be known there: values, the desk, who is told, and indicators. No way to trade.
MAY = (
    "core.domain.", "core.flow.alerts.", "core.flow.desk", "core.flow.notify", "core.indicators.",
)  # fmt: skip
NEVER = frozenset({
    "core.domain.commands", "core.domain.order", "core.domain.cycle", "core.domain.levels",
})  # fmt: skip


def trees(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / PACKAGE).glob("*.py")):
        yield path.name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    found = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return {name for name in found | plain if name.split(".")[0] in ("core", "bot", "storage")}


def puts(tree: ast.Module) -> set[str]:
    """Give the tables that a module writes to."""
    calls = (n.func for n in ast.walk(tree) if isinstance(n, ast.Call))
    writes = (f.value for f in calls if isinstance(f, ast.Attribute) and f.attr == "put")
    return {ast.unparse(table).rpartition(".")[2] for table in writes}


def test_the_package_knows_no_way_to_trade(root: Path) -> None:
    known = {name: imports(tree) for name, tree in trees(root)}
    assert len(known) >= 12
    for name, modules in known.items():
        assert all(module.startswith(MAY) for module in modules), (name, modules)
        assert not modules & NEVER, name


def test_the_package_writes_alerts_and_nothing_else(root: Path) -> None:
    assert {table for _, tree in trees(root) for table in puts(tree)} == {"alerts"}


def test_no_handler_takes_an_alert_for_a_reason_to_act(root: Path) -> None:
    """Outside of the package alerts are told, stored and shown; only these files know them."""
    users = {
        path.relative_to(root).as_posix()
        for path in (root / "core").rglob("*.py")
        if PACKAGE not in path.as_posix()
        and any("alert" in name for name in imports(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert users == {
        "core/domain/commands.py", "core/flow/look.py", "core/flow/on_bar.py",
        "core/flow/reports.py", "core/flow/slices.py", "core/flow/users.py",
        "core/flow/wishes.py", "core/memory.py", "core/ports.py",
    }  # fmt: skip


def everything(world: World) -> list[Condition]:
    """Give every measure on both sides, near enough to be crossed."""
    near = {
        Measure.PRICE: (51_000, 49_000), Measure.CHANGE: ("0.02", "-0.02"),
        Measure.MOVE: ("0.02", "-0.02"), Measure.RETURN: ("0.02", "-0.02"),
        Measure.RSI: (60, 40), Measure.VOLUME: ("1.5", "0.5"),
        Measure.PERCENT_B: ("1.0", "0.0"), Measure.DAY_LOSS: ("0.001", "-0.002"),
    }  # fmt: skip
    days = {
        Measure.RSI: (14,), Measure.VOLUME: (20,), Measure.PERCENT_B: (20,),
        Measure.CROSS: (2, 5),
    }  # fmt: skip
    return [
        Condition(
            m, "" if m in ANYWHERE else SYMBOL, side,
            Decimal(near[m][at]) if m in near else None, days.get(m, ()),
        )
        for m in Measure
        for at, side in enumerate(Toward)
    ]  # fmt: skip


async def test_a_wild_walk_over_every_alert_trades_nothing() -> None:
    world = await World.start()
    world.desk.params.clear()
    zigzag(world, *(50_000 + 100 * (n % 3) for n in range(220)))
    for who in (ANN, BEN):
        for condition in everything(world):
            await world.ask(SetAlert(who, condition, again=True))
    for won in (46_000, 54_000, 45_000, 55_000, 50_000, 47_000):
        close = world.desk.history[SYMBOL][-1].close
        await price(world, won, base=close)
        await price(world, 101_000 - won, base=close)
        day = world.desk.today
        await world.ask(CloseDay(day, (bar(day, won, volume=won * 40),)))
        await world.ask(Evaluate(day))
        await next_day(world)
    spoken = {dict(o.fields)["measure"] for o in told(world)}
    assert {"price", "change", "rsi", "cross", "percent_b", "volume", "high_52w"} <= spoken
    for table in ("signals", "decisions", "approvals", "orders", "fills", "switches"):
        assert not list(getattr(world.uow, table).all()), table
    assert not world.broker.submits
    assert {e.topic for e in world.uow.journal if e.kind == "alert"} == {"system"}
