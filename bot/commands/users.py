"""`users`: who belongs to gaemi, with roles, codes for new people, and removals (M14)."""

from __future__ import annotations

from typing import Final, Self

from bot.access import alone
from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.invite_text import INVITED, invited
from bot.presses import proving
from bot.reply import Fields, Paragraph, Reply, plain, warning
from bot.text import clean
from core.domain.journal import Severity
from core.domain.people import Role, User
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole

_ROLES: Final = {
    "viewer": Role.VIEWER, "보기": Role.VIEWER, "trader": Role.TRADER, "거래": Role.TRADER,
    "approver": Role.APPROVER, "승인": Role.APPROVER, "admin": Role.ADMIN, "관리": Role.ADMIN,
}  # fmt: skip
_VERBS: Final = {
    "invite": "invite", "초대": "invite", "face": "face", "얼굴": "face", "추가": "face",
    "role": "role", "역할": "role", "remove": "remove", "빼기": "remove", "삭제": "remove",
}  # fmt: skip
# A handle is short enough to type and says which face it is on.
_TAIL: Final = 4
_LIST: Final = frozenset({"목록", "리스트", "명단", "누구", "list"})
_KEYBOARD: Final = "console"


class UsersArgs(Args):
    """What to do, with whom, and the role; nothing lists everybody."""

    verb: str = ""
    who: str = ""
    role: Role | None = None

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read verb, handle and role; raises UsageError for what is none of them."""
        if not words or words[0].lower() in _LIST:
            return cls()
        verb = _VERBS.get(words[0].lower())
        if verb is None:
            raise UsageError("users.verb", found=words[0])
        rest = words[1:]
        named = {"invite": 1, "face": 1, "role": 2, "remove": 1}[verb]
        if len(rest) != named:
            raise UsageError("users.words")
        role = _role(rest[-1]) if verb in ("invite", "role") else None
        return cls(verb=verb, who="" if verb == "invite" else rest[0], role=role)


@command("users", ko=("사람", "사용자"), args=UsersArgs, changes=True)
async def handle(context: Context, args: UsersArgs) -> Reply:
    """List everybody, or ask the engine for one change; a new right may need the PIN."""
    if not args.verb:
        return _listed(context)
    if args.verb in ("invite", "face") and not alone(context.actor):
        return warning(context.t("users.in_private"))
    result = await context.door.ask(_wish(context, args))
    if result.key == INVITED:
        return invited(context, result)
    how = proving(context, result)
    if how is not None:
        return how
    severity = Severity.INFO if result.ok else Severity.WARNING
    told = context.words.said(result.key, result.fields)
    return plain(told, title=context.t("users.title"), severity=severity)


def handle_of(user: User) -> str:
    """Name a user in a few letters: the face's first and the end of the service's own id."""
    short = _KEYBOARD if user.face == _KEYBOARD else f"{user.face[0]}{user.user[-_TAIL:]}"
    return short.upper()


def _wish(context: Context, args: UsersArgs) -> InvitePerson | SetRole | RemoveUser:
    if args.verb == "invite":
        return InvitePerson(context.actor, args.role or Role.VIEWER)
    key = _key(context, args.who)
    if args.verb == "face":
        return InvitePerson(context.actor, key=key)
    if args.verb == "remove":
        return RemoveUser(context.actor, key)
    return SetRole(context.actor, key, args.role or Role.VIEWER)


def _key(context: Context, who: str) -> str:
    """Find a user by handle; two with the same one are named in full by the list."""
    users = list(context.uow.users.all())
    found = [u.key for u in users if who.upper() in (_handle(u, users), u.key.upper())]
    if len(found) != 1:
        raise UsageError("users.who", found=who)
    return found[0]


def _handle(user: User, users: list[User]) -> str:
    short = handle_of(user)
    return short if [handle_of(u) for u in users].count(short) == 1 else user.key.upper()


def _role(word: str) -> Role:
    role = _ROLES.get(word.lower())
    if role is None:
        raise UsageError("users.role", found=word)
    return role


def _listed(context: Context) -> Reply:
    users = sorted(context.uow.users.all(), key=lambda u: (u.who, u.key))
    rows = tuple((_handle(u, users), _line(context, u, users)) for u in users)
    blocks = (Fields(rows), Paragraph(context.t("users.foot")))
    return Reply(context.t("users.title"), blocks)


def _line(context: Context, user: User, users: list[User]) -> str:
    role, face = context.t(f"role.{user.role.value}"), context.t(f"whoami.on_{user.face}")
    same = [_handle(u, users) for u in users if u.who == user.who and u.key != user.key]
    if user.face == _KEYBOARD:
        text = f"{face} · {context.t('users.keyboard')} · {role}"
    else:
        text = f"{clean(user.name or user.user)} · {face} · {role}"
    return text if not same else f"{text}\n{context.t('users.same_person', who=', '.join(same))}"
