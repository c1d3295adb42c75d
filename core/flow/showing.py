"""What is open follows the people: shown to who comes, drawn anew, taken from who leaves."""

from __future__ import annotations

from core.domain.journal import OutKind
from core.domain.people import User
from core.flow.asking import open_questions, show_to
from core.flow.desk import Desk
from core.flow.notify import tell_one
from core.flow.rooms import reads_along


def show_open(desk: Desk, user: User) -> None:
    """Show every open card and question to one person; where it stands it is drawn anew."""
    if reads_along(desk, user):
        redraw_for(desk, user)
        return
    for card in desk.open_cards():
        tell_one(desk, user, OutKind.CARD, card.id, correlation=card.intent.correlation)
    show_to(desk, user)


def redraw_for(desk: Desk, user: User) -> None:
    """Have what is open drawn anew in a chat whose people may press more or less than before."""
    for card in desk.open_cards():
        tell_one(desk, user, OutKind.CARD_NEWS, card.id, correlation=card.intent.correlation)
    asked = {question.id for question in open_questions(desk)}
    for row in list(desk.uow.outbox.all()):
        here = (row.kind, row.face, row.chat) == (OutKind.NOTICE, user.face, user.chat)
        if here and dict(row.fields).get("question") in asked:
            tell_one(desk, user, OutKind.UPDATE, row.id, correlation=row.correlation)


def leave(desk: Desk, old: User) -> None:
    """Take the buttons out of a chat that its person left, unless somebody there may press them."""
    if any((u.face, u.chat) == (old.face, old.chat) for u in desk.uow.users.all()):
        redraw_for(desk, old)
        return
    shown = [(OutKind.CARD_END, a.id) for a in desk.open_cards()]
    shown += [(OutKind.QUESTION_END, q.id) for q in open_questions(desk)]
    for kind, subject in shown:
        tell_one(desk, old, kind, subject, words={"moved": 1})
