"""Reading files of daily bars: strict, complete, and nothing lost without a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.bar import Interval
from core.errors import InputError
from core.market.csv_daily import Reject, RejectReason, read_daily

HEADER = "date,open,high,low,close,volume"
GOOD = "2017-01-02,100,110,90,105,1000"


def write(folder: Path, *rows: str, name: str = "005930.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_bytes("\n".join([header, *rows, ""]).encode())
    return path


def reasons(folder: Path, *rows: str) -> list[tuple[int, RejectReason]]:
    return [(one.line, one.reason) for one in read_daily(write(folder, *rows)).rejects]


def test_a_good_row_becomes_a_bar(tmp_path: Path) -> None:
    file = read_daily(write(tmp_path, GOOD))
    (bar,) = file.bars
    assert (bar.symbol, bar.interval, bar.day) == ("005930", Interval.DAY, date(2017, 1, 2))
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (100, 110, 90, 105, 1000)
    assert bar.opened_at.isoformat() == "2017-01-02T00:00:00+00:00"
    assert (file.rows, file.lines, file.rejects) == (1, (2,), ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2017-01-02,100,110,90,105", RejectReason.COLUMNS),
        ("2017-01-02,100,110,90,105,1000,7", RejectReason.COLUMNS),
        ("2017-01-02", RejectReason.COLUMNS),
        ('2017-01-02,"1,000",1100,900,1050,1000', RejectReason.COLUMNS),
        ("2017-13-02,100,110,90,105,1000", RejectReason.DATE),
        ("2017-02-29,100,110,90,105,1000", RejectReason.DATE),
        ("20170102,100,110,90,105,1000", RejectReason.DATE),
        ("02.01.2017,100,110,90,105,1000", RejectReason.DATE),
        ("2017-W01-1,100,110,90,105,1000", RejectReason.DATE),
        ("1017-01-02,100,110,90,105,1000", RejectReason.DATE),
        (",100,110,90,105,1000", RejectReason.DATE),
        ("2017-01-02,100.5,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,1e2,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,nan,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02, 100,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,1_00,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,１００,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,+100,110,90,105,1000", RejectReason.NUMBER),
        ("2017-01-02,100,110,90,,1000", RejectReason.NUMBER),
        ("2017-01-02,100,110,90,105,9999999999999999", RejectReason.NUMBER),
        ("2017-01-02,-100,110,90,105,1000", RejectReason.NEGATIVE),
        ("2017-01-02,100,110,90,105,-1", RejectReason.NEGATIVE),
        ("2017-01-02,0,110,0,105,1000", RejectReason.ZERO),
        ("2017-01-02,100,104,90,105,1000", RejectReason.HIGH),
        ("2017-01-02,100,110,101,105,1000", RejectReason.LOW),
    ],
)
def test_a_bad_row_keeps_its_line_and_reason(
    tmp_path: Path, row: str, reason: RejectReason
) -> None:
    file = read_daily(write(tmp_path, GOOD.replace("01-02", "01-03"), row))
    assert file.rejects == (Reject(3, reason, row),)
    assert [bar.day for bar in file.bars] == [date(2017, 1, 3)]
    assert file.rows == 2


def test_the_second_row_of_a_date_is_rejected(tmp_path: Path) -> None:
    assert reasons(tmp_path, GOOD, GOOD, GOOD.replace("105", "106")) == [
        (3, RejectReason.DUPLICATE),
        (4, RejectReason.DUPLICATE),
    ]


def test_rows_in_any_order_come_out_oldest_first(tmp_path: Path) -> None:
    days = ["2017-01-04", "2017-01-02", "2017-01-03"]
    file = read_daily(write(tmp_path, *[GOOD.replace("2017-01-02", day) for day in days]))
    assert [bar.day.isoformat() for bar in file.bars] == sorted(days)
    assert file.lines == (3, 4, 2)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_byte_order_mark_and_any_line_end_are_read(
    tmp_path: Path, ending: str, mark: bytes
) -> None:
    path = tmp_path / "005930.csv"
    path.write_bytes(mark + ending.join([HEADER, GOOD, "", GOOD]).encode())
    file = read_daily(path)
    assert len(file.bars) == 1
    assert file.rejects == (Reject(4, RejectReason.DUPLICATE, GOOD),)


def test_only_line_ends_end_a_line(tmp_path: Path) -> None:
    assert reasons(tmp_path, "odd\u2028row\x0bhere\x1c", "bad") == [
        (2, RejectReason.COLUMNS),
        (3, RejectReason.COLUMNS),
    ]


def test_an_open_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    file = read_daily(write(tmp_path, '2017-01-01,"100,110,90,105,1000', GOOD))
    assert [one.line for one in file.rejects] == [2]
    assert len(file.bars) == 1


def test_a_huge_line_is_rejected_and_kept_short(tmp_path: Path) -> None:
    (reject,) = read_daily(write(tmp_path, "9" * 500_000)).rejects
    assert reject.reason is RejectReason.COLUMNS
    assert len(reject.raw) == 300


@pytest.mark.parametrize(
    "header",
    ["", "Date,Open,High,Low,Close,Volume", "open,date,high,low,close,volume", f"{HEADER},x"],
)
def test_another_header_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError, match="first line"):
        read_daily(write(tmp_path, GOOD, header=header))


@pytest.mark.parametrize("name", ["삼성전자.csv", "00593.csv", "0059300.csv", ".csv"])
def test_a_file_name_must_be_a_symbol(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="symbol"):
        read_daily(write(tmp_path, GOOD, name=name))


def test_index_series_and_small_letters_are_known(tmp_path: Path) -> None:
    assert read_daily(write(tmp_path, GOOD, name="kospi.csv")).symbol == "KOSPI"
    assert read_daily(write(tmp_path, GOOD, name="0059a0.csv")).symbol == "0059A0"


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_daily(tmp_path / "005930.csv")
    (tmp_path / "000660.csv").mkdir()
    with pytest.raises(InputError, match="directory"):
        read_daily(tmp_path / "000660.csv")
    (tmp_path / "005380.csv").write_bytes("날짜".encode("cp949"))
    with pytest.raises(InputError, match="UTF-8"):
        read_daily(tmp_path / "005380.csv")


def test_an_empty_file_with_header_has_no_rows(tmp_path: Path) -> None:
    file = read_daily(write(tmp_path))
    assert (file.rows, file.bars, file.rejects) == (0, (), ())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.sampled_from("0123456789-,.\"' \t;가nae"), max_size=40) | st.just(GOOD),
        max_size=20,
    )
)
def test_every_row_is_a_bar_or_a_reject(tmp_path: Path, rows: list[str]) -> None:
    file = read_daily(write(tmp_path, *rows))
    given_lines = [number for number, row in enumerate(rows, 2) if row.strip()]
    told = [*file.lines, *(one.line for one in file.rejects)]
    assert sorted(told) == given_lines
    assert file.rows == len(given_lines)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_rubbish_is_refused_or_sorted_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "005930.csv"
    path.write_bytes(HEADER.encode() + b"\n" + content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        with pytest.raises(InputError, match="UTF-8"):
            read_daily(path)
        return
    file = read_daily(path)
    assert file.rows == len(file.bars) + len(file.rejects)


def test_the_real_files_have_one_bad_row(shared: Path) -> None:
    files = [read_daily(path) for path in sorted((shared / "data/krx_daily").glob("*.csv"))]
    assert len(files) == 14
    assert sum(file.rows for file in files) == 75_942
    bad = {file.symbol: file.rejects for file in files if file.rejects}
    row = "1985-01-30,99628,100387,99780,100387,1141"
    assert bad == {"000270": (Reject(24, RejectReason.LOW, row),)}
