"""`alert`: be told when a price, a move or an indicator is reached; list, pause, delete."""

from __future__ import annotations

from typing import Final

from bot.alert_ask import set_reply
from bot.alert_change import change_reply, edited, shown
from bot.alert_view import list_reply
from bot.commands.base import command
from bot.context import Context
from bot.reply import Reply
from bot.symbol_names import NAMES
from bot.trade import TradeArgs
from bot.turning import page_in
from bot.valuation import names

ACTS: Final = {
    "list": ("list", "목록"),
    "show": ("show", "보기"),
    "edit": ("edit", "수정", "변경", "바꾸기", "고치기"),
    "pause": ("pause", "off", "멈춤", "중지", "정지", "끄기", "꺼", "꺼줘"),
    "wake": ("wake", "on", "resume", "켜기", "켜", "켜줘", "재개", "다시"),
    "delete": ("delete", "remove", "삭제", "제거", "지우기", "지워", "지워줘", "해제", "취소"),
}
_ACT: Final = {word: act for act, said in ACTS.items() for word in said}


@command("alert", ko=("알림", "알람"), args=TradeArgs, changes=True, own=True)
async def handle(context: Context, args: TradeArgs) -> Reply:
    """Set an alert, show or change those that are set."""
    known = {**NAMES, **await names(context)}
    act, words = act_in(args.words)
    if act in ("pause", "wake", "delete"):
        return await change_reply(context, act, words, known)
    if act == "edit":
        return await edited(context, words, known)
    if act == "show" and words:
        return await shown(context, words[0], known)
    if not words or act == "list":
        return await list_reply(context, known, page_in(words[0]) if words else 1)
    if len(words) == 1 and page_in(words[0]):
        return await shown(context, words[0], known)
    return await set_reply(context, words, known)


def act_in(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Find the verb, which stands first or last, and give the words without it."""
    for at in (0, len(words) - 1) if words else ():
        act = _ACT.get(words[at].lower())
        if act is not None:
            return act, words[:at] + words[at + 1 :]
    return "", words
