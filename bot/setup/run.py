"""Leads through `gaemi setup`: questions, the page for keys, what was kept, and what comes next."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from bot.env_edit import put_lines
from bot.locale.catalogue import Catalogue
from bot.setup.desk import Desk, Result
from bot.setup.mail import post
from bot.setup.questions import Answers, Interview, interview
from bot.setup.server import End, KeyPage
from bot.setup.services import checks
from bot.vault_here import VaultHere
from core.domain.order import Mode
from core.env_file import env_files, read_env_file
from core.errors import SettingsError
from core.lock import HomeLock
from core.net.sealed import write_private
from core.settings import Settings, load_settings, prepare_home
from core.vault.keepers import How

DOOR: Final = "setup.html"
HereOf = Callable[[Mapping[str, str]], VaultHere]


@dataclass(frozen=True, slots=True)
class Console:
    """How the person at the machine is asked and told."""

    ask: Callable[[str], str]
    say: Callable[[str], None]


@dataclass(slots=True)
class Setup:
    """One run of the questions in the surroundings `env` and folder `here`.

    `vault_of` gives the vault of some surroundings. `browse` opens a file in the person's own
    browser and tells whether it could.
    """

    env: dict[str, str]
    here: Path
    console: Console
    words: Catalogue
    vault_of: HereOf
    browse: Callable[[Path], bool]

    def run(self) -> str:
        """Ask, write down, take keys, and tell what is next; gives the chosen broker."""
        say = self.console.say
        self.words.use(self._settings({}).lang)
        say(self.words.t("setup.hello"))
        asks = Interview(self.words, self.console.ask, say)
        answers = self._interview(asks)
        self._write(answers)
        prepare_home(self._settings({}))
        kept = self._keys(answers) if answers.services else {}
        if "SMTP_HOST" in answers.lines and asks.yes("setup.mail_test", default=False):
            post(self._settings({}, kept), self.words, say)
        say("")
        say(self.words.t("setup.end"))
        say(self.words.t(f"setup.next.{answers.broker}"))
        if {"telegram", "slack"} & set(answers.services):
            say(self.words.t("setup.pair"))
        if self._runs():
            say(self.words.t("setup.again"))
        return answers.broker

    def _runs(self) -> bool:
        """Tell whether a program has this home open: it knows new keys after its next start."""
        try:
            with HomeLock(self._settings({}).home / "lock"):
                return False
        except SettingsError:
            return True

    def _interview(self, asks: Interview) -> Answers:
        now, vault = self._settings({}), self.vault_of(self.env)
        fixed = now.home if self.env.get("GAEMI_HOME") else None
        ways = [How.PASSPHRASE, How.FILE]
        if vault.ring is not None:
            ways.insert(0, How.KEYRING)
        best = None if vault.vault.there else vault.best
        return interview(asks, now, home=fixed, ways=ways, best=best)

    def _settings(self, more: Mapping[str, str], kept: Mapping[str, str] | None = None) -> Settings:
        return load_settings(self.env | dict(more), env_files(self.env, self.here), kept)

    def _write(self, answers: Answers) -> None:
        """Write each line where its name stands already, else in the home; the rest stays."""
        before = self._settings({}).home
        if answers.home != before:
            put_lines(self.here / ".env", {"GAEMI_HOME": str(answers.home)})
        files = env_files(self.env, self.here)
        prepare_home(self._settings({}))
        for name, value in answers.lines.items():
            if self.env.get(name):
                if self.env[name] != value:
                    self.console.say(self.words.t("setup.env_wins", name=name))
                continue
            file = next((f for f in files if name in read_env_file(f)), files[-1])
            put_lines(file, {name: value})

    def _keys(self, answers: Answers) -> Mapping[str, str]:
        """Take keys on the page; gives what the vault holds afterwards."""
        here = self.vault_of(self.env)
        new = not here.vault.there
        here.vault.make(answers.how)
        kept = here.values()
        if new:
            self.console.say(self.words.t(f"vault.how_{here.vault.how}"))
            if here.vault.how is How.FILE:
                self.console.say(self.words.t("vault.weak"))

        def keep(values: Mapping[str, str]) -> None:
            here.vault.put(values)
            kept.update(values)

        mode = Mode.LIVE if answers.broker == "kis_live" else Mode.PAPER
        desk = Desk(
            answers.services,
            checks(here.home, mode),
            lambda values: self._settings(values, kept),
            keep,
            self._told,
        )
        asyncio.run(self._page(desk, here.home))
        doubled = ", ".join(here.doubled())
        if doubled:
            self.console.say(self.words.t("vault.doubled", names=doubled))
        return kept

    async def _page(self, desk: Desk, home: Path) -> None:
        page = KeyPage(desk, self.words)
        door = home / DOOR
        async with page.serving() as address:
            # The address in the words of a browser's process could be read by others here (K12).
            write_private(door, _door(address).encode())
            try:
                opened = await asyncio.to_thread(self.browse, door)
                port = address.split(":")[2].partition("/")[0]
                told = "setup.opened" if opened else "setup.open_it"
                for key in (told, *(() if opened else ("setup.ssh",)), "setup.waiting"):
                    self.console.say(self.words.t(key, port=port))
                self.console.say(f"  {address}")
                end = await page.ended()
            finally:
                door.unlink(missing_ok=True)
        if end is not End.DONE:
            self.console.say(self.words.t(f"setup.page_{end}"))

    def _told(self, results: Sequence[Result]) -> None:
        for result in results:
            found = result.found
            name = self.words.t(f"keys.service.{found.service}")
            mark = "✓" if result.done else "✗"
            self.console.say(f"{mark} {name}: {self.words.said(found.key, found.fields)}")
            if not found.fine:
                self.console.say(f"  → {self.words.said(f'{found.key}.fix', found.fields)}")


def browse(file: Path, env: Mapping[str, str], platform: str) -> bool:
    """Open a file in a browser with a window; false where there is none to see it."""
    seen = platform == "darwin" or env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
    if not seen or env.get("SSH_CONNECTION"):
        return False
    return webbrowser.open(file.as_uri())


def _door(address: str) -> str:
    return f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(address)}">'
