"""The command line of `gaemi backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.backtest_run import Asked, run_backtest
from bot.commandline import guarded, settings_here
from core.backtest.run import Engine

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.command("backtest")
def backtest(
    strategy: Annotated[str, typer.Argument(help="전략이나 프리셋의 이름")],
    symbols: Annotated[str, typer.Option(help="종목 코드, 쉼표로 나눔(없으면 전부)")] = "",
    since: Annotated[str | None, typer.Option("--from", help="신호를 낼 첫 날")] = None,
    until: Annotated[str | None, typer.Option("--to", help="마지막 날")] = None,
    data: Annotated[Path | None, typer.Option(help="일봉 CSV 폴더(없으면 저장된 봉)")] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="설정 이름=값, 여러 번 가능")
    ] = None,
    params: Annotated[
        Path | None, typer.Option(help="설정을 적은 YAML 파일, --set이 앞선다")
    ] = None,
    commission: Annotated[
        str, typer.Option(help="수수료: kis, kis/nxt, kiwoom, free, 0.015%, 0")
    ] = "",
    market: Annotated[str, typer.Option(help="시장: KOSDAQ, ETF 또는 종목=시장, 쉼표로 나눔")] = "",
    engine: Annotated[Engine, typer.Option(help="봉마다(event), 컴파일(kernel)")] = Engine.AUTO,
    portfolio: Annotated[bool, typer.Option("--portfolio", help="한 현금으로 전체")] = False,
    reference: Annotated[bool, typer.Option("--reference", help="기준 실행의 가정")] = False,
    adjusted: Annotated[bool, typer.Option("--adjusted", help="인적분할을 고친 가격")] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="결과 JSON 파일")] = None,
    html: Annotated[Path | None, typer.Option(help="보고서 HTML 파일")] = None,
    png: Annotated[Path | None, typer.Option(help="그림 PNG 파일")] = None,
) -> None:
    """전략을 지난 일봉에 돌려 봅니다."""
    asked = Asked(
        strategy, symbols, since, until, data, tuple(sets or ()), portfolio, reference, adjusted,
        json_path, params, html, png, commission, market, engine,
    )  # fmt: skip
    guarded(lambda: run_backtest(settings_here(), asked))
