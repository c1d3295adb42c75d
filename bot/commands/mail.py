"""`mail test`: sends one test mail to every address and says what became of it."""

from __future__ import annotations

from typing import Final, Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.mail_trial import told
from bot.reply import Lines, Paragraph, Reply, plain
from core.domain.journal import Severity

TEST: Final = frozenset({"test", "시험", "테스트"})


class MailArgs(Args):
    """The one word that there is."""

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take ``test``; raises UsageError for anything else, so that no slip sends a mail."""
        if len(words) != 1 or words[0].lower() not in TEST:
            raise UsageError("mail.only_test")
        return cls()


@command("mail", ko=("메일",), args=MailArgs, changes=True, slow=True)
async def handle(context: Context, args: MailArgs) -> Reply:  # noqa: ARG001
    """Answer at once that it goes out, then what the server said."""
    if context.mail is None:
        raise UsageError("mail.off")
    await context.show(plain(context.t("mail.sending")))
    posted = await context.mail()
    good = all(one.found.fine for one in posted)
    look = (Paragraph(context.t("mail.look")),) if any(one.found.fine for one in posted) else ()
    return Reply(
        context.t("mail.test_title"),
        (Lines(tuple(line.strip() for line in told(posted, context.words))), *look),
        severity=Severity.INFO if good else Severity.WARNING,
    )
