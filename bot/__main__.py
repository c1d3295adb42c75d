"""The command line: `gaemi run`, `demo`, `import`, `backtest`, `halt`, `pin`."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
import sys
from collections.abc import Coroutine
from contextlib import nullcontext, suppress
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from bot.auto import Approve
from bot.commandline import (
    chosen_mode,
    fail,
    guarded,
    hidden,
    set_pin,
    settings_here,
    settings_without_vault,
    vault_here,
    without_effect,
    write_json,
)
from bot.halting import halt_file
from bot.late_commands import LateGroup
from bot.locale.catalogue import Catalogue
from bot.watchdog import run as watch_engine
from core.domain.calendar import KST
from core.domain.order import Mode
from core.env_file import home_of
from core.errors import SettingsError
from core.failpoint import arm_from
from core.lock import HomeLock
from core.settings import Settings, prepare_home

FAILPOINT = "GAEMI_FAILPOINT"
cli = typer.Typer(
    name="gaemi",
    cls=LateGroup,
    help="개미: 채팅으로 쓰는 개인 투자 도우미. 명령 없이 실행하면 `run`과 같습니다.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

sims = typer.Typer(help="증권사를 흉내 내는 서버", no_args_is_help=True)
cli.add_typer(sims, name="sim")


def main() -> None:
    """Run the command line; every expected error is one clear message and exit code 2."""
    os.umask(0o077)
    # A core dump would hold every key (K12); the children inherit the limit.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    failpoint = os.environ.pop(FAILPOINT, "")
    if failpoint:
        arm_from(failpoint)
    cli()


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"gaemi {installed_version('gaemi')}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - typer calls the callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="판 번호")
    ] = False,
) -> None:
    """Start the paper market when no command is named."""
    if context.invoked_subcommand is None:
        guarded(lambda: _run("paper", Mode.PAPER))


@cli.command()
def run(
    broker: Annotated[str, typer.Option(help="paper(가상 시장) 또는 kis(한국투자증권)")] = "paper",
    paper: Annotated[bool, typer.Option("--paper", help="모의 계좌")] = False,
    live: Annotated[bool, typer.Option("--live", help="실전 계좌: 진짜 돈")] = False,
) -> None:
    """모의 시장이나 증권사 계좌를 열고 콘솔(과 설정했다면 텔레그램)에서 대화합니다."""
    guarded(lambda: _run(broker, chosen_mode(broker, paper=paper, live=live)))


@cli.command()
def demo(
    seed: Annotated[int | None, typer.Option(min=0, help="시장과 응답의 씨앗")] = None,
    weeks: Annotated[int, typer.Option(min=1, max=20, help="진행할 주 수")] = 2,
    approve: Annotated[Approve, typer.Option(help="주문 카드에 대한 자동 응답")] = Approve.ALL,
    speed: Annotated[str, typer.Option(help="max 만 됩니다: 쉬지 않고 진행")] = "max",
    data: Annotated[Path | None, typer.Option(help="일봉 CSV 폴더(없으면 가상 시장)")] = None,
    home: Annotated[Path | None, typer.Option(help="기록을 남길 폴더(이어서 실행 가능)")] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="결과 JSON 파일")] = None,
) -> None:
    """사람 없이 모의 시장을 몇 주 진행하고 결과를 보여 줍니다."""
    if speed != "max":
        fail(f"--speed was {speed!r}; only max is possible without a person (gaemi run paces)")
    guarded(lambda: _demo(seed, weeks, approve, home=home, data=data, json_path=json_path))


@cli.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="일봉 CSV (예: 005930.csv)")],
    json_path: Annotated[Path | None, typer.Option("--json", help="요약 JSON 파일")] = None,
) -> None:
    """일봉 CSV를 저장합니다. 두 번 해도 결과는 같습니다."""
    guarded(lambda: _import(files, json_path))


@cli.command()
def halt(
    reason: Annotated[str, typer.Argument(help="멈추는 까닭")] = "",
    why: Annotated[str, typer.Option("--reason", help="멈추는 까닭")] = "",
    level: Annotated[str, typer.Option(help="reduce, flatten, halt, cancel")] = "halt",
    reduce: Annotated[bool, typer.Option("--reduce", help="매수만 멈춤")] = False,
    everything: Annotated[bool, typer.Option("--all", help="전부(기본)")] = False,
    broker: Annotated[str, typer.Option(help="이 증권사만")] = "",
    strategy: Annotated[str, typer.Option(help="이 전략만")] = "",
    symbol: Annotated[str, typer.Option(help="이 종목만")] = "",
) -> None:
    """주문을 멈춥니다. 프로그램이나 데이터베이스가 죽어 있어도 됩니다."""
    scopes = {"broker": broker, "strategy": strategy, "symbol": symbol}
    if everything and any(scopes.values()):
        fail("--all was given together with a single scope; give one of them")

    def engage() -> None:
        home, words, own = _home_anyway()
        text = reason or why or words.t("halt.no_reason")
        wanted = "reduce" if reduce else level
        said = halt_file(home, text, level=wanted, scopes=scopes, words=words, own=own)
        typer.echo(said)

    guarded(engage)


@cli.command()
def watchdog() -> None:
    """gaemi가 멈추면 알리고 새 주문을 막는 감시 프로그램을 따로 엽니다."""
    guarded(lambda: sys.exit(watch_engine(settings_here(), child=False)))


@cli.command()
def pin() -> None:
    """두 번째 확인에 쓸 PIN(숫자 6-12자리)을 정합니다. 잠긴 PIN도 여기서 풀립니다."""

    def keep() -> None:
        settings = settings_without_vault()
        words = Catalogue(settings.lang)
        typer.echo(set_pin(prepare_home(settings), hidden, words))

    guarded(keep)


@sims.command("kis")
def sim_kis(
    port: Annotated[int, typer.Option(min=0, max=65535, help="REST 포트(0이면 빈 포트)")] = 0,
    ws_port: Annotated[int, typer.Option(min=0, max=65535, help="웹소켓 포트(0은 빈 포트)")] = 0,
    env: Annotated[str, typer.Option(help="real 또는 paper")] = "paper",
    now: Annotated[datetime | None, typer.Option(help="시장의 시각(ISO, 한국 시간)")] = None,
    speed: Annotated[float, typer.Option(min=0, help="시장 시간의 빠르기(1은 실시간)")] = 1.0,
    state: Annotated[Path | None, typer.Option(help="장부 파일(다시 켜도 이어짐)")] = None,
    cash: Annotated[int, typer.Option(min=0, help="예수금(원)")] = 10_000_000,
    futures_cash: Annotated[int, typer.Option(min=0, help="선물 예탁금(원)")] = 50_000_000,
    holdings: Annotated[int, typer.Option(min=0, help="처음 보유 종목 수")] = 0,
    notice_fields: Annotated[int, typer.Option(help="체결 통보 필드 수 23 또는 26")] = 26,
    after_market_fields: Annotated[
        bool, typer.Option("--after-market-fields", help="2026-09-14 뒤의 긴 실시간 틀")
    ] = False,
    faults: Annotated[Path | None, typer.Option(help="고장 목록 JSON")] = None,
    data: Annotated[Path | None, typer.Option(help="일봉 CSV 폴더")] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="가상 시장(기본)")] = False,
    app_key: Annotated[str, typer.Option(help="앱 키(없으면 만듦)")] = "",
    app_secret: Annotated[str | None, typer.Option(help="앱 시크릿(없으면 만듦)")] = None,
    account: Annotated[str, typer.Option(help="계좌 8자리-2자리(없으면 만듦)")] = "",
    hts_id: Annotated[str, typer.Option(help="HTS 아이디(없으면 만듦)")] = "",
) -> None:
    """한국투자증권 프로토콜로 말하는 모의 서버를 엽니다(주식과 개별주식선물)."""
    if data is not None and synthetic:
        fail("--data and --synthetic were both given; choose one market")
    given = {
        "port": port, "ws_port": ws_port, "env": env, "cash": cash, "futures_cash": futures_cash,
        "holdings": holdings,
        "now": now.replace(tzinfo=now.tzinfo or KST) if now else None,
        "notice_fields": notice_fields, "faults": faults, "data": data, "app_key": app_key,
        "app_secret": app_secret or "", "account": account, "hts_id": hts_id,
        "factor": speed, "ledger": state, "after_market_fields": after_market_fields,
    }  # fmt: skip
    guarded(lambda: _serve_kis(given))


def _serve_kis(given: dict[str, object]) -> None:
    kis = _kis()
    with suppress(KeyboardInterrupt):
        kis.serve_kis(kis.machine_options(**given), typer.echo)


def _kis() -> ModuleType:
    from bot import kis_entry

    return kis_entry


def _run(broker: str, mode: Mode) -> None:
    settings = settings_here()
    words = Catalogue(settings.lang)
    unused = ", ".join(without_effect(settings, broker=broker))
    if unused:
        typer.echo(f"gaemi: {words.t('cli.unused', names=unused)}", err=True)
    doubled = ", ".join(vault_here().doubled()) if (settings.home / "vault.json").exists() else ""
    if doubled:
        typer.echo(f"gaemi: {words.t('vault.doubled', names=doubled)}", err=True)
    home = prepare_home(settings)
    with _locked(settings):
        try:
            asyncio.run(_market_run(broker, settings, home, mode))
        except KeyboardInterrupt:
            typer.echo(words.t("console.bye"))


def _market_run(
    broker: str, settings: Settings, home: Path, mode: Mode
) -> Coroutine[object, object, None]:
    boot = secrets.token_hex(8)
    if broker == "kis":
        of_kis: Coroutine[object, object, None] = _kis().run(settings, home, boot=boot, mode=mode)
        return of_kis
    from bot.assemble_live import run as run_live

    return run_live(settings, home, boot=boot)


def _demo(
    seed: int | None,
    weeks: int,
    approve: Approve,
    *,
    home: Path | None,
    data: Path | None,
    json_path: Path | None,
) -> None:
    # Late like the others here: `gaemi halt` must not wait for what it does not use.
    from bot.demo_run import DemoPlan, run_demo

    plan = DemoPlan(weeks, approve, home, data)
    given = {"GAEMI_MARKET": "replay"} if plan.data else {}
    given |= {"GAEMI_SEED": str(seed)} if seed is not None else {}
    settings = settings_here(given)
    with _locked(settings.model_copy(update={"home": home})) if home else nullcontext():
        outcome = asyncio.run(run_demo(settings, plan)).as_json()
    for report in outcome["weekly_reports"] if isinstance(outcome["weekly_reports"], list) else ():
        typer.echo(report + "\n")
    typer.echo(json.dumps({k: v for k, v in outcome.items() if k != "weekly_reports"}))
    if json_path:
        write_json(json_path, outcome)


def _import(files: list[Path], json_path: Path | None) -> None:
    from bot.import_run import import_files

    raise typer.Exit(import_files(settings_here(), files, json_path))


def _locked(settings: Settings) -> HomeLock:
    return HomeLock(prepare_home(settings) / "lock")


def _home_anyway() -> tuple[Path, Catalogue, Path | None]:
    # A stop must not fail for a misspelt setting: then the folder alone is asked for.
    try:
        settings = settings_without_vault()
        return prepare_home(settings), Catalogue(settings.lang), settings.strategies
    except SettingsError as error:
        typer.echo(f"gaemi: {error}", err=True)
        return home_of(os.environ, Path.cwd()), Catalogue(), None


if __name__ == "__main__":
    main()
