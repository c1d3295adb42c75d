"""`logs`: what people see of the log, and what they never see."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.log_lines import TAIL_BYTES, tail_of
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.people import Role, User
from core.log import configure
from core.redact import MASK, Redactor
from tests import fakes_bot as fb

CHAT = "비밀 이야기를 채팅에서"
PLAIN = Redactor()


def row(n: int = 0, **changes: Any) -> str:
    base = {
        "at": f"2024-12-26T01:{n // 60:02d}:{n % 60:02d}+00:00", "level": "warning",
        "logger": "bot.valuation", "event": "names.unread", "error": "ReadFailed",
    }  # fmt: skip
    return json.dumps(base | changes, ensure_ascii=False)


def file_of(folder: Path, *rows: str) -> Path:
    path = folder / "gaemi.log"
    path.write_text("".join(f"{one}\n" for one in rows), encoding="utf-8")
    return path


async def said(path: Path | None, line: str) -> Reply:
    bench = fb.Bench()
    bench.router._base = replace(bench.context, log=path)
    reply = await bench.say(line)
    assert reply is not None
    assert [x for x in render(reply, bench.words).split("\n") if width(x) > WIDTH] == []
    return reply


def buttons(reply: Reply) -> list[str]:
    return [button.data for one in reply.buttons for button in one]


def test_the_newest_come_first_and_the_level_is_the_least(tmp_path: Path) -> None:
    levels = ("debug", "info", "warning", "error", "critical")
    path = file_of(tmp_path, *(row(n, level=level) for n, level in enumerate(levels)))
    found = [line.level for line in tail_of(path, PLAIN, least="warning")]
    assert found == ["critical", "error", "warning"]
    assert len(tail_of(path, PLAIN, least="debug")) == 5


def test_no_file_and_broken_lines_are_no_lines(tmp_path: Path) -> None:
    assert tail_of(tmp_path / "none.log", PLAIN, least="info") == []
    broken = ("{", "[]", '"x"', row(level="loud"), row(at="yesterday"), row(at="2024-12-26T01:00"))
    assert tail_of(file_of(tmp_path, *broken), PLAIN, least="debug") == []


def test_of_a_long_file_only_the_end_is_read(tmp_path: Path) -> None:
    rows = [row(n % 3600, event="x" * 100) for n in range(6_000)]
    path = file_of(tmp_path, *rows)
    found = tail_of(path, PLAIN, least="info")
    assert path.stat().st_size > TAIL_BYTES
    assert 0 < len(found) <= TAIL_BYTES // len(rows[0].encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"text": CHAT}}, {"text": CHAT}, {"message": CHAT}, {"said": CHAT},
        {"logger": "telegram.ext", "event": CHAT}, {"logger": "httpx", "event": CHAT},
        {"logger": "", "event": CHAT}, {"exception": f"Traceback\n  ...\nValueError: {CHAT}"},
    ],
)  # fmt: skip
def test_what_was_said_in_a_chat_is_never_shown(tmp_path: Path, changes: dict[str, Any]) -> None:
    (line,) = tail_of(file_of(tmp_path, row(**changes)), PLAIN, least="info")
    assert CHAT not in line.text


def test_an_error_is_named_without_what_it_says(tmp_path: Path) -> None:
    stack = f"Traceback (most recent call last):\n  File x\ncore.errors.StoreError: {CHAT}"
    (line,) = tail_of(file_of(tmp_path, row(exception=stack)), PLAIN, least="info")
    assert line.text == "names.unread error=ReadFailed core.errors.StoreError"


def test_secrets_are_masked_once_more(tmp_path: Path) -> None:
    known = "".join(("verysec", "retvalue"))
    shaped = "123456789:" + "A" * 35
    path = file_of(tmp_path, row(event=f"lost {known} {shaped}"))
    (line,) = tail_of(path, Redactor([known]), least="info")
    assert known not in line.text
    assert shaped not in line.text
    assert line.text.count(MASK) == 2


def test_hidden_letters_are_taken_out(tmp_path: Path) -> None:
    (line,) = tail_of(file_of(tmp_path, row(event="a\u202eb\nc")), PLAIN, least="info")
    assert line.text.startswith("ab c")


def test_what_the_program_writes_can_be_read_back(tmp_path: Path) -> None:
    log = configure(tmp_path / "logs" / "gaemi.log", "INFO", lambda: fb.NOW)
    try:
        structlog.get_logger("bot.valuation").warning("quotes.unread", symbol="005930")
        structlog.get_logger("journal").info("order.state", kind="sending", data={"x": CHAT})
    finally:
        log.close()
        structlog.reset_defaults()
    found = tail_of(tmp_path / "logs" / "gaemi.log", PLAIN, least="info")
    assert [(one.at, one.text) for one in found] == [
        (fb.NOW, "order.state kind=sending"), (fb.NOW, "quotes.unread symbol=005930"),
    ]  # fmt: skip


async def test_lines_are_shown_in_pages_and_error_numbers_open(tmp_path: Path) -> None:
    ids = [f"01JFZZ{n:020d}" for n in range(20)]
    path = file_of(tmp_path, *(row(n, correlation=ident) for n, ident in enumerate(ids)))
    first = await said(path, "로그")
    assert "1/3" in first.title
    assert buttons(first)[-1] == "t:logs warning 2"
    opened = await said(path, buttons(first)[0].removeprefix("r:"))
    assert fb.text_of(opened).count("names.unread") == 1


async def test_an_error_number_finds_what_is_harmless_too(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, row(1, level="debug", correlation="01JFZZABCDEF"), row(2, correlation="OTHER")
    )
    told = fb.text_of(await said(path, "로그 zzabcdef"))
    assert told.count("names.unread") == 1


@pytest.mark.parametrize(
    ("line", "count"), [("로그", 2), ("로그 오류", 1), ("로그 전체", 3), ("logs error", 1)]
)
async def test_the_level_is_said_in_words(tmp_path: Path, line: str, count: int) -> None:
    rows = (row(1, level="info"), row(2), row(3, level="error"))
    told = fb.text_of(await said(file_of(tmp_path, *rows), line))
    assert told.count("names.unread") == count


@pytest.mark.parametrize("line", ["로그 음", "로그 오류 경고", "로그 0", "로그 !!!!!!!"])
async def test_a_wrong_word_is_refused_with_the_usage(tmp_path: Path, line: str) -> None:
    assert "이렇게 써 주세요" in fb.text_of(await said(file_of(tmp_path), line))


async def test_a_quiet_log_and_no_log_say_so(tmp_path: Path) -> None:
    assert "그런 기록이 없습니다" in fb.text_of(await said(file_of(tmp_path), "로그"))
    assert "로그 파일이 없는" in fb.text_of(await said(None, "로그"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_only_an_administrator_reads_the_log(tmp_path: Path, role: Role) -> None:
    bench = fb.Bench(paired=False)
    bench.router._base = replace(bench.context, log=file_of(tmp_path, row()))
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", role, fb.NOW))
    assert "names.unread" not in fb.text_of(await bench.say("로그"))
