"""What a mail says: a subject and the plain words."""

from __future__ import annotations

from typing import Final

from bot.locale.catalogue import Catalogue
from bot.render_text import RULE, render
from bot.reply import Reply
from bot.text import clean, wrap

LONGEST: Final = 120


def subject_of(reply: Reply, words: Catalogue) -> str:
    """Give one line: play money or real, how loud, the title, what the message begins with."""
    lines = [line.strip() for line in render(_bare(reply), words).splitlines()]
    said = " ".join([line for line in lines if line.strip(RULE)][:4])
    return clean(f"[gaemi] {said}", LONGEST)


def text_of(reply: Reply, words: Catalogue) -> str:
    """Give the plain words, what a picture shows, and that nobody reads an answer."""
    picture = f"\n\n{_narrow(reply.picture.alt)}" if reply.picture else ""
    footer = _narrow(words.t("mail.footer"))
    return f"{render(_bare(reply), words)}{picture}\n\n-- \n{footer}\n"


def _narrow(text: str) -> str:
    return "\n".join(wrap(text))


def _bare(reply: Reply) -> Reply:
    return reply.without_buttons()
