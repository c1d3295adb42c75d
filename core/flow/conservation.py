"""Conservation (INV-07): orders that left, grants that were used, presses that were accepted.

It shares no code with what sends: posts are counted where bytes leave, grants are stored rows,
presses are what the engine's door answered. A stored rule of a person stands in for a press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.domain.approval import Approval, ApprovalState
from core.domain.results import Result
from core.domain.saying import NOTHING, Saying, say
from core.flow.rule_count import covered
from core.ports import UnitOfWork

EVERY_S = 60.0


def confirmed(result: Result) -> int:
    """Tell how many orders a person's accepted press confirmed."""
    if result.key in ("press.granted", "press.waits"):
        return 1
    together = result.key in ("flatten.sent", "close.sent")
    return int(result.fields.get("count", 0)) if together else 0


@dataclass(slots=True)
class Conservation:
    """Counts from the moment it is made; `posts` and `presses` never fall."""

    uow: UnitOfWork
    posts: Callable[[], int]
    presses: Callable[[], int]
    _posts_before: int = field(init=False)
    _presses_before: int = field(init=False)
    _before: frozenset[str] = field(init=False)
    _seen: frozenset[str] = frozenset()
    _alone: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._posts_before, self._presses_before = self.posts(), self.presses()
        self._before = self._granted()

    def check(self) -> Saying:
        """Give what does not add up, or nothing: posts <= grants <= presses and rules' grants.

        A grant that needs several people must show each of them.

        Call it while no command is being handled, so that rows and counts are of one moment.
        """
        # Rows leave memory after a week; what was counted once stays counted.
        new = self._granted() - self._before - self._seen
        self._seen |= new
        short = next((a for a in self._rows(new) if len(self._people(a)) < a.needed), None)
        if short is not None:
            return say("freeze.presses", needed=short.needed, done=len(self._people(short)))
        posts, grants = self.posts() - self._posts_before, len(self._seen)
        self._alone |= covered(self.uow) & self._seen
        presses = self.presses() - self._presses_before + len(self._alone)
        if posts <= grants <= presses:
            return NOTHING
        return say("freeze.count", posts=posts, grants=grants, presses=presses)

    def _rows(self, ids: frozenset[str]) -> list[Approval]:
        """Give the grants that several people had to agree to."""
        return [a for a in self.uow.approvals.all() if a.id in ids and a.needed > 1]

    def _people(self, approval: Approval) -> set[str]:
        """Count people, not faces, and nobody who asked for the order or edited it."""
        faces = (f"{actor.face}:{actor.user}" for actor in approval.pressed)
        return {self._person(face) for face in faces} - {
            self._person(p) for p in approval.proposer.split()
        }

    def _person(self, key: str) -> str:
        known = self.uow.users.get(key)
        return known.who if known else key

    def _granted(self) -> frozenset[str]:
        return frozenset(a.id for a in self.uow.approvals.all() if a.state is ApprovalState.GRANTED)
