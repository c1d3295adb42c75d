"""The command line of `gaemi mail`: one test mail, and what became of it."""

from __future__ import annotations

import asyncio

import typer

from bot.commandline import guarded, settings_here
from bot.locale.catalogue import Catalogue
from bot.mail_trial import told, try_mail
from core.clock import LiveClock

cli = typer.Typer(
    help="메일이 가는지 시험하기",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cli.callback()
def mail() -> None:
    """메일이 가는지 시험합니다."""


@cli.command("test")
def test() -> None:
    """시험 메일을 SMTP_TO 의 주소마다 하나씩 보내고, 어떻게 되었는지 말합니다.

    모두 보냈으면 0, 하나라도 못 보냈으면 1, 설정을 읽을 수 없으면 2로 끝납니다.
    """
    guarded(_test)


def _test() -> None:
    settings = settings_here()
    words = Catalogue(settings.lang)
    posted = asyncio.run(try_mail(settings, words, LiveClock()))
    for line in told(posted, words):
        typer.echo(line)
    if not all(one.found.fine for one in posted):
        raise typer.Exit(1)
