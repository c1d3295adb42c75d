"""Sections 5.4 to 5.10 of the sheet: trades, order book, and own-order notices by index."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_golden_tools import (
    CALM,
    next_data,
    number,
    opened,
    register,
)

NOTICE = {"real": "H0STCNI0", "paper": "H0STCNI9"}
BRANCH = {"real": "06010", "paper": "00950"}


async def frames(wire, tr_id: str, count: int, seconds: float = 600) -> list[list[str]]:
    """Register one kind for the share that trades and give its next records."""
    key = await wire.approval()
    async with wire.connect() as socket:
        await register(socket, key, tr_id, CALM)
        wire.server.step(seconds)
        found = []
        for _ in range(count):
            mark, kind, size, payload = await next_data(socket)
            assert (mark, kind, size) == ("0", tr_id, "001")
            found.append(payload.split("^"))
        return found


@pytest.mark.parametrize("tr_id", ["H0STCNT0", "H0UNCNT0"])
async def test_trades_have_forty_six_fields_that_agree_with_the_tape(real, tr_id):
    before = [p for p in real.server.world.exchange.prints() if p.code == CALM]
    records = await frames(real, tr_id, 30)
    prints = [p for p in real.server.world.exchange.prints() if p.code == CALM][len(before) :]
    volume = sum(p.quantity for p in before)
    value = sum(p.quantity * p.price for p in before)
    seen = [p.price for p in before]
    for record, trade in zip(records, prints, strict=False):
        assert len(record) == 46
        volume, value = volume + trade.quantity, value + trade.quantity * trade.price
        assert record[0] == CALM
        assert record[2] == str(trade.price)
        assert record[4] == str(trade.price - 70_000)
        assert record[3] == {True: "2", False: "5"}[trade.price > 70_000] or record[4] == "0"
        assert (record[12], record[13], record[14]) == (
            str(trade.quantity), str(volume), str(value),
        )  # fmt: skip
        assert abs(int(record[6].replace(".", "")) - value * 100 // volume) <= 1
        assert int(record[17]) == int(record[16]) - int(record[15])
        assert record[21] in ("1", "3", "5")
        seen.append(trade.price)
        assert record[7:10] == [str(seen[0]), str(max(seen)), str(min(seen))]
        assert record[26:33:3] == [str(trade.price - int(text)) for text in record[7:10]]
        assert (record[33], record[34], record[35]) == ("20261102", "20", "N")
        assert (record[43], len(record[1]), record[45]) == ("0", 6, "77000")
        whole = [n for n in range(46) if n not in (0, 1, 5, 6, 18, 22, 23, 24, 27, 30)]
        whole = [n for n in whole if n not in (34, 35, 40, 42, 44)]
        assert all(number(record[n]) for n in whole), record
        assert all(number(record[n], 2) for n in (5, 6, 18, 22, 23, 40, 42)), record
        for at in (24, 27, 30):
            change = int(record[at + 2])
            assert record[at + 1] == ("2" if change > 0 else "5" if change else "3")


async def test_totals_of_both_sides_never_exceed_the_volume(real):
    record = (await frames(real, "H0STCNT0", 30))[-1]
    sold, bought = int(record[19]), int(record[20])
    assert 0 < sold + bought <= int(record[13])
    assert record[18] == f"{round(bought * 100 / sold, 2):.2f}"


@pytest.mark.parametrize(("tr_id", "width"), [("H0STASP0", 59), ("H0UNASP0", 65)])
async def test_the_book_has_ten_levels_in_the_order_of_the_sheet(real, tr_id, width):
    record = (await frames(real, tr_id, 5))[-1]
    assert len(record) == width
    asks, bids = ([int(text) for text in record[at : at + 10]] for at in (3, 13))
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert asks[0] > bids[0]
    sizes = [sum(int(text) for text in record[at : at + 10]) for at in (23, 33)]
    assert [int(record[43]), int(record[44])] == sizes
    assert record[2] == "0"
    # Outside auctions 47 and 48 are zero and 50 to 52 say zero minus yesterday's close.
    assert record[47:53] == ["0", "0", "0", "-70000", "5", "-100.00"]
    assert all(number(text) for n, text in enumerate(record[3:52], 3)), record
    if width == 65:
        middle = (asks[0] + bids[0]) // 2
        assert record[59] == str(middle)


async def test_the_last_trade_of_the_day_comes_with_the_book_after_the_close(real):
    key = await real.approval()
    async with real.connect() as socket:
        await register(socket, key, "H0STASP0", CALM)
        real.server.step(5.5 * 3600)
        record: list[str] = []
        while not record or record[1] < "152900":
            record = (await next_data(socket))[3].split("^")
        assert (len(record), record[2]) == (59, "A")
        assert {*record[3:23]} == {"0"}


class Notices:
    """A session that has registered the notices, and what comes in by it."""

    def __init__(self, socket, ack) -> None:
        self.socket, self.ack = socket, ack

    async def next(self) -> list[str]:
        mark, tr_id, count, payload = await next_data(self.socket)
        assert (mark, count) == ("1", "001")
        assert tr_id == self.ack["header"]["tr_id"]
        return opened(payload, self.ack)


def check_notice(wire, record: list[str], **expected: str) -> None:
    """Require what every notice has, and the named fields by their index in 5.10."""
    layout = wire.server.options.notice_fields
    assert len(record) == layout
    assert (record[0], record[1]) == (wire.server.options.hts_id, wire.server.options.account)
    widths = {2: 10, 9: 10, 10: 9, 11: 6, 16: 9}
    assert {n: len(record[n]) for n in widths} == widths
    assert all(record[n].isdecimal() for n in widths)
    assert (record[8], record[15]) == (CALM, BRANCH[wire.env])
    shown = {name: record[int(name[1:])] for name in expected}
    assert shown == expected
    tail = record[19:] if layout == 23 else record[22:]
    assert (tail[0], tail[1], tail[2]) == ("10", "", "고요전자")
    if layout == 23:
        assert (len(record[18]), record[18].strip()) == (14, "1Y")
    else:
        assert (record[19], record[20]) == ("1", "Y")
    # ODER_PRC: the order's price of an execution, blank otherwise.
    assert bool(tail[3]) is (record[13] == "2")


async def listening(wire, socket) -> Notices:
    """Register the notices of this environment."""
    tr_id, hts = NOTICE[wire.env], wire.server.options.hts_id
    ack = await register(socket, await wire.approval(), tr_id, hts)
    assert ack["header"]["encrypt"] == "Y"
    return Notices(socket, ack)


@pytest.mark.parametrize("layout", [23, 26])
@pytest.mark.parametrize("env", ["real", "paper"])
async def test_an_order_is_announced_and_each_execution_told(opening, env, layout):
    wire = await opening(env=env, notice_fields=layout)
    ask = wire.server.world.exchange.quote(CALM).ask
    async with wire.connect() as socket:
        told = await listening(wire, socket)
        odno = await wire.placed("buy", 3, ask)
        check_notice(
            wire, await told.next(), f2=odno, f3="", f4="02", f5="0", f6="00", f7="0",
            f9="0000000003", f10=f"{ask:09d}", f11="100000", f12="0", f13="1", f14="1",
            f16="000000003",
        )  # fmt: skip
        fills = list(wire.server.world.ledger.fills())
        assert sum(fill.quantity for fill in fills) == 3
        for fill in fills:
            record = await told.next()
            check_notice(
                wire, record, f2=odno, f4="02", f5="0", f9=f"{fill.quantity:010d}",
                f10=f"{fill.price:09d}", f12="0", f13="2", f14="2",
            )  # fmt: skip
            assert record[-1] == f"{ask:09d}"


@pytest.mark.parametrize("layout", [23, 26])
async def test_a_market_order_has_price_zero(opening, layout):
    wire = await opening(notice_fields=layout)
    async with wire.connect() as socket:
        told = await listening(wire, socket)
        await wire.placed("buy", 1, 0, ORD_DVSN="01")
        check_notice(wire, await told.next(), f6="01", f10="0" * 9, f13="1")
        record = await told.next()
        check_notice(wire, record, f6="01", f13="2")
        assert (int(record[10]) > 0, record[-1]) == (True, "0" * 9)


@pytest.mark.parametrize("layout", [23, 26])
async def test_a_cancel_has_its_own_number_the_originals_and_no_price(opening, layout):
    wire = await opening(notice_fields=layout)
    async with wire.connect() as socket:
        told = await listening(wire, socket)
        odno = await wire.placed("buy", 3, 60_000)
        await told.next()
        number_of_cancel = (await wire.change(odno, "02")).json()["output"]["ODNO"]
        check_notice(
            wire, await told.next(), f2=number_of_cancel, f3=odno, f5="2", f9="0000000003",
            f10="0" * 9, f12="0", f13="1", f14="2",
        )  # fmt: skip


async def test_an_amendment_has_its_own_number_and_the_originals(real):
    async with real.connect() as socket:
        told = await listening(real, socket)
        odno = await real.placed("buy", 3, 60_000)
        await told.next()
        new = (await real.change(odno, "01", ORD_UNPR="61000")).json()["output"]["ODNO"]
        check_notice(
            real, await told.next(), f2=new, f3=odno, f5="1", f9="0000000003", f10="000061000",
            f12="0", f13="1",
        )  # fmt: skip


@pytest.mark.parametrize(("dvsn", "condition"), [("11", "1"), ("12", "2")])
async def test_what_an_ioc_or_fok_order_gives_up_is_told_under_its_own_number(
    real, dvsn, condition
):
    low = real.server.world.exchange.quote(CALM).bid - 500
    async with real.connect() as socket:
        told = await listening(real, socket)
        odno = await real.placed("buy", 4, low, ORD_DVSN=dvsn)
        check_notice(real, await told.next(), f2=odno, f5="0", f7=condition, f13="1", f14="1")
        check_notice(
            real,
            await told.next(),
            f2=odno,
            f5="0",
            f7=condition,
            f9="0000000004",
            f13="1",
            f14="3",
        )


async def test_the_rest_of_a_partly_filled_ioc_order_is_what_was_not_filled(opening):
    wire = await opening(cash=10**10)
    quote = wire.server.world.exchange.quote(CALM)
    wanted = quote.ask_size + 50
    async with wire.connect() as socket:
        told = await listening(wire, socket)
        odno = await wire.placed("buy", wanted, quote.ask, ORD_DVSN="11")
        await told.next()
        filled, record = 0, await told.next()
        while record[13] == "2":
            filled += int(record[9])
            record = await told.next()
        assert 0 < filled < wanted
        check_notice(wire, record, f2=odno, f14="3", f9=f"{wanted - filled:010d}")


async def test_an_order_the_exchange_turns_down_is_told_as_refused(real):
    real.server.faults.add("F13", mode="exchange", path="order-cash")
    async with real.connect() as socket:
        told = await listening(real, socket)
        odno = await real.placed("buy", 2, 69_000)
        record = await told.next()
        while record[12] != "1":
            record = await told.next()
        check_notice(real, record, f2=odno, f5="0", f12="1", f13="1", f9="0000000002")
    (row,) = (await real.orders()).json()["output1"]
    assert (row["rjct_qty"], row["rmn_qty"], row["tot_ccld_qty"]) == ("2", "0", "0")
    assert row["sll_buy_dvsn_cd_name"].endswith("거부")


async def test_the_smart_router_is_told_as_the_road_to_krx(real):
    async with real.connect() as socket:
        told = await listening(real, socket)
        await real.placed("buy", 1, 60_000, EXCG_ID_DVSN_CD="SOR")
        assert (await told.next())[19] == "3"


async def test_keys_change_with_every_registration(real):
    tr_id, hts, key = NOTICE["real"], real.server.options.hts_id, await real.approval()
    async with real.connect() as socket:
        first = await register(socket, key, tr_id, hts)
        await register(socket, key, tr_id, hts, tr_type="2")
        second = await register(socket, key, tr_id, hts)
        assert first["body"]["output"] != second["body"]["output"]
        await real.placed("buy", 1, 60_000)
        assert len(await Notices(socket, second).next()) == 26


async def test_the_acceptance_is_told_before_the_reply_can_be_read(real):
    async with real.connect() as socket:
        told = await listening(real, socket)
        odno = await real.placed("buy", 1, 60_000)
        check_notice(real, await told.next(), f2=odno, f13="1")


async def test_what_is_done_by_hand_elsewhere_is_told_too(real):
    async with real.connect() as socket:
        told = await listening(real, socket)
        placed = real.server.hts_order(CALM, side="buy", quantity=1, price=60_000)
        check_notice(real, await told.next(), f2=placed.number, f4="02", f13="1")
