"""Push records of futures: 22 fields, two implied decimals; never more than a hint."""

from __future__ import annotations

import pytest

from core.brokers.kis import futures_notices
from core.brokers.kis.futures_notices import notice, traded
from core.brokers.kis.notices import NoticeKind, frame
from core.brokers.kis.numbers import BadField
from core.domain.signal import Side
from tests.kis_futures_wire import futures_live, futures_paper

# Of the form of the sheet's examples (5.15), the name changed.
FILL = (
    "HTSID^8101234503^0000002891^^02^0^0^111V06^0000000003^007840000^094941^0^2^2^00950^"
    "000000005^홍길동^삼성전자 F^0^^^007840000"
)
# The sheet's own example of a trade (5.11).
TRADE = (
    "111V06^091639^77900^5^-100^-0.13^77900^77900^77300^5^1724^1337128000^77899.50^400.00^0.00^"
    "0.00^0.00^-500.00^32053^219^000000^3^0^000000^3^0^000000^2^600^0.36^58.23^0.50^-1^399.50^"
    "77900^77800^0^0^105^36^-69^1075^626^0^0^6.23^0^0^0"
)


def record(**changes: str) -> tuple[str, ...]:
    """Give the fill with some fields changed by place, such as p5 for the sixth."""
    parts = FILL.split("^")
    for place, text in changes.items():
        parts[int(place[1:])] = text
    return tuple(parts)


def test_fill_is_read_with_two_implied_decimals():
    found = notice(record())
    assert (found.kind, found.number) == (NoticeKind.FILLED, "00950-0000002891")
    assert (found.symbol, found.side, found.shares) == ("111V06", Side.BUY, 3)
    assert (found.price, found.ordered, found.time) == (78_400, 5, "094941")
    assert found.account == "8101234503"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"p12": "1", "p13": "1", "p6": "L"}, NoticeKind.ACCEPTED),
        ({"p12": "1", "p5": "1", "p3": "0000002891"}, NoticeKind.AMENDED),
        ({"p12": "1", "p5": "2", "p3": "0000002891"}, NoticeKind.CANCELLED),
        ({"p12": "1", "p13": "3"}, NoticeKind.CANCELLED),
        ({"p12": "1", "p11": "1"}, NoticeKind.REJECTED),
    ],
)
def test_kind_is_read_from_its_three_marks(changes, kind):
    assert notice(record(**changes)).kind is kind


def test_cancel_is_about_the_order_that_it_cancels():
    changed = record(p12="1", p5="2", p2="0000002999", p3="0000002891")
    assert notice(changed).number == "00950-0000002891"


def test_sale_and_added_fields_are_read():
    assert notice((*record(p4="01"), "more", "fields")).side is Side.SELL


@pytest.mark.parametrize(
    "changes",
    [
        {"p4": "03"}, {"p5": "9"}, {"p7": "B01603955"}, {"p7": ""}, {"p8": "three"},
        {"p9": "007840050"}, {"p11": "?"}, {"p12": "3"}, {"p2": "0000000000"}, {"p14": ""},
    ],
)  # fmt: skip
def test_notice_that_cannot_be_read_is_refused(changes):
    with pytest.raises(BadField):
        notice(record(**changes))


def test_short_notice_is_refused():
    with pytest.raises(BadField, match="fewer than 22"):
        notice(record()[:21])


def test_trade_of_the_sheet_names_its_contract():
    (found,) = frame(f"0|H0ZFCNT0|001|{TRADE}", {}).records
    assert len(found) == 49
    assert traded(found) == "111V06"


@pytest.mark.parametrize(
    ("place", "own"), [(futures_paper(), "H0IFCNI9"), (futures_live(), "H0IFCNI0")]
)
def test_feeds_are_those_of_futures(place, own):
    found = futures_notices.feeds(place)
    assert (found.notices, found.trades, found.book) == (own, "H0ZFCNT0", "H0ZFASP0")
