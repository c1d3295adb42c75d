"""The watchdog's parts: sign of life, the one-line protocol, and what silence leads to."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.heartbeat import NAME, Heartbeat, sign_of
from bot.watchdog import AGAIN_S, Watch
from bot.watchdog_chats import tell_chats
from bot.watchdog_line import answer, ask, listen, serve_one
from core.domain.switches import HaltLevel
from core.latch import FileLatch
from core.settings import load_settings

FULL = ("all", HaltLevel.HALT_NEW)


class Ear:
    """Hears the alarms, and moves the time by hand."""

    def __init__(self, home: Path, *, silent_s: float = 60) -> None:
        self.home, self.now = home, 1000.0
        self.heard: list[str] = []
        self.chats: list[tuple[str, ...]] = []
        self.latch = FileLatch(home / "latch.json")
        self.latch.create()
        self.watch = Watch(home, self.latch, self.alarm, lambda: self.now, silent_s)

    def alarm(self, key: str, chats: tuple[str, ...]) -> None:
        self.heard.append(key)
        self.chats.append(chats)

    def after(self, seconds: float) -> str:
        self.now += seconds
        return self.watch.look()

    def stops(self) -> list[tuple[str, HaltLevel]]:
        return [(s.scope.name, s.level) for s in self.latch.read()]


def touch(home: Path, at: int) -> None:
    """Touch the beat file as of a moment, so that the test needs no pause."""
    os.utime(home / NAME, ns=(at, at))


def test_a_beat_is_the_process_and_its_people(tmp_path):
    beat = Heartbeat(tmp_path)
    beat.beat(("7", "8"))
    sign = sign_of(tmp_path)
    assert sign is not None
    assert (sign.pid, sign.chats, sign.alive) == (os.getpid(), ("7", "8"), True)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    beat.stop()
    assert sign_of(tmp_path) is None


def test_a_beat_on_a_disk_that_is_gone_is_no_error(tmp_path):
    Heartbeat(tmp_path / "gone").beat()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "chats": []}'])
def test_a_beat_that_cannot_be_understood_is_none(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    assert sign_of(tmp_path) is None


def test_an_engine_that_beats_is_fine_however_long(tmp_path):
    ear, beat = Ear(tmp_path), Heartbeat(tmp_path)
    assert ear.watch.look() == "none"
    beat.beat()
    for n in range(200):
        touch(tmp_path, n)
        assert ear.after(59) == "fine"
    assert not ear.heard
    assert not ear.stops()


def test_a_living_engine_that_falls_silent_is_stopped_and_told(tmp_path):
    ear = Ear(tmp_path)
    Heartbeat(tmp_path).beat(("7",))
    assert [ear.after(1), ear.after(59), ear.after(1)] == ["fine", "fine", "silent"]
    assert ear.stops() == [FULL]
    assert (ear.heard, ear.chats) == (["watchdog.silent"], [("7",)])
    (switch,) = ear.latch.read()
    assert switch.by == "watchdog"


def test_an_alarm_is_repeated_while_it_lasts_but_seldom(tmp_path):
    ear = Ear(tmp_path)
    Heartbeat(tmp_path).beat()
    ear.after(0)
    for _ in range(30):
        ear.after(61)
    assert len(ear.heard) == 1 + int(29 * 61 // AGAIN_S)


def test_an_engine_that_beats_again_stays_stopped_until_a_person_lifts_it(tmp_path):
    ear = Ear(tmp_path)
    Heartbeat(tmp_path).beat()
    ear.after(0)
    assert ear.after(61) == "silent"
    touch(tmp_path, 5)
    assert ear.after(1) == "fine"
    assert ear.stops() == [FULL]
    assert ear.after(61) == "silent"
    assert ear.heard == ["watchdog.silent"] * 2


def test_an_engine_that_died_is_told_at_once_and_a_wanted_end_is_not(tmp_path):
    ear = Ear(tmp_path)
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    (tmp_path / NAME).write_text(json.dumps({"pid": gone, "chats": []}))
    assert [ear.after(0), ear.after(1)] == ["dead", "dead"]
    assert ear.heard == ["watchdog.dead"]
    (tmp_path / NAME).unlink()
    assert [ear.after(1), ear.after(1)] == ["gone", "none"]
    assert ear.heard == ["watchdog.dead"]


@pytest.mark.parametrize("gone", [False, True])
def test_a_stop_that_cannot_be_written_breaks_the_latch_and_says_so(tmp_path, gone):
    ear = Ear(tmp_path)
    Heartbeat(tmp_path).beat()
    ear.after(0)
    if gone:
        (tmp_path / "latch.json").unlink()
    (tmp_path / f"latch.{os.getpid()}.new").mkdir()
    ear.after(61)
    assert "watchdog.broken" in ear.heard
    assert ear.stops() == [FULL]


@pytest.mark.parametrize(
    ("line", "said", "stops"),
    [("ping", "pong", []), ("halt halt all now", "ok", [FULL]),
     ("halt cancel symbol:005930 x", "ok", [("symbol:005930", HaltLevel.CANCEL_OPEN)]),
     ("halt reduce broker:kis", "ok", [("broker:kis", HaltLevel.REDUCE_ONLY)]),
     ("halt flatten", "ok", [("all", HaltLevel.FLATTEN)])],
)  # fmt: skip
def test_a_line_is_done_before_it_is_answered(tmp_path, line, said, stops):
    ear = Ear(tmp_path)
    assert answer(line, ear.latch) == said
    assert ear.stops() == stops


@pytest.mark.parametrize(
    "line", ["", "resume all", "halt none all", "halt pause", "halt halt planet:x", "lift", "HALT"]
)
def test_a_line_that_is_not_understood_changes_nothing_and_nothing_loosens(tmp_path, line):
    ear = Ear(tmp_path)
    assert answer(line, ear.latch).startswith("error")
    assert not ear.stops()
    answer("halt cancel all", ear.latch)
    for mild in ("halt reduce all", "halt flatten all", "halt halt all"):
        answer(mild, ear.latch)
    assert ear.stops() == [("all", HaltLevel.CANCEL_OPEN)]


@pytest.mark.parametrize("depth", [0, 12])
def test_the_socket_is_for_this_user_and_answers_after_the_write(tmp_path, depth):
    home = tmp_path.joinpath(*["a-long-folder-name"] * depth)
    home.mkdir(parents=True, exist_ok=True)
    ear = Ear(home)
    with listen(home) as server:
        assert stat.S_IMODE((home / "watchdog.sock").stat().st_mode) == 0o600
        worker = threading.Thread(target=lambda: [serve_one(server, ear.latch) for _ in range(3)])
        worker.start()
        assert ask(home, "ping") == "pong"
        assert ask(home, "halt halt all fast") == "ok"
        assert ear.stops() == [FULL]
        worker.join()


def test_a_second_watchdog_is_refused_and_a_dead_ones_socket_is_taken_over(tmp_path):
    ear = Ear(tmp_path)
    first = listen(tmp_path)
    worker = threading.Thread(target=lambda: serve_one(first, ear.latch))
    worker.start()
    with pytest.raises(OSError, match="another watchdog"):
        listen(tmp_path)
    worker.join()
    first.close()
    assert ask(tmp_path, "ping") == ""
    with listen(tmp_path) as second:
        assert second.fileno() > 0


class Bot(BaseHTTPRequestHandler):
    """Takes messages for every chat but 13, as a Bot API would."""

    taken: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012 - emptied by each test

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Bot.taken.append((self.path, body))
        chat = body.get("chat_id") or body.get("channel")
        self.send_response(429 if chat == "13" else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"ok": chat != "C0GONE"}).encode())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Bot.taken.clear()
    bot = HTTPServer(("127.0.0.1", 0), Bot)
    threading.Thread(target=bot.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{bot.server_port}/bot"
    bot.shutdown()
    bot.server_close()


def test_telegram_is_told_without_the_engine_and_failures_name_no_token(server, capsys):
    token = "123456789:" + "A" * 35
    settings = load_settings({"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": server})
    assert (
        tell_chats(settings, ("telegram:7", "telegram:13", "slack:U1", "telegram:8", "9"), "hello")
        == 2
    )
    assert [body["chat_id"] for _, body in Bot.taken] == ["7", "13", "8"]
    assert Bot.taken[0][0] == f"/bot{token}/sendMessage"
    nobody = load_settings({
        "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot",
    })  # fmt: skip
    assert tell_chats(nobody, ("telegram:7",), "hello") == 0
    assert "A" * 35 not in capsys.readouterr().err
    assert tell_chats(load_settings({}), ("telegram:7", "slack:U1"), "hello") == 0


def test_slack_is_told_too_and_its_polite_refusals_count_as_such(server, capsys):
    token = "xoxb-canary-of-the-watchdog"
    base = server.replace("/bot", "/api")
    settings = load_settings({"SLACK_BOT_TOKEN": token, "SLACK_BASE_URL": base})
    assert tell_chats(settings, ("slack:U1", "slack:C0GONE", "telegram:7"), "hello") == 1
    assert Bot.taken[0] == ("/api/chat.postMessage", {"channel": "U1", "text": "hello"})
    assert token not in capsys.readouterr().err
