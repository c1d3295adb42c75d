"""The command `gaemi doctor`: finds what is wrong before, while or after gaemi runs."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.assemble_doctor import subject_of
from bot.commandline import guarded, language_here, vault_here, write_json
from bot.doctor.examine import examine
from bot.doctor.show import as_json, lines
from bot.locale.catalogue import Catalogue

cli = typer.Typer(add_completion=False)


@cli.command()
def doctor(
    json_path: Annotated[Path | None, typer.Option("--json", help="결과 JSON 파일")] = None,
) -> None:
    """설정, 폴더, 데이터베이스, 열쇠를 살펴보고 고치는 법을 말합니다. 아무것도 바꾸지 않습니다.

    모두 괜찮으면 0, 고칠 것이 있으면 1, 살펴볼 수 없으면 2로 끝납니다.
    """
    guarded(lambda: _examine(json_path))


def _examine(json_path: Path | None) -> None:
    words = Catalogue(language_here())
    env = dict(os.environ)
    subject = replace(subject_of(env, Path.cwd()), vaulted=vault_here(env).values)
    checks = asyncio.run(examine(subject, words))
    for line in lines(checks, words):
        typer.echo(line)
    if json_path is not None:
        write_json(json_path, as_json(checks, words))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
