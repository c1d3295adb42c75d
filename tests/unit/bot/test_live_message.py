"""An answer grows in one message, edits keep their distance, and a failure loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.live_message import GAP_S, LiveMessage
from bot.reply import Picture, Reply, plain
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from tests import fakes_bot as fb


@dataclass
class Chat:
    """A face that keeps what was done."""

    done: list[tuple[str, str]] = field(default_factory=list)
    fails: bool = False

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        self._do("send", reply)
        return MessageRef("telegram", chat, "5")

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        assert ref.message == "5"
        self._do("edit", reply)

    def _do(self, what: str, reply: Reply) -> None:
        if self.fails:
            raise DeliveryError("down")
        self.done.append((what, reply.title))


def said(title: str) -> Reply:
    return plain("x", title=title)


async def test_one_message_is_edited_not_oftener_than_the_gap() -> None:
    chat, wall = Chat(), fb.SimClock(fb.NOW)
    live = LiveMessage(chat, "1", wall=wall)
    for title in ("a", "b"):
        await live.show(said(title))
    wall.move_by(GAP_S)
    await live.show(said("c"))
    assert await live.finish(said("whole"))
    assert chat.done == [("send", "a"), ("edit", "c"), ("edit", "whole")]


async def test_a_face_without_real_edits_shows_the_beginning_and_the_end() -> None:
    chat, wall = Chat(), fb.SimClock(fb.NOW)
    live = LiveMessage(chat, "1", wall=wall, once=True)
    for title in ("a", "b", "c"):
        await live.show(said(title))
        wall.move_by(60)
    assert await live.finish(said("whole"))
    assert chat.done == [("send", "a"), ("edit", "whole")]


async def test_the_whole_answer_is_sent_anew_when_it_cannot_take_the_place() -> None:
    chat, wall = Chat(), fb.SimClock(fb.NOW)
    assert not await LiveMessage(chat, "1", wall=wall).finish(said("never shown"))
    live = LiveMessage(chat, "1", wall=wall)
    await live.show(said("a"))
    assert not await live.finish(Reply("p", picture=Picture("p", b"", "p")))
    chat.fails = True
    assert not await live.finish(said("whole"))


async def test_showing_ends_with_the_first_failure() -> None:
    chat, wall = Chat(fails=True), fb.SimClock(fb.NOW)
    live = LiveMessage(chat, "1", wall=wall)
    await live.show(said("a"))
    chat.fails = False
    wall.move_by(60)
    await live.show(said("b"))
    assert chat.done == []
    assert not await live.finish(said("whole"))
