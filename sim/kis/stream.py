"""The WebSocket server: registrations, acks, heartbeats, market data and own-order notices."""

import asyncio
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from sim.kis import futures_frames
from sim.kis.auth import Keys
from sim.kis.clock import hhmmss, yyyymmdd
from sim.kis.crypto import encrypt, make_keys
from sim.kis.desk import Desk, Notice
from sim.kis.faults import Faults
from sim.kis.frames import (
    book_fields,
    combined_book_fields,
    frame,
    lengthened,
    notice_fields,
    trade_fields,
)
from sim.kis.futures_side import FuturesSide
from sim.kis.stream_messages import StreamRefusedError, ack, error, parse, target
from sim.kis.tape import Trade
from sim.kis.world import World

REGISTRATIONS = 41
NOTICES = {"real": "H0STCNI0", "paper": "H0STCNI9"}
# Own orders abroad: registered with the HTS ID, and nothing ever comes.
_ABROAD = {"real": "H0GSCNI0", "paper": "H0GSCNI9"}
_TRADES = {"H0STCNT0", "H0UNCNT0"}
_BOOKS = {"H0STASP0": book_fields, "H0UNASP0": combined_book_fields}
_PAPER = {"H0STCNT0", "H0STASP0"}
_FUTURES = {
    futures_frames.TRADES: futures_frames.trade_fields,
    futures_frames.BOOK: futures_frames.book_fields,
}
# Registered like any other, but nothing of theirs ever happens in this market.
_SILENT = {
    "H0NXCNT0", "H0NXASP0", "H0STANC0", "H0NXANC0", "H0UNANC0", "H0STMKO0", "H0NXMKO0", "H0UNMKO0",
    "H0STMBC0", "H0NXMBC0", "H0UNMBC0", "H0STPGM0", "H0NXPGM0", "H0UNPGM0", "H0STOUP0", "H0STOAC0",
    "H0STOAA0", "H0STNAV0",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Subscriber:
    """Hold one connection: what it registered, its notice keys, and what waits to be sent.

    None in the queue closes the connection.
    """

    connection: ServerConnection
    queue: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    registered: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    bound: bool = False


class Stream:
    """Serve all sessions; frames are made from what the world and the desk tell."""

    def __init__(
        self, world: World, desk: Desk, *, keys: Keys, faults: Faults, futures: FuturesSide
    ) -> None:
        self._world, self._desk, self._keys, self._faults = world, desk, keys, faults
        self._futures = futures
        self._sessions: list[Subscriber] = []
        self._server: Server | None = None
        self._rng = Random(f"{world.options.seed}:stream")  # nosec B311
        self._held: list[Notice] = []
        self._swapped: list[Notice] = []
        self._late: list[tuple[float, Notice]] = []
        self.silent_until = 0.0
        self.port = 0
        world.on_trades.append(self.on_trade)
        desk.listeners.append(self.on_notice)
        futures.listen(self.on_futures_trade, self.on_notice)

    async def start(self, port: int) -> None:
        """Open the port; 0 takes a free one. Any path is accepted."""
        self._server = await serve(
            self._serve, self._world.options.host, port, ping_interval=None, compression=None
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def pause(self) -> None:
        """Close the port and drop every session."""
        self.drop()
        if self._server:
            self._server.close(close_connections=False)
            self._server = None

    async def resume(self) -> None:
        """Open the same port again."""
        if self._server is None:
            await self.start(self.port)

    async def close(self) -> None:
        """Close for good."""
        self.drop()
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def drop(self) -> None:
        """Cut every session without a closing handshake; registrations are forgotten."""
        for session in self._sessions:
            session.connection.transport.abort()

    def push_out(self) -> None:
        """Tell every session that its key is used elsewhere, and close it."""
        for session in self._sessions:
            self._send(session, error("(null)", "", "OPSP8996"))
            session.queue.put_nowait(None)

    def forge(self, notice: Notice) -> None:
        """Send a notice about something that never happened."""
        self._broadcast(notice, forged=True)

    def tick(self) -> None:
        """Send what has become visible since."""
        now = self._world.clock.elapsed()
        due = [notice for at, notice in self._late if at <= now]
        self._late = [(at, notice) for at, notice in self._late if at > now]
        swapped, self._swapped = self._swapped, []
        for notice in (*due, *reversed(swapped)):
            self._broadcast(notice)

    def on_trade(self, code: str) -> None:
        """Stream one trade, and the book after it, to whoever registered them."""
        trades = self._world.tape.share(code).trades
        made: dict[str, str] = {}
        for session in self._sessions:
            for tr_id, key in session.registered:
                if key != code or tr_id not in _TRADES | set(_BOOKS):
                    continue
                if tr_id not in made:
                    made[tr_id] = self._market_frame(tr_id, code, trades[-1])
                self._send(session, made[tr_id])

    def on_futures_trade(self, code: str) -> None:
        """Stream one trade of a future, and the book after it."""
        for session in self._sessions:
            for tr_id, key in session.registered:
                if key == code and tr_id in _FUTURES:
                    self._send(session, frame(tr_id, _FUTURES[tr_id](self._futures.world, code)))

    def _market_frame(self, tr_id: str, code: str, trade: Trade) -> str:
        fields = (
            trade_fields(self._world, code, trade)
            if tr_id in _TRADES
            else _BOOKS[tr_id](self._world, code)
        )
        if self._world.options.after_market_fields:
            fields = lengthened(self._world, tr_id, fields)
        return frame(tr_id, fields)

    def on_notice(self, notice: Notice) -> None:
        """Stream an own-order event; faults lose, hold back, repeat or swap it here."""
        until = self._desk.hidden.until.get(notice.number, 0.0)
        if until > self._world.clock.elapsed():
            self._late.append((until, notice))
            return
        tr_id = self._notice_id(notice)
        if self._faults.frame("F32", tr_id):
            return
        if not notice.filled and self._faults.frame("F33", tr_id):
            self._held.append(notice)
            return
        if notice.filled and self._faults.frame("F30", tr_id):
            self._swapped.append(notice)
            return
        repeated = self._faults.frame("F31", tr_id)
        times = int(repeated.detail.get("times", 2)) if repeated else 1
        for _ in range(times):
            self._broadcast(notice)
        held, self._held = self._held, []
        for earlier in held:
            self._broadcast(earlier)

    def _broadcast(self, notice: Notice, *, forged: bool = False) -> None:
        tr_id, options = self._notice_id(notice), self._world.options
        if self._of_futures(notice):
            fields = futures_frames.notice_fields(
                self._futures.world, notice, branch=self._desk.branch
            )
        else:
            fields = notice_fields(
                self._world, notice, layout=options.notice_fields, branch=self._desk.branch
            )
        if self._faults.frame("F27", tr_id):
            fields.append("")
        for session in self._sessions:
            secrets = session.registered.get((tr_id, options.hts_id))
            if secrets is None:
                continue
            text = encrypt("^".join(fields), key=secrets[0], iv=secrets[1])
            if not forged and self._faults.frame("F38", tr_id):
                text = text[:-8] + "AAAAAAA="
            self._send(session, frame(tr_id, [], encrypted=text))

    def _of_futures(self, notice: Notice) -> bool:
        return notice.account == self._futures.unopened.account

    def _notice_id(self, notice: Notice) -> str:
        made = futures_frames.NOTICES if self._of_futures(notice) else NOTICES
        return made[self._world.env]

    def _send(self, session: Subscriber, text: str) -> None:
        if self._world.clock.elapsed() >= self.silent_until:
            session.queue.put_nowait(text)

    async def _serve(self, connection: ServerConnection) -> None:
        session = Subscriber(connection)
        self._sessions.append(session)
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write(session))
                await self._read(session)
                writer.cancel()
        except* (ConnectionClosed, ConnectionError):
            pass  # the client went away: nothing of it is kept
        finally:
            self._sessions.remove(session)

    async def _read(self, session: Subscriber) -> None:
        async for message in session.connection:
            text = message if isinstance(message, str) else message.decode(errors="replace")
            self._world.catch_up()
            answer, closes = self._answer(session, text)
            if answer:
                session.queue.put_nowait(answer)
            if closes:
                session.queue.put_nowait(None)

    async def _write(self, session: Subscriber) -> None:
        wait, time = self._world.options.ping_s, asyncio.get_running_loop().time
        due = time() + wait
        while True:
            try:
                text = await asyncio.wait_for(session.queue.get(), max(0.0, due - time()))
            except TimeoutError:
                due, text = time() + wait, self._heartbeat()
                if self._world.clock.elapsed() < self.silent_until:
                    continue
            if text is None:
                await session.connection.close()
                return
            await session.connection.send(text)

    def _heartbeat(self) -> str:
        now = self._world.clock.market()
        header = {"tr_id": "PINGPONG", "datetime": yyyymmdd(now) + hhmmss(now)}
        return json.dumps({"header": header}, separators=(",", ":"))

    def _answer(self, session: Subscriber, text: str) -> tuple[str, bool]:
        tr_id, tr_key = "(null)", ""
        try:
            message = parse(text)
            if message["header"].get("tr_id") == "PINGPONG":
                return "", False
            tr_id, tr_key = target(message)
            kind = self._check(session, message["header"])
            self._check_target(tr_id, tr_key)
            made = self._register if kind == "1" else self._deregister
            return made(session, tr_id, tr_key), False
        except StreamRefusedError as e:
            if e.msg_cd == "":
                return "", True
            shown = "(null)" if e.msg_cd == "OPSP8996" else tr_id
            return error(shown, tr_key, e.msg_cd), e.closes

    def _check(self, session: Subscriber, header: dict[str, Any]) -> str:
        if not self._keys.approved(str(header.get("approval_key", ""))):
            raise StreamRefusedError("OPSP0011")
        if header.get("tr_type") not in ("1", "2"):
            raise StreamRefusedError("OPSP8997")
        if "custtype" not in header:
            raise StreamRefusedError("OPSP9997")
        if header["custtype"] not in ("P", "B"):
            raise StreamRefusedError("OPSP8998")
        self._bind(session)
        return str(header["tr_type"])

    def _bind(self, session: Subscriber) -> None:
        if session.bound:
            return
        others = [other for other in self._sessions if other.bound]
        if others and self._world.options.second_session == "refuse":
            raise StreamRefusedError("OPSP8996", closes=True)
        for other in others:
            other.bound = False
            other.registered.clear()
            other.queue.put_nowait(error("(null)", "", "OPSP8996"))
            other.queue.put_nowait(None)
        session.bound = True

    def _check_target(self, tr_id: str, tr_key: str) -> None:
        env = self._world.env
        known = {*_TRADES, *_BOOKS, *_SILENT} if env == "real" else _PAPER
        if _secret(tr_id, env):
            if tr_key != self._world.options.hts_id:
                raise StreamRefusedError("", closes=True)
            return
        if env == "real" and tr_id in {*_FUTURES, futures_frames.SILENT}:
            if self._futures.world.exchange.contract(tr_key) is None:
                raise StreamRefusedError("OPSP8992")
            return
        if tr_id not in known:
            raise StreamRefusedError("OPSP8991")
        if self._world.listing(tr_key) is None:
            raise StreamRefusedError("OPSP8992")

    def _register(self, session: Subscriber, tr_id: str, tr_key: str) -> str:
        if (tr_id, tr_key) in session.registered:
            raise StreamRefusedError("OPSP0002")
        if len(session.registered) >= REGISTRATIONS:
            raise StreamRefusedError("OPSP0008")
        key, iv = make_keys(self._rng)
        session.registered[tr_id, tr_key] = key, iv
        output = {"iv": iv, "key": key}
        secret = _secret(tr_id, self._world.env)
        return ack(tr_id, tr_key, "OPSP0000", "SUBSCRIBE SUCCESS", secret=secret, output=output)

    def _deregister(self, session: Subscriber, tr_id: str, tr_key: str) -> str:
        if session.registered.pop((tr_id, tr_key), None) is None:
            raise StreamRefusedError("OPSP0003")
        secret = _secret(tr_id, self._world.env)
        return ack(tr_id, tr_key, "OPSP0001", "UNSUBSCRIBE SUCCESS", secret=secret)


def _secret(tr_id: str, env: str) -> bool:
    return tr_id in (NOTICES[env], futures_frames.NOTICES[env], _ABROAD[env])
