"""Each fault is seeded for real, found by its name alone, and gone once its remedy is followed."""

from __future__ import annotations

import fcntl
import os
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from bot.assemble_doctor import subject_of
from bot.context import Check
from bot.doctor.examine import examine
from bot.doctor.show import lines
from bot.heartbeat import Heartbeat
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.pin import PinBook
from bot.text import width
from bot.vault_here import VaultHere
from core.clock import LiveClock, SimClock
from core.domain.switches import HaltLevel, Scope, Switch
from core.latch import FileLatch
from core.vault.keepers import How
from storage.database import writer
from storage.schema import BARS_SCHEMA, TRADE_SCHEMA, Schema, migrate
from tests.unit.bot.doctor.mail_faults import (
    known_certificate,
    mail_server,
    no_mail_server,
    right_mail_word,
    sealed_mail,
    strange_certificate,
    unsealed_mail,
    wrong_mail_word,
)
from tests.unit.bot.doctor.patient import Break, Patient

NOW = LiveClock().now()
PIN = "482915"


def stored(path: Path, schema: Schema) -> None:
    """Make a database as a start does."""
    engine = writer(path)
    migrate(engine, schema)
    engine.dispose()


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Patient]:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir(mode=0o700)
    here.mkdir()
    stored(home / "gaemi.db", TRADE_SCHEMA)
    stored(home / "bars.db", BARS_SCHEMA)
    FileLatch(home / "latch.json").create()
    (home / ".env").touch(0o600)
    env = {"GAEMI_HOME": str(home), "HOME": str(tmp_path), "GAEMI_LANG": "ko"}
    with ExitStack() as stack:
        yield Patient(subject_of(env, here), stack)


async def test_a_used_home_is_healthy_and_so_is_one_that_is_not_there_yet(
    patient: Patient, tmp_path: Path
) -> None:
    assert await patient.red() == {}
    patient.given(env={"GAEMI_HOME": str(tmp_path / "none"), "HOME": str(tmp_path)})
    assert await patient.red() == {}
    assert not (tmp_path / "none").exists()


@dataclass(frozen=True)
class Fault:
    """How a home is broken, which check must find it alone, and what its remedy means in deeds."""

    name: str
    check: str
    seed: Break
    cure: Break
    says: str = ""


def line(text: str | bytes) -> Break:
    def seed(patient: Patient) -> None:
        patient.env.write_bytes(text if isinstance(text, bytes) else text.encode())

    return seed


def no_line(patient: Patient) -> None:
    patient.env.write_text("")


def shell(patient: Patient) -> None:
    """Do what the doctor wrote, to the letter."""
    (remedy,) = patient.told.values()
    for command in remedy.split("; "):
        subprocess.run(shlex.split(command), check=True)


def file_for_home(patient: Patient) -> None:
    plain = patient.subject.here / "plain"
    plain.write_text("")
    patient.given(env={**patient.subject.env, "GAEMI_HOME": str(plain)})


def another_home(patient: Patient) -> None:
    patient.given(env={**patient.subject.env, "GAEMI_HOME": str(patient.subject.here / "new")})


def ahead(patient: Patient) -> None:
    at = (LiveClock().now() + timedelta(days=2)).timestamp()
    os.utime(patient.home / "bars.db", (at, at))


def right_clock(patient: Patient) -> None:
    patient.given(clock=SimClock(NOW + timedelta(days=3)))


def no_font(patient: Patient) -> None:
    def font() -> Path:
        raise PackageNotFoundError("koreanize-matplotlib")

    patient.given(font=font)


def taken_port(patient: Patient) -> None:
    server = patient.stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
    patient.env.write_text(
        f"SLACK_HTTP_PORT={server.getsockname()[1]}\nSLACK_SIGNING_SECRET={'0' * 32}\n"
    )


def left_beat(patient: Patient) -> None:
    Heartbeat(patient.home).beat()


@contextmanager
def running(home: Path) -> Iterator[None]:
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def hanging(patient: Patient) -> None:
    patient.given(env={**patient.subject.env, "GAEMI_WATCHDOG": "false"})
    patient.stack.enter_context(running(patient.home))
    left_beat(patient)
    patient.given(clock=SimClock(LiveClock().now() + timedelta(minutes=10)))


def unwatched(patient: Patient) -> None:
    patient.stack.enter_context(running(patient.home))
    left_beat(patient)


def ended(patient: Patient) -> None:
    """End the program as somebody would and start it again: it ends well at last."""
    patient.stack.close()
    Heartbeat(patient.home).stop()


def kept(patient: Patient) -> Path:
    return patient.subject.here / "backup.db"


def spoilt(name: str, spoil: Callable[[Path], None]) -> Break:
    def seed(patient: Patient) -> None:
        path = patient.home / name
        kept(patient).write_bytes(path.read_bytes())
        spoil(path)

    return seed


def restored(name: str) -> Break:
    def cure(patient: Patient) -> None:
        path = patient.home / name
        if path.is_dir():
            path.rmdir()
        path.write_bytes(kept(patient).read_bytes())

    return cure


def torn(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)


def statement(text: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        engine = writer(path)
        with engine.begin() as connection:
            connection.exec_driver_sql(text)
        engine.dispose()

    return run


def noise(path: Path) -> None:
    path.write_text("x" * 5000)


def foreign(path: Path) -> None:
    path.unlink()
    statement("CREATE TABLE recipes (name TEXT)")(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def stopped(patient: Patient) -> None:
    switch = Switch(Scope(), HaltLevel.HALT_NEW, "mina", "점심", NOW)
    FileLatch(patient.home / "latch.json").write((switch,))


def torn_stops(patient: Patient) -> None:
    (patient.home / "latch.json").write_text("{")


def resumed(patient: Patient) -> None:
    FileLatch(patient.home / "latch.json").write(())


def broken_pin(patient: Patient) -> None:
    PinBook(patient.home, LiveClock()).set(PIN)
    (patient.home / "pin.json").write_text("{")


def new_pin(patient: Patient) -> None:
    PinBook(patient.home, LiveClock()).set(PIN)


def own(text: str) -> Break:
    def seed(patient: Patient) -> None:
        place = patient.subject.here / "own"
        place.mkdir()
        (place / "mine.py").write_text(text)
        patient.env.write_text(f"GAEMI_STRATEGIES={place}\n")

    return seed


def own_mended(patient: Patient) -> None:
    (patient.subject.here / "own" / "mine.py").unlink()


def no_own_folder(patient: Patient) -> None:
    patient.env.write_text(f"GAEMI_STRATEGIES={patient.subject.here / 'own'}\n")


def own_folder(patient: Patient) -> None:
    (patient.subject.here / "own").mkdir()


def vault_of(patient: Patient, phrase: str) -> VaultHere:
    return VaultHere(patient.home, patient.subject.env, (), lambda: phrase, lambda: phrase, None)


def locked_vault(patient: Patient) -> None:
    vault_of(patient, "a long right phrase").vault.make(How.PASSPHRASE)
    vault_of(patient, "a long right phrase").vault.put({"SLACK_SIGNING_SECRET": "0" * 32})
    patient.given(vaulted=vault_of(patient, "another long phrase").values)


def right_phrase(patient: Patient) -> None:
    patient.given(vaulted=lambda: {"SECRET_KEY": "x" * 12})


BACKUP, BARS = restored("gaemi.db"), restored("bars.db")
FAULTS = [
    Fault("unknown setting", "settings", line("GAEMI_SPED=1\n"), no_line, "GAEMI_SPEED"),
    Fault("value outside its bounds", "settings", line("GAEMI_CASH=0\n"), no_line, "GAEMI_CASH"),
    Fault("a name twice", "settings", line("GAEMI_CASH=1\nGAEMI_CASH=2\n"), no_line, "line 2"),
    Fault("a line that is none", "settings", line("GAEMI_CASH\n"), no_line, "NAME=value"),
    Fault("another encoding", "settings", line(b"GAEMI_CASH=\xc7\xd1\n"), no_line, "UTF-8"),
    Fault("a file for a folder", "home", file_for_home, another_home),
    Fault("folder open", "home_rights", lambda p: p.home.chmod(0o755), shell),
    Fault("keys open", "env_rights", lambda p: p.env.chmod(0o644), shell),
    Fault("disk full", "disk", lambda p: p.given(free=lambda _: 10**6),
          lambda p: p.given(free=lambda _: 10**10), "0.0 GB"),
    Fault("clock behind", "clock_back", ahead, right_clock),
    Fault("calendar at its end", "calendar",
          lambda p: p.given(clock=SimClock(datetime(2090, 1, 2, tzinfo=UTC))),
          lambda p: p.given(clock=LiveClock())),
    Fault("letters gone", "font", no_font, lambda p: p.given(font=lambda: Path(__file__))),
    Fault("port taken", "port", taken_port, lambda p: p.stack.close(), "SLACK_HTTP_PORT"),
    Fault("crashed", "engine", left_beat, ended, "예고 없이"),
    Fault("hanging", "engine", hanging, ended, "응답이 없음"),
    Fault("nobody watches", "watchdog", unwatched, ended),
    Fault("page torn", "database", spoilt("gaemi.db", torn), BACKUP, "gaemi.db"),
    Fault("bars torn", "database", spoilt("bars.db", torn), BARS, "bars.db"),
    Fault("no database", "database", spoilt("gaemi.db", noise), BACKUP, "gaemi.db"),
    Fault("newer release", "database",
          spoilt("gaemi.db", statement("UPDATE alembic_version SET version_num='trade_9999'")),
          BACKUP, "trade_9999"),
    Fault("somebody else's tables", "database", spoilt("gaemi.db", foreign), BACKUP, "not gaemi's"),
    Fault("form unsaid", "database", spoilt("gaemi.db", statement("DELETE FROM alembic_version")),
          BACKUP),
    Fault("folder for a database", "database", spoilt("gaemi.db", folder), BACKUP, "no file"),
    Fault("stop file torn", "latch", torn_stops, resumed),
    Fault("stop file gone", "latch", lambda p: (p.home / "latch.json").unlink(), resumed),
    Fault("stopped", "stops", stopped, resumed, "1"),
    Fault("PIN torn", "pin", broken_pin, new_pin),
    Fault("own file broken", "own_strategies", own("def x(:\n"), own_mended, "mine.py"),
    Fault("own folder missing", "own_strategies", no_own_folder, own_folder, "GAEMI_STRATEGIES"),
    Fault("vault locked", "vault", locked_vault, right_phrase),
    Fault("mail server gone", "key_mail", no_mail_server, mail_server, "연결을 받지 않습니다"),
    Fault("mail login refused", "key_mail", wrong_mail_word, right_mail_word, "535"),
    Fault("mail certificate strange", "key_mail", strange_certificate, known_certificate, "인증서"),
    Fault("mail in the clear", "key_mail", unsealed_mail, sealed_mail, "STARTTLS"),
    Fault("mail to nobody", "key_mail", line("SMTP_HOST=mail.example.com\n"), no_line, "누가 누구"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
async def test_a_fault_is_found_alone_and_its_remedy_helps(fault: Fault, patient: Patient) -> None:
    fault.seed(patient)
    told = await patient.red()
    assert list(told) == [fault.check]
    shown = "\n".join(lines(await examine(patient.subject, Catalogue("ko")), Catalogue("ko")))
    assert fault.says in shown
    assert told[fault.check]
    fault.cure(patient)
    assert await patient.red() == {}


def test_at_least_twenty_five_faults_are_seeded() -> None:
    assert len({fault.name for fault in FAULTS}) >= 25


def test_every_check_and_remedy_has_words_in_both_languages() -> None:
    for words in map(Catalogue, LANGUAGES):
        for fault in FAULTS:
            assert words.has(f"check.{fault.check}")
            # The command to type stands in the check itself where rights are too wide, and what a
            # service said of its key has a remedy of its own.
            own = fault.check.endswith("_rights") or fault.check.startswith("key_")
            assert words.has(f"fix.{fault.check}") or own


def test_red_comes_first_and_green_has_no_remedy() -> None:
    checks = [Check("disk", ok=True, text="9 MB"), Check("pin", ok=False)]
    told = lines(checks, Catalogue("ko"))
    assert told[0] == "1개 항목을 고쳐야 합니다."
    assert [text[0] for text in told[1:]] == ["✗", " ", "✓"]
    assert all(width(text) <= 120 for text in told)
