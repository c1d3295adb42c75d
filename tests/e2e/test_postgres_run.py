"""The real program on a PostgreSQL database: pressed, killed, started again, cut off."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import postgres
from tests.e2e.process import Gaemi, until

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(240)]
PASSWORD = "canary-P4ssw0rd"
Make = Callable[..., Gaemi]


@pytest.fixture
def url(database: str) -> str:
    """The database's address with a password in it, which the server may or may not ask for."""
    parts = urlsplit(database)
    if parts.password:
        return database
    return parts._replace(
        netloc=f"{parts.username}:{PASSWORD}@{parts.netloc.rpartition('@')[2]}"
    ).geturl()


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    return postgres.execute(url, query)


async def bought(app: Gaemi, url: str) -> None:
    """Confirm one card after the other until something was bought."""
    pressed: set[str] = set()

    def fills() -> bool:
        for number in re.findall(r"\[(\d+)\] 확인", app.out):
            if number not in pressed:
                app.type(number)
                pressed.add(number)
        return bool(ask(url, "SELECT 1 FROM gaemi_trade.executions"))

    await until(fills, "a fill in the database", deadline_s=90)


def books(url: str) -> list[tuple[Any, ...]]:
    return ask(url, "SELECT owner, symbol, shares, cost FROM gaemi_trade.positions ORDER BY 1, 2")


def placed(order: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(order[k] for k in ("number", "code", "side", "quantity", "price", "placed_at"))


def hides_password(app: Gaemi, url: str) -> None:
    told = app.all_out + (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
    assert (urlsplit(url).password or "?") not in told
    assert "Traceback" not in told


async def test_books_outlive_a_kill_and_no_file_holds_rows(gaemi: Make, url: str) -> None:
    app = gaemi(DATABASE_URL=url).start()
    await bought(app, url)
    app.kill()
    held, orders = books(url), app.orders()
    assert sum(shares for _, _, shares, _ in held) > 0
    app.start()
    await app.shows("시작했습니다")
    app.type("보유")
    symbol = next(symbol for _, symbol, shares, _ in held if shares)
    await app.shows(symbol)
    assert [row[:3] for row in books(url) if row in held]
    # What stood at the exchange before the kill stands there once, though it may fill meanwhile.
    assert list(map(placed, app.orders()[: len(orders)])) == list(map(placed, orders))
    assert await app.quit() == 0
    assert not list(app.home.glob("gaemi.db*"))
    assert not list(app.home.glob("bars.db"))
    hides_password(app, url)


async def test_a_second_program_on_the_same_database_does_not_start(
    gaemi: Make, url: str, tmp_path: Path
) -> None:
    app = gaemi(DATABASE_URL=url).start()
    await app.shows(r"\[1\] 확인")
    other = Gaemi(tmp_path / "other", app.more)
    try:
        other.start()
        assert await other.ended() == 2
    finally:
        other.close()
    assert "another gaemi is running on postgresql://" in other.out
    hides_password(other, url)
    assert await app.quit() == 0


async def test_a_lost_server_ends_the_program_and_a_start_goes_on(gaemi: Make, url: str) -> None:
    app = gaemi(DATABASE_URL=url).start()
    await app.shows(r"\[1\] 확인")
    postgres.send_away(url)
    assert await app.ended() == 2
    assert re.search("gaemi: .*gaemi_trade", app.out)
    app.start()
    await app.shows(r"\[\d+\] 확인")
    assert await app.quit() == 0
    hides_password(app, url)


async def test_a_server_that_is_away_is_told_at_the_start(gaemi: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/money"
    app = gaemi(DATABASE_URL=address).start()
    assert await app.ended() == 2
    assert re.search(r"gaemi: postgresql://ann@127.0.0.1:\d+/money.* DATABASE_URL", app.out)
    hides_password(app, address)
