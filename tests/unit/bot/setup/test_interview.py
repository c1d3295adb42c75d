"""The questions of `gaemi setup`: defaults, wrong answers, and what is written where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from bot.commandline import vault_here
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.setup.mail import mail_lines
from bot.setup.questions import Interview, interview
from bot.setup.run import Console, Setup, browse
from core.env_file import read_env_file
from core.errors import InputError
from core.lock import HomeLock
from core.settings import load_settings
from core.vault.keepers import How
from tests.smtp_server import Box, serving


class Typist:
    """Somebody who types these lines and sees everything."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.seen: list[str] = []

    def ask(self, question: str) -> str:
        self.seen.append(question)
        return self.lines.pop(0)

    def say(self, text: str) -> None:
        self.seen.append(text)

    @property
    def screen(self) -> str:
        return "\n".join(self.seen)


def asks(typist: Typist, language: str = "ko") -> Interview:
    return Interview(Catalogue(language), typist.ask, typist.say)


def asked(*lines: str, home: Path | None = None, **given: str) -> tuple[object, Typist]:
    typist = Typist(*lines)
    answers = interview(
        asks(typist), load_settings(given), home=home, ways=list(How), best=How.FILE
    )
    assert typist.lines == []
    return answers, typist


def test_enter_all_the_way_is_the_made_up_market_with_telegram() -> None:
    answers, _ = asked("", "", "", "", "", "", "", "", GAEMI_HOME="/tmp/somewhere")
    assert (answers.broker, answers.services, answers.how) == ("paper", ("telegram",), How.FILE)  # type: ignore[attr-defined]
    assert answers.lines == {"GAEMI_LANG": "ko"}  # type: ignore[attr-defined]


def test_what_is_set_is_what_enter_keeps() -> None:
    given = {"KIS_ENV": "real", "SLACK_BOT_TOKEN": "xoxb-1234567", "OPENAI_API_KEY": "k",
             "OPENAI_MODEL": "little", "GAEMI_HOME": "/tmp/somewhere"}  # fmt: skip
    answers, _ = asked("", "", "", "", "", "", "", "", "", "", **given)
    assert answers.services == ("kis", "telegram", "slack", "model")  # type: ignore[attr-defined]
    assert answers.lines["KIS_ENV"] == "real"  # type: ignore[attr-defined]
    assert answers.lines["OPENAI_MODEL"] == "little"  # type: ignore[attr-defined]


def test_nothing_chosen_asks_for_no_vault() -> None:
    answers, typist = asked("2", "/tmp/x", "1", "n", "n", "n", "n")
    assert answers.services == ()  # type: ignore[attr-defined]
    assert "Where do you want to trade?" in typist.screen


MAIL = {"SMTP_FROM": "ann@naver.com", "SMTP_HOST": "smtp.naver.com", "SMTP_PORT": "587",
        "SMTP_USER": "ann@naver.com", "SMTP_TO": "ann@naver.com"}  # fmt: skip


def mailed(*lines: str, **given: str) -> tuple[dict[str, str], Typist]:
    typist = Typist(*lines)
    found = mail_lines(asks(typist).setting, load_settings(given))
    assert typist.lines == []
    return found, typist


def test_a_known_address_is_all_that_mail_wants() -> None:
    found, typist = mailed("", "nobody", "ann@naver.com", "", "", "", "")
    assert found == MAIL
    assert "비울 수 없습니다" in typist.screen
    assert "name@example.com" in typist.screen


def test_another_server_has_to_be_named_and_may_need_no_login() -> None:
    found, _ = mailed("ann@my.example", "", "mail.my.example", "99999", "25", "-", "b@x.kr, c@x.kr")
    assert found == {
        "SMTP_FROM": "ann@my.example", "SMTP_HOST": "mail.my.example", "SMTP_PORT": "25",
        "SMTP_USER": "", "SMTP_TO": "b@x.kr, c@x.kr",
    }  # fmt: skip


def test_mail_that_is_set_is_what_enter_keeps() -> None:
    given = {**MAIL, "SMTP_HOST": "mail.my.example", "SMTP_PORT": "465", "SMTP_USER": "ann"}
    found, _ = mailed("", "", "", "", "", **given)
    assert found == given


@pytest.mark.parametrize(("login", "services"), [("", ("mail",)), ("-", ())])
def test_a_page_is_only_needed_for_mail_with_a_login(login: str, services: tuple[str, ...]) -> None:
    lines = ["", "", "", "n", "n", "y", "ann@naver.com", "", "", login, "", "n"]
    answers, _ = asked(*lines, *([""] if services else []), GAEMI_HOME="/tmp/somewhere")
    assert answers.services == services  # type: ignore[attr-defined]
    assert answers.lines["SMTP_HOST"] == "smtp.naver.com"  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("ask", "typed", "told"),
    [(lambda a: a.broker("paper"), ["9", "0", "x", "2"], "setup.not_number"),
     (lambda a: a.wants("slack", default=False), ["maybe", "Y"], "setup.yes_or_no"),
     (lambda a: a.setting("OPENAI_BASE_URL", "https://a/v1"), ["nonsense", "http://b/v1"],
      "setup.refused")],
)  # fmt: skip
def test_a_wrong_answer_is_told_what_is_allowed_and_asked_again(
    language: str, ask: Callable[[Interview], object], typed: list[str], told: str
) -> None:
    typist = Typist(*typed)
    assert ask(asks(typist, language)) in ("kis_paper", True, "http://b/v1")
    words = Catalogue(language).t(told, found=typed[0], most=3, text="")
    assert words.split("'")[0] in typist.screen
    assert typist.lines == []


@pytest.mark.parametrize(("typed", "meant"), [("예", True), ("네", True), ("아니오", False)])
def test_yes_and_no_are_understood_in_korean(typed: str, meant: bool) -> None:
    assert asks(Typist(typed)).wants("slack", default=not meant) is meant


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    typist = Typist(str(tmp_path / "taken"), str(tmp_path / "taken" / "in"), str(tmp_path / "new"))
    assert asks(typist).home(tmp_path / "usual") == tmp_path / "new"
    assert typist.screen.count("폴더가 아닙니다") == 2
    assert asks(Typist("")).home(tmp_path / "usual") == tmp_path / "usual"


def setup(folder: Path, typist: Typist, **env: str) -> Setup:
    def no_browser(_file: Path) -> bool:
        raise AssertionError("no key was asked for")

    given: dict[str, str] = {"HOME": str(folder / "user"), **env}
    return Setup(
        given, folder, Console(typist.ask, typist.say), Catalogue("ko"),
        lambda found: vault_here(dict(found)), no_browser,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_answers_are_written_where_the_program_reads_them(folder: Path) -> None:
    (folder / ".env").write_text("# mine\nGAEMI_CASH=5\nGAEMI_LANG=ko\n")
    typist = Typist("2", str(folder / "data"), "1", "n", "n", "n", "n")
    assert setup(folder, typist).run() == "paper"
    # The language stands in the file that had it, the home where it is looked for first.
    assert read_env_file(folder / ".env") == {
        "GAEMI_CASH": "5", "GAEMI_LANG": "en", "GAEMI_HOME": str(folder / "data"),
    }  # fmt: skip
    assert (folder / ".env").read_text().startswith("# mine\n")
    assert (folder / "data").stat().st_mode & 0o777 == 0o700
    assert "Start: make run" in typist.screen
    assert "/pair" not in typist.screen


@pytest.mark.parametrize("wanted", [False, True])
def test_a_test_mail_is_sent_only_when_it_is_asked_for(folder: Path, wanted: bool) -> None:
    box = Box()
    with serving(box) as port:
        mail = ["y", "gaemi@example.com", "127.0.0.1", str(port), "-", "ann@example.com"]
        typist = Typist("1", str(folder / "data"), "1", "n", "n", *mail, "n", "y" if wanted else "")
        setup(folder, typist).run()
    assert len(box.letters) == wanted
    assert ("✓ ann@example.com" in typist.screen) is wanted
    written = read_env_file(folder / "data" / ".env")
    assert (written["SMTP_HOST"], written["SMTP_PORT"]) == ("127.0.0.1", str(port))


def test_a_second_run_keeps_everything(folder: Path) -> None:
    for lines in (["2", "", "1", "n", "n", "n", "n"], ["", "", "", "n", "", "", ""]):
        typist = Typist(*lines)
        setup(folder, typist).run()
        home = folder / "user" / ".gaemi"
        assert read_env_file(home / ".env") == {"GAEMI_LANG": "en"}
        assert not (folder / ".env").exists()


def test_a_program_that_runs_has_to_start_again(folder: Path) -> None:
    for running in (False, True):
        typist = Typist("1", "", "", "n", "n", "n", "n")
        (folder / "user" / ".gaemi").mkdir(parents=True, exist_ok=True)
        with HomeLock(folder / "user" / ".gaemi" / "lock") if running else nullcontext():
            setup(folder, typist).run()
        assert ("다시 시작한 다음부터" in typist.screen) is running


def test_the_environment_wins_and_it_is_said(folder: Path) -> None:
    typist = Typist("2", "1", "n", "n", "n", "n")
    setup(folder, typist, GAEMI_HOME=str(folder / "fixed"), GAEMI_LANG="ko").run()
    assert "GAEMI_LANG" in typist.screen
    assert read_env_file(folder / "fixed" / ".env") == {}


@pytest.mark.parametrize(
    ("env", "platform"),
    [({}, "linux"), ({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, "linux"),
     ({"SSH_CONNECTION": "1 2 3 4"}, "darwin")],
)  # fmt: skip
def test_no_browser_is_opened_where_nobody_would_see_it(
    tmp_path: Path, env: Mapping[str, str], platform: str
) -> None:
    assert browse(tmp_path / "x.html", env, platform) is False


def test_a_wrong_env_file_stops_before_any_question(folder: Path) -> None:
    (folder / ".env").write_text("GAEMI_CASHH=1\n")
    typist = Typist()
    with pytest.raises(Exception, match="GAEMI_CASH") as stopped:
        setup(folder, typist).run()
    assert not isinstance(stopped.value, InputError)
    assert "?" not in typist.screen
