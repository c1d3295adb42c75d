"""What lies on the disk until it is done: over restarts, power cuts, bad bytes and full disks."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spool import LARGEST, REMEMBERED, Spool
from tests.conftest import absent

# A test of order needs no disk.
SHM = "/dev/shm" if Path("/dev/shm").is_dir() else None
KEYS = st.text(min_size=1, max_size=12)
BODIES = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=3)
LETTERS = st.dictionaries(KEYS, BODIES, min_size=1, max_size=8)


def spool_with(path: Path, letters: dict[str, dict[str, str | int]]) -> Spool:
    """Make a spool that holds letters, each written by itself."""
    spool = Spool(path)
    for letter in letters.items():
        spool.keep([letter])
    return spool


@given(LETTERS, st.data())
def test_what_is_not_done_comes_back_as_it_was_and_in_its_order(
    letters: dict[str, dict[str, str | int]], data: st.DataObject
) -> None:
    done = data.draw(st.sets(st.sampled_from(sorted(letters))))
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        path = Path(folder) / "inbox"
        spool = spool_with(path, letters)
        for key in done:
            spool.mark(key)
        found = Spool(path).load()
        assert list(found.left.items()) == [(k, v) for k, v in letters.items() if k not in done]
        assert (set(found.done), found.damaged) == (done, False)


@given(LETTERS, st.data())
def test_a_file_that_was_cut_gives_its_beginning_and_says_so(
    letters: dict[str, dict[str, str | int]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        path = Path(folder) / "inbox"
        spool_with(path, letters)
        raw = path.read_bytes()
        cut = data.draw(st.integers(0, len(raw) - 1))
        path.write_bytes(raw[:cut])
        found = Spool(path).load()
        # A line that lacks its end alone is whole.
        whole = (raw[:cut] + b"\n").count(b"}]\n")
        assert list(found.left.items()) == list(letters.items())[:whole]
        assert found.damaged == (cut > 0 and raw[cut - 1] != ord("\n"))


@given(LETTERS, st.data())
def test_a_flipped_bit_never_changes_what_was_said(
    letters: dict[str, dict[str, str | int]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        path = Path(folder) / "inbox"
        spool_with(path, letters)
        raw = bytearray(path.read_bytes())
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(raw)
        found = Spool(path).load()
        assert found.left.items() <= letters.items()
        assert found.damaged
        assert len(found.left) >= len(letters) - 2


def test_a_mark_may_stand_before_its_delivery(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "inbox")
    spool.mark("1")
    spool.keep([("1", {}), ("2", {})])
    assert list(Spool(tmp_path / "inbox").load().left) == ["2"]


def test_a_file_of_nobody_is_empty_and_one_that_cannot_be_read_is_damaged(tmp_path: Path) -> None:
    assert Spool(tmp_path / "none").load() == Spool(tmp_path / "other").load()
    (tmp_path / "folder").mkdir()
    found = Spool(tmp_path / "folder").load()
    assert (found.left, found.done, found.damaged) == ({}, (), True)


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    spool_with(tmp_path / "telegram" / "inbox", {"1": {"said": "halt"}})
    assert stat.S_IMODE((tmp_path / "telegram" / "inbox").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "telegram").stat().st_mode) == 0o700


def test_the_file_stays_small_however_much_is_done(tmp_path: Path) -> None:
    spool, body = Spool(tmp_path / "inbox"), {"text": "x" * 10_000}
    spool.keep([("old", body)])
    for number in range(300):
        spool.keep([(str(number), body)])
        spool.mark(str(number))
    assert (tmp_path / "inbox").stat().st_size < 2 * LARGEST
    found = Spool(tmp_path / "inbox").load()
    assert found.left == {"old": body}
    assert {str(n) for n in range(300)} == set(found.done)


def test_what_outgrows_the_file_is_in_the_new_one(tmp_path: Path) -> None:
    spool, body = Spool(tmp_path / "inbox"), {"text": "x" * (LARGEST * 2 // 3)}
    for number in range(4):
        spool.keep([(str(number), body)])
        assert list(Spool(tmp_path / "inbox").load().left) == [str(n) for n in range(number + 1)]


def test_only_the_latest_are_known_as_done(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "inbox")
    for number in range(REMEMBERED + 50):
        spool.mark(str(number))
    assert Spool(tmp_path / "inbox").load().done == tuple(map(str, range(50, REMEMBERED + 50)))


def test_threads_lose_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "inbox")

    def work(name: str) -> None:
        for number in range(20):
            spool.keep([(f"{name}{number}", {"n": number})])
            if number % 2:
                spool.mark(f"{name}{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Spool(tmp_path / "inbox").load()
    assert set(found.left) == {f"{name}{number}" for name in "abcd" for number in range(0, 20, 2)}
    assert not found.damaged


def test_a_disk_that_refuses_is_told_and_takes_everything_again_later(tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    blocked.write_text("in the way")
    spool = Spool(blocked / "inbox")
    for attempt in (lambda: spool.keep([("1", {})]), lambda: spool.mark("2"), spool.begin):
        with pytest.raises(OSError, match="folder"):
            attempt()
    assert not spool.holds("1")
    blocked.unlink()
    spool.keep([("3", {})])
    found = Spool(blocked / "inbox").load()
    assert (list(found.left), found.done) == (["3"], ("2",))


def test_a_full_disk_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        absent("/dev/full")
    path = tmp_path / "inbox"
    spool_with(path, {"1": {"text": "halt"}})
    fresh = Spool(path)
    fresh.load()
    path.with_suffix(".new").symlink_to("/dev/full")
    with pytest.raises(OSError, match=os.strerror(28)):
        fresh.keep([("2", {})])
    assert list(Spool(path).load().left) == ["1"]


def test_nothing_counts_as_kept_before_the_disk_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox"
    spool, settled, plain = spool_with(path, {"1": {}}), list[bytes](), os.fsync

    def noted(file: int) -> None:
        if os.fstat(file).st_ino == path.stat().st_ino:
            settled.append(path.read_bytes())
        plain(file)

    monkeypatch.setattr(os, "fsync", noted)
    spool.keep([("2", {"text": "halt"})])
    assert b"halt" in b"".join(settled)
