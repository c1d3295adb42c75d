"""Answers a line that no command is: courtesy with courtesy, a typing error with what is near."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.context import Context
from bot.parse import Line, nearest, read
from bot.reply import RUN, Button, Reply, plain, warning

_SAID: Final[Mapping[str, re.Pattern[str]]] = {
    "words.greeting": re.compile(
        r"안녕|안녕하(?:세요|십니까|신가요)|하이|헬로|ㅎㅇ|반가(?:워|워요|습니다)|굿모닝|"
        r"좋은\s?아침(?:이야|이에요|입니다)?|hi|hello|hey|good (?:morning|afternoon|evening)"
    ),
    "words.thanks": re.compile(
        r"(?:정말\s?)?(?:고마워요?|고맙습니다|감사|감사해요?|감사합니다|땡큐)|ㄱㅅ|ㄳ|"
        r"수고(?:해|했어요?|하셨(?:어요|습니다)|하세요|많으셨습니다)|thanks|thank you|thx"
    ),
}
_MARKS: Final = re.compile(r"[\s.,!?~^♡ㅎㅋ]+$")


def unknown(context: Context, line: Line) -> Reply:
    """Say that nothing was done, and what may have been meant; never a button that changes."""
    if line.is_answer:
        return plain(context.t("words.not_buttons"))
    if line.is_number:
        return warning(context.t("words.bare_number"))
    polite = None if line.slash else _courtesy_in(" ".join((line.head, *line.words)))
    if polite is not None:
        return replace(plain(context.t(polite)), buttons=((_help(context),),))
    korean = context.words.code == "ko"
    close = nearest(line.head, korean=korean)
    if not close:
        return plain(context.t("error.unknown_command", found=line.head))
    row = tuple(Button(name, f"{RUN}{name}") for name in close if _only_looks(name))
    text = context.t("error.did_you_mean", found=line.head, names=", ".join(close))
    return replace(plain(text), buttons=(row,) if row else ())


def _help(context: Context) -> Button:
    return Button(context.t("words.help"), f"{RUN}help")


def _only_looks(name: str) -> bool:
    spec = read(name).spec
    return spec is not None and not spec.changes


def _courtesy_in(text: str) -> str | None:
    """Give the catalogue key of the answer to words that are nothing but courtesy."""
    said = _MARKS.sub("", text.strip().lower())
    return next((key for key, pattern in _SAID.items() if pattern.fullmatch(said)), None)
