"""The command line of `gaemi vault`: keys at rest, listed, set, moved and sealed anew."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commandline import guarded, hidden, language_here, vault_here
from bot.env_edit import take_lines
from bot.locale.catalogue import Catalogue
from bot.vault_here import VaultHere
from core.domain.saying import refusal
from core.env_file import read_env_file
from core.settings import VAULTED, load_settings
from core.vault.keepers import How

cli = typer.Typer(
    help="열쇠 보관함: 암호로 잠근 한 파일(vault.json)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Name = Annotated[str, typer.Argument(help="설정의 이름, 예: TELEGRAM_BOT_TOKEN")]
Key = Annotated[How | None, typer.Option("--key", help="보관함의 열쇠를 둘 곳")]


@cli.command("list")
def list_names() -> None:
    """들어 있는 이름과 열쇠를 둔 곳을 보여 줍니다. 값은 보여 주지 않습니다."""
    guarded(lambda: _say(listed(vault_here(), _words())))


@cli.command("set")
def set_value(
    name: Name,
    from_input: Annotated[bool, typer.Option("--stdin", help="표준 입력의 첫 줄에서")] = False,
    key: Key = None,
) -> None:
    """값 하나를 넣습니다. 입력하는 값은 화면에 보이지 않습니다."""

    def keep() -> None:
        words = _words()
        known = vaulted(name)
        asked = words.t("vault.ask", name=known)
        value = sys.stdin.readline().strip() if from_input else hidden(asked).strip()
        here = vault_here()
        warned = put(here, {known: value}, words, key)
        _say([words.t("vault.kept", name=known), *warned])

    guarded(keep)


@cli.command("remove")
def remove(name: Name) -> None:
    """값 하나를 뺍니다."""

    def take() -> None:
        vault_here().vault.remove(name.upper())
        _say([_words().t("vault.removed", name=name.upper())])

    guarded(take)


@cli.command("rotate")
def rotate(key: Key = None) -> None:
    """새 열쇠로 다시 잠급니다. --key 로 열쇠를 둘 곳도 바꿉니다."""

    def again() -> None:
        here, words = vault_here(), _words()
        here.vault.rotate(key)
        _say([words.t("vault.rotated"), *where(here, words)])

    guarded(again)


@cli.command("export-check")
def export_check() -> None:
    """모든 값이 열리는지 보고, 백업을 되살리는 데 무엇이 더 필요한지 말합니다."""

    def check() -> None:
        here, words = vault_here(), _words()
        found = here.vault.read()
        how = here.vault.how
        _say([words.t("vault.opens", count=len(found)), words.t(f"vault.backup_{how}")])

    guarded(check)


@cli.command("import-env")
def import_env(
    file: Annotated[Path, typer.Argument(help=".env 파일")] = Path(".env"),
    delete: Annotated[
        bool | None, typer.Option("--delete/--keep", help="옮긴 줄을 파일에서 지움")
    ] = None,
    key: Key = None,
) -> None:
    """`.env` 의 열쇠를 보관함으로 옮기고, 파일에서 지울지 묻습니다."""

    def move() -> None:
        words = _words()
        found = {n: v for n, v in read_env_file(file).items() if n in VAULTED and v}
        if not found:
            raise refusal("vault_nothing_to_move", file=str(file))
        warned = put(vault_here(), found, words, key)
        _say([words.t("vault.moved", names=", ".join(sorted(found))), *warned])
        wanted = (
            typer.confirm(words.t("vault.delete", file=str(file))) if delete is None else delete
        )
        if wanted:
            gone = take_lines(file, found)
            told = "vault.file_gone" if gone else "vault.lines_gone"
            _say([words.t(told, file=str(file)), words.t("vault.copies")])
        else:
            _say([words.t("vault.still_there", file=str(file))])

    guarded(move)


def put(
    here: VaultHere, values: dict[str, str], words: Catalogue, how: How | None = None
) -> list[str]:
    """Check the shape of values, keep them, and say how the vault's key is kept if it is weak.

    Raises SettingsError for a wrong shape and InputError where the vault does not take them; the
    vault is made when there is none yet.
    """
    for name, value in values.items():
        if not value:
            raise refusal("vault_empty", name=name)
        load_settings({name: value})
    new = not here.vault.there
    here.vault.make(how or here.best)
    here.vault.put(values)
    return where(here, words) if new else []


def listed(here: VaultHere, words: Catalogue) -> list[str]:
    """Give the lines of `vault list`."""
    doubled = here.doubled()
    rows = [
        words.t("vault.row_outside" if name in doubled else "vault.row", name=name, version=version)
        for name, version in here.vault.names().items()
    ]
    return [*where(here, words), *(rows or [words.t("vault.empty")])]


def where(here: VaultHere, words: Catalogue) -> list[str]:
    """Say where the key is kept, loudly where that is weak."""
    how = here.vault.how
    return [words.t(f"vault.how_{how}"), *([words.t("vault.weak")] if how is How.FILE else [])]


def vaulted(name: str) -> str:
    """Give the name of a secret as it is written; raises InputError with the nearest one."""
    wanted = name.upper()
    if wanted in VAULTED:
        return wanted
    near = difflib.get_close_matches(wanted, VAULTED, n=1, cutoff=0.5)
    known = near[0] if near else ", ".join(sorted(VAULTED))
    raise refusal("vault_not_secret", name=name, known=known)


def _words() -> Catalogue:
    return Catalogue(language_here())


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
