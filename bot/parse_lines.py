"""What each line of a file means, as JSON; no effect, no home folder, nothing heavy to import."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from bot.free_text.book import NameBook, plain_book
from bot.free_text.masters import names_in
from bot.free_text.said import Kind, Said
from bot.free_text.understand import LONGEST, understand
from core.env_file import home_of
from core.errors import GaemiError, InputError, SettingsError

# No letter takes more than four bytes: what is longer cannot be a sentence that is read.
_LINE_BYTES: Final = LONGEST * 4 + 2


def run(file: Path | None) -> int:
    """Write one JSON object a line to the output; gives the exit code."""
    try:
        book = _book()
        with _opened(file) as lines:
            _write(lines, book)
    except GaemiError as error:
        sys.stderr.write(f"gaemi: {error}\n")
        return 2
    except BrokenPipeError:
        # Who reads has seen enough; the interpreter must not complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _book() -> NameBook:
    try:
        home = home_of(os.environ, Path.cwd())
    except SettingsError:
        # Names from there are an extra: a misspelt setting must not keep anybody from parsing.
        return plain_book()
    listed = names_in(home)
    return NameBook(listed) if listed else plain_book()


def _opened(file: Path | None) -> IO[bytes]:
    if file is None:
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}); name a text file") from error


def _write(lines: IO[bytes], book: NameBook) -> None:
    out = sys.stdout.buffer
    for number, said in enumerate(_meanings(lines, book)):
        out.write(json.dumps(said.row(), ensure_ascii=False).encode() + b"\n")
        # Whoever types line by line sees each answer at once.
        if number < 100:
            out.flush()
    out.flush()


def _meanings(lines: IO[bytes], book: NameBook) -> Iterator[Said]:
    """Read lines of any length without keeping more of one than a sentence may have."""
    first = True
    while line := lines.readline(_LINE_BYTES):
        whole = line.endswith(b"\n") or len(line) < _LINE_BYTES
        if not whole:
            _skip_line(lines)
        text = line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False
        yield _meaning(text.rstrip(b"\r\n"), book) if whole else Said(Kind.NONE, why="too_long")


def _skip_line(lines: IO[bytes]) -> None:
    while (more := lines.readline(_LINE_BYTES)) and not more.endswith(b"\n"):
        pass


def _meaning(line: bytes, book: NameBook) -> Said:
    try:
        return understand(line.decode("utf-8"), book)
    except UnicodeDecodeError:
        return Said(Kind.NONE, why="not_utf8")
