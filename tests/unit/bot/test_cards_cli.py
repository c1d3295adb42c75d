"""`gaemi cards`: the codes on the machine, read beside a running program, which notices nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import cli
from core.clock import SimClock
from core.domain.approval import ApprovalState
from core.domain.people import QuestionState
from core.flow.check_code import check_code
from core.nonces import KeyedNonces, load_key
from storage.store import Store, open_store
from tests import samples

NONE = "기다리는 카드가 없습니다."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder whose home gaemi never used."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GAEMI_HOME", "home")
    for name in ("GAEMI_LANG", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Hold the home's database as a running program does."""
    home.mkdir()
    load_key(home / "grant.key")
    store = open_store(home / "gaemi.db", SimClock(samples.AT))
    yield store
    store.close()


def cards(**env: str) -> Result:
    return CliRunner().invoke(cli, ["cards"], env=env)


def keep(store: Store) -> None:
    """Store an open card, one that was decided, and an open question."""
    store.uow.decisions.put(samples.decision())
    store.uow.approvals.put(samples.approval("CARD-OPEN"))
    store.uow.approvals.put(samples.approval("CARD-OVER", state=ApprovalState.REJECTED))
    asked = replace(samples.question("QUEST-1"), kind="close", state=QuestionState.OPEN)
    store.uow.questions.put(asked)
    asyncio.run(store.uow.commit())


def test_a_home_that_was_never_used_has_none_and_stays_as_it_is(home: Path) -> None:
    said = cards()
    assert (said.exit_code, said.output.strip()) == (0, NONE)
    assert not (home / "grant.key").exists()
    assert not (home / "gaemi.db").exists()


def test_a_home_without_its_key_gets_none_made(store: Store, home: Path) -> None:
    keep(store)
    (home / "grant.key").unlink()
    said = cards()
    assert (said.exit_code, said.output.strip()) == (0, NONE)
    assert not (home / "grant.key").exists()


def test_nothing_open_is_said(store: Store) -> None:
    assert cards().output.strip() == NONE


def test_what_is_open_is_listed_with_the_codes_that_the_chats_show(
    store: Store, home: Path
) -> None:
    keep(store)
    nonces = KeyedNonces(load_key(home / "grant.key"))
    said = cards()
    assert said.exit_code == 0
    lines = [line.strip() for line in said.output.splitlines()]
    assert lines[0] == f"확인번호 {check_code(nonces, 'CARD-OPEN')}"
    assert "삼성전자" in lines[1]
    assert f"확인번호 {check_code(nonces, 'QUEST-1')}" in lines
    assert check_code(nonces, "CARD-OVER") not in said.output
    assert "Check code" in cards(GAEMI_LANG="en").output


def test_reading_changes_no_row_and_the_program_goes_on_writing(store: Store, home: Path) -> None:
    keep(store)
    before = hashlib.sha256((home / "gaemi.db").read_bytes()).hexdigest()
    assert cards().exit_code == 0
    assert hashlib.sha256((home / "gaemi.db").read_bytes()).hexdigest() == before
    store.uow.approvals.put(samples.approval("CARD-OPEN", state=ApprovalState.LAPSED))
    asyncio.run(store.uow.commit())
    assert "삼성전자" not in cards().output


def test_a_damaged_database_is_said_in_one_line(home: Path) -> None:
    home.mkdir()
    load_key(home / "grant.key")
    (home / "gaemi.db").write_bytes(b"no database at all" * 100)
    said = cards()
    assert said.exit_code == 2
    assert said.output.startswith("gaemi: ")
    assert len(said.output.splitlines()) == 1
