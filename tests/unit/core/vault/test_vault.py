"""The vault: what goes in comes out with the right key and name, and in no other way."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.saying import decoded
from core.errors import InputError
from core.net.sealed import KEY_BYTES, seal, unseal
from core.vault.keepers import SHORTEST, FileKeeper, How, Keeper, PassphraseKeeper, RingKeeper
from core.vault.vault import FILE, Vault

PHRASE = "correct horse battery"
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=20)
VALUES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300)


class FakeRing:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str, /) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, value: str, /) -> None:
        self.kept[service, name] = value

    def delete_password(self, service: str, name: str, /) -> None:
        self.kept.pop((service, name), None)


def vault_in(folder: Path, *, phrase: str = PHRASE, ring: FakeRing | None = None) -> Vault:
    kept = ring or FakeRing()

    def keeper(how: How) -> Keeper:
        return {
            How.FILE: FileKeeper(folder / "keys"),
            How.PASSPHRASE: PassphraseKeeper(lambda: phrase, lambda: phrase),
            How.KEYRING: RingKeeper(kept),
        }[how]

    return Vault(folder / "home" / FILE, keeper)


def made(folder: Path, how: How = How.FILE, **values: str) -> Vault:
    vault = vault_in(folder)
    vault.make(how)
    vault.put(values)
    return vault


def key_of(refused: pytest.ExceptionInfo[InputError]) -> str:
    saying = decoded(str(refused.value))
    assert saying is not None
    return saying.key


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(values=st.dictionaries(NAMES, VALUES, max_size=6), more=st.dictionaries(NAMES, VALUES))
def test_what_was_put_comes_back_the_newest_of_each_name(tmp_path, values, more):
    (tmp_path / "home" / FILE).unlink(missing_ok=True)
    vault = made(tmp_path, **values)
    vault.put(more)
    assert vault_in(tmp_path).read() == values | more
    vault.rotate()
    assert vault_in(tmp_path).read() == values | more
    assert set(vault.names()) == set(values | more)


@pytest.mark.parametrize("how", How)
def test_every_way_of_keeping_the_key_opens_again_and_after_rotation(
    tmp_path: Path, how: How
) -> None:
    ring = FakeRing()
    vault = vault_in(tmp_path, ring=ring)
    vault.make(how)
    vault.put({"A_KEY": "one"})
    before = (tmp_path / "home" / FILE).read_text()
    vault.rotate()
    assert (tmp_path / "home" / FILE).read_text() != before
    again = vault_in(tmp_path, ring=ring)
    assert (again.how, again.read()) == (how, {"A_KEY": "one"})
    assert len(ring.kept) == (how is How.KEYRING)
    assert len(list((tmp_path / "keys").glob("*"))) == (how is How.FILE)


@pytest.mark.parametrize("after", How)
@pytest.mark.parametrize("before", How)
def test_rotation_moves_the_key_and_throws_the_old_one_away(
    tmp_path: Path, before: How, after: How
) -> None:
    ring = FakeRing()
    vault = vault_in(tmp_path, ring=ring)
    vault.make(before)
    vault.put({"A_KEY": "one"})
    vault.rotate(after)
    assert (vault.how, vault.read()) == (after, {"A_KEY": "one"})
    assert len(ring.kept) == (after is How.KEYRING)
    assert len(list((tmp_path / "keys").glob("*"))) == (after is How.FILE)


def test_files_are_private_and_show_no_value(tmp_path: Path) -> None:
    secret = secrets.token_hex(20)
    made(tmp_path, A_KEY=secret)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o077 for path in tmp_path.rglob("*") if path.is_dir()} == {0}
    assert not any(secret.encode() in path.read_bytes() for path in files)
    assert {path.name for path in (tmp_path / "home").iterdir()} == {FILE, "vault.lock"}


def changed(path: Path, change: Callable[[dict[str, dict[str, dict[str, object]]]], None]) -> None:
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def test_a_value_under_another_name_or_version_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "home" / FILE
    vault = made(tmp_path, A_KEY="one", B_KEY="two")
    changed(path, lambda d: d["secrets"].update(B_KEY=d["secrets"]["A_KEY"]))
    with pytest.raises(InputError) as refused:
        vault.read()
    assert key_of(refused) == "input.vault_value"
    assert "B_KEY" in str(refused.value)
    vault = made(tmp_path, A_KEY="three", B_KEY="four")
    changed(path, lambda d: d["secrets"]["A_KEY"].update(version=7))
    with pytest.raises(InputError, match="A_KEY"):
        vault.read()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_changed_byte_of_the_file_changes_a_value(tmp_path, at, bit):
    path = tmp_path / "home" / FILE
    path.unlink(missing_ok=True)
    vault = made(tmp_path, A_KEY="one", B_KEY="two")
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    try:
        found = vault.read()
    except InputError:
        return
    # A changed name or blank: what opens is what was put, under its own name.
    assert found.items() <= {"A_KEY": "one", "B_KEY": "two"}.items()


@given(text=st.text(max_size=80), name=st.text(max_size=20), other=st.text(max_size=20))
def test_a_box_opens_with_its_key_and_its_name_alone(text, name, other):
    key = bytes(range(KEY_BYTES))
    box = seal(key, text, bound=name)
    assert unseal(key, box, bound=name) == text
    assert unseal(bytes(KEY_BYTES), box, bound=name) is None
    assert (unseal(key, box, bound=other) is None) == (name != other)


def test_no_nonce_comes_twice_in_a_million_boxes() -> None:
    key = bytes(KEY_BYTES)
    assert len({seal(key, "", bound="n")["nonce"] for _ in range(1_000_000)}) == 1_000_000


def test_a_wrong_phrase_says_so_and_repeats_nothing(tmp_path: Path) -> None:
    made(tmp_path, How.PASSPHRASE, A_KEY="one")
    with pytest.raises(InputError) as refused:
        vault_in(tmp_path, phrase="correct horse batteri").read()
    assert key_of(refused) == "input.vault_locked_passphrase"
    assert "horse" not in str(refused.value)


def test_a_short_phrase_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        vault_in(tmp_path, phrase="x" * (SHORTEST - 1)).make(How.PASSPHRASE)
    assert key_of(refused) == "input.vault_phrase_short"
    assert not (tmp_path / "home" / FILE).exists()


def test_a_lost_key_says_which(tmp_path: Path) -> None:
    made(tmp_path, A_KEY="one")
    (key,) = (tmp_path / "keys").iterdir()
    key.write_bytes(bytes(KEY_BYTES))
    with pytest.raises(InputError) as refused:
        vault_in(tmp_path).read()
    assert key_of(refused) == "input.vault_locked_file"
    key.unlink()
    with pytest.raises(InputError) as refused:
        vault_in(tmp_path).read()
    assert key_of(refused) == "input.vault_key_gone"
    assert not key.exists()


@pytest.mark.parametrize("text", ["", "null", "{}", "[1]", '{"v": 2}', "\x00", '{"v":1,"id":1}'])
def test_a_file_that_is_no_vault_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / FILE).write_text(text)
    with pytest.raises(InputError) as refused:
        vault_in(tmp_path).read()
    assert key_of(refused) == "input.vault_broken"


def test_a_name_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    vault = made(tmp_path, A_KEY="one")
    with pytest.raises(InputError, match="A_KEY"):
        vault.remove("B_KEY")
    vault.remove("A_KEY")
    assert vault.read() == {}


def test_what_a_crash_left_half_written_is_not_looked_at(tmp_path: Path) -> None:
    vault = made(tmp_path, A_KEY="one")
    (tmp_path / "home" / f".{FILE}.new").write_text('{"v": 1, "id')
    assert vault_in(tmp_path).read() == {"A_KEY": "one"}
    vault.put({"A_KEY": "two"})
    assert vault_in(tmp_path).read() == {"A_KEY": "two"}


WRITER = """
import sys
from pathlib import Path
from tests.unit.core.vault.test_vault import vault_in
vault = vault_in(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    vault.put({sys.argv[2]: f"{n}" * 50})
    print(n, flush=True)
    if n % 5 == 4 and sys.argv[4] == "rotate":
        vault.rotate()
"""


def writer(folder: Path, name: str, count: int, how: str = "put") -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(folder), name, str(count), how]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("after", [1, 4, 9, 17])
def test_a_kill_in_the_middle_of_writing_leaves_a_vault_that_opens(
    tmp_path: Path, after: int
) -> None:
    made(tmp_path, A_KEY="start")
    with writer(tmp_path, "A_KEY", 100_000, "rotate") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(after)]
        process.kill()
    told = int(lines[-1])
    found = vault_in(tmp_path).read()["A_KEY"]
    assert len(found) % 50 == 0
    assert int(found[: len(found) // 50]) >= told


def test_several_processes_lose_nothing_of_each_other(tmp_path: Path) -> None:
    made(tmp_path)
    names = [f"N{n}" for n in "ABC"]
    with ThreadPoolExecutor() as pool:
        ends = [pool.submit(writer(tmp_path, name, 10, "rotate").communicate) for name in names]
    assert all(end.result()[0].count("\n") == 10 for end in ends)
    assert vault_in(tmp_path).read() == dict.fromkeys(names, "9" * 50)
