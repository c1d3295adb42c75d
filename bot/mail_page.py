"""A message as an HTML page that any mail reader shows: nothing from outside, light and dark.

The words are those of the plain mail. What stood in columns there is a row of two cells here,
and sentences that were broken for a phone run on, so that a page of any width can break them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import Final

from bot.locale.catalogue import Catalogue
from bot.render_text import heading, render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.journal import Severity

_COLOURS: Final = {
    Severity.INFO: "#1f4e79", Severity.WARNING: "#b26a00", Severity.CRITICAL: "#b3261e",
}  # fmt: skip
_FONT: Final = "'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif"
# Readers that drop this style keep the light colours that stand in each element.
_DARK: Final = (
    "@media (prefers-color-scheme:dark){.ground{background:#101013!important}"
    ".sheet{background:#1c1c20!important}.ink{color:#f2f2f5!important}"
    ".soft{color:#a0a0a8!important}.line{border-color:#3a3a40!important}}"
)
_TABLE: Final = "width:100%;border-spacing:0;margin:0 0 12px"
_INK: Final = 'class="ink" style="color:#222;'
_SOFT: Final = 'class="soft" style="color:#6e6e73;'
# Something at both ends of a line, or at its right end alone.
_ROW: Final = re.compile(r"(?: *(\S.*?)  +| {3,})(\S+(?: \S+)*)")
_HEAD: Final = re.compile(r"[■#] (\S.*)")


def html_of(reply: Reply, words: Catalogue) -> str:
    """Give the message as HTML; its picture comes with the mail."""
    bare = reply.without_buttons()
    banner = words.t(f"mode.{reply.mode.value}.banner") if reply.mode else ""
    text = render(replace(bare, title="", mode=None), words)
    return _page(
        words.code,
        _COLOURS[reply.severity],
        f"{_banner(banner)}{_title(heading(bare))}{_body(text)}{_picture(reply)}"
        f'<p {_SOFT}font-size:12px;border-top:1px solid #e3e3e3;padding-top:10px;margin:16px 0 0">'
        f"{escape(words.t('mail.footer'))}</p>",
    )


def _page(lang: str, colour: str, inside: str) -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        f"<style>:root{{color-scheme:light dark}}{_DARK}</style></head>"
        '<body class="ground" style="margin:0;background:#f4f5f7;padding:12px">'
        '<div class="sheet" style="max-width:600px;margin:0 auto;background:#fff;'
        f"border-top:6px solid {colour};border-radius:6px;padding:16px 18px;"
        f'font:15px/1.55 {_FONT};word-break:keep-all;overflow-wrap:anywhere">'
        f"{inside}</div></body></html>"
    )


def _banner(text: str) -> str:
    return f'<p {_SOFT}font-size:13px;margin:0 0 2px">{escape(text)}</p>' if text else ""


def _title(text: str) -> str:
    return f'<h1 {_INK}font-size:19px;margin:0 0 10px">{escape(text)}</h1>' if text else ""


def _picture(reply: Reply) -> str:
    if not reply.picture:
        return ""
    alt = escape(reply.picture.alt, quote=True)
    look = "display:block;max-width:100%;height:auto;border-radius:6px;margin:14px 0 0"
    return f'<img src="cid:picture" alt="{alt}" style="{look}">'


def _body(text: str) -> str:
    return "".join(_stretch(lines) for lines in _stretches(text.split("\n")))


def _stretches(lines: Sequence[str]) -> Iterator[list[str]]:
    """Part the lines where one is empty."""
    held: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            held.append(line)
        elif held:
            yield held
            held = []


def _stretch(lines: list[str]) -> str:
    head = _HEAD.fullmatch(lines[0])
    title = ""
    if head:
        title = f'<h2 {_INK}font-size:15px;margin:16px 0 4px">{escape(head[1])}</h2>'
        lines = lines[1:]
    if any(_ROW.fullmatch(line) for line in lines):
        rows = "".join(map(_row, _unbroken(lines)))
        return f'{title}<table role="presentation" style="{_TABLE}">{rows}</table>'
    said = "".join(f'<p {_INK}margin:0 0 6px">{escape(one)}</p>' for one in _joined(lines))
    return f"{title}{said}"


def _unbroken(lines: Sequence[str]) -> Iterator[str]:
    """Join what is no row and stands as deep as what is before it; the depth is kept."""
    for (row, depth), group in groupby(lines, _kind):
        yield from group if row else (f"{' ' * depth}{one}" for one in _joined(list(group)))


def _kind(line: str) -> tuple[bool, int]:
    return (_ROW.fullmatch(line) is not None, len(line) - len(line.lstrip()))


def _row(line: str) -> str:
    found = _ROW.fullmatch(line)
    look = f"{_SOFT}font-size:13px;" if _kind(line)[1] == 2 else _INK
    if found is None:
        return f'<tr><td colspan="2" {look}padding:0 0 4px 0">{escape(line.strip())}</td></tr>'
    left, right = escape(found[1] or ""), escape(found[2])
    return (
        f'<tr><td {look}padding:1px 8px 1px 0;vertical-align:top">{left}</td>'
        f'<td align="right" {look}padding:1px 0;white-space:nowrap;vertical-align:top;'
        f'font-variant-numeric:tabular-nums">{right}</td></tr>'
    )


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Join what was broken for want of room: the next word would not have fitted."""
    whole, last = "", ""
    for line in lines:
        said = line.strip()
        if whole and width(last) + 1 + width(said.split()[0]) > WIDTH:
            whole = f"{whole} {said}"
        else:
            if whole:
                yield whole
            whole = said
        last = line
    yield whole
