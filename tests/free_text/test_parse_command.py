"""`gaemi parse`: one JSON object a line, whatever the lines are, and nothing else happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FIELDS = ["kind", "symbol", "qty", "amount_krw", "fraction", "price", "order_type", "extra"]


def gaemi(*words: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    program = "import sys; from bot.entry import main; sys.argv[0] = 'gaemi'; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **env},
    )


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.mark.process
def test_a_file_and_the_input_give_the_same_rows_and_no_home(tmp_path: Path):
    text = "삼전 20만원어치 사줘\n절반 팔아\n이번 달 얼마 벌었어?\n하이닉스 왜 안 샀어".encode()
    (tmp_path / "lines.txt").write_bytes(text)
    home = tmp_path / "home"
    one = rows(gaemi("parse", given=text, GAEMI_HOME=str(home), HOME=str(tmp_path)))
    two = rows(gaemi("parse", str(tmp_path / "lines.txt"), GAEMI_HOME=str(home)))
    assert one == two
    assert [row["kind"] for row in one] == ["buy", "ambiguous", "query", "query"]
    assert all(list(row) == FIELDS for row in one)
    assert one[0] == {
        "kind": "buy",
        "symbol": "005930",
        "qty": None,
        "amount_krw": 200_000,
        "fraction": None,
        "price": None,
        "order_type": "",
        "extra": "",
    }
    assert not home.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lines.txt"]


@pytest.mark.process
def test_every_line_has_its_row_whatever_it_holds():
    lines = [
        b"\xef\xbb\xbf" + "삼전 10주 사줘\r".encode(),
        b"",
        b"   ",
        b"\xff\xfe\x00",
        b"x" * 5_000_000,
        "네이버 3주 팔아줘".encode(),
        b"\x00\x1b[31m",
        "하이닉스 1주 매수".encode(),
    ]
    found = rows(gaemi("parse", given=b"\n".join(lines)))
    kinds = ["buy", "none", "none", "none", "none", "sell", "none", "buy"]
    assert [row["kind"] for row in found] == kinds
    assert [found[3]["extra"], found[4]["extra"]] == ["why=not_utf8", "why=too_long"]


@pytest.mark.process
def test_no_lines_give_no_rows_and_a_missing_file_is_one_clear_line(tmp_path: Path):
    assert rows(gaemi("parse")) == []
    for name in ("missing.txt", "."):
        done = gaemi("parse", str(tmp_path / name))
        assert done.returncode == 2
        assert done.stdout == b""
        assert len(done.stderr.decode().splitlines()) == 1
        assert b"cannot be read" in done.stderr


@pytest.mark.process
def test_names_of_master_files_in_the_home_are_known(tmp_path: Path):
    line = f"{'900001':<9}{'KR7900001000':<12}{'한강주식':<40}" + "ST".ljust(227, "0") + "\n"
    (tmp_path / "kospi_code.mst").write_bytes(line.encode("cp949"))
    asked = "한강주식 10주 사줘".encode()
    (row,) = rows(gaemi("parse", given=asked, GAEMI_HOME=str(tmp_path)))
    assert (row["kind"], row["symbol"]) == ("buy", "900001")
    (tmp_path / "kospi_code.mst").write_bytes(b"broken")
    done = gaemi("parse", given=asked, GAEMI_HOME=str(tmp_path))
    assert done.returncode == 2
    assert b"kospi_code.mst" in done.stderr


@pytest.mark.process
def test_the_whole_command_line_knows_it_too():
    done = gaemi("parse", "--help", COLUMNS="120")
    assert done.returncode == 0
    assert "JSON" in done.stdout.decode()


@pytest.mark.process
def test_it_starts_without_the_heavy_parts_of_the_program():
    heavy = "pydantic_settings sqlalchemy numpy pandas telegram structlog typer asyncio matplotlib"
    program = f"import sys, bot.parse_lines; print(set('{heavy}'.split()) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
