"""The command `gaemi cards`: check codes on the machine, where no thief of a bot's token writes."""

from __future__ import annotations

import typer

from bot.assemble_cards import lines_of
from bot.commandline import guarded, settings_here
from bot.locale.catalogue import Catalogue

cli = typer.Typer(add_completion=False)


@cli.command()
def cards() -> None:
    """열린 카드와 그 확인번호를 보여 줍니다. gaemi가 켜져 있어도 되고, 아무것도 바꾸지 않습니다."""
    guarded(_show)


def _show() -> None:
    settings = settings_here()
    words = Catalogue(settings.lang)
    for line in lines_of(settings, words) or [words.t("cards.none")]:
        typer.echo(line)
