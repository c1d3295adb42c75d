"""`watch`: the stocks that a person keeps an eye on, with their prices; add and take off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.commands.base import UsageError, command
from bot.commands.quote import open_buttons, quote_lines
from bot.context import Context
from bot.listed_stocks import pick_button
from bot.quotes_asked import read_symbols
from bot.reply import PROPOSE, Block, Button, Lines, Paragraph, Reply
from bot.symbol_names import NAMES
from bot.trade import TradeArgs
from bot.turning import page_in, page_of, turning
from bot.valuation import names, quotes_of
from bot.watched import watched
from core.domain.subscription import SetWatch

ADD: Final = frozenset({"add", "추가", "등록", "담기"})
REMOVE: Final = frozenset({"remove", "delete", "off", "삭제", "제거", "빼기", "해제"})
LIST: Final = frozenset({"list", "목록"})
SIZE: Final = 8


@command("watch", ko=("관심", "관심종목"), args=TradeArgs, changes=True, proposes=True)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Change the list, or show it."""
    # What was delisted since can still be taken off.
    known = {s: NAMES.get(s, s) for s in watched(context)} | await names(context)
    verbs, rest = _parted(args.words)
    if len(verbs) > 1 or (verbs and not rest):
        raise UsageError("watch.verbs")
    page = page_in(rest[0]) if len(rest) == 1 and not verbs else 0
    if page or not rest:
        return await _list(context, known, page or 1, "")
    return await _change(context, rest, known, remove=not REMOVE.isdisjoint(verbs))


def _parted(words: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Part the verbs from the names; a word for the list itself says nothing."""
    verbs = [word.lower() for word in words if word.lower() in ADD | REMOVE]
    return verbs, tuple(word for word in words if word.lower() not in ADD | REMOVE | LIST)


async def _change(
    context: Context, words: tuple[str, ...], known: Mapping[str, str], *, remove: bool
) -> Reply:
    """Take in what was named for certain; what was not is offered as buttons."""
    asked = read_symbols(words, known)
    verb = "remove" if remove else "add"
    if not asked.symbols:
        return _which(context, asked.unknown, asked.maybe, verb, known)
    wish = SetWatch(context.actor, **{verb: asked.symbols})
    result = await context.door.ask(wish)
    if not result.ok:
        raise UsageError(result.key, **result.fields)
    told = ", ".join(known.get(s, s) for s in asked.symbols)
    said = context.t(f"watch.{verb}ed" if verb == "add" else "watch.removed", names=told)
    if asked.unknown:
        said += f"\n{context.t('quote.unknown', found=', '.join(asked.unknown))}"
    return await _list(context, known, 1, said)


def _which(
    context: Context,
    unknown: tuple[str, ...],
    maybe: tuple[str, ...],
    verb: str,
    known: Mapping[str, str],
) -> Reply:
    key = "quote.unknown" if maybe else "watch.unknown"
    text = context.t(key, found=", ".join(unknown))
    offered = [Button(f"{known.get(s, '')} {s}".strip(), f"p:watch {verb} {s}") for s in maybe]
    title, rows = context.t("watch.title"), tuple((button,) for button in offered)
    return Reply(title, (Paragraph(text),), rows, mode=context.mode)


async def _list(context: Context, known: Mapping[str, str], number: int, said: str) -> Reply:
    page = page_of(watched(context), number, size=SIZE)
    blocks: list[Block] = [Paragraph(said)] if said else []
    title = page.titled(context.t("watch.title"))
    if not page.rows:
        blocks.append(Paragraph(context.t("watch.none")))
        pick = (pick_button(context),)
        return Reply(title, tuple(blocks), (pick,), mode=context.mode)
    quotes = await quotes_of(context, list(page.rows))
    blocks.append(Lines(quote_lines(context, page.rows, quotes, known)))
    blocks.append(Paragraph(context.t("watch.how")))
    turns = turning(context, "watch", page, by=PROPOSE)
    rows = (*open_buttons(page.rows, known), *([turns] if turns else []))
    return Reply(title, tuple(blocks), rows, mode=context.mode)
