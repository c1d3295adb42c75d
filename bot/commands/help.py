"""`help`: what can be said, and how one command is written."""

from __future__ import annotations

from typing import Final

from bot.commands.base import COMMANDS, Args, CommandSpec, UsageError, command
from bot.context import Context
from bot.parse import find, nearest
from bot.reply import Button, Code, Fields, Paragraph, Reply

# What is needed most stands first; a new command comes after these.
FIRST: Final = (
    "status", "positions", "orders", "order", "cancel", "doubts", "match", "why", "pnl", "halt",
    "flatten", "resume", "strategy", "report", "doctor", "language", "help", "start", "pair", "pin",
)  # fmt: skip


class HelpArgs(Args):
    """The command asked about, if any."""

    topic: str = ""


@command("help", ko=("도움말", "도움", "명령어"), args=HelpArgs)
async def handle(context: Context, args: HelpArgs) -> Reply:
    """List all commands, or explain one."""
    if args.topic:
        return _one(context, args.topic.removeprefix("/").lower())
    specs = sorted((spec for _, spec in COMMANDS), key=_place)
    rows = tuple((_names(context, s), context.t(s.summary_key)) for s in specs)
    looks = tuple(Button(context.t(f"button.{n}"), f"r:{n}") for n in ("status", "doctor"))
    return Reply(
        context.t("help.title"),
        (Fields(rows), Paragraph(context.t("help.foot"))),
        buttons=(looks,),
    )


def _one(context: Context, topic: str) -> Reply:
    spec = find(topic)
    if spec is None:
        korean = context.words.code == "ko"
        close = ", ".join(nearest(topic, korean=korean)) or ("도움말" if korean else "help")
        raise UsageError("error.did_you_mean", found=topic, names=close)
    return Reply(
        _names(context, spec),
        (Paragraph(context.t(spec.summary_key)), Code(context.t(spec.usage_key))),
    )


def _place(spec: CommandSpec) -> tuple[int, str]:
    place = FIRST.index(spec.name) if spec.name in FIRST else len(FIRST)
    return place, spec.name


def _names(context: Context, spec: CommandSpec) -> str:
    if context.words.code == "ko" and spec.ko:
        return f"{spec.ko[0]} /{spec.name}"
    return f"/{spec.name}"
