"""Runs what a person asked for and tells what failed instead of it.

The only place in front of people that catches all errors: a person is told that something
failed, what did not happen, and the id under which the log holds the rest.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import structlog

from bot.commands.base import CommandSpec, UsageError, how_to_write
from bot.context import Context
from bot.reply import Reply, plain, warning
from core.domain.journal import Severity
from core.errors import ReadFailed, Refusal
from core.log import correlated

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


async def guarded(
    context: Context, correlation: str, work: Awaitable[Reply], *, changes: bool
) -> Reply:
    """Do the work; what it raises becomes a reply. `changes` tells that it may have had effects."""
    with correlated(correlation):
        try:
            return await work
        except UsageError as error:
            return warning(context.words.said(error.key, error.fields))
        except Refusal as error:
            told = context.words.told(str(error))
            return warning(context.t("error.refused", text=told))
        except ReadFailed:
            _log.warning("read.failed", exc_info=True)
            return warning(context.t("error.no_data"))
        except Exception:  # noqa: BLE001 - one of the places that may, see the top
            _log.exception("router.failed")
    key = "error.unexpected_change" if changes else "error.unexpected"
    return plain(context.t(key, id=correlation), severity=Severity.CRITICAL)


async def run_command(context: Context, spec: CommandSpec, words: tuple[str, ...]) -> Reply:
    """Read the words behind a command and do it; a wrong word is told with how to write it."""
    try:
        return await spec.handler(context, spec.args.from_words(words))
    except UsageError as error:
        told = context.words.said(error.key, error.fields)
        text = f"{told}\n{how_to_write(context, spec.name)}"
        return warning(text)


async def collected(work: Awaitable[_T], answers: list[_T]) -> Reply:
    """Put what work gives into a list, for guarding what gives no reply."""
    answers.append(await work)
    return Reply()
