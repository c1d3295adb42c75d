"""The stocks of this market in pages: what there is to ask for, where no name was said."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Context
from bot.reply import Button, Paragraph, Reply
from bot.turning import in_rows, page_in, page_of, turning

LIST = frozenset({"list", "목록"})
SIZE = 12


def listed_page(words: tuple[str, ...]) -> int:
    """Read words as the number of a page of the list; 0 where they ask for no list."""
    if not words or words[0].lower() not in LIST:
        return 0
    return page_in(words[1]) if len(words) == 2 else int(len(words) == 1)


def stocks_in(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words that name stocks, without the one that asks for the list."""
    return words[1:] if words and words[0].lower() in LIST and len(words) > 1 else words


def listed_reply(context: Context, number: int, known: Mapping[str, str]) -> Reply:
    """Give a page of the listed stocks by name, each a button that shows its quote."""
    page = page_of(sorted(known, key=lambda s: (known[s], s)), number, size=SIZE)
    stocks = in_rows([Button(f"{known[s]} {s}", f"r:quote {s}") for s in page.rows])
    turns = turning(context, "quote list", page)
    return Reply(
        page.titled(context.t("quote.listed", count=len(known))),
        (Paragraph(context.t("quote.listed_how")),),
        (*stocks, *([turns] if turns else [])),
        mode=context.mode,
    )


def pick_button(context: Context) -> Button:
    """Make the button that opens the list."""
    return Button(context.t("quote.pick"), "r:quote list")
