"""How long simulated time waits for a person who was shown cards.

The first cards get the full life of a card. Whoever has answered something and then stays
silent is done answering: the market goes on and the cards left over lapse.
"""

from __future__ import annotations

from typing import Final

from core.clock import Clock

FIRST_S: Final = 90.0
SILENCE_S: Final = 30.0


class Attention:
    """Watches one stretch of asking after the other; `wall` is the machine's clock."""

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._until: float | None = None

    def heard(self) -> None:
        """Note that a paired person said or pressed something."""
        if self._until is not None:
            self._until = self._wall.monotonic() + SILENCE_S

    def patient(self, *, asking: bool) -> bool:
        """Tell whether to go on waiting; call it at every step, also when nothing is asked."""
        if not asking:
            self._until = None
            return False
        if self._until is None:
            self._until = self._wall.monotonic() + FIRST_S
        return self._wall.monotonic() < self._until
