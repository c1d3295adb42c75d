"""T-07: the thirty faults of a chat (reliability.md 4.6) on both platforms, and then the oracle.

A cell is a fault on a platform; a trial plays it in a drawn situation: one or two cards, something
held or not, Korean or English, the other face there or not. What must be told is compared to the
letter with the catalogue.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.prove import chat_doors as doors
from tests.prove import chat_http as http
from tests.prove import chat_lines as lines
from tests.prove import chat_presses as presses
from tests.prove.chat_scene import FACES, Scene, listening
from tests.prove.chat_world import chat_world, play
from tests.prove.suite import Outcome, Suite

Played = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault; `never` says why a platform has none such, `both` that the other face is needed.

    `second` is another owner, `cards` how many cards it takes (0: drawn), `http` the share of
    trials in which updates are delivered to a port of ours.
    """

    what: str
    play: Played
    never: dict[str, str] = field(default_factory=dict)
    both: bool = False
    second: bool = False
    cards: int = 0
    http: float = 0.0


TIMELESS = {"telegram": "requests carry a secret and no time: the same again is C24's"}
SHARED = {"slack": "Slack spreads what happens over all sockets of a token and refuses none"}
PORT = 9_000
FAULTS: dict[str, Fault] = {
    "C01": Fault("same callback, same update id", presses.c01),
    "C02": Fault("same tap, new update id after reconnect", presses.c02),
    "C03": Fault("two devices at once", presses.c03),
    "C04": Fault("press after expiry", presses.c04),
    "C05": Fault("press after restart", presses.c05),
    "C06": Fault("unauthorised group member", presses.c06),
    "C07": Fault("callback on a forwarded or copied card, or other chat", presses.c07),
    "C08": Fault("invented callback data", presses.c08),
    "C09": Fault("order hash altered", presses.c09),
    "C10": Fault("1,000 presses a second from a stranger", lines.c10),
    "C11": Fault("429 while a card or the answer to a stop is sent", lines.c11, cards=1),
    "C12": Fault("send timed out but delivered", lines.c12, cards=1),
    "C13": Fault("edit fails: deleted, not modified, too old", lines.c13),
    "C14": Fault("press while kill engages", presses.c14),
    "C15": Fault("confirm and reject together", presses.c15),
    "C16": Fault("two owners answer oppositely", presses.c16, second=True),
    "C17": Fault("updates out of order", lines.c17, cards=1),
    "C18": Fault("24 h backlog at start", lines.c18),
    "C19": Fault("chat unreachable for ten minutes with open orders", lines.c19, cards=2),
    "C20": Fault("bot token revoked", lines.c20, both=True),
    "C21": Fault("second reader of the updates", lines.c21, never=SHARED, both=True),
    "C22": Fault("secret of a request missing, wrong, a prefix", http.c22, http=1.0),
    "C23": Fault("signed request replayed, late, changed", http.c23, never=TIMELESS, http=1.0),
    "C24": Fault("acknowledgement missed, delivered again", http.c24, http=0.6),
    "C25": Fault("ssl_check, url_verification, other content type", http.c25, http=1.0),
    "C26": Fault("role removed between card and press", presses.c26),
    "C27": Fault("edited message turns into a command", doors.c27),
    "C28": Fault("channel post, anonymous admin, sender_chat", doors.c28),
    "C29": Fault("own message or another bot", doors.c29),
    "C30": Fault("tricks in a symbol's name or a memo", doors.c30, cards=1),
}
CELLS = tuple(
    (name, face) for name, fault in FAULTS.items() for face in FACES if face not in fault.never
)


def trial(number: int) -> Outcome:
    """Play a cell; numbers beyond the last cell are the next seed of the first."""
    name, face = CELLS[number % len(CELLS)]
    with listening() as logged:
        outcome = play(_cell(number, FAULTS[name], face, logged))
    outcome.count(f"cell {name} {face}")
    if outcome.failures:
        outcome.failures.append(f"cell {name} ({FAULTS[name].what}) on {face}")
    return outcome


async def _cell(number: int, fault: Fault, face: str, logged: list[dict[str, object]]) -> Outcome:
    rng = random.Random(f"chat {number}")
    outcome = Outcome()
    faces = frozenset(FACES) if fault.both or rng.random() < 0.4 else frozenset({face})
    lang = rng.choice(("ko", "ko", "en"))
    port = PORT if rng.random() < fault.http else None
    async with chat_world(number, lang=lang, faces=faces, port=port) as world:
        scene = Scene(world, face, rng, logged)
        await scene.begin(cards=fault.cards, second=fault.second)
        if scene.cards:
            await fault.play(scene)
            await scene.others()
        await scene.finish(outcome)
    return outcome


SUITE = Suite(
    "T-07", "chat faults on Telegram and Slack", trial, floor=60 * 20, night=60 * 100,
    unit="cells", inputs=len(CELLS),
    left_out=(
        *(f"{n} on {face}: {why}" for n, f in FAULTS.items() for face, why in f.never.items()),
        "at most two cards are open at once: a world has two shares, and a share one card",
    ),
)  # fmt: skip
