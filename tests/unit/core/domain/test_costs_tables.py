"""The dated tables: the tax in its parts, and what each broker takes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.costs import Commission, estimate, tax_rate
from core.domain.costs_commission import FEES, FREE_ACCOUNT, Channel, commission_of, read_commission
from core.domain.costs_tax import EXEMPT, NANO, TAXES, nano_rates, tax_row
from core.domain.instrument import InstrumentKind, Market
from core.domain.signal import Side
from core.errors import InputError
from core.market.calendar import KrxCalendar
from tests.refusals import refused

STOCK = InstrumentKind.STOCK
days = st.dates(date(1979, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("settles_on", "securities", "rural"),
    [
        (date(1978, 12, 31), "0", "0"),
        (date(1985, 1, 4), "0.002", "0"),
        (date(1988, 6, 1), "0.005", "0"),
        (date(1992, 3, 3), "0.002", "0"),
        (date(1994, 6, 30), "0.0035", "0"),
        (date(1994, 7, 1), "0.0035", "0.0015"),
        (date(1996, 1, 4), "0.003", "0.0015"),
        (date(1996, 4, 2), "0.003", "0.0015"),
        (date(1996, 4, 3), "0.0015", "0.0015"),
        (date(2019, 6, 2), "0.0015", "0.0015"),
        (date(2019, 6, 3), "0.001", "0.0015"),
        (date(2021, 1, 4), "0.0008", "0.0015"),
        (date(2023, 1, 2), "0.0005", "0.0015"),
        (date(2024, 1, 2), "0.0003", "0.0015"),
        (date(2025, 1, 2), "0", "0.0015"),
        (date(2026, 1, 2), "0.0005", "0.0015"),
    ],
)
def test_kospi_pays_two_taxes(settles_on, securities, rural):
    row = tax_row(settles_on, market=Market.KOSPI, kind=STOCK)
    assert (row.securities, row.rural) == (Decimal(securities), Decimal(rural))


@pytest.mark.parametrize(
    ("settles_on", "rate"),
    [
        (date(1996, 8, 13), "0.005"),
        (date(1996, 8, 14), "0.003"),
        (date(2019, 6, 3), "0.0025"),
        (date(2026, 1, 2), "0.002"),
    ],
)
def test_kosdaq_pays_no_rural_tax(settles_on, rate):
    row = tax_row(settles_on, market=Market.KOSDAQ, kind=STOCK)
    assert (row.securities, row.rural) == (Decimal(rate), 0)


@pytest.mark.parametrize("market", Market)
def test_rows_rise_by_date_and_each_names_its_source(market):
    rows = TAXES[market]
    assert all(before.since < after.since for before, after in pairwise(rows))
    assert rows[0].since == date.min
    assert all(row.source for row in rows)
    # A row that changes nothing would only pretend to know something.
    assert all(a.total != b.total or a.rural != b.rural for a, b in pairwise(rows))


@given(day=days, market=st.sampled_from(Market), kind=st.sampled_from(InstrumentKind))
def test_parts_sum_to_the_total_and_billionths_are_exact(day, market, kind):
    row = tax_row(day, market=market, kind=kind)
    assert row.securities + row.rural == tax_rate(day, market=market, kind=kind)
    assert nano_rates([day], market=market, kind=kind) == [row.total * NANO]
    assert (row is EXEMPT) == (kind is not STOCK)


@given(day=days, market=st.sampled_from(Market))
def test_rate_changes_only_where_a_row_begins(day, market):
    before = tax_rate(day - timedelta(days=1), market=market, kind=STOCK)
    after = tax_rate(day, market=market, kind=STOCK)
    assert before == after or day in {row.since for row in TAXES[market]}


def test_sales_of_the_last_two_sessions_of_2024_pay_the_tax_of_2025():
    calendar = KrxCalendar()
    sold = [date(2024, 12, 26), date(2024, 12, 27), date(2024, 12, 30)]
    settled = [calendar.settlement(day) for day in sold]
    assert nano_rates(settled, market=Market.KOSDAQ, kind=STOCK) == [
        1_800_000,
        1_500_000,
        1_500_000,
    ]


@pytest.mark.parametrize(
    ("broker", "channel", "rate"),
    [
        ("kis", Channel.KRX, "0.000140527"),
        ("kis", Channel.NXT, "0.000130527"),
        ("kis", Channel.PAPER, "0.000142"),
        ("kis", Channel.FUTURES, "0.00003"),
        ("kiwoom", Channel.KRX, "0.00015"),
        ("kiwoom", Channel.PAPER, "0.0035"),
        ("ls", Channel.KRX, "0.00015"),
    ],
)
def test_brokers_take_their_own_commission(broker, channel, rate):
    assert commission_of(broker, channel) == Commission(Decimal(rate), 10)


def test_paper_account_takes_what_was_measured():
    # Buys of 498,000 and 497,000 won cost 140 won together (brokers' fact sheet 6.6).
    fee = commission_of("kis", Channel.PAPER)
    assert fee.of(498_000) + fee.of(497_000) == 140


def test_free_account_still_pays_the_exchange():
    assert FREE_ACCOUNT[Channel.KRX].commission.of(10_000_000) == 360
    assert FREE_ACCOUNT[Channel.NXT].commission.of(10_000_000) == 310


def test_every_fee_names_its_source():
    assert all(fee.source for fees in FEES.values() for fee in fees.values())
    assert all(set(fees) == set(Channel) for fees in FEES.values())


@given(amount=st.integers(0, 10**12), broker=st.sampled_from(sorted(FEES)))
def test_commission_of_zero_is_allowed_and_costs_nothing(amount, broker):
    free = commission_of(broker, Channel.KRX, rate=Decimal(0))
    assert free.of(amount) == 0
    costs = estimate(
        Side.SELL, amount, commission=free, market=Market.KOSPI, kind=STOCK,
        settles_on=date(2025, 3, 4),
    )  # fmt: skip
    assert costs.net == amount - costs.tax


def test_own_rate_and_unit_go_before_the_brokers():
    own = commission_of("kis", Channel.KRX, rate=Decimal("0.0000042"), unit=1)
    assert own.of(10_000_000) == 42


@pytest.mark.parametrize(
    ("broker", "more", "told"),
    [
        ("keb", {}, "choose one of kis, kiwoom, ls"),
        ("kis", {"rate": Decimal("0.015")}, "write 0.015 % as 0.00015"),
        ("kis", {"rate": Decimal("-0.0001")}, "outside 0 to 0.01"),
        ("kis", {"unit": 0}, "below 1 won"),
    ],
)
def test_impossible_commission_is_refused_with_what_is_allowed(broker, more, told):
    with pytest.raises(InputError, match=told):
        commission_of(broker, Channel.KRX, **more)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("kis", "0.000140527"), ("KIS/nxt", "0.000130527"), ("kiwoom/paper", "0.0035"),
        ("free", "0.000036396"), ("0", "0"), ("0%", "0"), ("0.015%", "0.00015"),
        ("0.0002", "0.0002"), ("1%", "0.01"),
    ],
)  # fmt: skip
def test_a_commission_is_read_by_broker_channel_or_rate(text, rate):
    assert read_commission(text) == Commission(Decimal(rate), 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kis/nasdaq", "krx, nxt, paper"), ("toss", "kis, kiwoom, ls"), ("2%", "up to 1 %"),
        ("-0.1%", "up to 1 %"), ("nan", "up to 1 %"), ("free/paper", "krx, nxt"), ("", "free"),
        ("0.01/krx", "up to 1 %"),
    ],
)  # fmt: skip
def test_another_commission_is_refused_with_what_is_allowed(text, said):
    with refused(said):
        read_commission(text)
