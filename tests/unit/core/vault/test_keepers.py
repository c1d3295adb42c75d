"""Keepers of a vault's key: what each makes, finds again, says when it is gone, and forgets."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.saying import decoded
from core.errors import InputError
from core.net.sealed import KEY_BYTES
from core.vault.keepers import (
    SALT_BYTES,
    SERVICE,
    SHORTEST,
    FileKeeper,
    PassphraseKeeper,
    RingKeeper,
)
from tests.unit.core.vault.test_vault import FakeRing

ID, OTHER = "00ff00ff00ff00ff", "11ee11ee11ee11ee"
PHRASE = "correct horse battery"


def phrased(phrase: str, chosen: str | None = None) -> PassphraseKeeper:
    return PassphraseKeeper(lambda: phrase, lambda: chosen or phrase)


def key_of(refused: pytest.ExceptionInfo[InputError]) -> str:
    saying = decoded(str(refused.value))
    assert saying is not None
    return saying.key


def test_a_key_file_is_private_its_own_and_found_again(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path / "deep" / "keys")
    key, beside = keeper.make(ID)
    other, _ = keeper.make(OTHER)
    assert (len(key), beside) == (KEY_BYTES, {})
    assert key != other
    assert FileKeeper(tmp_path / "deep" / "keys").find(ID, beside) == key
    files = list((tmp_path / "deep" / "keys").iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    keeper.forget(ID)
    assert [file.name for file in (tmp_path / "deep" / "keys").iterdir()] == [f"vault-{OTHER}.key"]


def test_a_key_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path)
    with pytest.raises(InputError) as refused:
        keeper.find(ID, {})
    assert key_of(refused) == "input.vault_key_gone"
    assert list(tmp_path.iterdir()) == []
    keeper.forget(ID)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    keeper = FileKeeper(tmp_path)
    keeper.make(ID)
    (tmp_path / f"vault-{ID}.key").chmod(mode)
    with pytest.raises(InputError, match="chmod 600") as refused:
        keeper.find(ID, {})
    assert key_of(refused) == "input.vault_key_file"


def test_a_folder_that_cannot_be_made_says_which(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="taken") as refused:
        FileKeeper(tmp_path / "taken").make(ID)
    assert key_of(refused) == "input.vault_key_file"


def test_a_phrase_gives_its_key_again_only_with_its_salt() -> None:
    key, beside = phrased(PHRASE).make(ID)
    again, salted = phrased(PHRASE).make(ID)
    assert len(base64.b64decode(beside["salt"])) == SALT_BYTES
    assert key != again
    assert phrased(PHRASE).find(ID, beside) == key
    assert phrased(PHRASE).find(OTHER, salted) == again
    assert phrased(PHRASE + ".").find(ID, beside) != key


def test_a_new_phrase_is_asked_for_apart_from_the_one_in_use() -> None:
    keeper = phrased(PHRASE, "another horse battery")
    key, beside = keeper.make(ID)
    assert phrased("another horse battery").find(ID, beside) == key
    assert keeper.find(ID, beside) != key


@given(phrase=st.text(max_size=SHORTEST - 1))
def test_no_short_phrase_makes_a_key_and_none_is_repeated(phrase):
    with pytest.raises(InputError) as refused:
        phrased(phrase).make(ID)
    assert key_of(refused) == "input.vault_phrase_short"
    saying = decoded(str(refused.value))
    assert saying is not None
    assert dict(saying.fields) == {"found": len(phrase), "least": SHORTEST}


def test_a_keyring_holds_one_entry_a_vault() -> None:
    ring = FakeRing()
    keeper = RingKeeper(ring)
    key, beside = keeper.make(ID)
    other, _ = keeper.make(OTHER)
    assert (len(key), beside) == (KEY_BYTES, {})
    assert key != other
    assert set(ring.kept) == {(SERVICE, ID), (SERVICE, OTHER)}
    assert RingKeeper(ring).find(ID, {}) == key
    keeper.forget(ID)
    with pytest.raises(InputError) as refused:
        keeper.find(ID, {})
    assert key_of(refused) == "input.vault_ring_empty"
    assert f"{SERVICE}/{ID}" in str(refused.value)


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA", "한글"])
def test_an_entry_that_somebody_changed_is_no_key(text: str) -> None:
    ring = FakeRing()
    RingKeeper(ring).make(ID)
    ring.kept[SERVICE, ID] = text
    assert len(RingKeeper(ring).find(ID, {})) < KEY_BYTES
