"""The command line of `gaemi setup`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from bot.commandline import guarded, language_here, vault_here
from bot.locale.catalogue import Catalogue
from bot.setup.questions import Interview
from bot.setup.run import Console, Setup, browse
from core.domain.saying import refusal

cli = typer.Typer(
    help="처음 설정: 몇 가지를 묻고, 열쇠는 이 컴퓨터에만 열리는 페이지에서 받습니다.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
START = {"paper": ("run",), "kis_paper": ("run", "--broker", "kis", "--paper")}


@cli.command()
def setup() -> None:
    """처음 설정: 몇 가지를 묻고, 열쇠는 이 컴퓨터에만 열리는 페이지에서 받습니다."""
    guarded(_setup)


def _setup() -> None:
    env, words = dict(os.environ), Catalogue(language_here())
    console = Console(_ask, typer.echo)
    guide = Setup(
        env, Path.cwd(), console, words, lambda found: vault_here(dict(found)),
        lambda file: browse(file, env, sys.platform),
    )  # fmt: skip
    start = START.get(guide.run())
    # Real money is started by hand alone, and nothing is where nobody sits.
    asks = Interview(words, _ask, typer.echo)
    if start and sys.stdin.isatty() and asks.yes("setup.start", default=False):
        os.execv(sys.executable, [sys.executable, "-m", "bot", *start])  # noqa: S606  # nosec B606


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError as error:
        raise refusal("setup_ended") from error
