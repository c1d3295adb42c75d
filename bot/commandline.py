"""Helpers of the command line that are worth a test of their own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.pin import PinBook
from core.clock import LiveClock
from core.domain.order import Mode
from core.domain.saying import decoded, refusal
from core.env_file import env_files, home_of, read_env_file
from core.errors import GaemiError, InputError, SettingsError
from core.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.vault_here import VaultHere

BROKERS = ("paper", "kis")


def set_pin(home: Path, ask: Callable[[str], str], words: Catalogue) -> str:
    """Ask twice for a PIN without showing it, keep its hash, and say that it holds.

    Raises InputError when the two differ or are no PIN; neither is repeated.
    """
    first = ask(words.t("cli.pin_ask"))
    if ask(words.t("cli.pin_again")) != first:
        raise InputError("the two PINs differ and nothing was changed; run gaemi pin again")
    PinBook(home, LiveClock()).set(first)
    return words.t("cli.pin_set")


def chosen_mode(broker: str, *, paper: bool, live: bool) -> Mode:
    """Tell whether real money moves; raises InputError unless the person said it clearly."""
    if broker not in BROKERS:
        raise InputError(f"--broker was {broker!r}; choose one of {', '.join(BROKERS)}")
    if paper and live:
        raise InputError("--paper and --live were both given; choose one")
    if broker == "paper":
        if live:
            raise InputError("--live needs --broker kis: the simulated market has no real money")
        return Mode.PAPER
    if not paper and not live:
        raise InputError(
            "--broker kis needs --paper or --live: --paper trades the play money of KIS "
            "(모의투자), --live trades real money (실전) and needs GAEMI_LIVE as well"
        )
    return Mode.LIVE if live else Mode.PAPER


OF_KIS = ("kis_app_key", "kis_app_secret", "kis_account", "kis_hts_id")


def without_effect(settings: Settings, *, broker: str = "paper") -> list[str]:
    """Name the settings that are set but do nothing in such a run, as they are written."""
    names = () if broker == "kis" else OF_KIS
    chosen = [name for name in names if getattr(settings, name) is not None]
    return [name.upper() for name in chosen]


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON for people and programs; raises InputError where nothing can be."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as e:
        raise refusal("unwritable", found=str(path), why=e.strerror or "") from e


def guarded(work: Callable[[], None]) -> None:
    """Do what a command asks; every expected error is one clear line and exit code 2."""
    try:
        work()
    except* (GaemiError, EOFError) as group:
        fail(_in_words(one_error(group)))


def _in_words(text: str) -> str:
    """Put what a catalogue knows into the language of the settings."""
    return Catalogue(language_here()).told(text) if decoded(text) else text


def fail(text: str) -> NoReturn:
    """End with one line on the error output and exit code 2."""
    typer.echo(f"gaemi: {text}", err=True)
    sys.exit(2)


def settings_here(more: dict[str, str] | None = None) -> Settings:
    """Load the settings of the environment, this folder and the vault; `more` comes before all."""
    env = dict(os.environ) | (more or {})
    files, home = env_files(env, Path.cwd()), home_of(env, Path.cwd())
    # Most homes have none, and a stop must not wait for the libraries that open one.
    kept = vault_here(env).values() if (home / "vault.json").exists() else {}
    return load_settings(env, files, kept)


def settings_without_vault() -> Settings:
    """Load the settings but for what the vault holds: nobody is asked for a passphrase."""
    env = dict(os.environ)
    return load_settings(env, env_files(env, Path.cwd()))


def vault_here(env: dict[str, str] | None = None) -> VaultHere:
    """Give the vault of the home folder in use; a person at a terminal is asked for its phrase."""
    env = dict(os.environ) if env is None else env
    library = import_module("bot.vault_here")
    home, files = home_of(env, Path.cwd()), env_files(env, Path.cwd())
    found: VaultHere = library.VaultHere(
        home, env, files, _phrase, _new_phrase, library.system_ring()
    )
    return found


def language_here() -> str:
    """Give the language of the settings, Korean where they are wrong in some other way."""
    env = dict(os.environ)
    try:
        texts = [env, *map(read_env_file, env_files(env, Path.cwd()))]
    except SettingsError:
        texts = [env]
    found = next((t["GAEMI_LANG"] for t in texts if t.get("GAEMI_LANG")), "ko")
    return found if found in LANGUAGES else "ko"


def hidden(asked: str) -> str:
    """Ask for something that is not shown while it is typed; empty is an answer."""
    return str(typer.prompt(asked, hide_input=True, default="", show_default=False))


def _phrase(asked: str = "vault.phrase") -> str:
    if not sys.stdin.isatty():
        raise refusal("vault_phrase_missing")
    return hidden(Catalogue(language_here()).t(asked))


def _new_phrase() -> str:
    chosen = _phrase("vault.new_phrase")
    if _phrase("vault.phrase_again") != chosen:
        raise refusal("vault_phrases_differ")
    return chosen


def one_error(group: BaseExceptionGroup[BaseException]) -> str:
    """Give the text of the first error in a group of groups."""
    first = group.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return one_error(first)
    return str(first) or type(first).__name__
