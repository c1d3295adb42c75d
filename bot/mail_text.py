"""What a mail says: a subject, the plain words, and the same as a page that any reader shows."""

from __future__ import annotations

from html import escape
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.render_text import RULE, render
from bot.reply import Reply
from bot.text import clean
from core.domain.journal import Severity

LONGEST: Final = 120
_COLOURS: Final = {
    Severity.INFO: "#1f4e79", Severity.WARNING: "#b26a00", Severity.CRITICAL: "#b3261e",
}  # fmt: skip


def subject_of(reply: Reply, words: Catalogue) -> str:
    """Give one line: play money or real, how loud, the title, what the message begins with."""
    lines = [line.strip() for line in render(_bare(reply), words).splitlines()]
    said = " ".join([line for line in lines if line.strip(RULE)][:4])
    return clean(f"[gaemi] {said}", LONGEST)


def text_of(reply: Reply, words: Catalogue) -> str:
    """Give the plain words, what a picture shows, and that nobody reads an answer."""
    picture = f"\n\n{reply.picture.alt}" if reply.picture else ""
    return f"{render(_bare(reply), words)}{picture}\n\n-- \n{words.t('mail.footer')}\n"


def html_of(reply: Reply, words: Catalogue) -> str:
    """Give the same as HTML without anything from outside; the picture comes with the mail."""
    colour = _COLOURS[reply.severity]
    body = escape(render(_bare(reply), words))
    picture = ""
    if reply.picture:
        alt = escape(reply.picture.alt, quote=True)
        picture = f'<p><img src="cid:picture" alt="{alt}" style="max-width:100%;height:auto"></p>'
    return (
        f'<!doctype html><html lang="{words.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="margin:0;background:#f4f5f7;padding:16px">'
        f'<div style="max-width:640px;margin:0 auto;background:#fff;border-top:6px solid {colour};'
        'border-radius:6px;padding:16px 20px">'
        "<div style=\"white-space:pre-wrap;font:15px/1.6 'Apple SD Gothic Neo','Malgun Gothic',"
        f'monospace;color:#222">{body}</div>{picture}'
        '<p style="font:12px/1.5 sans-serif;color:#777;border-top:1px solid #e3e3e3;'
        f'padding-top:10px">{escape(words.t("mail.footer"))}</p></div></body></html>'
    )


def _bare(reply: Reply) -> Reply:
    return reply.without_buttons()
