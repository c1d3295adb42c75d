"""`quote`: what a stock costs now, or several at once; a name that is not known is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.commands.base import command, how_to_write
from bot.context import Context
from bot.listed_stocks import listed_page, listed_reply, stocks_in
from bot.quote_lines import change_text, quote_rows, warnings_of
from bot.quotes_asked import MOST, Asked, read_symbols
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.symbol_names import NAMES
from bot.trade import TradeArgs
from bot.turning import in_rows
from bot.valuation import names, quotes_of
from bot.watched import watched
from core.domain.bar import Quote
from core.domain.journal import Severity


@command(
    "quote", ko=("시세", "호가", "현재가", "주가"), args=TradeArgs, means={"종목": ("list",)},
)  # fmt: skip
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Show quotes of now."""
    # What this market does not list can be followed all the same, by the name that people know.
    here = await names(context)
    known = {s: NAMES.get(s, s) for s in followed(context)} | here
    page = listed_page(args.words) or int(not args.words and not followed(context))
    if page and here:
        return listed_reply(context, page, here)
    asked = read_symbols(stocks_in(args.words), known) if args.words else Asked(followed(context))
    if not asked.symbols:
        return _ask(context, asked, known)
    shown = asked.symbols[:MOST]
    quotes = await quotes_of(context, list(shown))
    one = len(shown) == 1 and not asked.unknown
    if one and quotes:
        return _single(context, quotes[0], known)
    return _several(context, asked, quotes, known)


def followed(context: Context) -> tuple[str, ...]:
    """Give what is looked at when no stock is named: the list of the person, then holdings."""
    held = sorted(b.symbol for b in context.uow.books.all() if b.shares)
    return tuple(dict.fromkeys((*watched(context), *held)))


def _single(context: Context, quote: Quote, known: Mapping[str, str]) -> Reply:
    symbol = quote.symbol
    warned = warnings_of(context, quote)
    blocks: list[Block] = [Paragraph(text) for text in warned]
    looks = [
        Button(context.t(f"quote.to_{name}"), f"r:{name} {symbol}") for name in ("chart", "why")
    ]
    orders = [Button(context.t(f"side.{side}"), f"p:{side} {symbol}") for side in ("buy", "sell")]
    verb = "remove" if symbol in watched(context) else "add"
    watch = Button(context.t(f"watch.{verb}"), f"p:watch {verb} {symbol}")
    again = (Button(context.t("quote.again"), f"r:quote {symbol}"), watch)
    return Reply(
        f"{known.get(symbol, '')} {symbol}".strip(),
        (*blocks, Fields(quote_rows(context, quote))),
        (tuple(looks), tuple(orders), again),
        severity=Severity.WARNING if warned else Severity.INFO,
        mode=context.mode,
    )


def quote_lines(
    context: Context, symbols: Sequence[str], quotes: Sequence[Quote], known: Mapping[str, str]
) -> tuple[str, ...]:
    """Write each stock in two lines; one without a price says so."""
    seen = {quote.symbol: quote for quote in quotes}
    return tuple(
        line
        for symbol in symbols
        for line in _entry(context, seen.get(symbol), known.get(symbol, symbol))
    )


def open_buttons(
    symbols: Sequence[str], known: Mapping[str, str]
) -> tuple[tuple[Button, ...], ...]:
    """Give a button for each stock that opens its quote."""
    return in_rows([Button(known.get(s, s), f"r:quote {s}") for s in symbols])


def _entry(context: Context, quote: Quote | None, name: str) -> tuple[str, ...]:
    if quote is None:
        return name, f"  {context.t('quote.none')}"
    marks = "".join(f" ({text})" for text in warnings_of(context, quote))
    return f"{name} {context.words.won(quote.price)}", f"  {change_text(context, quote)}{marks}"


def _several(
    context: Context, asked: Asked, quotes: Sequence[Quote], known: Mapping[str, str]
) -> Reply:
    shown = asked.symbols[:MOST]
    blocks: list[Block] = [Lines(quote_lines(context, shown, quotes, known))]
    if asked.unknown:
        blocks.append(Paragraph(context.t("quote.unknown", found=", ".join(asked.unknown))))
    if len(asked.symbols) > MOST:
        blocks.append(Paragraph(context.t("quote.most", most=MOST)))
    offered = tuple(dict.fromkeys((*shown, *asked.maybe)))
    buttons = open_buttons(offered[: MOST + 6], known)
    return Reply(context.t("quote.title"), tuple(blocks), buttons, mode=context.mode)


def _ask(context: Context, asked: Asked, known: Mapping[str, str]) -> Reply:
    """Ask which stock was meant; the nearest names are buttons."""
    key = "talk.symbol_several" if asked.several else "quote.unknown"
    text = context.t(key if asked.unknown else "quote.which", found=", ".join(asked.unknown))
    usage = how_to_write(context, "quote")
    listed = {symbol: f"{known.get(symbol, '')} {symbol}".strip() for symbol in asked.maybe[:MOST]}
    return Reply(
        "",
        (Paragraph(f"{text}\n{usage}"),),
        open_buttons(list(listed), listed),
        severity=Severity.WARNING,
        mode=context.mode,
    )
