"""Put the parts together: one REST port, one WebSocket port, one market behind them."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from sim.kis import printed
from sim.kis.auth import Keys
from sim.kis.desk import Desk
from sim.kis.fault_effects import Parts, armed, balance_calls, effects
from sim.kis.faults import Faults
from sim.kis.futures_side import FuturesSide
from sim.kis.gateway import Gateway, Handlers
from sim.kis.handlers import make_handlers
from sim.kis.http import HttpServer, Reply, Request
from sim.kis.master import MasterFiles
from sim.kis.options import KisOptions, completed
from sim.kis.orders import Orders
from sim.kis.stream import Stream
from sim.kis.world import World
from sim.values import Placed, Refusal

_TICK_S = 0.2
_SAMPLE_HINT = {"real": ' call auth(svr="prod")', "paper": ' call auth(svr="vps")'}


class KisServer:
    """Serve until closed; also the hands of a test: time, faults, and orders from the HTS."""

    def __init__(self, options: KisOptions) -> None:
        loop = asyncio.get_running_loop()
        self.options = completed(options)
        self.world = World(self.options, ticks=self.options.ticks or loop.time)
        clock = self.world.clock
        self.faults = Faults(clock.elapsed)
        self._loop = loop
        self._keys = Keys(self.options, clock)
        self.desk = Desk(self.world)
        orders = Orders(self.world, self.desk)
        self.futures = FuturesSide(self.world, self.desk, orders)
        self.stream = Stream(
            self.world, self.desk, keys=self._keys, faults=self.faults, futures=self.futures
        )
        handlers = make_handlers(self.world, self.desk, orders, self.futures)
        self._gateway = Gateway(
            self.options,
            keys=self._keys,
            clock=clock,
            handlers=handlers,
            faults=self.faults,
            files=MasterFiles(self.world, self.futures),
        )
        self.http = HttpServer(
            self._answer,
            host=self.options.host,
            date=lambda: format_datetime(clock.machine(), usegmt=True),
        )
        self._timers: set[asyncio.Handle] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._orders, self._handlers = orders, handlers
        parts = self._parts(orders, handlers)
        self.faults.register(effects(parts), armed=armed(parts))

    async def start(self) -> Self:
        """Open both ports and let time run."""
        await self.http.start(self.options.port)
        await self.stream.start(self.options.ws_port)
        self.options = replace(self.options, port=self.http.port, ws_port=self.stream.port)
        if self.options.faults:
            self.faults.load(self.options.faults)
        self.futures.resume()
        self._later(_TICK_S, self._tick)
        return self

    async def __aenter__(self) -> Self:
        """Give the running server."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close the ports and the ledger."""
        for timer in list(self._timers):
            timer.cancel()
        for task in self._closing:
            await task
        await self.http.close()
        await self.stream.close()
        self.world.ledger.close()
        self.futures.unopened.close()

    @property
    def url(self) -> str:
        """Give the REST address."""
        return f"http://{self.options.host}:{self.options.port}"

    @property
    def ws_url(self) -> str:
        """Give the WebSocket address, without a path: every path is taken."""
        return f"ws://{self.options.host}:{self.options.ws_port}"

    def step(self, seconds: float) -> None:
        """Move both times forward and let everything happen that lies between."""
        self.world.clock.step(seconds)
        self._run()

    def hts_order(self, code: str, *, side: str, quantity: int, price: int) -> Placed | Refusal:
        """Place an order with the person's own hands, past the API; price 0 is a market order.

        A code that is no share's is taken for a future.
        """
        self._run()
        if self.world.listing(code) is None:
            return self.futures.hts_order(code, side=side, quantity=quantity, price=price)
        placed = self.world.exchange.place(
            self.options.account,
            code=code,
            side=side,
            kind="limit" if price else "market",
            quantity=quantity,
            price=price,
            channel="hts",
        )
        if isinstance(placed, Placed):
            order = self.world.ledger.order(int(placed.number))
            if order:
                self.desk.tell_order(order)
            self.desk.tell_fills()
        return placed

    def describe(self) -> str:
        """Say what a client's configuration needs: a .env, a kis_devlp.yaml, and what trades."""
        options, where = self.options, {"url": self.url, "ws_url": self.ws_url}
        parts = (
            [f"# KIS ({options.env}) is served here; for gaemi's .env:"],
            printed.settings(options, **where),
            printed.shift(self.world),
            ["# kis_devlp.yaml of KIS's sample:" + _SAMPLE_HINT[options.env]],
            printed.devlp(options, **where),
            printed.futures(self.futures.world),
            printed.market(self.world),
        )
        return "\n".join(line for part in parts for line in part)

    async def _answer(self, request: Request) -> Reply:
        self._run()
        return await self._gateway(request)

    def _tick(self) -> None:
        self._run()
        self._later(_TICK_S, self._tick)

    def _run(self) -> None:
        self.world.catch_up()
        self.desk.tell_fills()
        self.futures.tell_fills()
        self.stream.tick()

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        def done() -> None:
            self._timers.discard(timer)
            call()

        timer = self._loop.call_later(seconds, done)
        self._timers.add(timer)

    def _own(self, task: asyncio.Task[None]) -> None:
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _closed_port(self, seconds: float) -> None:
        self.http.pause()
        self._later(seconds, lambda: self._own(self._loop.create_task(self.http.resume())))

    def _outage(self, seconds: float) -> None:
        self._closed_port(seconds)
        self._own(self._loop.create_task(self.stream.pause()))
        self._later(seconds, lambda: self._own(self._loop.create_task(self.stream.resume())))

    def _parts(self, orders: Orders, handlers: Handlers) -> Parts:
        return Parts(
            keys=self._keys,
            desk=self.desk,
            orders=orders,
            stream=self.stream,
            balances=balance_calls(self.options, handlers),
            outage=self._outage,
            closed_port=self._closed_port,
            later=self._later,
            url=lambda: self.url,
            world=self.world,
            futures=self.futures,
        )


async def serve(options: KisOptions) -> KisServer:
    """Start a server; close it with `close()` or leave its `async with`.

    Raises ValueError for options or faults that make no sense and OSError for a port in use.
    """
    server = KisServer(options)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.close)
        await server.start()
        stack.pop_all()
    return server
