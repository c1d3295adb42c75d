"""Shows a stored report as plain text: no buttons, links or commands come out of it (INV-38)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.locale.catalogue import Catalogue
from bot.reply import Block, Code, Paragraph, Reply
from core.domain.calendar import kst_text
from core.domain.journal import Report
from core.domain.order import Mode

_IN_COLUMNS = re.compile(r"^  |\S {2,}\S", re.MULTILINE)
_PRESSABLE = (
    (re.compile(r"/(?=[A-Za-z/])"), "∕"),
    (re.compile(r"[@＠](?=\w)"), "(at)"),
    (re.compile(r"(?<=[A-Za-z])[.．․](?=[A-Za-z])"), "·"),
)


def report_reply(report: Report, words: Catalogue, *, mode: Mode | None = None) -> Reply:
    """Draw a report with who wrote it and when."""
    writer = words.either(f"report.by_{report.writer}", report.writer)
    foot = words.t("report.foot", at=kst_text(report.made_at), writer=writer)
    title = words.t(f"report.title.{report.kind}", period=report.period)
    head, _, rest = report.text.partition("\n")
    # The message has the title already; a stored report begins with its own.
    text = rest.lstrip("\n") if head == title else report.text
    return Reply(title, (*_blocks(inert(text)), Paragraph(foot)), mode=mode)


def _blocks(text: str) -> Iterator[Block]:
    """Part the text: rows that stand in columns must keep their spaces, prose need not."""
    between = ""
    for section in text.rstrip("\n").split("\n\n"):
        head, _, rows = section.partition("\n")
        if rows and _IN_COLUMNS.search(rows):
            yield Paragraph(between + head)
            yield Code(rows)
        else:
            yield Paragraph(between + section)
        between = "\n"


async def as_text(report: Report, words: Catalogue, mode: Mode | None) -> Reply:
    """Draw a report in its own language, without a picture."""
    told = words if words.code == report.lang else Catalogue(report.lang)
    return report_reply(report, told, mode=mode)


def inert(text: str) -> str:
    """Take away what a chat would make pressable of plain text: commands, mentions, addresses.

    The letters are replaced by look-alikes that stay what they are under NFKC.
    """
    for pattern, replacement in _PRESSABLE:
        text = pattern.sub(replacement, text)
    return text
