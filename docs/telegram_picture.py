"""Records a conversation with `gaemi run` over the Bot API and draws it as docs/telegram.png.

    PYTHONPATH=. .venv/bin/python docs/telegram_picture.py

The server is the peer of the process tests (npm `telegram-test-api`), so no account is needed. The
messages, buttons and pictures are those that gaemi sent, drawn the way a phone draws them;
Telegram's own look differs in fonts and colours.
"""

from __future__ import annotations

import asyncio
import html
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser import inside, photograph

from tests.e2e.chat import BotServer, Message, Person, bot_server
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import pair
from tests.peers.aimock_server import free_port

OUT = Path(__file__).parent / "telegram.png"
WIDE, HIGH = 1_240, 900
MINA = Person(501, "미나")
STYLE = """
body { margin: 0; padding: 16px; background: #e8e8ea; display: flex; gap: 16px; color: #111;
  font: 15px/1.38 'NanumGothic', 'Nanum Gothic', 'Noto Sans CJK KR', sans-serif;
  align-items: stretch; }
.phone { background: #d5e3ee; width: 392px; border-radius: 14px; overflow: hidden; display: flex;
  flex-direction: column; }
.top { background: #fff; padding: 10px 14px; font-weight: 800; border-bottom: 1px solid #ccc; }
.top small { display: block; font-weight: 400; color: #888; font-size: 12px; }
.talk { padding: 10px 10px 14px; flex: 1; }
.row { display: flex; margin: 6px 0; } .mine { justify-content: flex-end; }
.bubble { background: #fff; border-radius: 12px; padding: 7px 11px; max-width: 318px;
  white-space: pre-wrap; overflow-wrap: anywhere; box-shadow: 0 1px 1px #0002; }
.bold { font-weight: 800; }
.pre { display: block; background: #eef1f5; border-radius: 6px; padding: 4px 7px; margin: 2px 0;
  font: 12px/1.45 'NanumGothicCoding', 'D2Coding', 'Noto Sans Mono CJK KR', monospace;
  overflow-x: auto; white-space: pre; }
.mine .bubble { background: #e3fdca; }
.whole { width: 340px; } .whole .bubble { max-width: 318px; }
.keys { display: flex; gap: 4px; margin-top: 4px; }
.key { flex: 1; background: #6f93ad; color: #fff; border-radius: 8px; text-align: center;
  padding: 8px 4px; font-size: 14px; font-weight: 700; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.quote { border-left: 3px solid #3a8fd6; padding-left: 7px; margin-bottom: 4px; color: #3a8fd6;
  font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
img { width: 318px; border-radius: 8px; display: block; margin: -2px 0 6px; }
.toast { background: #2b2b2be8; color: #fff; border-radius: 9px; padding: 8px 14px;
  margin: 8px auto; width: fit-content; font-size: 14px; }
.board { background: #c9ccd2; padding: 5px; } .board .keys { margin: 4px 0; }
.board .key { background: #fff; color: #111; font-weight: 400; padding: 9px 4px; }
"""


@dataclass
class Screen:
    """One phone: what is drawn on it, from top to bottom."""

    drawn: list[str] = field(default_factory=list)
    board: str = ""

    def typed(self, text: str) -> None:
        """Draw what the person wrote."""
        self.drawn.append(f'<div class="row mine"><div class="bubble">{escaped(text)}</div></div>')

    def shown(self, message: Message, *, png: bytes = b"", quoted: str = "") -> None:
        """Draw a message of the bot with its buttons."""
        picture = f'<img src="{inside("image/png", png)}">' if png else ""
        quote = f'<div class="quote">{escaped(quoted)}</div>' if quoted else ""
        body = f'<div class="bubble">{quote}{picture}{looking(message)}</div>'
        rows = "".join(keys(row) for row in message.rows)
        self.drawn.append(f'<div class="row"><div class="whole">{body}{rows}</div></div>')

    def toast(self, text: str) -> None:
        """Draw the short answer to a press."""
        self.drawn.append(f'<div class="toast">{escaped(text)}</div>')

    @property
    def html(self) -> str:
        """Give the phone."""
        top = '<div class="top">gaemi<small>봇</small></div>'
        board = f'<div class="board">{self.board}</div>' if self.board else ""
        talk = f'<div class="talk">{"".join(self.drawn)}</div>'
        return f'<div class="phone">{top}{talk}{board}</div>'


def escaped(text: str) -> str:
    """Write a text as a page needs it."""
    return html.escape(text)


def looking(message: Message) -> str:
    """Write a message with its bold headings and its tables, as its ranges say."""
    raw, drawn, at = message.text.encode("utf-16-le"), "", 0
    for kind, offset, length in message.looks:
        before, inside = raw[2 * at : 2 * offset], raw[2 * offset : 2 * (offset + length)]
        drawn += escaped(before.decode("utf-16-le"))
        drawn += f'<span class="{kind}">{escaped(inside.decode("utf-16-le"))}</span>'
        at = offset + length
    return drawn + escaped(raw[2 * at :].decode("utf-16-le"))


def keys(row: Sequence[str]) -> str:
    """Draw a row of keys."""
    drawn = "".join(f'<span class="key">{escaped(label)}</span>' for label in row)
    return f'<div class="keys">{drawn}</div>'


def page(screens: Sequence[Screen]) -> str:
    """Put phones side by side."""
    head = f'<meta charset="utf-8"><style>{STYLE}</style>'
    return f'<!doctype html><html lang="ko">{head}{"".join(s.html for s in screens)}'


async def asked(bot: BotServer, screen: Screen, line: str, word: str) -> Message:
    """Write a line and draw it with its answer."""
    after = await bot.last(MINA.alone)
    await bot.say(MINA, line)
    screen.typed(line)
    return await bot.shows(MINA.alone, word, after=after)


async def everyday(bot: BotServer, app: Gaemi) -> Screen:
    """Pair, put up the keys, and look at the state of things."""
    screen = Screen()
    await pair(app, bot, MINA)
    answer = await asked(bot, screen, "키보드", "키보드")
    screen.shown(answer)
    sent = [call["given"] for call in await bot.calls("sendMessage")]
    rows: Any = next(markup["keyboard"] for markup in map(_markup, sent) if "keyboard" in markup)
    screen.board = "".join(keys([key["text"] for key in row]) for row in rows)
    screen.shown(await asked(bot, screen, "상태", "현황"))
    return screen


async def traded(bot: BotServer) -> tuple[Screen, Screen]:
    """Press cards until one is filled: how its card was and what was told, then what came of it."""
    cards: dict[int, tuple[Message, str]] = {}

    async def filled() -> Message | None:
        for card in await bot.cards(MINA.alone):
            if card.id not in cards:
                answer = await bot.press(MINA, card, "확인")
                cards[card.id] = (card, answer["text"])
        messages = await bot.messages(MINA.alone)
        return next((m for m in messages if "체결 완료" in m.text and m.answers in cards), None)

    fill = await until(filled, "a fill", deadline_s=120)
    if fill is None:
        raise RuntimeError("nothing was filled")
    card, told = cards[fill.answers]
    before, after = Screen(), Screen()
    before.shown(card)
    before.toast(told)
    after.shown(fill, quoted=card.text.split("\n")[1])
    return before, after


async def charted(bot: BotServer, screen: Screen) -> None:
    """Ask for a picture and draw it with its words."""
    answer = await asked(bot, screen, "차트 비중", "비중")
    screen.shown(answer, png=await bot.photo(answer.id))


def _markup(given: dict[str, Any]) -> dict[str, Any]:
    found = given.get("reply_markup") or {}
    return json.loads(found) if isinstance(found, str) else found


async def record(folder: Path) -> str:
    """Run a server and gaemi, and give the page."""
    async with bot_server(free_port()) as bot:
        app = Gaemi(folder / "home", {"GAEMI_SPEED": "30000", **bot.variables}).start()
        try:
            first = await everyday(bot, app)
            card, after = await traded(bot)
            await charted(bot, after)
            return page([first, card, after])
        finally:
            app.close()


def pieces() -> Iterator[Path]:
    """Record and photograph; gives the file."""
    with tempfile.TemporaryDirectory() as folder:
        photograph(asyncio.run(record(Path(folder))), OUT, wide=WIDE, high=HIGH)
    yield OUT


if __name__ == "__main__":
    for path in pieces():
        sys.stdout.write(f"{path} {path.stat().st_size:,} bytes\n")
