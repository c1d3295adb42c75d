"""`help`: what can be said, and how one command is written."""

from __future__ import annotations

from typing import Final

from bot.commands.base import COMMANDS, Args, CommandSpec, UsageError, command
from bot.context import Context
from bot.parse import find, nearest
from bot.reply import Button, Code, Fields, Paragraph, Reply

# What is looked at and done most stands first; a command of no group stands in the last one.
GROUPS: Final = {
    "look": (
        "status", "positions", "balance", "quote", "chart", "watch", "cards", "orders", "order",
        "pnl", "trades", "performance",
    ),
    "trade": (
        "buy", "sell", "edit", "decline", "cancel", "levels", "close", "doubts", "match",
    ),
    "stop": ("halt", "resume", "flatten", "risk", "mode"),
    "why": ("why", "whynot", "whatif", "ask", "source"),
    "strategy": ("strategy", "backtest"),
    "tell": ("report", "subscribe", "alert", "quiet", "mute"),
    "here": (),
}  # fmt: skip


class HelpArgs(Args):
    """The command asked about, if any."""

    topic: str = ""


@command("help", ko=("도움말", "도움", "명령어"), args=HelpArgs)
async def handle(context: Context, args: HelpArgs) -> Reply:
    """List all commands, or explain one."""
    if args.topic:
        return _one(context, args.topic.removeprefix("/").lower())
    blocks = [block for group in GROUPS for block in _group(context, group)]
    looks = tuple(Button(context.t(f"button.{n}"), f"r:{n}") for n in ("status", "doctor"))
    return Reply(
        context.t("help.title"),
        (*blocks, Paragraph(context.t("help.foot"))),
        buttons=(looks,),
    )


def _one(context: Context, topic: str) -> Reply:
    spec = find(topic)
    if spec is None:
        korean = context.words.code == "ko"
        close = ", ".join(nearest(topic, korean=korean)) or ("도움말" if korean else "help")
        raise UsageError("error.did_you_mean", found=topic, names=close)
    about = context.words.either(f"about.{spec.name}", context.t(spec.summary_key))
    return Reply(_names(context, spec), (Paragraph(about), Code(context.t(spec.usage_key))))


def _group(context: Context, group: str) -> tuple[Paragraph, Fields]:
    grouped = [name for names in GROUPS.values() for name in names]
    rest = [name for name, _ in COMMANDS if name not in grouped]
    specs = [COMMANDS.get(n) for n in GROUPS[group] or rest if n in COMMANDS.names()]
    rows = tuple((_names(context, s), context.t(s.summary_key)) for s in specs)
    return Paragraph(f"[{context.t(f'help.group.{group}')}]"), Fields(rows)


def _names(context: Context, spec: CommandSpec) -> str:
    if context.words.code == "ko" and spec.ko:
        return f"{spec.ko[0]} /{spec.name}"
    return f"/{spec.name}"
