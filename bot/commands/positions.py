"""`positions`: what is held, page by page, each line opening its story."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from bot.commands.base import Args, command
from bot.context import Context
from bot.doubt_list import doubt_lines, stop_line, stops_of
from bot.level_lines import level_lines
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply, Table
from bot.turning import Page, in_rows, page_of, turning
from bot.valuation import Valuation, names, value
from core.domain.money import percent_text, ratio_of
from core.domain.position import Book

PAGE: Final = 8
COLUMNS: Final = ("name", "shares", "average", "worth", "profit", "owner")


class PositionsArgs(Args):
    """Which page; the first one is 1."""

    page: int = Field(1, ge=1, le=1_000)


@command("positions", ko=("잔고", "보유", "보유종목"), args=PositionsArgs)
async def handle(context: Context, args: PositionsArgs) -> Reply:
    """Show the holdings with cost, worth and profit."""
    worth = await value(context)
    if not worth.books:
        none = Paragraph(context.t("positions.none"))
        doubts = Lines(tuple(doubt_lines(context)))
        return Reply(context.t("positions.title"), (none, doubts), mode=context.mode)
    books = sorted(worth.books, key=lambda b: (-worth.worth(b), b.symbol))
    page = page_of(books, args.page, size=PAGE)
    shown = list(page.rows)
    known = await names(context)
    blocks: list[Block] = [_table(context, worth, shown, known), _totals(context, worth)]
    if worth.missing:
        blocks.append(Paragraph(context.t("value.missing", symbols=", ".join(worth.missing))))
    aims = level_lines(context, shown, known)
    blocks += [Lines(tuple(aims))] if aims else []
    blocks += _unsettled(context, shown)
    return Reply(
        page.titled(context.t("positions.title")),
        tuple(blocks),
        buttons=_buttons(context, page, known),
        mode=context.mode,
    )


def _unsettled(context: Context, books: list[Book]) -> list[Block]:
    """Say which of the shown holdings may still change by an order in doubt, or are frozen."""
    symbols = {b.symbol for b in books}
    doubts = doubt_lines(context, symbols)
    stops = [Paragraph(stop_line(context, s)) for s in stops_of(context, symbols)]
    return [*([Lines(tuple(doubts))] if doubts else []), *stops]


def _table(context: Context, worth: Valuation, books: list[Book], known: dict[str, str]) -> Table:
    columns = tuple(context.t(f"positions.{name}") for name in COLUMNS)
    return Table(columns, tuple(_row(context, worth, b, known) for b in books))


def _row(context: Context, worth: Valuation, book: Book, known: dict[str, str]) -> tuple[str, ...]:
    profit = worth.profit(book)
    share = percent_text(ratio_of(profit, book.cost), sign=True)
    return (
        f"{known.get(book.symbol, '')} {book.symbol}".strip(),
        context.t(
            "unit.shares.contracts" if book.multiplier else "unit.shares", shares=book.shares
        ),
        context.words.won(round(book.average)),
        context.words.won(worth.worth(book)),
        f"{context.words.won(profit, sign=True)} ({share})",
        context.owner(book.owner),
    )


def _totals(context: Context, worth: Valuation) -> Fields:
    return Fields(
        (
            (context.t("positions.open_profit"), context.words.won(worth.open_profit, sign=True)),
            (
                context.t("status.cash"),
                context.words.won(worth.account.cash if worth.account else 0),
            ),
            (context.t("status.equity"), context.words.won(worth.equity)),
        )
    )


def _buttons(
    context: Context, page: Page[Book], known: dict[str, str]
) -> tuple[tuple[Button, ...], ...]:
    symbols = list(dict.fromkeys(b.symbol for b in page.rows))
    stories = [Button(known.get(s, s), f"r:why {s}") for s in symbols]
    turns = turning(context, "positions", page)
    return (*in_rows(stories), turns) if turns else in_rows(stories)
