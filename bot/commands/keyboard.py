"""`keyboard`: the commands of every day as keys under the chat, where a face has such."""

from __future__ import annotations

from typing import Final

from bot.commands.base import COMMANDS, Args, UsageError, command
from bot.context import Context
from bot.reply import Keys, Lines, Paragraph, Reply

ROWS: Final = (
    ("status", "positions", "pnl"),
    ("orders", "chart", "report"),
    ("halt", "help"),
)
ON: Final = frozenset({"", "on", "켬", "켜", "켜기"})
OFF: Final = frozenset({"off", "끔", "꺼", "끄기"})


class KeyboardArgs(Args):
    """On or off; nothing said is on."""

    state: str = ""


@command("keyboard", ko=("키보드", "자판"), args=KeyboardArgs)
async def handle(context: Context, args: KeyboardArgs) -> Reply:
    """Show the keys, or take them away."""
    said = args.state.lower()
    if said in OFF:
        return Reply(context.t("keyboard.title"), (Paragraph(context.t("keyboard.off")),), keys=())
    if said not in ON:
        raise UsageError("keyboard.bad", found=args.state)
    rows = keys(context)
    blocks = (
        Paragraph(context.t("keyboard.on")),
        Lines(tuple(" · ".join(row) for row in rows)),
        Paragraph(context.t("keyboard.where")),
    )
    return Reply(context.t("keyboard.title"), blocks, keys=rows)


def keys(context: Context) -> Keys:
    """Label each key with a command's name, which is what pressing it says."""
    korean = context.words.code == "ko"
    specs = [[COMMANDS.get(name) for name in row] for row in ROWS]
    return tuple(tuple(s.ko[0] if korean else s.name for s in row) for row in specs)
