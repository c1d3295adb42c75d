"""Secrets at rest: they come back with the right key and name, and in no other way."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SettingsError
from core.net.sealed import KEY_BYTES, SealedFile, key_from_file, key_from_passphrase

KEY = bytes(range(KEY_BYTES))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(secret=st.text(max_size=400).filter(lambda s: s.isprintable()))
def test_secret_comes_back(tmp_path, secret):
    file = SealedFile(tmp_path / "token", KEY, name="kis-paper")
    file.write(secret)
    assert SealedFile(tmp_path / "token", KEY, name="kis-paper").read() == secret


def test_file_is_private_and_shows_nothing(tmp_path):
    path = tmp_path / "deep" / "token"
    SealedFile(path, KEY, name="n").write("the-secret-token")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in path.read_bytes()
    assert "secret" not in repr(SealedFile(path, KEY, name="n"))
    assert [p.name for p in path.parent.iterdir()] == ["token"]


def test_other_key_name_or_changed_byte_does_not_open(tmp_path):
    path = tmp_path / "token"
    SealedFile(path, KEY, name="kis-paper").write("secret")
    assert SealedFile(path, bytes(KEY_BYTES), name="kis-paper").read() is None
    assert SealedFile(path, KEY, name="kis-live").read() is None
    data = json.loads(path.read_text())
    data["box"] = data["box"][:-6] + "AAAAA="
    path.write_text(json.dumps(data))
    assert SealedFile(path, KEY, name="kis-paper").read() is None


@pytest.mark.parametrize("text", ["", "null", "{}", '{"nonce":1,"box":2}', "\x00"])
def test_broken_file_reads_as_none(tmp_path, text):
    (tmp_path / "token").write_text(text)
    assert SealedFile(tmp_path / "token", KEY, name="n").read() is None


def test_missing_file_reads_as_none(tmp_path):
    assert SealedFile(tmp_path / "token", KEY, name="n").read() is None


def test_nonce_is_never_used_twice(tmp_path):
    path, seen = tmp_path / "token", set()
    file = SealedFile(path, KEY, name="n")
    for _ in range(200):
        file.write("same")
        seen.add(json.loads(path.read_text())["nonce"])
    assert len(seen) == 200


def test_key_file_is_made_once_and_private(tmp_path):
    path = tmp_path / "keys" / "gaemi.key"
    key = key_from_file(path)
    assert len(key) == KEY_BYTES
    assert path.stat().st_mode & 0o777 == 0o600
    assert key_from_file(path) == key


def test_key_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "gaemi.key"
    key_from_file(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        key_from_file(path)


def test_key_file_of_another_length_is_refused(tmp_path):
    path = tmp_path / "gaemi.key"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="5 bytes"):
        key_from_file(path)


def test_key_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsError, match="cannot be used"):
        key_from_file(tmp_path / "folder")


def test_passphrase_gives_the_same_key_for_the_same_salt():
    salt = os.urandom(16)
    key = key_from_passphrase("correct horse", salt=salt)
    assert len(key) == KEY_BYTES
    assert key == key_from_passphrase("correct horse", salt=salt)
    assert key != key_from_passphrase("correct horses", salt=salt)
