"""Who may do what: the least role of every command, button and question, in one place (M14).

What has no row here is refused to everybody, and a test fails until it has one. How much money
a press may move is decided where it is judged (core.flow.authority).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.domain.people import Role

_READS: Final = (
    "alert",
    "backtest", "balance", "cards", "chart", "doctor", "health", "help", "keyboard", "language",
    "order", "orders", "pair", "performance", "pnl", "positions", "quote", "report", "risk",
    "source", "start", "status", "subscribe", "trades", "version", "watch", "whatif", "whoami",
    "why", "whynot",
    "mute", "quiet",
)  # fmt: skip
# Stopping is safe in the hands of anybody who is trusted to read (reliability.md 5.1).
_STOPS: Final = ("halt",)
_TRADES: Final = (
    "ask", "buy", "cancel", "close", "decline", "edit", "flatten", "levels", "pin", "sell",
)  # fmt: skip
_RULES: Final = ("doubts", "logs", "mail", "match", "mode", "resume", "strategy", "trust", "users")

# The least role that may say a command.
COMMANDS: Final[Mapping[str, Role]] = MappingProxyType(
    dict.fromkeys(_READS + _STOPS, Role.VIEWER)
    | dict.fromkeys(_TRADES, Role.TRADER)
    | dict.fromkeys(_RULES, Role.ADMIN)
)
# The least role that may press a button, by what its data begins with.
BUTTONS: Final[Mapping[str, Role]] = MappingProxyType({
    "c": Role.TRADER,  # a card
    "q": Role.TRADER,  # a question; its kind says who, below
    "k": Role.ADMIN,  # a choice about an order in doubt
    "u": Role.TRADER,  # take a pressed order back before it leaves
    "w": Role.TRADER,  # take back one's own yes
    "x": Role.TRADER,  # cancel an order
    "a": Role.TRADER,  # say that one saw a critical message
    "p": Role.TRADER,  # say a command that ends in a card
    "d": Role.TRADER,  # a drafted order
    "r": Role.VIEWER,  # say what only looks, or changes one's own list; its own role counts too
    "t": Role.VIEWER,  # the same, shown in place of the message
    "f": Role.VIEWER,  # learn what to type; the command's own role counts when it is typed
})  # fmt: skip
# The least role that may answer a question, by its kind.
QUESTIONS: Final[Mapping[str, Role]] = MappingProxyType({
    "resume": Role.ADMIN,
    "doubt": Role.ADMIN,
    "cancel": Role.TRADER,
    "flatten": Role.TRADER,
    "close": Role.TRADER,
    "mode": Role.ADMIN,
})  # fmt: skip


# The least role that may bind or loosen the account's limits, whoever may read them.
LIMITS: Final = Role.ADMIN
# The least role that may change what all people see, such as the language.
FOR_ALL: Final = Role.ADMIN


def may_say(role: Role, command: str) -> bool:
    """Tell whether a role may say a command; nobody may say one without a row."""
    return _covers(role, COMMANDS.get(command))


def may_press(role: Role, data: str) -> bool:
    """Tell whether a role may press a button that carries this; nobody one without a row."""
    return _covers(role, BUTTONS.get(data[:1]))


def may_answer(role: Role, kind: str) -> bool:
    """Tell whether a role may answer a kind of question; nobody one without a row."""
    return _covers(role, QUESTIONS.get(kind))


def may_limit(role: Role) -> bool:
    """Tell whether a role may change a risk limit."""
    return role.covers(LIMITS)


def may_change_for_all(role: Role) -> bool:
    """Tell whether a role may change what everybody sees."""
    return role.covers(FOR_ALL)


def _covers(role: Role, least: Role | None) -> bool:
    return least is not None and role.covers(least)
