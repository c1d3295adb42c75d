"""The server as a whole: options, what it prints, restarts, data folders, both times."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from sim.kis.command import run
from sim.kis.options import KisOptions, completed
from sim.kis.world import World
from sim.sessions import KST, Sessions

CALM = "990001"
SATURDAY = datetime(2026, 11, 7, 3, tzinfo=UTC)


async def test_it_prints_what_a_client_needs_and_a_code_that_trades(kis):
    lines = kis.server.describe().splitlines()
    assert all(line.startswith(("#", "KIS_")) or ": " in line for line in lines)
    values = dict(line.split("=", 1) for line in lines if line.startswith("KIS_"))
    assert values == {
        "KIS_URL_BASE": kis.server.url,
        "KIS_WS_BASE": kis.server.ws_url,
        "KIS_APP_KEY": kis.options.app_key,
        "KIS_APP_SECRET": kis.options.app_secret,
        "KIS_ACCOUNT": kis.options.account[:8],
        "KIS_ACCOUNT_PRODUCT_CODE": "01",
        "KIS_HTS_ID": kis.options.hts_id,
        "KIS_ENV": "real",
    }
    code = lines[-1].split(": ")[1].split()[0]
    assert (await kis.order("buy", 1, 0, code=code, dvsn="01"))["rt_cd"] == "0"


async def test_the_command_shows_and_serves_until_cancelled(options):
    shown: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.ensure_future(run(options, shown.put_nowait))
    text = await shown.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert text.startswith("# KIS (real) is served here")
    assert "# market time: 2026-11-02 10:00:00 KST, continuous, standing still" in text


def test_credentials_are_made_in_kis_lengths_and_stay_the_same(options):
    made, again = completed(options), completed(options)
    assert made == again
    assert (len(made.app_key), len(made.app_secret), len(made.account)) == (36, 180, 10)
    assert completed(replace(options, env="paper")).app_key != made.app_key
    assert completed(replace(options, seed=2)).app_secret != made.app_secret


def test_given_credentials_are_kept(options):
    given = completed(
        replace(options, app_key="k", app_secret="s", account="81012345-01", hts_id="me")
    )
    assert (given.app_key, given.app_secret, given.account, given.hts_id) == (
        "k",
        "s",
        "8101234501",
        "me",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"env": "live"}, "real, paper"),
        ({"notice_fields": 24}, "23 or 26"),
        ({"cash": -1}, "0 or more"),
        ({"holdings": -1}, "0 or more"),
        ({"factor": -1.0}, "0 or more"),
        ({"account": "123"}, "8 digits"),
        ({"second_session": "both"}, "refuse or push"),
        ({"now": datetime(2026, 11, 2, 10)}, "zone"),  # noqa: DTZ001 - the mistake is the point
    ],
)
def test_bad_options_say_what_is_allowed(options, change, words):
    with pytest.raises(ValueError, match=words):
        completed(replace(options, **change))


async def test_books_and_numbers_outlive_a_restart(start, tmp_path):
    path = tmp_path / "kis.db"
    first = await start(ledger=path, holdings=2)
    placed = (await first.order("buy", 10, 60_000))["output"]["ODNO"]
    await first.change(placed, "02", quantity=4, whole="N")
    await first.order("buy", 1, 0, dvsn="01")
    before, cash = await first.fills(), await first.balance()
    await first.server.close()
    again = await start(ledger=path, holdings=2, log_in=False)
    again.headers["authorization"] = first.headers["authorization"]
    assert await again.fills() == before
    assert await again.balance() == cash
    assert (await again.change(placed, "02"))["rt_cd"] == "0"
    assert (await again.order("buy", 1, 60_000))["output"]["ODNO"] == "0000000007"


async def test_a_restart_does_not_tell_old_fills_again(start, tmp_path, open_frame):
    path = tmp_path / "kis.db"
    first = await start(ledger=path)
    await first.order("buy", 1, 0, dvsn="01")
    await first.server.close()
    again = await start(ledger=path)
    async with again.socket() as socket:
        ack = await socket.notices()
        await again.order("buy", 2, 60_000)
        fields = open_frame(await socket.frame(), ack)
    assert (fields[2], fields[13]) == ("0000000002", "1")


async def test_the_days_tape_is_whole_after_a_restart(start, tmp_path):
    path = tmp_path / "kis.db"
    first = await start(ledger=path)
    wanted = {"FID_INPUT_HOUR_1": "093000", "FID_PW_DATA_INCU_YN": "N", "FID_ETC_CLS_CODE": ""}
    before = await first.quote("FHKST03010200", **wanted)
    await first.server.close()
    again = await start(ledger=path)
    assert await again.quote("FHKST03010200", **wanted) == before


async def test_the_same_start_gives_the_same_market(start):
    one, two = await start(), await start()
    for tr_id in ("FHKST01010100", "FHKST01010200"):
        assert (await one.quote(tr_id)) == (await two.quote(tr_id))


async def test_a_folder_of_csv_files_is_traded(start, tmp_path):
    rows = ["date,open,high,low,close,volume"]
    days = [date(2017, 3, n) for n in (2, 3, 6, 7, 8)]
    rows += [f"{day},50000,51000,49500,50500,{100_000 + n}" for n, day in enumerate(days)]
    (tmp_path / "123450.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "index.csv").write_text("date,close\n", encoding="utf-8")
    client = await start(data=tmp_path, feed=None, sessions=None, now=None)
    assert "2017-03-08 10:00:00 KST" in client.server.describe()
    assert (await client.order("buy", 1, 0, code="123450", dvsn="01"))["rt_cd"] == "0"
    span = {"FID_INPUT_DATE_1": "20170301", "FID_INPUT_DATE_2": "20170331"}
    chart = await client.quote(
        "FHKST03010100", "123450", FID_PERIOD_DIV_CODE="D", FID_ORG_ADJ_PRC="0", **span
    )
    assert [row["stck_bsop_date"] for row in chart["output2"]][1:] == [
        f"{day:%Y%m%d}" for day in reversed(days[:-1])
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("readme.txt", "", "no CODE.csv"),
        ("123450.csv", "date,open,high,low,close,volume\n2017-03-02,a,b,c,d,1", "whole won"),
        ("123450.csv", "day,price\n2017-03-02,1", "date,open"),
    ],
)
async def test_a_folder_that_is_no_market_is_named(start, tmp_path, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        await start(data=tmp_path, feed=None, sessions=None, now=None)


def market_start(options: KisOptions, **changes) -> datetime:
    world = World(completed(replace(options, **changes)), ticks=lambda: 0.0)
    return world.exchange.now.astimezone(KST)


def test_without_now_a_running_session_is_joined(options):
    running = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
    assert market_start(options, now=None, started=running) == running


def test_without_now_a_weekend_starts_at_ten_of_the_last_session(options):
    found = market_start(options, now=None, started=SATURDAY)
    assert (found.date(), found.hour) == (date(2026, 11, 6), 10)


def test_now_before_every_session_is_refused(options, sessions):
    early = Sessions.from_rows(sessions.rows()[-20:])
    with pytest.raises(ValueError, match="later --now"):
        market_start(options, sessions=early, now=datetime(2026, 1, 5, 10, tzinfo=KST))


async def test_the_market_runs_with_the_machine_and_its_factor(start):
    seconds = count()
    client = await start(ticks=lambda: next(seconds) / 100, factor=60.0)
    before = client.server.world.exchange.now
    for _ in range(20):
        await client.quote("FHKST01010100")
    assert (client.server.world.exchange.now - before).total_seconds() > 30


def test_time_never_goes_back(options):
    world = World(completed(options), ticks=lambda: 0.0)
    with pytest.raises(ValueError, match="only goes forward"):
        world.clock.step(-1)


async def test_a_server_that_cannot_start_leaves_no_port_open(kis, start):
    with pytest.raises(OSError, match="in use"):
        await start(ws_port=kis.options.ws_port, log_in=False)
    reply = await kis.quote("FHKST01010100")
    assert reply["rt_cd"] == "0"
