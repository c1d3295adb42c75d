"""Records a conversation with `gaemi run` in a Slack workspace and draws it as docs/slack.png.

    PYTHONPATH=. .venv/bin/python docs/slack_picture.py

The workspace is the peer of the process tests (npm `emulate`), so no account is needed; the
messages are those that gaemi sent, drawn here from their blocks the way Slack draws them. Slack's
own look differs in fonts and colours.
"""

from __future__ import annotations

import asyncio
import html
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from browser import inside, photograph

from tests import slack_api as api
from tests.e2e.process import Gaemi, until
from tests.e2e.slack_workspace import Message, Person, Workspace, workspace

OUT = Path(__file__).parent / "slack.png"
DEADLINE_S = 120.0
WIDE, HIGH = 1_240, 900
STYLE = """
body { margin: 0; padding: 16px; background: #e8e8ea; display: flex; gap: 16px; color: #1d1c1d;
  font: 14px/1.46 'NanumGothic', 'Nanum Gothic', 'Noto Sans CJK KR', sans-serif;
  align-items: flex-start; }
.screen { background: #fff; width: 392px; border-radius: 10px; padding: 12px 14px; }
.name { font-weight: 800; border-bottom: 1px solid #ddd; padding-bottom: 8px; margin-bottom: 8px; }
.message { margin: 10px 0 16px 44px; position: relative; }
.face { position: absolute; left: -44px; top: 2px; width: 34px; height: 34px; border-radius: 6px;
  background: #4a154b; color: #fff; text-align: center; line-height: 34px; font-weight: 800; }
.you { background: #2c6fbb; }
.who b { font-weight: 800; } .context { color: #616061; font-size: 12px; }
.app { background: #ddd; font-size: 10px; padding: 0 4px; border-radius: 3px; }
.header { font-size: 17px; font-weight: 800; margin: 4px 0; } .text { white-space: pre-wrap; }
pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 6px 8px;
  margin: 4px 0; font: 12px/1.5 'NanumGothicCoding', 'D2Coding', monospace; }
img { width: 330px; border: 1px solid #ddd; border-radius: 6px; display: block; margin: 6px 0; }
.button { display: inline-block; border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px;
  margin: 6px 8px 0 0; font-weight: 700; font-size: 13px; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.danger { border-color: #e01e5a; color: #e01e5a; }
.below { border-left: 3px solid #ddd; margin: 6px 0 0 44px; padding-left: 4px; }
.only { color: #616061; font-size: 13px; margin: 0 0 14px 44px; }
.window { border: 1px solid #bbb; border-radius: 8px; padding: 12px 14px; margin-top: 12px;
  box-shadow: 0 2px 8px #0002; } .window .top { font-weight: 800; font-size: 16px; }
.label { font-weight: 700; margin-top: 10px; } .field { border: 1px solid #888; border-radius: 4px;
  height: 30px; margin-top: 4px; } .end { text-align: right; }
"""


def texts(element: dict[str, Any]) -> str:
    """Draw the runs of one part of a rich text."""
    drawn = []
    for run in element["elements"]:
        text = html.escape(run["text"])
        drawn.append(f"<b>{text}</b>" if run.get("style", {}).get("bold") else text)
    return "".join(drawn)


def block(found: dict[str, Any]) -> str:
    """Draw one block."""
    kind = found["type"]
    if kind == "header":
        return f'<div class="header">{html.escape(found["text"]["text"])}</div>'
    if kind == "context":
        said = " ".join(html.escape(element["text"]) for element in found["elements"])
        return f'<div class="context">{said}</div>'
    if kind == "actions":
        return "".join(
            f'<span class="button {element.get("style", "")}">'
            f"{html.escape(element['text']['text'])}</span>"
            for element in found["elements"]
        )
    parts = found["elements"]
    return "".join(
        f"<pre>{texts(part)}</pre>" if part["type"] == "rich_text_preformatted"
        else f'<div class="text">{texts(part)}</div>'
        for part in parts
    )  # fmt: skip


def message(blocks: Sequence[dict[str, Any]]) -> str:
    """Draw a message of gaemi."""
    return (
        '<div class="message"><div class="face">개</div><div class="who"><b>gaemi</b> '
        f'<span class="app">앱</span></div>{"".join(map(block, blocks))}</div>'
    )


def typed(text: str) -> str:
    """Draw what a person typed."""
    return (
        '<div class="message"><div class="face you">미</div><div class="who"><b>미나</b></div>'
        f"{html.escape(text)}</div>"
    )


def pictured(png: bytes) -> str:
    """Draw an uploaded picture."""
    return f'<div class="message"><img src="{inside("image/png", png)}"></div>'


def whispered(text: str) -> str:
    """Draw what only one person sees."""
    return f'<div class="only">나에게만 표시됩니다<br>{html.escape(text)}</div>'


def window(view: dict[str, Any]) -> str:
    """Draw a form."""
    fields = "".join(
        f'<div class="label">{html.escape(found["label"]["text"])}</div><div class="field"></div>'
        for found in view["blocks"]
    )
    ends = (
        f'<span class="button">{view["close"]["text"]}</span>'
        f'<span class="button primary">{view["submit"]["text"]}</span>'
    )
    top = html.escape(view["title"]["text"])
    inside = f'<div class="top">{top}</div>{fields}<div class="end">{ends}</div>'
    return f'<div class="window">{inside}</div>'


def page(screens: Sequence[tuple[str, str]]) -> str:
    """Put screens side by side."""
    drawn = "".join(
        f'<div class="screen"><div class="name">{html.escape(name)}</div>{body}</div>'
        for name, body in screens
    )
    head = f'<meta charset="utf-8"><style>{STYLE}</style>'
    return f'<!doctype html><html lang="ko">{head}{drawn}'


async def blocks_of(slack: Workspace, shown: Message) -> list[dict[str, Any]]:
    """Give the blocks of a message as it stands now."""
    history = await slack.ask(
        "conversations.replies", api.BOT_TOKEN, channel=shown.channel, ts=shown.thread or shown.ts
    )
    return next(row["blocks"] for row in history["messages"] if row["ts"] == shown.ts)


async def traded(slack: Workspace, who: Person) -> tuple[list[dict[str, Any]], str, Message]:
    """Press cards until one is filled: how its card was, what was whispered, the fill."""
    cards: dict[str, tuple[list[dict[str, Any]], str]] = {}

    async def filled() -> Message | None:
        for card in await slack.cards(who.alone):
            before, blocks = slack.whispers(who), await blocks_of(slack, card)
            await slack.press(who, card, "확인")
            cards[card.ts] = (blocks, await slack.told(who, after=before))
        return next((m for m in await slack.messages(who.alone) if "체결 완료" in m.text), None)

    fill = await until(filled, "a fill", deadline_s=90)
    if fill is None:
        raise RuntimeError("nothing was filled")
    return (*cards[fill.thread], fill)


async def conversation(slack: Workspace, app: Gaemi) -> list[tuple[str, str]]:
    """Pair, ask, confirm, and look at what came of it."""
    mina = slack.people["mina"]
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    await slack.slash(mina, f"pair {code}")
    await slack.shows(mina.alone, "연결했습니다")
    await slack.slash(mina, "status")
    status = await slack.shows(mina.alone, "현황")
    was, told, fill = await traded(slack, mina)
    card = next(m for m in await slack.messages(mina.alone) if m.ts == fill.thread)
    await until(lambda: _says(slack, card, "체결"), "the card's end")
    is_now = await blocks_of(slack, card)
    another = await slack.card(mina.alone)
    await slack.press(mina, another, "고치기")
    (form,) = await slack.until("views.open")
    first = typed("/gaemi status") + message(await blocks_of(slack, status))
    chart, said = await charted(slack, mina, "차트 비중")
    below = f'<div class="below">{message(await blocks_of(slack, fill))}</div>'
    return [
        ("gaemi", first + typed("/gaemi 차트 비중") + pictured(chart)),
        ("gaemi", message(was) + whispered(told) + message(said)),
        ("스레드", message(is_now) + below + window(form["view"])),
    ]


async def charted(slack: Workspace, who: Person, line: str) -> tuple[bytes, list[dict[str, Any]]]:
    """Ask for a picture; gives its bytes and the blocks of its words."""
    after = await slack.last(who.alone)
    await slack.slash(who, line)
    address = ""
    # Reports come with pictures of their own, whenever they are due.
    async with asyncio.timeout(DEADLINE_S):
        while not address:
            await slack.until("files.completeUploadExternal", deadline_s=DEADLINE_S)
            listed = await slack.ask("files.list", who.token, channel=who.alone)
            named = (one for one in listed["files"] if "weights" in str(one.get("name")))
            address = next((str(one["url_private"]) for one in named), "")
            await asyncio.sleep(0.2)
    got = await slack.client.get(address, headers={"Authorization": f"Bearer {who.token}"})
    told = await slack.shows(who.alone, "비중", after=after)
    return got.content, await blocks_of(slack, told)


async def _says(slack: Workspace, card: Message, word: str) -> bool:
    return word in str(await blocks_of(slack, card))


async def record(folder: Path) -> str:
    """Run a workspace and gaemi, and give the page."""
    async with workspace(folder, port=None) as slack:
        app = Gaemi(folder / "home", {"GAEMI_SPEED": "30000", **slack.variables}).start()
        try:
            await slack.listens()
            return page(await conversation(slack, app))
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
