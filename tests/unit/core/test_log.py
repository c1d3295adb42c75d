"""Log lines: time of the clock in use, correlation, privacy of the file, no secrets."""

from __future__ import annotations

import asyncio
import json
import logging
import stat
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from pydantic import SecretStr

from core.log import Log, PrivateFile, configure, correlated

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
TOKEN = "987654321:AAF0abcdefghijklmnopqrstuvwxyz-_123"
CANARIES = ("kis/app+key=canary 0001", "비밀열쇠-카나리아-0002", "sec\"ret\\can'ary0003", TOKEN)


class Hand:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def log(tmp_path: Path, hand: Hand) -> Iterator[Log]:
    level = logging.getLogger().level
    made = configure(tmp_path / "logs" / "gaemi.log", "INFO", hand, secrets=CANARIES)
    yield made
    made.close()
    structlog.reset_defaults()
    logging.getLogger().setLevel(level)


def lines(log: Log) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.path.read_text(encoding="utf-8").splitlines()]


def test_line_carries_event_fields_level_and_the_clocks_time(log, hand):
    hand.now += timedelta(days=3)
    structlog.get_logger("core.flow").info(
        "order_sent", shares=3, price=Decimal(71_200), at_risk=None
    )

    assert lines(log) == [
        {
            "at": "2026-11-23T00:00:00+00:00",
            "at_risk": None,
            "event": "order_sent",
            "level": "info",
            "logger": "core.flow",
            "price": "71200",
            "shares": 3,
        }
    ]


def test_standard_logging_goes_the_same_way(log):
    logging.getLogger("some.package").warning("retry %d of %s", 2, "five")
    assert lines(log)[0]["event"] == "retry 2 of five"
    assert lines(log)[0]["at"] == START.isoformat()
    assert lines(log)[0]["level"] == "warning"


def test_level_is_obeyed_and_chatty_libraries_are_quiet(log):
    structlog.get_logger("core").debug("hidden")
    logging.getLogger("httpx").info("HTTP Request: POST ...")
    logging.getLogger("core.x").info("shown")
    assert [line["event"] for line in lines(log)] == ["shown"]


async def test_correlation_reaches_every_line_of_its_own_task_only(log):
    async def one(name: str) -> None:
        with correlated(name, owner="macross"):
            await asyncio.sleep(0)
            structlog.get_logger("core").info("step")
            logging.getLogger("lib").warning("foreign step")

    await asyncio.gather(one("c1"), one("c2"))
    structlog.get_logger("core").info("after")

    got = lines(log)
    assert sorted(str(line.get("correlation")) for line in got) == ["None", "c1", "c1", "c2", "c2"]
    assert all(line["owner"] == "macross" for line in got if "correlation" in line)


@pytest.mark.parametrize("secret", CANARIES)
def test_planted_secret_is_in_no_line_in_any_writing(log, secret):
    shouts = structlog.get_logger("core")
    auth = b64encode(f"user:{secret}".encode()).decode()
    deep = {"list": [("x", {"deep": f"<{secret}>"})], f"as-{secret}": 1, "raw": secret.encode()}
    shouts.info(
        f"event {secret}", deep=deep, url=f"https://h/?k={quote(secret, safe='')}", auth=auth
    )
    shouts.info(
        "hex", value=secret.encode().hex(), wrapped=SecretStr(secret), what=[Exception(secret)]
    )
    logging.getLogger("httpx").warning("HTTP Request: POST http://h/bot%s/getUpdates", secret)
    try:
        raise ValueError(f"refused: {secret}")
    except ValueError as e:
        try:
            raise RuntimeError("second") from e
        except RuntimeError:
            shouts.exception("failed")
            logging.getLogger("lib").exception("failed too")

    text = log.path.read_text(encoding="utf-8")
    core = b64encode(secret.encode()).decode()[4:-4]
    assert len(lines(log)) == 5
    assert "refused: [redacted]" in text
    for form in (secret, quote(secret), quote(secret, safe=""), secret.encode().hex(), core,
                 json.dumps(secret)[1:-1], auth[8:-4]):  # fmt: skip
        assert form not in text


def test_positive_control_finds_what_was_not_planted(log):
    structlog.get_logger("core").info("an innocent word", word="not-a-secret-000")
    assert "not-a-secret-000" in log.path.read_text(encoding="utf-8")


def test_secret_that_comes_up_later_is_learnt(log):
    log.redactor.add("late-secret-77")
    structlog.get_logger("core").info("paired with late-secret-77")
    assert lines(log)[0]["event"] == "paired with [redacted]"


def test_file_and_folder_are_private_even_when_they_were_not(tmp_path, hand):
    path = tmp_path / "logs" / "gaemi.log"
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o644)

    made = configure(path, "INFO", hand)
    made.close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rotated_files_stay_private_and_few(tmp_path):
    handler = PrivateFile(tmp_path / "x.log", maxBytes=200, backupCount=2, encoding="utf-8")
    for number in range(40):
        handler.emit(logging.LogRecord("n", 20, "p", 1, f"line {number:040}", None, None))
    handler.close()

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["x.log", "x.log.1", "x.log.2"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert "0039" in files[0].read_text()


class FullDisk:
    """A stream that has no room until it is given some."""

    def __init__(self) -> None:
        self.room = False
        self.kept: list[str] = []

    def write(self, text: str) -> None:
        if not self.room:
            raise OSError(28, "No space left on device")
        self.kept.append(text)

    def flush(self) -> None: ...

    def close(self) -> None: ...


def test_full_disk_is_said_once_without_the_record_and_recovers(tmp_path, capsys):
    handler = PrivateFile(tmp_path / "x.log", maxBytes=0, encoding="utf-8")
    handler.stream.close()
    disk = FullDisk()
    handler.stream = disk
    record = logging.LogRecord("n", 20, "p", 1, "with %s", (TOKEN,), None)

    for _ in range(3):
        handler.emit(record)
    disk.room = True
    handler.emit(record)

    said = capsys.readouterr().err
    assert said.count("log lines are being lost (OSError)") == 1
    assert TOKEN not in said
    assert len(disk.kept) == 1
    handler.close()


def test_badly_formatted_message_of_a_library_stops_nothing(log, capsys):
    log.handler.emit(logging.LogRecord("lib", 30, "p", 1, "two %s %s", (TOKEN,), None))
    logging.getLogger("lib").warning("next")
    assert [line["event"] for line in lines(log)] == ["next"]
    said = capsys.readouterr().err
    assert "TypeError" in said
    assert TOKEN not in said


def test_closed_log_takes_no_more_lines(log):
    log.close()
    logging.getLogger("lib").warning("late")
    assert lines(log) == []
