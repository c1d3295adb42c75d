"""The console face: reads lines from standard input, prints messages, numbers their buttons.

Reading never blocks the loop and works for a terminal, a pipe, a file and a closed input.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Final, TextIO

import structlog

from bot.access import CONSOLE, PAIR_CONSOLE, Kind, Source
from bot.lanes import Lanes, is_secret, runs_apart
from bot.live_message import LiveMessage
from bot.locale.catalogue import Catalogue
from bot.presses import Answer
from bot.render_text import RULE, lines
from bot.reply import Paragraph, Picture, Reply
from bot.router import Router
from bot.text import clean, side_by_side, wrap
from core.domain.approval import MessageRef
from core.domain.journal import Severity
from core.domain.order import Mode
from core.domain.results import Door
from core.errors import DeliveryError

QUIT: Final = frozenset({"quit", "exit", "종료", "끝"})
KEPT: Final = 500
LONGEST_LINE: Final = 4_096
BLOCK: Final = 65_536
_log = structlog.get_logger(__name__)
# Six digits and more are no button: a PIN or an order number, said without its command.
_NUMBER: Final = re.compile(r"\[?(\d{1,5})\]?")
_BOLD, _DIM, _RED, _YELLOW, _CYAN, _OFF = (
    "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m",
)  # fmt: skip
_WIPE: Final = "\x1b[1A\x1b[2K"
_LOUD: Final = {Severity.WARNING: _YELLOW, Severity.CRITICAL: _RED}


async def read_lines(stream: TextIO) -> AsyncIterator[str]:
    """Give the lines of a stream as they come, until it ends.

    A terminal or pipe is watched by the loop; a file, which can always be read, is read at once.
    """
    fd = stream.fileno()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    watched = _watch(fd, chunks, loop)
    held = b""
    try:
        while chunk := (await chunks.get() if watched else os.read(fd, BLOCK)):
            *whole, held = (held + chunk).split(b"\n")
            held = held[-LONGEST_LINE:]
            for line in whole:
                yield line[:LONGEST_LINE].decode("utf-8", "replace")
    finally:
        if watched:
            loop.remove_reader(fd)
    if held:
        yield held.decode("utf-8", "replace")


def _watch(fd: int, chunks: asyncio.Queue[bytes], loop: asyncio.AbstractEventLoop) -> bool:
    def readable() -> None:
        try:
            chunk = os.read(fd, BLOCK)
        except BlockingIOError:
            return
        except OSError:
            # A terminal that went away reads as an error for ever; it is the end of the input.
            chunk = b""
        if not chunk:
            loop.remove_reader(fd)
        chunks.put_nowait(chunk)

    try:
        loop.add_reader(fd, readable)
    except PermissionError:
        # epoll refuses plain files and the null device: those never keep anybody waiting.
        return False
    return True


class Console:
    """The person at the machine. Button numbers count up and are never used twice.

    `boot` makes message references of this run differ from those of earlier ones; `keep` puts
    what a terminal cannot show into a file and says which, or raises OSError.
    """

    name = CONSOLE.face

    def __init__(
        self,
        words: Catalogue,
        *,
        boot: str = "",
        keep: Callable[[Picture], Path] | None = None,
        write: Callable[[str], None] | None = None,
        colour: bool | None = None,
    ) -> None:
        self._words = words
        self._boot = boot
        self._keep_picture = keep
        self._write = write or _print
        self._colour = sys.stdout.isatty() if colour is None else colour
        self._buttons: OrderedDict[int, tuple[str, str]] = OrderedDict()
        self._shown: OrderedDict[str, list[str]] = OrderedDict()
        self._before: deque[list[str]] = deque(maxlen=KEPT)
        self._last_number = 0
        self._last_message = 0

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Print a message; its buttons get the next numbers."""
        self._last_message += 1
        ref = MessageRef(self.name, chat, f"{self._boot}:{self._last_message}")
        drawn = self._drawn(reply)
        below = [*self._pictured(reply), *self._numbered(reply, ref.message)]
        self._put("\n".join(["", *drawn, *below]))
        self._keep(ref.message, drawn)
        return ref

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Print what changed in a message under its heading; its old buttons are dead from now on.

        A line cannot be taken back from a terminal: to print all of it again only hides the news.
        """
        for number in [n for n, (_, message) in self._buttons.items() if message == ref.message]:
            del self._buttons[number]
        drawn, before = self._drawn(reply), self._shown.get(ref.message, [])
        if not reply.buttons and (before == drawn or self._is_told(ref, drawn)):
            return
        top = _top(drawn)
        known = _entries(before)
        news = [line for entry in _entries(drawn[top:]) if entry not in known for line in entry]
        self._put("\n".join(["", *drawn[:top], *news, *self._numbered(reply, ref.message)]))
        self._keep(ref.message, drawn)

    def _is_told(self, ref: MessageRef, drawn: list[str]) -> bool:
        """Tell whether these words stand here already, for the same card in another run.

        After a restart a card is shown anew, and both of its messages change when it ends.
        """
        if ref.message.startswith(f"{self._boot}:"):
            return drawn in self._before
        self._before.append(drawn)
        return drawn in self._shown.values() or self._before.count(drawn) > 1

    def _keep(self, message: str, drawn: list[str]) -> None:
        self._shown[message] = drawn
        self._shown.move_to_end(message)
        while len(self._shown) > KEPT:
            self._shown.popitem(last=False)

    def show(self, text: str) -> None:
        """Print a line that no outbox row stands behind, such as the pairing code.

        A closed output is logged: the engine and the other faces go on without it.
        """
        try:
            self._write(text)
        except OSError as error:
            _log.warning("console.closed", error=str(error))

    def _put(self, text: str) -> None:
        try:
            self._write(text)
        except OSError as error:
            raise DeliveryError(f"the console's output is closed: {error}") from error

    async def run(
        self,
        router: Router,
        door: Door,
        *,
        stream: TextIO | None = None,
        stop_at_end: bool | None = None,
    ) -> None:
        """Pair the keyboard, then answer lines until the person quits or the input ends.

        The end of a terminal's input ends the run; the end of any other (a service without
        keyboard) is waited out for ever, unless `stop_at_end` says otherwise.
        """
        await door.ask(PAIR_CONSOLE)
        source = sys.stdin if stream is None else stream
        if source is None or source.closed:
            await _for_ever()
        self.show(self._words.t("console.welcome"))
        ends = source.isatty() if stop_at_end is None else stop_at_end
        async with asyncio.TaskGroup() as group:
            quitting = await self._take(read_lines(source), Lanes(group), router)
        if quitting:
            self.show(self._words.t("console.bye"))
        elif not ends:
            await _for_ever()

    async def _take(self, heard: AsyncIterator[str], lanes: Lanes, router: Router) -> bool:
        """Answer lines until the person quits (true) or the input ends (false)."""
        quitting = False
        async for line in heard:
            quitting = clean(line).lower().removeprefix("/") in QUIT
            if quitting:
                break
            self._cover(router, line)
            apart = runs_apart(line) or _NUMBER.fullmatch(clean(line)) is not None
            lanes.put(partial(self.answer, router, line), apart=apart)
        await lanes.finish()
        return quitting

    def _cover(self, router: Router, line: str) -> None:
        """Wipe a typed secret off a terminal; a pipe shows nothing of it anyway."""
        pasted = router.pasted(_source(Kind.MESSAGE), line)
        if self._colour and (pasted or is_secret(line)):
            self.show(_WIPE + self._words.t("pasted.covered" if pasted else "pin.covered"))

    async def answer(self, router: Router, line: str) -> None:
        """Answer one line: a number presses a button, anything else is a command."""
        said = _NUMBER.fullmatch(clean(line))
        if said:
            await self._pressed(router, int(said[1]))
            return
        live = LiveMessage(self, CONSOLE.chat, once=True)
        reply = await router.say(_source(Kind.MESSAGE), line, show=live.show)
        if reply is not None and not await live.finish(reply):
            await self._reply(router, reply)

    async def _pressed(self, router: Router, number: int) -> None:
        button = self._buttons.get(number)
        if button is None:
            self._say(self._words.t("console.no_button", number=number))
            return
        data, message = button
        answer = await router.press(_source(Kind.PRESS), data, message)
        if answer is not None:
            await self._told(router, answer)

    async def _told(self, router: Router, answer: Answer) -> None:
        # Elsewhere the text is a passing hint over the message; here both would be read.
        if answer.text and not _says(answer.reply, answer.text):
            self._say(answer.text, _CYAN if answer.ok else _YELLOW)
        if answer.reply is not None:
            await self._reply(router, answer.reply)

    def _say(self, text: str, style: str = "") -> None:
        # A pipe is read by programs: there a sentence stays on its line.
        drawn = wrap(text) if self._colour else [text]
        self.show("\n".join(self._styled(line, style) for line in drawn))

    async def _reply(self, router: Router, reply: Reply) -> None:
        """Print an answer; it is not in the outbox, so a closed output only loses it."""
        try:
            await self.send(CONSOLE.chat, reply)
        except DeliveryError as error:
            _log.warning("console.closed", error=str(error))
        else:
            await router.answered(reply)

    def _drawn(self, reply: Reply) -> list[str]:
        drawn = lines(reply, self._words)
        if not self._colour:
            return drawn
        # Banner and title stand above the rule; both are short, so colour goes by position.
        head = drawn.index(RULE) if RULE in drawn else len(drawn) if reply.title else 0
        tint = _LOUD.get(reply.severity, _BOLD)
        banner = _RED + _BOLD if reply.mode is Mode.LIVE else _CYAN
        first = 1 if reply.mode is not None else 0
        styles = [banner if i < first else tint for i in range(head)]
        top = [style + line + _OFF for style, line in zip(styles, drawn[:head], strict=True)]
        return [*top, *(_DIM + x + _OFF if x == RULE else x for x in drawn[head:])]

    def _numbered(self, reply: Reply, message: str) -> list[str]:
        rows = []
        for row in reply.buttons:
            labels = []
            for button in row:
                self._last_number += 1
                self._buttons[self._last_number] = (button.data, message)
                labels.append(f"[{self._last_number}] {clean(button.label, 40)}")
            rows += [self._styled(line, _BOLD) for line in side_by_side(labels, gap="  ")]
        while len(self._buttons) > KEPT:
            self._buttons.popitem(last=False)
        return rows

    def _pictured(self, reply: Reply) -> list[str]:
        """Keep a picture and say where; a full disk only costs the picture."""
        if reply.picture is None or self._keep_picture is None:
            return []
        try:
            file = self._keep_picture(reply.picture)
        except OSError as error:
            _log.warning("console.picture_failed", error=str(error))
            return [self._words.t("picture.unsaved", why=error.strerror)]
        return [f"{self._words.t('picture.saved')}: {file}"]

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_OFF}" if self._colour and style else text


def _top(drawn: list[str]) -> int:
    """Count the lines that name a message: to its rule, or the first two where it has none."""
    return next((at for at, line in enumerate(drawn, 1) if RULE in line), min(2, len(drawn)))


def _says(reply: Reply | None, text: str) -> bool:
    blocks = reply.blocks if reply else ()
    return any(isinstance(block, Paragraph) and block.text == text for block in blocks)


def _entries(drawn: list[str]) -> list[list[str]]:
    """Join each line with those that go on below it, indented."""
    entries: list[list[str]] = []
    for line in drawn:
        if line.startswith(" ") and entries:
            entries[-1].append(line)
        else:
            entries.append([line])
    return entries


def _source(kind: Kind) -> Source:
    return Source(kind, CONSOLE.face, CONSOLE.user, CONSOLE.chat, CONSOLE.name, private=True)


async def _for_ever() -> None:
    await asyncio.Event().wait()


def _print(text: str) -> None:
    print(text, flush=True)
