"""The fast reader of daily files takes and refuses what the plain one does, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.market.csv_columns import DailyColumns, read_columns
from core.market.csv_daily import DailyFile, read_daily

HEADER = "date,open,high,low,close,volume"
NUMBERS = st.one_of(
    st.integers(90, 110).map(str),
    st.sampled_from(["0", "-5", "-0", "007", "1e2", "", " 7", "１００", '"5"', "9" * 15, "9" * 16]),
)
DATES = st.one_of(
    st.dates().map(str),
    st.integers(1, 9).map(lambda day: f"2017-01-0{day}"),
    st.sampled_from(["2017-02-29", "2016-02-29", "2017-13-01", "2017-00-10", "2017-01-00",
                     "1955-12-31", "0000-01-01", "2017-04-31", "20170102", "2017-1-2"]),
)  # fmt: skip
SANE = DATES.map(lambda day: f"{day},100,110,90,105,1000")
ROWS = st.one_of(
    SANE,
    st.tuples(DATES, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS).map(",".join),
    st.text(max_size=30),
)


def same(file: DailyFile, columns: DailyColumns) -> None:
    assert (file.name, file.symbol, file.rejects) == (
        columns.name,
        columns.symbol,
        columns.rejects,
    )
    assert list(file.lines) == columns.line.tolist()
    assert [bar.day.toordinal() for bar in file.bars] == columns.day.tolist()
    for name in ("open", "high", "low", "close", "volume"):
        assert [getattr(bar, name) for bar in file.bars] == getattr(columns, name).tolist()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(ROWS, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example(["2017-01-02,100,110,90,105,-0", "2017-01-02,100,110,90,105,1"], "\n", True)
@example([], "\n", False)
def test_any_file_is_read_as_the_plain_reader_reads_it(tmp_path, rows, end, marked):
    path = tmp_path / "005930.csv"
    text = end.join([HEADER, *rows])
    path.write_bytes((b"\xef\xbb\xbf" if marked else b"") + text.encode())
    same(read_daily(path), read_columns(path))


def test_real_files_are_read_alike_and_the_broken_row_is_told(shared):
    rejects = []
    for path in sorted((shared / "data" / "krx_daily").glob("[0-9]*.csv")):
        columns = read_columns(path)
        same(read_daily(path), columns)
        rejects += [(columns.symbol, reject.reason) for reject in columns.rejects]
    assert rejects == [("000270", "low above another price")]


def test_a_file_that_cannot_be_read_is_refused_alike(tmp_path):
    for name, content in [("005930.csv", b"day,close\n"), ("x.csv", b""), ("005930.csv", b"\xff")]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError) as plain:
            read_daily(path)
        with pytest.raises(InputError) as fast:
            read_columns(path)
        assert str(plain.value) == str(fast.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"000660\.csv"):
        read_columns(tmp_path / "000660.csv")


def test_whole_prices_written_with_a_point_are_taken_by_both_readers(tmp_path):
    path = tmp_path / "005930.csv"
    rows = ("2017-01-02,100.0,110.0,90.00,105.0,1000.0", "2017-01-03,100.5,110,90,105,1000")
    path.write_text("date,open,high,low,close,volume\n" + "\n".join(rows) + "\n")
    columns, daily = read_columns(path), read_daily(path)
    assert columns.close.tolist() == [bar.close for bar in daily.bars] == [105]
    assert columns.volume.tolist() == [1000]
    assert [reject.line for reject in columns.rejects] == [3]
    assert columns.rejects == daily.rejects
