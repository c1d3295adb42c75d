"""A language model's server on loopback that says what a test wrote down, however bad.

It speaks the streaming chat-completions protocol; every request's body is kept as it came.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.loopback import Peer, http, peer_doing, read_request

STEP = 7


@dataclass(frozen=True)
class Said:
    """One reply: text, tool calls as (name, arguments), or another status with a body.

    `raw` replaces the events by bytes, `stalls` never ends the answer.
    """

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    status: str = "200 OK"
    raw: bytes | None = None
    stalls: bool = False
    finish: str = ""


Script = Callable[[dict[str, Any], int], Said]


@dataclass
class FakeModel:
    """The running server: where it is and what it was asked."""

    peer: Peer
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        """The address that OPENAI_BASE_URL wants."""
        return self.peer.url("/v1")

    @property
    def heard(self) -> str:
        """All that was ever sent to the server, but the key that has to be."""
        return json.dumps(self.asked, ensure_ascii=False)

    def rows(self) -> list[dict[str, Any]]:
        """Give all rows that tools answered with, in their order."""
        return rows_of(self.asked[-1]) if self.asked else []


def rows_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the rows in the tool messages of one request."""
    told = [json.loads(m["content"]) for m in body["messages"] if m["role"] == "tool"]
    return [row for sheet in told for row in sheet.get("rows", [])]


@asynccontextmanager
async def model_saying(script: Script) -> AsyncIterator[FakeModel]:
    """Serve a script: it gets each request's body and its number from 0 on."""
    made: list[FakeModel] = []

    async def talk(peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read_request(reader):
            head, _, body = request.partition(b"\r\n\r\n")
            asked = json.loads(body)
            model = made[0]
            model.asked.append(asked)
            model.heads.append(head.decode())
            await _answer(writer, script(asked, len(model.asked) - 1))

    async with peer_doing(talk) as peer:
        made.append(FakeModel(peer))
        yield made[0]


async def _answer(writer: asyncio.StreamWriter, said: Said) -> None:
    if said.status != "200 OK":
        body = said.raw if said.raw is not None else b'{"error":{"message":"no"}}'
        writer.write(http(body, said.status, "Content-Type: application/json"))
        await writer.drain()
        return
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    for event in [said.raw] if said.raw is not None else _events(said):
        writer.write(event)
        await writer.drain()
    if said.stalls:
        await asyncio.Event().wait()
    writer.close()


def _events(said: Said) -> list[bytes]:
    deltas: list[dict[str, Any]] = [
        {"content": said.text[at : at + STEP]} for at in range(0, len(said.text), STEP)
    ]
    for at, (name, arguments) in enumerate(said.calls):
        half = len(arguments) // 2
        first = {"name": name, "arguments": arguments[:half]}
        deltas.append({"tool_calls": [{"index": at, "id": f"x{at}", "function": first}]})
        rest = {"arguments": arguments[half:]}
        deltas.append({"tool_calls": [{"index": at, "function": rest}]})
    finish = said.finish or ("tool_calls" if said.calls else "stop")
    chunks = [_chunk(delta, None) for delta in deltas] + [_chunk({}, finish)]
    return chunks[:-1] if said.stalls else [*chunks, b"data: [DONE]\n\n"]


def _chunk(delta: dict[str, Any], finish: str | None) -> bytes:
    told = {
        "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }  # fmt: skip
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()
