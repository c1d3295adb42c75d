"""What a command is, how it registers, and how words become its arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.context import Context
from bot.reply import Reply
from core.errors import InputError
from core.registry import Registry


class UsageError(InputError):
    """Raised when a person's words cannot be used; `key` and `fields` are the catalogue's."""

    def __init__(self, key: str, **fields: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


class Args(BaseModel):
    """Base of a command's arguments: words fill the fields in order, the last takes the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Build the arguments; raises UsageError when a word is wrong or one too many."""
        names = list(cls.model_fields)
        if not names:
            if words:
                raise UsageError("usage.extra", found=" ".join(words))
            return cls()
        last = len(names) - 1
        given: dict[str, Any] = dict(zip(names[:last], words[:last], strict=False))
        if len(words) > last:
            given[names[last]] = " ".join(words[last:])
        try:
            return cls(**given)
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            found = str(wrong.get("input", ""))
            raise UsageError("usage.bad", found=found) from error


Handler: TypeAlias = Callable[[Context, Any], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as the router and the help see it.

    `changes` marks what does more than read: it is refused when old and never runs from a
    button of a list. Who may say it stands in core.domain.policy. What is said with a `secret` one
    is never repeated, and taken out of the chat where the face can do that. `slow` marks what
    takes seconds, so that other commands do not wait for it. `means` are names that stand for
    the command together with some of its words. `proposes` marks what ends in a card or a
    question and may therefore stand on a button. `own` marks what changes nothing but the
    speaker's own list, so that a button that only looks may say it too.
    """

    name: str
    ko: tuple[str, ...]
    args: type[Args]
    handler: Handler
    changes: bool
    secret: bool = False
    slow: bool = False
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    proposes: bool = False
    own: bool = False

    @property
    def summary_key(self) -> str:
        """Give the catalogue key of the line in the help."""
        return f"help.{self.name}"

    @property
    def usage_key(self) -> str:
        """Give the catalogue key of how it is written."""
        return f"usage.{self.name}"


COMMANDS: Registry[CommandSpec] = Registry("command")


def how_to_write(context: Context, command: str) -> str:
    """Say how a command is written, its lines and examples as they stand in the catalogue."""
    return f"{context.t('error.usage')}\n{context.t(f'usage.{command}')}"


def command(
    name: str,
    *,
    ko: tuple[str, ...] = (),
    args: type[Args] = Args,
    changes: bool = False,
    secret: bool = False,
    slow: bool = False,
    means: Mapping[str, tuple[str, ...]] | None = None,
    proposes: bool = False,
    own: bool = False,
) -> Callable[[Handler], Handler]:
    """Register a handler under an English name and its Korean ones."""

    def register(handler: Handler) -> Handler:
        spec = CommandSpec(
            name, ko, args, handler, changes, secret, slow, means or {}, proposes, own
        )
        COMMANDS.add(name)(spec)
        return handler

    return register
