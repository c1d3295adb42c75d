"""`version`: which gaemi runs here, and over what."""

from __future__ import annotations

import platform
from importlib.metadata import version

from bot.commands.base import Args, command
from bot.context import Context
from bot.reply import Fields, Reply


@command("version", ko=("버전", "판"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Tell the versions of gaemi and Python."""
    rows = (
        ("gaemi", version("gaemi")),
        ("Python", platform.python_version()),
        (context.t("version.mode"), context.t(f"mode.{context.mode.value}")),
    )
    return Reply(context.t("version.title"), (Fields(rows),), mode=context.mode)
