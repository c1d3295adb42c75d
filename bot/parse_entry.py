"""The command line of `gaemi parse`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.parse_lines import run

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.command("parse")
def parse(
    file: Annotated[Path | None, typer.Argument(help="문장 파일(없으면 표준 입력)")] = None,
) -> None:
    """문장마다 그 뜻을 JSON 한 줄로 보여 줍니다. 아무 일도 일어나지 않습니다."""
    sys.exit(run(file))
