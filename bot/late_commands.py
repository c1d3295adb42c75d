"""Commands whose modules are imported when they are asked for: a stop must not wait for them."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

# Each module has a `cli` with the command or its family.
MODULES: Final = {
    "backtest": "bot.backtest_entry",
    "cards": "bot.cards_entry",
    "doctor": "bot.doctor_entry",
    "mail": "bot.mail_entry",
    "sweep": "bot.sweep_entry",
    "parse": "bot.parse_entry",
    "setup": "bot.setup_entry",
    "vault": "bot.vault_entry",
}


class LateGroup(TyperGroup):
    """The commands of the program, with those of `MODULES` found late."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name all commands, for the help."""
        return [*super().list_commands(ctx), *MODULES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name; None for an unknown one."""
        if cmd_name in MODULES:
            found = typer.main.get_command(import_module(MODULES[cmd_name]).cli)
            # A family does not know what it is called; the help does not show one without a name.
            found.name = cmd_name
            return found
        return super().get_command(ctx, cmd_name)
