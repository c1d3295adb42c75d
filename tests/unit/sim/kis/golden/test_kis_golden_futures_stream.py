"""Sections 5.11, 5.12 and 5.15 of the sheet: futures trades, book and own notices by index."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_futures_tools import NEAR, NEXT, FuturesWire
from tests.unit.sim.kis_golden_tools import next_data, number, opened, register

NOTICE = {"real": "H0IFCNI0", "paper": "H0IFCNI9"}
EXAMPLE = [
    "111V06",
    "091639",
    "77900",
    "5",
    "-100",
    "-0.13",
    "77900",
    "77900",
    "77300",
    "5",
    "1724",
    "1337128000",
    "77899.50",
    "400.00",
    "0.00",
    "0.00",
    "0.00",
    "-500.00",
    "32053",
    "219",
    "000000",
    "3",
    "0",
    "000000",
    "3",
    "0",
    "000000",
    "2",
    "600",
    "0.36",
    "58.23",
    "0.50",
    "-1",
    "399.50",
    "77900",
    "77800",
    "0",
    "0",
    "105",
    "36",
    "-69",
    "1075",
    "626",
    "0",
    "0",
    "6.23",
    "0",
    "0",
    "0",
]


async def frames(wire, tr_id: str, count: int, seconds: float = 600) -> list[list[str]]:
    key = await wire.approval()
    async with wire.connect() as socket:
        await register(socket, key, tr_id, NEAR)
        wire.server.step(seconds)
        found = []
        for _ in range(count):
            mark, kind, size, payload = await next_data(socket)
            assert (mark, kind, size) == ("0", tr_id, "001")
            found.append(payload.split("^"))
        return found


def places(text: str) -> int:
    return len(text.partition(".")[2])


async def test_trades_have_forty_nine_fields_in_the_formats_of_the_example(real):
    assert len(EXAMPLE) == 49
    for record in await frames(real, "H0ZFCNT0", 20):
        assert len(record) == 49
        assert [places(text) for text in record[1:]] == [places(text) for text in EXAMPLE[1:]]
        assert [len(record[n]) for n in (0, 1, 20, 23, 26)] == [6] * 5


async def test_trades_agree_with_the_tape(real):
    records = await frames(real, "H0ZFCNT0", 30)
    venue = FuturesWire(real).venue
    prints = [p for p in venue.prints() if p.code == NEAR]
    base = venue.quote(NEAR).base
    done = prints[: len(prints) - len([p for p in prints if p.at > prints[-1].at])]
    start = next(n for n, p in enumerate(done) if records[0][10] == str(
        sum(q.quantity for q in done[: n + 1])
    ))  # fmt: skip
    for record, trade in zip(records, prints[start:], strict=False):
        seen = prints[: prints.index(trade) + 1]
        volume = sum(p.quantity for p in seen)
        value = sum(p.quantity * p.price for p in seen)
        assert record[2] == str(trade.price)
        assert record[4] == str(trade.price - base)
        assert record[3] in {True: ("2", "1"), False: ("5", "4", "3")}[trade.price > base]
        assert (record[9], record[10], record[11]) == (
            str(trade.quantity), str(volume), str(value * 10),
        )  # fmt: skip
        prices = [p.price for p in seen]
        assert record[6:9] == [str(prices[0]), str(max(prices)), str(min(prices))]
        assert record[22:29:3] == [str(trade.price - int(text)) for text in record[6:9]]
        assert int(record[40]) == int(record[39]) - int(record[38])
        fair, spot = float(record[12]), trade.price - float(record[13])
        assert float(record[31]) == pytest.approx(trade.price - fair)
        assert float(record[33]) == pytest.approx(fair - spot)


async def test_book_has_sixty_eight_fields_with_counts_before_sizes(real):
    for record in await frames(real, "H0ZFASP0", 20):
        assert (len(record), record[0]) == (68, NEAR)
        assert all(number(text) for text in record[2:])
        values = [int(text) for text in record[2:]]
        asks, bids, counts, sizes = values[:10], values[10:20], values[20:40], values[40:60]
        assert asks == sorted(asks)
        assert bids == sorted(bids, reverse=True)
        assert 0 < bids[0] < asks[0]
        assert all((count > 0) == (size > 0) for count, size in zip(counts, sizes, strict=True))
        assert values[60:64] == [
            sum(counts[:10]), sum(counts[10:]), sum(sizes[:10]), sum(sizes[10:]),
        ]  # fmt: skip


async def notices(wire: FuturesWire, count: int, act) -> list[list[str]]:
    """Register the own notices, act, and give the records in plain text."""
    tr_id = NOTICE[wire.wire.env]
    key = await wire.wire.approval()
    async with wire.wire.connect() as socket:
        ack = await register(socket, key, tr_id, wire.server.options.hts_id)
        assert ack["header"] == {
            "tr_id": tr_id, "tr_key": wire.server.options.hts_id, "encrypt": "Y",
        }  # fmt: skip
        await act()
        found = []
        for _ in range(count):
            mark, kind, size, payload = await next_data(socket)
            assert (mark, kind, size) == ("1", tr_id, "001")
            found.append(opened(payload, ack))
        return found


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_an_order_and_its_fill_are_told_with_two_implied_decimals(opening, env):
    wire = FuturesWire(await opening(env=env))
    ask = (await wire.book())["futs_askp1"]

    async def act() -> None:
        await wire.placed("buy", 2, ask)

    taken, filled = await notices(wire, 2, act)
    for record in (taken, filled):
        assert len(record) == 22
        assert record[0] == wire.server.options.hts_id
        assert record[1] == wire.server.options.futures_account
        assert record[2] == (await wire.rows())[0]["odno"]
        assert (record[3], record[4], record[5], record[7]) == ("", "02", "0", NEAR)
        assert (record[8], record[9]) == ("0000000002", f"{int(ask) * 100:09d}")
        assert (record[10], record[11]) == ("100000", "0")
        assert record[14] == {"real": "06010", "paper": "00950"}[env]
        assert (record[15], record[17]) == ("000000002", "고요전자 F 202611 (  10)")
        assert record[21] == f"{int(ask) * 100:09d}"
    assert (taken[6], taken[12], taken[13]) == ("L", "1", "1")
    assert (filled[6], filled[12], filled[13]) == ("0", "2", "2")


async def test_cancels_and_amendments_name_the_original(real):
    wire = FuturesWire(real)
    low = int((await wire.price())["futs_llam"])
    numbers = []

    async def act() -> None:
        first = await wire.placed("sell", 3, low + 9_000)
        amended = (await wire.change(first, "01", UNIT_PRICE=str(low + 9_100))).json()
        numbers.extend([first, amended["output"][0]["ODNO"]])
        await wire.change(numbers[1], "02")

    taken, amended, cancelled = await notices(wire, 3, act)
    assert taken[2] == numbers[0]
    assert (amended[2], amended[3], amended[5], amended[13]) == (numbers[1], numbers[0], "1", "2")
    assert (cancelled[3], cancelled[5], cancelled[13]) == (numbers[1], "2", "2")
    assert (cancelled[4], cancelled[8], cancelled[9]) == ("01", "0000000003", "000000000")


async def test_shares_and_futures_are_told_apart(real):
    wire = FuturesWire(real)
    key = await real.approval()
    async with real.connect() as socket:
        acks = {
            tr_id: await register(socket, key, tr_id, real.server.options.hts_id)
            for tr_id in ("H0STCNI0", "H0IFCNI0")
        }
        await wire.market("buy", 1)
        await real.placed("buy", 1, 71_000)
        kinds = []
        for _ in range(4):
            _, kind, _, payload = await next_data(socket)
            kinds.append(kind)
            account = opened(payload, acks[kind])[1]
            assert account.endswith("03" if kind == "H0IFCNI0" else "01")
        assert kinds[:2] == ["H0IFCNI0", "H0IFCNI0"]
        assert kinds[2:] == ["H0STCNI0", "H0STCNI0"]


async def test_market_data_of_futures_is_real_only(paper):
    key = await paper.approval()
    async with paper.connect() as socket:
        for tr_id in ("H0ZFCNT0", "H0ZFASP0", "H0ZFANC0"):
            answer = await register(socket, key, tr_id, NEAR)
            assert answer["body"]["msg_cd"] == "OPSP8991"


async def test_unknown_contracts_cannot_be_registered_and_expected_prices_stay_silent(real):
    key = await real.approval()
    async with real.connect() as socket:
        answer = await register(socket, key, "H0ZFCNT0", "A99999")
        assert answer["body"]["msg_cd"] == "OPSP8992"
        assert (await register(socket, key, "H0ZFANC0", NEXT))["body"]["rt_cd"] == "0"
        assert (await register(socket, key, "H0ZFCNT0", NEXT))["body"]["rt_cd"] == "0"
        again = await register(socket, key, "H0ZFCNT0", NEXT, tr_type="2")
        assert again["body"]["msg_cd"] == "OPSP0001"


async def test_a_wrong_hts_id_ends_the_connection(real):
    key = await real.approval()
    async with real.connect() as socket:
        with pytest.raises(Exception, match=r"."):
            await register(socket, key, "H0IFCNI0", "somebody")
