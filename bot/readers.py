"""Whose buttons a message carries: none where nobody who reads it may press one (M14).

A press is judged anew wherever it comes from; this only keeps people from pressing in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.reply import Button, Paragraph, Reply
from bot.vote_text import person
from core.domain import policy
from core.domain.approval import Actor
from core.domain.people import Role, User
from core.ports import Nonces, UnitOfWork

# Buttons that decide: who reads a message without them wants to know who has them.
_DECIDE: Final = frozenset("cqk")


@dataclass(frozen=True, slots=True)
class Readers:
    """The people of each chat and what they may press."""

    uow: UnitOfWork
    words: Catalogue
    nonces: Nonces

    def seen(self, reply: Reply, face: str, chat: str) -> Reply:
        """Leave out what nobody in a chat may press, and say who may decide instead."""
        if not reply.buttons:
            return reply
        here = [u for u in self.uow.users.all() if (u.face, u.chat) == (face, chat)]
        kept = [tuple(b for b in row if self._any_may(here, b)) for row in reply.buttons]
        shown = replace(reply, buttons=tuple(row for row in kept if row))
        every = {b for row in reply.buttons for b in row}
        gone = [b for b in every.difference(*kept) if b.data[:1] in _DECIDE]
        return replace(shown, blocks=(*shown.blocks, self._whose(gone))) if gone else shown

    def _any_may(self, users: Sequence[User], button: Button) -> bool:
        return any(self._may(user.role, button) for user in users)

    def _may(self, role: Role, button: Button) -> bool:
        kind = self._kind(button)
        asked = not kind or policy.may_answer(role, kind)
        return asked and policy.may_press(role, button.data)

    def _kind(self, button: Button) -> str:
        """Name the kind of the question that a button answers; empty for every other button."""
        data, _, nonce = button.data.partition(":")
        if data[:1] != "q":
            return ""
        digest = self.nonces.digest(nonce)
        return next((q.kind for q in self.uow.questions.all() if q.nonce_sha == digest), "")

    def _whose(self, buttons: Sequence[Button]) -> Paragraph:
        users = list(self.uow.users.all())
        able = (u for u in users if all(self._may(u.role, button) for button in buttons))
        # One name a person, however many faces they have.
        named = {u.who: Actor(u.face, u.user, u.chat, u.name) for u in able}
        names = ", ".join(sorted(person(actor, self.words) for actor in named.values()))
        return Paragraph(self.words.t("card.others_press", names=names))
