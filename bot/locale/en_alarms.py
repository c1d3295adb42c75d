"""English words of alarms that want an acknowledgement, of quiet hours and of mail."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "button.seen": "Seen",
    "alarm.seen": "Noted that it was seen. It is told no more.",
    "alarm.already": "{name} has seen it already.",
    "alarm.again": "Told again: nobody has said they saw it.",
    "alarm.unreached": "{face} cannot be reached, so it comes here.",
    "alarm.seen_by": "Seen: {name}, {at}",
    "notice.unreached": "{face} cannot be reached. Look here for what it would have told.",
    "notice.mail_bounced": "Mail to {address} was refused. Check SMTP_TO.",
    "notice.daily_loss": (
        "Today's loss is {loss:,} won ({change}) and reached the daily limit of {most} "
        "({limit:,} won). New purchases are refused for today; sales and stops go on."
    ),
    "messenger.email": "mail",
    "messenger.console": "the console",
    "person.console": "console",
    "digest.title": "{count} messages of the quiet hours",
    "digest.more": "and {count} more",
    "help.quiet": "quiet hours",
    "usage.quiet": "quiet [22:00-07:00 | off]",
    "quiet.title": "Quiet hours",
    "quiet.hours": "hours",
    "quiet.none": "none",
    "quiet.muted": "muted",
    "quiet.how": "Common messages come as one at the end. What is loud and cards come at once.",
    "quiet.bad": "'{found}' is no time. Write it as 22:00-07:00.",
    "quiet.done": "The quiet hours were changed.",
    "quiet.nobody": "Only a paired person can set this.",
    "help.mute": "mute kinds of messages",
    "usage.mute": "mute [kind] [2h | off]",
    "mute.bad": "'{found}' is not known. Kinds: {known}",
    "mute.kind.fills": "fills",
    "mute.kind.reminder": "reminders",
    "mute.kind.refused": "refused",
    "mute.kind.costs": "costs",
    "mute.kind.started": "started",
    "mute.kind.broker": "broker",
    "mute.until": "{kind} (until {at})",
    "mail.footer": "Mail that is only sent: nobody reads an answer, and it does nothing.",
}
