"""Hears a line as a sentence and finds the command that does it, with the names in use."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from bot.context import Context
from bot.free_text.commands import command_words
from bot.free_text.said import Kind, Said
from bot.parse import LONGEST, Line, find
from bot.reply import Reply
from bot.spoken import Bookshelf, mannered, sentence
from bot.talk import explain
from bot.text import clean
from bot.valuation import names


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence and the line of the command that does it, None where none does."""

    said: Said
    line: Line | None

    def explained(self, context: Context) -> Awaitable[Reply]:
        """Say why no command was run, and what there is instead."""
        return explain(context, self.said)


class Conversation:
    """Keeps what reading sentences needs: the book of names."""

    def __init__(self) -> None:
        self._books = Bookshelf()

    async def hear(self, context: Context, line: Line, text: str) -> Understood | None:
        """Read a line as a sentence; None where it is a command or nothing that is understood."""
        plainly = mannered(line)
        if plainly is not None:
            return Understood(Said(Kind.QUERY), plainly)
        said = await self._said(context, line, text)
        if said is None:
            return None
        words = command_words(said, clean(text, LONGEST))
        spec = find(words[0]) if words else None
        return Understood(said, Line(spec, words[1:], words[0], slash=False) if spec else None)

    async def _said(self, context: Context, line: Line, text: str) -> Said | None:
        said = sentence(line, text)
        if said is None and line.spec is not None:
            return None
        # A stop in a sentence must not wait for a list of names.
        if said is not None and said.kind is Kind.CONTROL:
            return said
        return sentence(line, text, self._books.of(await names(context)))
