"""What reports are made from in one assembly: its rows, prices, names, and an index."""

from __future__ import annotations

from bot.app import App
from bot.index_days import IndexSource
from bot.locale.catalogue import Catalogue
from core.domain.position import Account
from core.errors import InputError
from core.flow.levels import levels_on
from core.report.sources import Sources
from core.report.words import Words
from core.strategies.base import STRATEGIES


def sources_of(app: App, catalogue: Catalogue, *, made_up: bool) -> Sources:
    """Join an assembly to the reporter; `made_up` says that its prices are not real."""

    def account() -> Account:
        known = app.desk.account
        if known is None:
            raise InputError("the account was not seen yet; try again in a moment")
        return known

    def marks() -> dict[str, int]:
        known = ((symbol, app.desk.mark(symbol)) for symbol in app.desk.instruments)
        return {symbol: mark for symbol, mark in known if mark is not None}

    def words(lang: str) -> Words:
        names = {one.symbol: one.name for one in app.desk.instruments.values()}
        told = catalogue if lang == catalogue.code else Catalogue(lang)
        titles = {name: told.strategy(name, one.title) for name, one in STRATEGIES}
        return Words(names, titles, told.saying)

    def stops() -> dict[tuple[str, str], int]:
        books = [book for book in app.uow.books.all() if book.shares]
        own = {(book.owner, book.symbol): levels_on(app.desk, book).stop for book in books}
        return {key: max(0, stop) for key, stop in own.items() if stop}

    index = IndexSource(app.bars, app.data, made_up)
    return Sources(app.views, app.bars, app.calendar, account, marks, words, stops, index.days)
