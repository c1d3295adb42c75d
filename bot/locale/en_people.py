"""English words about people: roles, several confirmations, the second factor."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "press.above_role": (
        "An order above {limit:,} won needs somebody who may approve. Nothing was sent."
    ),
    "press.proposer": (
        "Whoever asked for the order does not count. {needed} others must confirm it."
    ),
    "press.counted": "Counted already ({done}/{needed}). Each person counts once.",
    "press.seconded": "{done} of {needed} confirmed. Nothing was sent yet.",
    "press.taken_back": "Your confirmation was taken back ({done}/{needed}).",
    "press.none_yours": "There is no confirmation of yours to take back.",
    "card.votes": "Confirmed",
    "card.votes_text": "{done}/{needed} ({names})",
    "card.votes_none": "{done}/{needed}",
    "button.take_back": "Take back my yes",
    "factor.wanted": "This needs your PIN as well. Send it within 2 minutes.",
    "factor.wanted_how": "/pin 123456",
    "factor.none": "A real account needs a PIN. Set one on the server and try again.",
    "factor.none_how": "gaemi pin",
    "notice.no_pin": (
        "There is no PIN, so large orders and resuming are not asked about twice. Set one on "
        "the server: gaemi pin"
    ),
    "freeze.presses": "an order that needs {needed} people left with the yes of {done}",
    "users.title": "People",
    "users.foot": (
        "Invite: users invite trader\nRole: users role T1001 approver\nRemove: users remove T1001"
    ),
    "users.keyboard": "keyboard of this computer",
    "users.same_person": "same person: {who}",
    "users.invited": "A new pairing code. Role: {role}. It works once, within 10 minutes.",
    "users.invited_how": (
        "Give this line to that person yourself. Sent to gaemi in a private chat, it pairs them."
    ),
    "users.in_private": (
        "Pairing codes are shown in private chats and at the console only. Say it again there."
    ),
    "users.role_set": "{name} is {role} now.",
    "users.same": "{name} is {role} already.",
    "users.removed": "{name} was removed. What is said or pressed there is not heard any more.",
    "users.last": (
        "The last administrator cannot be removed or lowered. Raise somebody else first."
    ),
    "users.console": "The console is the keyboard of this computer and always an administrator.",
    "users.unknown": "There is nobody like that. Send users for the list.",
    "users.who": "{found} is not on the list. Send users and take the label in front.",
    "users.role": "There is no role {found}. Roles: viewer, trader, approver, admin.",
    "users.verb": "{found} is unknown here. Write invite, face, role or remove.",
    "users.words": "Something is missing or too much.",
    "help.users": "people and their roles",
    "usage.users": (
        "users\nusers invite <role>\nusers face <label>\nusers role <label> <role>\n"
        "users remove <label>"
    ),
    "role.viewer": "viewer",
    "role.trader": "trader",
    "role.approver": "approver",
    "role.admin": "administrator",
    "pair.withdrawn": "This code is no longer valid. Ask an administrator for a new one.",
    "notice.users_invited": "{by} made a pairing code for the role of {role}.",
    "notice.users_joined": (
        "{name} joined as {role} (code of {by}). If you do not know them, remove them: users "
        "remove."
    ),
    "notice.users_role": "{by} changed the role of {name}: {role}.",
    "notice.users_removed": "{by} removed {name}.",
}
