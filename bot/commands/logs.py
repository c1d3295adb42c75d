"""`logs`: the newest warnings and errors of the program, or what belongs to one error number."""

from __future__ import annotations

import asyncio
from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.log_lines import LogLine, tail_of
from bot.reply import Button, Lines, Paragraph, Reply
from bot.turning import in_rows, page_in, page_of, turning
from core.domain.calendar import kst_text
from core.redact import Redactor

SAID: Final = {
    "info": "info", "all": "info", "전체": "info", "정보": "info",
    "warning": "warning", "warn": "warning", "경고": "warning", "주의": "warning",
    "error": "error", "errors": "error", "오류": "error", "에러": "error",
}  # fmt: skip
SIZE: Final = 8
_MARKS: Final = {"info": "·", "warning": "⚠", "error": "✗", "critical": "🚨"}
_SHORTEST: Final = 6


class LogsArgs(Args):
    """The least level, an error number or the end of one, and the page."""

    level: str = "warning"
    id: str = ""
    page: int = 1

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read the words in any order; raises UsageError for one that is nothing."""
        given: dict[str, str | int] = {}
        for word in words:
            name, value = _read(word)
            if name in given:
                raise UsageError("history.twice", found=word)
            given[name] = value
        if "id" in given:
            # Whatever belongs to an error number, be it as harmless as it may.
            given.setdefault("level", "debug")
        return cls.model_validate(given)


def _read(word: str) -> tuple[str, str | int]:
    if word.lower() in SAID:
        return "level", SAID[word.lower()]
    if len(word) >= _SHORTEST and word.isalnum() and word.isascii():
        return "id", word.upper()
    if page_in(word):
        return "page", page_in(word)
    raise UsageError("logs.bad", found=word)


@command("logs", ko=("로그", "기록"), args=LogsArgs)
async def handle(context: Context, args: LogsArgs) -> Reply:
    """Show the lines, the newest first."""
    if context.log is None:
        raise UsageError("logs.off")
    redactor = Redactor(context.settings.secrets())
    found = await asyncio.to_thread(tail_of, context.log, redactor, least=args.level)
    lines = [one for one in found if one.id.endswith(args.id)]
    page = page_of(lines, args.page, size=SIZE)
    said = " ".join(["logs", args.id or args.level])
    ids = list(dict.fromkeys(one.id for one in page.rows if one.id and not args.id))
    opens = [Button(f"…{ident[-_SHORTEST:]}", f"r:logs {ident[-12:]}") for ident in ids]
    turns = turning(context, said, page)
    rows = tuple(row for row in (*in_rows(opens, per_row=3), turns) if row)
    title = page.titled(context.t("logs.title", level=context.t(f"logs.{args.level}")))
    if not page.rows:
        return Reply(title, (Paragraph(context.t("logs.none")),), mode=context.mode)
    return Reply(title, (Lines(tuple(_shown(one) for one in page.rows)),), rows, mode=context.mode)


def _shown(line: LogLine) -> str:
    return f"{_MARKS.get(line.level, '·')} {kst_text(line.at, '%m-%d %H:%M:%S')} {line.text}"
