"""The watchdog: a small process beside the engine that stops and alarms when the engine cannot.

It takes stop requests while the engine's loop stands still, watches the engine's sign of life,
and alarms past the engine: on its error output, in a log of its own, by Telegram and by Slack. It
only ever makes stops stricter.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

from bot.heartbeat import Sign, sign_of
from bot.locale.catalogue import Catalogue
from bot.watchdog_chats import tell_chats
from bot.watchdog_line import listen, serve_one
from core.clock import LiveClock
from core.domain.saying import refusal
from core.domain.switches import HaltLevel, Scope, Switch
from core.env_file import env_files, home_of
from core.errors import GaemiError, LatchFailed
from core.latch import FileLatch
from core.settings import Settings, load_settings, prepare_home

AGAIN_S: Final = 600.0
Alarm = Callable[[str, tuple[str, ...]], None]


@dataclass(slots=True)
class Watch:
    """What is known of one engine; `look` is called a few times a second.

    `silent_s` is how long a living engine may say nothing. An alarm is repeated after ten
    minutes while its cause lasts.
    """

    home: Path
    latch: FileLatch
    alarm: Alarm
    monotonic: Callable[[], float]
    silent_s: float = 60.0
    sign: Sign | None = None
    heard_at: float = 0.0
    told: dict[str, float] = field(default_factory=dict)

    def look(self) -> str:
        """Look at the sign of life once: none, fine, silent, dead or gone (a wanted end)."""
        found, now = sign_of(self.home), self.monotonic()
        if found is None:
            ended, self.sign = self.sign is not None, None
            return "gone" if ended else "none"
        if self.sign is None or found.touched_ns != self.sign.touched_ns:
            self.heard_at = now
            self.told.clear()
        self.sign = found
        if not found.alive:
            self._tell("watchdog.dead", now)
            return "dead"
        if now - self.heard_at < self.silent_s:
            return "fine"
        self._stop(now)
        return "silent"

    def _stop(self, now: float) -> None:
        if "watchdog.silent" not in self.told:
            reason = f"engine silent for {self.silent_s:g} s"
            stop = Switch(Scope(), HaltLevel.HALT_NEW, "watchdog", reason, LiveClock().now())
            try:
                self.latch.add(stop)
            except LatchFailed as error:
                self._tell("watchdog.broken" if error.halted else "watchdog.not_stopped", now)
        self._tell("watchdog.silent", now)

    def _tell(self, key: str, now: float) -> None:
        if now - self.told.get(key, -AGAIN_S) < AGAIN_S:
            return
        self.told[key] = now
        self.alarm(key, self.sign.chats if self.sign else ())


def run(settings: Settings, *, child: bool) -> int:
    """Watch until told to end; a child ends with its engine. Gives the exit code."""
    home = prepare_home(settings)
    latch = FileLatch(home / "latch.json")
    watch = Watch(home, latch, _alarm(settings, home), LiveClock().monotonic, settings.watchdog_s)
    try:
        server = listen(home)
    except OSError as error:
        sys.stderr.write(f"gaemi watchdog: {error}\n")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server:
        try:
            while home.exists():
                serve_one(server, latch)
                if watch.look() in ("gone", "dead") and child:
                    break
        except KeyboardInterrupt:
            pass
    (home / "watchdog.sock").unlink(missing_ok=True)
    return 0


def _alarm(settings: Settings, home: Path) -> Alarm:
    words = Catalogue(settings.lang)

    def speak(key: str, chats: tuple[str, ...]) -> None:
        text = words.t(key, seconds=settings.watchdog_s, home=str(home))
        sys.stderr.write(f"\a{text}\n")
        sys.stderr.flush()
        _log(home, text)
        tell_chats(settings, chats, text)

    return speak


def _log(home: Path, text: str) -> None:
    path = home / "logs" / "watchdog.log"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{LiveClock().now().isoformat()} {text}\n")
    except OSError as error:
        sys.stderr.write(f"gaemi watchdog: no log: {error}\n")


def main() -> int:
    """Run as a process of its own: `python -m bot.watchdog [--child]`."""
    os.umask(0o077)
    env, child = dict(os.environ), "--child" in sys.argv
    # The engine hands on the phrase that a person typed; in the environment others could read it.
    phrase = sys.stdin.readline().strip() if child else ""
    try:
        return run(_settings(env | ({"SECRET_KEY": phrase} if phrase else {})), child=child)
    except GaemiError as error:
        told = Catalogue(env.get("GAEMI_LANG") or "ko").told(str(error))
        sys.stderr.write(f"gaemi watchdog: {told}\n")
        return 2


def _settings(env: dict[str, str]) -> Settings:
    files, home = env_files(env, Path.cwd()), home_of(env, Path.cwd())
    if not (home / "vault.json").exists():
        return load_settings(env, files)
    library = import_module("bot.vault_here")
    here = library.VaultHere(home, env, files, _nobody, _nobody, library.system_ring())
    return load_settings(env, files, here.values())


def _nobody() -> str:
    raise refusal("vault_phrase_missing")


if __name__ == "__main__":
    sys.exit(main())
