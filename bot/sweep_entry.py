"""The command line of `gaemi sweep`, `gaemi sweep list` and `gaemi sweep show`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from bot.commandline import guarded, settings_here
from bot.sweep_asked import Asked
from bot.sweep_run import run_sweep
from bot.sweep_show import list_sweeps, show_sweep
from core.domain.saying import refusal

_OWN: Final = frozenset({"--help", "-h", "run", "list", "show"})


class SweepGroup(TyperGroup):
    """`gaemi sweep NAME` runs a sweep: no strategy may be called `run`, `list` or `show`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take everything for a run that names no other command."""
        if args and args[0] not in _OWN:
            args = ["run", *args]
        return list(super().parse_args(ctx, args))


cli = typer.Typer(
    cls=SweepGroup,
    help="전략의 설정을 여럿 시도하고, 고른 것이 우연인지 따져 봅니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Store = Annotated[Path | None, typer.Option("--store", help="결과 파일(없으면 GAEMI_HOME)")]
Json = Annotated[Path | None, typer.Option("--json", help="결과 JSON 파일")]
Top = Annotated[int, typer.Option(min=1, help="보여 줄 줄 수")]


@cli.command("run")
def run(
    strategy: Annotated[str, typer.Argument(help="전략이나 프리셋의 이름")],
    symbols: Annotated[str, typer.Option(help="종목 코드, 쉼표로 나눔(없으면 전부)")] = "",
    since: Annotated[str | None, typer.Option("--from", help="신호를 낼 첫 날")] = None,
    until: Annotated[str | None, typer.Option("--to", help="마지막 날")] = None,
    data: Annotated[Path | None, typer.Option(help="일봉 CSV 폴더(없으면 저장된 봉)")] = None,
    space: Annotated[
        list[str] | None, typer.Option("--space", help="이름=처음..끝:간격 또는 이름=값,값")
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="바꾸지 않을 설정 이름=값")
    ] = None,
    method: Annotated[str, typer.Option(help="grid, random, bayes")] = "grid",
    trials: Annotated[int | None, typer.Option(help="시도할 개수(random, bayes)")] = None,
    seed: Annotated[int, typer.Option(help="무작위의 씨앗")] = 0,
    metric: Annotated[
        str, typer.Option(help="고르는 기준(sharpe, change, drawdown ...)")
    ] = "sharpe",
    holdout: Annotated[str, typer.Option(help="찾을 때 보지 않을 끝부분의 몫")] = "0.25",
    workers: Annotated[int | None, typer.Option(min=1, help="프로세스 수(없으면 코어 수)")] = None,
    cluster: Annotated[str, typer.Option(help="Dask 스케줄러 주소(tcp://곳:8786)")] = "",
    commission: Annotated[str, typer.Option(help="수수료: kis, kis/nxt, free, 0.015%, 0")] = "",
    market: Annotated[str, typer.Option(help="시장: KOSDAQ, ETF 또는 종목=시장")] = "",
    reference: Annotated[bool, typer.Option("--reference", help="기준 실행의 가정")] = False,
    adjusted: Annotated[bool, typer.Option("--adjusted", help="인적분할을 고친 가격")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="멈춘 곳부터 이어서")] = False,
    top: Top = 10,
    store: Store = None,
    json_path: Json = None,
) -> None:
    """설정을 여럿 시도합니다(`run` 은 적지 않아도 됩니다)."""

    def work() -> None:
        asked = Asked(
            strategy, symbols, since, until, data, tuple(space or ()), tuple(sets or ()), method,
            trials, seed, metric, _part(holdout), workers, cluster, reference, adjusted, resume,
            top, store, json_path, commission, market,
        )  # fmt: skip
        raise typer.Exit(run_sweep(settings_here(), asked))

    guarded(work)


@cli.command("list")
def list_(store: Store = None, json_path: Json = None) -> None:
    """지금까지의 설정 찾기를 새것부터 보여 줍니다."""
    guarded(lambda: list_sweeps(settings_here(), store, json_path))


@cli.command("show")
def show(
    sweep_id: Annotated[str, typer.Argument(metavar="ID", help="list 가 보여 주는 이름")],
    top: Top = 20,
    by: Annotated[str, typer.Option(help="차례의 기준(없으면 찾을 때의 기준)")] = "",
    store: Store = None,
    json_path: Json = None,
) -> None:
    """한 번의 설정 찾기에서 시도한 것을 좋은 것부터 보여 줍니다."""
    guarded(lambda: show_sweep(settings_here(), sweep_id, top, by, store, json_path))


def _part(text: str) -> Decimal:
    try:
        part = Decimal(text)
    except InvalidOperation:
        part = Decimal("nan")
    if not part.is_finite():
        raise refusal("holdout_text", found=text)
    return part
