"""How many commands and presses of one person are heard in a minute (K10).

What stops, rejects, cancels or takes back is never counted; the keyboard of the machine is not
slowed down at all. People are counted, so that another face is no second allowance.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Final

from core.clock import Clock

COMMANDS: Final = 20
PRESSES: Final = 10
# Turning pages and looking on: what the dashboard's reads are allowed as well.
LOOKS: Final = 60
MINUTE_S: Final = 60.0
# Nobody is left without an answer for longer, and a flood is not answered line by line.
SAID_EACH_S: Final = 10.0
# Commands and buttons that somebody who is slowed down may still use as often as they like.
ALWAYS: Final = frozenset({"halt", "cancel", "decline"})
_ALWAYS_PRESSED: Final = re.compile(r"[cq]0:|[uwxa]:")
# Buttons that decide, and those that only look; every other one says a command.
_DECIDES: Final = re.compile(r"[cq]1:|k:")
_LOOKS: Final = re.compile(r"[rtf]:")
_MOST: Final = {"commands": COMMANDS, "presses": PRESSES, "looks": LOOKS}


class Rates:
    """Counts per person, nobody where no name is given; `wall` is the machine's clock.

    Ask only for people who are known: strangers must not fill the memory.
    """

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._times: dict[tuple[str, str], deque[float]] = {}
        self._told: dict[str, float] = {}

    def may_say(self, person: str, command: str) -> bool:
        """Count a command, empty for words that are none; tells whether it may still be heard."""
        return not person or command in ALWAYS or self._take(person, "commands")

    def may_press(self, person: str, data: str) -> bool:
        """Count a press; tells whether it may still be heard."""
        return not person or bool(_ALWAYS_PRESSED.match(data)) or self._take(person, _kind(data))

    def tells(self, person: str) -> bool:
        """Tell whether it is time to say again that somebody is too fast."""
        now, last = self._wall.monotonic(), self._told.get(person)
        if last is not None and now - last < SAID_EACH_S:
            return False
        self._told[person] = now
        return True

    def _take(self, person: str, kind: str) -> bool:
        now, times = self._wall.monotonic(), self._times.setdefault((person, kind), deque())
        while times and now - times[0] >= MINUTE_S:
            times.popleft()
        if len(times) >= _MOST[kind]:
            return False
        times.append(now)
        return True


def most_of(data: str) -> int:
    """Give how many presses of a button's kind are heard in a minute."""
    return _MOST[_kind(data)]


def _kind(data: str) -> str:
    if _DECIDES.match(data):
        return "presses"
    return "looks" if _LOOKS.match(data) else "commands"
