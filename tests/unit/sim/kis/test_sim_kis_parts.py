"""The small parts: numbers, paging, cipher, finer prints, and what the exchange learnt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import rules
from sim.kis import numbers
from sim.kis.crypto import encrypt, make_keys
from sim.kis.paging import paginate
from sim.kis.tape import fold_day, minute_bars
from sim.slices import slice_minutes
from sim.values import Print

GRID = rules.tick_table(datetime(2026, 11, 2, tzinfo=UTC).date(), market="KOSPI")
START = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, 3), "33.33"),
        ((-1, 3), "-33.33"),
        ((0, 5), "0.00"),
        ((5, 0), "0.00"),
        ((1, 200), "0.50"),
    ],
)
def test_a_ratio_is_percent_with_two_decimals(value, expected):
    assert numbers.ratio(*value) == expected


@pytest.mark.parametrize(
    ("amount", "quantity", "expected"),
    [(7, 3, "2.3333"), (8, 3, "2.6666"), (0, 0, "0.0000"), (10, 5, "2.0000")],
)
def test_an_average_is_cut_at_four_decimals(amount, quantity, expected):
    assert numbers.average(amount, quantity) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("0012", 12),
        ("", None),
        ("1.0", None),
        ("-1", None),
        ("１２", None),
        ("+1", None),
    ],
)
def test_only_plain_digits_are_a_whole_number(text, expected):
    assert numbers.whole(text) == expected


@pytest.mark.parametrize(("change", "expected"), [(5, "2"), (0, "3"), (-5, "5")])
def test_a_sign_follows_the_change(change, expected):
    assert numbers.sign(change) == expected


@given(st.integers(0, 60), st.integers(1, 20))
def test_pages_give_every_row_once(total, size):
    rows = [{"k": f"{n:04d}"} for n in range(total)]
    seen, asked, after = [], "", ""
    while True:
        page = paginate(
            rows, asked=asked, after=after, size=size, width=100, key=lambda r: r["k"], echo="E"
        )
        seen += page.rows
        assert all(len(text) == 100 for text in page.keys.values())
        if page.tr_cont == "D":
            break
        assert page.keys["ctx_area_nk100"].strip()
        asked, after = "N", page.keys["ctx_area_nk100"]
    assert seen == rows


@given(st.text(), st.integers(0, 1000))
def test_what_is_encrypted_can_be_read_again(open_it, text, seed):
    key, iv = make_keys(Random(seed))
    assert (len(key.encode()), len(iv.encode())) == (32, 16)
    frame = f"1|X|001|{encrypt(text, key=key, iv=iv)}"
    ack = {"body": {"output": {"key": key, "iv": iv}}}
    assert "^".join(open_it(frame, ack)) == text


@pytest.fixture(scope="module")
def open_it():
    from base64 import b64decode

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def read(frame: str, ack: dict) -> list[str]:
        output = ack["body"]["output"]
        cipher = Cipher(algorithms.AES(output["key"].encode()), modes.CBC(output["iv"].encode()))
        opener = cipher.decryptor()
        plain = opener.update(b64decode(frame.split("|", 3)[3])) + opener.finalize()
        return plain[: -plain[-1]].decode().split("^")

    return read


def day_of(prices: list[int], quantities: list[int]) -> list[Print]:
    last = len(prices) - 1
    return [
        Print(START + timedelta(minutes=n), "X", price, quantity, n in (0, last))
        for n, (price, quantity) in enumerate(zip(prices, quantities, strict=True))
    ]


PATHS = st.lists(
    st.tuples(st.integers(500, 600), st.integers(0, 500)), min_size=3, max_size=40
).map(lambda rows: day_of([100 * price for price, _ in rows], [size for _, size in rows]))


@given(PATHS, st.integers(2, 15))
def test_finer_prints_keep_the_days_figures(prints, slices):
    fine = slice_minutes(prints, slices=slices, tables={"X": GRID})
    for shown in (prints, fine):
        assert (shown[0].price, shown[-1].price) == (prints[0].price, prints[-1].price)
    assert sum(p.quantity for p in fine) == sum(p.quantity for p in prints)
    assert max(p.price for p in fine) == max(p.price for p in prints)
    assert min(p.price for p in fine) == min(p.price for p in prints)
    assert [p.at for p in fine] == sorted(p.at for p in fine)


@given(PATHS, st.integers(2, 15))
def test_finer_prints_stay_on_the_tick_table_and_in_their_minute(prints, slices):
    fine = slice_minutes(prints, slices=slices, tables={"X": GRID})
    ends = {p.at for p in prints}
    for entry in fine:
        assert entry.price % 100 == 0
        assert entry.at in ends or any(
            timedelta(0) < end - entry.at < timedelta(minutes=1) for end in ends
        )


@given(PATHS)
def test_minutes_hold_all_trades_of_the_day(prints):
    trades = fold_day(prints).share("X").trades
    bars = minute_bars(trades)
    assert sum(bar.volume for bar in bars) == trades[-1].volume
    assert bars[-1].total == sum(p.price * p.quantity for p in prints)
    assert all(bar.low <= min(bar.open, bar.close) for bar in bars)


def test_an_amendment_that_is_refused_leaves_the_old_order(desk):
    desk.at("09:30")
    placed = desk.order("buy", "limit", 10, 60_000)
    venue = desk.venue
    for price in (60_050, 1_000_000):
        assert venue.amend("A", placed.number, kind="limit", quantity=10, price=price).text
    assert desk.last().remaining == 10
    assert venue.amend("B", placed.number, kind="limit", quantity=10, price=61_000).code == (
        "unknown_order"
    )


def test_an_amendment_reuses_the_reserved_money(desk):
    desk.at("09:30")
    placed = desk.order("buy", "limit", 1_600, 60_000)
    done = desk.venue.amend("A", placed.number, kind="limit", quantity=1_600, price=62_000)
    assert done.number == "0000000002"
    assert desk.venue.balance("A").orderable == 100_000_000 - 1_600 * 62_000 - 14_880


def test_a_part_is_cut_and_the_place_kept(desk):
    desk.at("09:30")
    placed = desk.order("buy", "limit", 10, 60_000)
    assert desk.venue.reduce("A", placed.number, by=4).number == placed.number
    assert (desk.last().quantity, desk.last().remaining) == (6, 6)
    for by in (0, 6, 7):
        assert desk.venue.reduce("A", placed.number, by=by).code == "quantity"


def test_a_decreed_fill_is_booked_like_any_other(desk):
    desk.at("09:30")
    placed = desk.order("buy", "limit", 10, 60_000)
    assert desk.venue.strike(placed.number, quantity=4, price=59_000)
    assert not desk.venue.strike(placed.number, quantity=7, price=59_000)
    assert (desk.last().filled, desk.last().amount) == (4, 236_000)


def test_depth_is_what_orders_meet(desk):
    desk.at("09:30")
    depth = desk.venue.depth("990001", 3)
    want = sum(size for _, size in depth.asks[:2])
    desk.order("buy", "limit", min(want, 900), depth.asks[1][0])
    paid = {(fill.price, fill.quantity) for fill in desk.ledger.fills()}
    assert {price for price, _ in paid} <= {price for price, _ in depth.asks}
    assert desk.venue.depth("990003").bids == ()


def test_a_memo_takes_a_number_that_no_order_gets(open_desk):
    desk = open_desk()
    desk.at("09:30")
    desk.order("buy", "limit", 1, 60_000)
    desk.ledger.note(desk.ledger.next_number(), "cancel")
    desk.ledger.commit(desk.venue.now)
    assert desk.order("buy", "limit", 1, 60_000).number == "0000000003"
    desk.ledger.close()
    again = open_desk()
    assert again.ledger.notes() == {2: "cancel"}
    assert again.ledger.next_number() == 4


def test_an_account_keeps_its_cash_when_opened_twice(open_desk):
    ledger = open_desk().ledger
    ledger.open_account("A", cash=5)
    ledger.open_account("C", cash=7)
    today = datetime(2026, 11, 2, tzinfo=UTC).date()
    assert [ledger.books(name, today).cash for name in "AC"] == [100_000_000, 7]
    with pytest.raises(ValueError, match="0 or more"):
        ledger.open_account("D", cash=-1)
    ledger.close()
    assert open_desk().ledger.books("C", today).cash == 7
