"""`gaemi vault`: what each command does to the files, what it says, and what it never shows."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.commandline import settings_here, settings_without_vault
from bot.env_edit import put_lines, take_lines
from bot.vault_here import SystemRing, VaultHere
from core.domain.saying import refusal
from core.env_file import read_env_file
from core.errors import InputError
from core.settings import VAULTED, load_settings
from core.vault.keepers import How

PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with a user's home of its own."""
    monkeypatch.chdir(tmp_path)
    for name in VAULTED | {"SECRET_KEY", "GAEMI_LANG"}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GAEMI_HOME", "home")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    return tmp_path


def token() -> str:
    return f"123456789:{secrets.token_urlsafe(30)}"


def vault(*words: str, given: str = "", **env: str) -> Result:
    return CliRunner().invoke(cli, ["vault", *words], input=given, env=env)


def fine(*words: str, given: str = "", **env: str) -> str:
    result = vault(*words, given=given, **env)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str, given: str = "", **env: str) -> str:
    result = vault(*words, given=given, **env)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def of_settings() -> str:
    found = settings_here().telegram_bot_token
    return found.get_secret_value() if found else ""


def test_a_value_that_was_set_is_read_by_the_program_and_never_shown(folder: Path) -> None:
    value = token()
    said = fine("set", "telegram_bot_token", "--stdin", given=f"{value}\n")
    said += fine("list") + fine("export-check") + fine("rotate") + fine("list")
    assert of_settings() == value
    assert value not in said
    assert "TELEGRAM_BOT_TOKEN (판 2)" in said
    assert "약함" in said
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert not any(value.encode() in p.read_bytes() for p in files)


def test_the_environment_and_env_files_win_over_the_vault_and_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, filed, set_ = token(), token(), token()
    fine("set", "TELEGRAM_BOT_TOKEN", "--stdin", given=f"{kept}\n")
    assert "그쪽 값" not in fine("list")
    (folder / ".env").write_text(f"TELEGRAM_BOT_TOKEN={filed}\n")
    assert of_settings() == filed
    assert "그쪽 값" in fine("list")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", set_)
    assert of_settings() == set_
    result = CliRunner().invoke(cli, ["run"], env={"GAEMI_MARKET": "replay"})
    assert "환경 변수의 값을 씁니다: TELEGRAM_BOT_TOKEN" in result.stderr
    assert not any(value in result.output for value in (kept, filed, set_))


def test_what_needs_no_key_opens_no_vault(folder: Path) -> None:
    fine("set", "OPENAI_API_KEY", "--stdin", "--key", "passphrase", given="k1\n", SECRET_KEY=PHRASE)
    assert settings_without_vault().openai_api_key is None
    assert "SECRET_KEY" in refused("export-check")
    halted = CliRunner().invoke(cli, ["halt", "까닭"])
    assert halted.exit_code == 0
    with pytest.raises(InputError, match="vault_phrase_missing"):
        settings_here()


def test_a_phrase_opens_and_a_wrong_one_says_so(folder: Path) -> None:
    fine("set", "OPENAI_API_KEY", "--stdin", "--key", "passphrase", given="k1\n", SECRET_KEY=PHRASE)
    assert "1개가 모두 열립니다" in fine("export-check", SECRET_KEY=PHRASE)
    said = refused("export-check", SECRET_KEY=PHRASE + "x", GAEMI_LANG="en")
    assert "does not open the vault" in said
    assert PHRASE not in said
    assert list((folder / "user").rglob("*.key")) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("TELEGRAM_TOKEN", "x", "TELEGRAM_BOT_TOKEN"), ("GAEMI_CASH", "5", "OPENAI_API_KEY"),
     ("SECRET_KEY", "x", "KIS_APP_SECRET"), ("TELEGRAM_BOT_TOKEN", "hello-hello", "@BotFather"),
     ("KIS_ACCOUNT", "12", "8 digits"), ("OPENAI_API_KEY", "", "비어")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_makes_no_vault(
    folder: Path, name: str, value: str, told: str
) -> None:
    said = refused("set", name, "--stdin", given=f"{value}\n")
    assert told in said
    assert "hello-hello" not in said
    assert not (folder / "home" / "vault.json").exists()


@pytest.mark.parametrize("words", [("list",), ("rotate",), ("export-check",), ("remove", "X")])
def test_without_a_vault_the_way_to_one_is_told(words: tuple[str, ...]) -> None:
    assert "gaemi setup" in refused(*words)


def test_a_key_folder_inside_the_data_is_refused(folder: Path) -> None:
    said = refused("set", "OPENAI_API_KEY", "--stdin", given="k1\n", HOME=str(folder / "home"))
    assert "--key passphrase" in said
    assert not (folder / "home" / "vault.json").exists()


ENV = "# my notes\nGAEMI_CASH=5000000\nTELEGRAM_BOT_TOKEN={}\n\nOPENAI_API_KEY='k 1'\n"


def test_keys_move_out_of_an_env_file_and_the_rest_stays(folder: Path) -> None:
    value = token()
    (folder / ".env").write_text(ENV.format(value))
    said = fine("import-env", given="y\n")
    assert (folder / ".env").read_text() == "# my notes\nGAEMI_CASH=5000000\n"
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    settings = settings_here()
    assert (of_settings(), settings.cash) == (value, 5_000_000)
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "k 1"
    assert value not in said


def test_keys_stay_in_the_file_unless_a_person_says_so(folder: Path) -> None:
    text = ENV.format(token())
    (folder / ".env").write_text(text)
    assert "그대로" in fine("import-env", given="n\n")
    assert (folder / ".env").read_text() == text


def test_a_file_with_nothing_left_is_gone(folder: Path) -> None:
    (folder / "old.env").write_text(f"# notes\nTELEGRAM_BOT_TOKEN={token()}\n")
    assert "파일을 지웠습니다" in fine("import-env", "old.env", "--delete")
    assert not (folder / "old.env").exists()


def test_one_wrong_key_moves_none(folder: Path) -> None:
    text = f"OPENAI_API_KEY=k1\nTELEGRAM_BOT_TOKEN={'x' * 40}\n"
    (folder / ".env").write_text(text)
    assert "@BotFather" in refused("import-env", "--delete")
    assert (folder / ".env").read_text() == text
    assert not (folder / "home" / "vault.json").exists()
    (folder / ".env").write_text("GAEMI_CASH=1\n")
    assert "옮길 열쇠가 없습니다" in refused("import-env")


@pytest.mark.parametrize("value", ["plain", "two words", "it's # not", "a\\b", "한글 $x", "'\"'"])
def test_a_line_that_was_put_is_read_back(folder: Path, value: str) -> None:
    path = folder / "x.env"
    path.write_text("# note\nA=1\nB = 2 # two")
    put_lines(path, {"A": value, "C": value})
    assert read_env_file(path) == {"A": value, "B": "2", "C": value}
    assert path.read_text().startswith("# note\n")
    assert not take_lines(path, {"A", "C"})
    assert read_env_file(path) == {"B": "2"}
    assert take_lines(path, {"B"})


def test_exactly_the_secrets_belong_into_the_vault() -> None:
    assert {"DATABASE_URL", "KIS_APP_SECRET", "SLACK_APP_TOKEN", "KIS_HTS_ID"} <= VAULTED
    assert not {"SECRET_KEY", "GAEMI_HOME", "TELEGRAM_BASE_URL"} & VAULTED
    settings = load_settings({}, (), {"OPENAI_API_KEY": "k1", "NOT_OF_THIS_RELEASE": "x"})
    assert settings.secrets() == ("k1",)


class KeyringLibrary:
    """A keyring whose login is locked, as the library tells it."""

    class errors:  # noqa: N801 - the library's own name
        class KeyringError(Exception):
            pass

        class PasswordDeleteError(KeyringError):
            pass

    def get_password(self, *words: str) -> str:
        raise self.errors.KeyringError("locked")

    set_password = delete_password = get_password


def test_a_locked_keyring_is_told_in_words(folder: Path) -> None:
    def nobody() -> str:
        raise refusal("vault_phrase_missing")

    ring = SystemRing(KeyringLibrary())  # type: ignore[arg-type]
    here = VaultHere(folder / "home", {}, (), nobody, nobody, ring)
    assert here.best is How.KEYRING
    with pytest.raises(InputError, match="vault_ring"):
        here.vault.make(here.best)
    assert not here.vault.there


@pytest.mark.parametrize("how", ["passphrase", "file"])
def test_rotation_on_the_command_line_moves_the_key(folder: Path, how: str) -> None:
    fine("set", "OPENAI_API_KEY", "--stdin", given="long-enough\n")
    said = fine("rotate", "--key", how, SECRET_KEY=PHRASE)
    assert ("약함" in said) == (how == "file")
    assert len(list((folder / "user").rglob("vault-*.key"))) == (how == "file")
    assert "1개가 모두 열립니다" in fine("export-check", SECRET_KEY=PHRASE)


def test_a_value_that_was_removed_is_not_read(folder: Path) -> None:
    fine("set", "OPENAI_API_KEY", "--stdin", given="long-enough\n")
    fine("set", "KIS_ACCOUNT", "--stdin", given="12345678-01\n")
    assert "보관함에서 뺐습니다" in fine("remove", "openai_api_key")
    settings = settings_here()
    assert settings.openai_api_key is None
    assert settings.kis_account is not None
    assert "KIS_ACCOUNT" in refused("remove", "OPENAI_API_KEY")
    fine("remove", "KIS_ACCOUNT")
    assert "비어 있습니다" in fine("list")
