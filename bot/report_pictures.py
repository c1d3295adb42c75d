"""The pictures of reports: drawn before a report is sent, so that no alarm waits for one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.chart_room import NotDrawn, Shop, drawn
from bot.locale.catalogue import Catalogue
from bot.reply import Picture, Reply
from bot.report_text import as_text
from bot.report_view import report_view
from core.domain.journal import Report
from core.domain.order import Mode

_KEPT: Final = 8


class ReportPictures:
    """Draws the picture of a report once and keeps the newest few."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._kept: dict[str, Picture] = {}

    async def of(self, report: Report) -> Picture | None:
        """Give a report's picture; None where its facts have none or it was not drawn."""
        known = self._kept.get(report.id)
        return known or await self._draw(report)

    async def reply(self, report: Report, words: Catalogue, mode: Mode | None) -> Reply:
        """Draw a report in its own language with its picture, where there is one."""
        told = await as_text(report, words, mode)
        return replace(told, picture=await self.of(report))

    async def _draw(self, report: Report) -> Picture | None:
        view = report_view(report, Catalogue(report.lang))
        if view is None:
            return None
        try:
            png = await drawn(self._shop, view, report.lang)
        except NotDrawn:
            return None
        figures = ", ".join(f"{figure.label} {figure.value}" for figure in view.strip)
        picture = Picture(f"report-{report.kind}", png, f"{view.title}: {figures}")
        self._kept[report.id] = picture
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return picture
