"""How the market's time hangs on the machine's, kept with the books over a restart."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from sim.ledger import Ledger

_KEY = "anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Say that at the machine's instant `machine` it was `market` there, and how fast it ran.

    A market goes on while its server is away, so that whoever added the difference to a clock
    once stays right.
    """

    machine: datetime
    market: datetime
    factor: float

    @classmethod
    def of(cls, ledger: Ledger) -> Self | None:
        """Read it from the books; None in new ones and in those of an older version."""
        kept = ledger.identity().get(_KEY)
        if kept is None:
            return None
        machine, market, factor = kept.split()
        return cls(_instant(machine), _instant(market), float(factor))

    def keep(self, ledger: Ledger) -> None:
        """Write it with the next commit of the books."""
        words = (self.machine.isoformat(), self.market.isoformat(), repr(self.factor))
        ledger.put(_KEY, " ".join(words))

    def at(self, machine: datetime) -> datetime:
        """Give the market's instant at one of the machine's."""
        away = (machine - self.machine).total_seconds() * self.factor
        return self.market + timedelta(seconds=away)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def resumed(ledger: Ledger, machine: datetime, factor: float) -> datetime | None:
    """Give the market's present by the books, None for new ones.

    With another speed than before, or a machine whose clock went back, it goes on where the books
    stand: time there never goes back.
    """
    stood = ledger.now
    if stood is None:
        return None
    anchor = Anchor.of(ledger)
    if anchor is None or anchor.factor != factor:
        return stood
    return max(stood, anchor.at(machine))
