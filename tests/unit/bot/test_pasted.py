"""Keys pasted into a chat: seen in every shape and face, and never read, kept, told or sent on."""

from __future__ import annotations

import json
import string
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.access import Kind
from bot.console import Console
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.pasted import OWN, Pasted, in_use
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.people import Role, User
from core.redact import KEY_SHAPES, MASK, Redactor
from core.settings import load_settings
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_console import _wired as at_console
from tests.unit.bot.test_bot_telegram import wired as at_telegram
from tests.unit.bot.test_slack import wired as at_slack

WORD = string.ascii_letters + string.digits


def letters(alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=least, max_size=most)


SHAPED = {
    "telegram": st.builds(
        "{}:{}".format, letters(string.digits, 8, 10), letters(WORD + "_-", 35, 35)
    ),
    "slack": st.builds(
        "{}-{}".format, st.sampled_from(["xoxb", "xoxp", "xapp", "xoxe"]),
        letters(WORD + "-", 24, 80),
    ),
    "model": st.builds(
        "sk-{}{}".format, st.sampled_from(["", "proj-", "ant-"]), letters(WORD + "_-", 20, 120)
    ),
    "broker": st.one_of(
        st.builds("PS{}".format, letters(WORD, 34, 34)), letters(WORD + "+/", 180, 180)
    ),
}  # fmt: skip
AROUND = st.text("가나다열쇠는 .,!?\n:()", max_size=40)
ASKED = st.sampled_from(["", "/ask ", "질문 ", "/gaemi ", "매수 삼전 ", "@gaemi_bot ", "/pin "])
OWN_KEY = "Wr0ng-H0rse battery staple"


@pytest.mark.parametrize("kind", KEY_SHAPES)
@given(data=st.data(), before=AROUND, head=ASKED)
def test_every_shape_is_seen_wherever_it_stands(kind, data, before, head):
    key = data.draw(SHAPED[kind])
    after = data.draw(AROUND)
    assert Pasted().found(f"{head}{before} {key} {after}")
    assert Pasted().found(f"키는{key}입니다") == kind


@pytest.mark.parametrize("kind", KEY_SHAPES)
@given(data=st.data())
def test_what_the_chat_knows_the_log_knows_too(kind, data):
    key = data.draw(SHAPED[kind])
    assert key not in Redactor().text(f"키는{key}입니다")
    assert MASK in Redactor().text(f"키는{key}입니다")


@given(
    own=st.text(WORD + "-_!@# 가나", min_size=8, max_size=60).filter(
        lambda text: len("".join(text.split())) >= 8
    ),
    before=AROUND,
    cut=st.integers(0, 60),
)
def test_a_value_in_use_is_seen_even_over_two_lines(own, before, cut):
    pasted = Pasted((own,))
    assert pasted.found(f"{before}{own}")
    assert pasted.found(f"{before}{own[:cut]}\n{own[cut:]}")


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff", "\u202e"])
def test_invisible_marks_and_wide_letters_hide_nothing(hidden: str) -> None:
    assert Pasted((OWN_KEY,)).found(hidden.join(OWN_KEY)) == OWN
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in "sk-" + "a1" * 12)
    assert Pasted().found(wide) == "model"


def corpus() -> list[str]:
    folder = Path(__file__).parents[2] / "free_text"
    files = ["seen.tsv", "unseen.tsv", "fresh.tsv", "adversarial.txt"]
    return [line for name in files for line in (folder / name).read_text("utf-8").splitlines()]


def test_no_sentence_that_people_say_is_taken_for_a_key() -> None:
    lines = corpus()
    pasted = Pasted((OWN_KEY,))
    assert len(lines) > 600
    assert [line for line in lines if pasted.found(line)] == []


@pytest.mark.parametrize(
    "said",
    ["005930 10주 사줘", "/pair ABCD2345", "/match KPYNGG 0000012345", "12345678-01", "sk-하이닉스",
     "SK-하이닉스 10주", "01012345678", "/order 01JFZZORDER0000000000000A", "12:30 에 알려줘",
     "https://example.com/a/b?c=d", "/why 01ARZ3NDEKTSV4RRFFQ69G5FAV", "xox", "PS5 게임"],
)  # fmt: skip
def test_what_looks_a_little_like_a_key_is_heard(said: str) -> None:
    assert Pasted((OWN_KEY,)).found(said) == ""


def test_the_values_in_use_are_all_keys_and_the_passwords_of_addresses() -> None:
    given = {
        "SECRET_KEY": "open sesame please", "DATABASE_URL": "postgresql://me:p%40ss%20word@h/db",
        "OPENAI_API_KEY": "no-usual-shape", "KIS_ACCOUNT": "12345678-01", "KIS_HTS_ID": "gaemiking",
    }  # fmt: skip
    own = in_use(load_settings(given))
    assert {"open sesame please", "p@ss word", "no-usual-shape"} <= set(own)
    assert Pasted(own).found("내 아이디는 gaemiking 이고 계좌는 12345678-01") == ""
    assert Pasted(own).found("it is P@ss word") == ""
    assert Pasted(own).found("it is p@ss word!") == OWN


KEYS = {
    "telegram": "123456789:" + "Zz9_" * 9, "slack": "xoxb-" + "1a" * 20, "model": "sk-" + "Qw1" * 9,
    "broker": "PS" + "k7" * 17, OWN: OWN_KEY,
}  # fmt: skip


def traces(bench: fb.Bench, logs: list[Any], *replies: Reply | None) -> str:
    """Everything that could hold what was said: rows, journal, outbox, logs and answers."""
    tables = [vars(table) for table in vars(bench.uow).values() if hasattr(table, "__dict__")]
    told = [fb.text_of(reply) for reply in replies]
    return repr((vars(bench.uow), tables, bench.door.asked, bench.halts, told)) + json.dumps(
        logs, default=repr
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("head", ["", "/ask ", "매수 삼전 10주 ", "/pin ", "/halt ", "재개 "])
async def test_a_key_goes_no_further_than_the_router(language: str, kind: str, head: str) -> None:
    asked: list[str] = []

    async def ask(_context: Any, question: str) -> Reply:
        asked.append(question)
        return Reply()

    bench = fb.Bench(ask=ask, own_keys=(OWN_KEY,), words=Catalogue(language))
    key = KEYS[kind]
    with capture_logs() as logs:
        reply = await bench.say(f"{head}{key}")
    assert reply is not None
    assert bench.context.t(f"pasted.{kind}") in fb.text_of(reply)
    assert "gaemi setup" in fb.text_of(reply)
    assert all(width(line) <= WIDTH for line in render(reply, bench.words).split("\n"))
    assert (asked, bench.door.asked, bench.halts) == ([], [], [])
    found = traces(bench, logs, reply)
    assert key not in found
    assert key[4:20] not in found


async def test_a_stranger_with_a_key_gets_silence_and_leaves_nothing() -> None:
    bench = fb.Bench()
    with capture_logs() as logs:
        assert await bench.say(KEYS["model"], user=fb.STRANGER, chat=fb.STRANGER) is None
        code = f"/pair {KEYS['telegram']}"
        assert await bench.say(code, user=fb.STRANGER, chat=fb.STRANGER) is None
    assert "Qw1" not in traces(bench, logs)
    assert "Zz9" not in traces(bench, logs)


async def test_who_is_of_ours_is_warned_in_the_room_too_and_after_an_edit() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, "-100", "주인", Role.ADMIN, fb.NOW))
    key, router = KEYS["slack"], bench.router
    assert router.pasted(fb.source(chat="-100", private=False), f"봐봐 {key}")
    assert router.pasted(fb.source(kind=Kind.EDITED), key)
    assert router.pasted(fb.source(forwarded=True), key)
    assert not router.pasted(fb.source(chat="-200", private=False), key)
    assert not router.pasted(fb.source(user=fb.STRANGER, chat="-100", private=False), key)
    assert not router.pasted(fb.source(), "/status")
    assert not router.pasted(fb.source(machine=True), key)


GROUP = {"id": -100, "type": "supergroup", "title": "식구"}


@asynccontextmanager
async def in_group() -> AsyncIterator[Any]:
    async with at_telegram(paired=False) as it:
        await it.bench.put(User("telegram", fb.OWNER, "-100", "주인", Role.ADMIN, fb.NOW))
        yield it


def message(text: str, **more: Any) -> dict[str, Any]:
    person = {"id": int(fb.OWNER), "is_bot": False, "first_name": "주인"}
    chat = {"id": int(fb.OWNER), "type": "private", "first_name": "주인"}
    at = int(fb.NOW.timestamp())
    return {"message_id": 7, "date": at, "chat": chat, "from": person, "text": text} | more


async def erased_and_warned(it: Any, chat: str, key: str) -> None:
    (sent,) = await it.api.until("sendMessage")
    (gone,) = it.api.of("deleteMessage")
    assert (gone["chat_id"], gone["message_id"], sent["chat_id"]) == (chat, "7", chat)
    calls = [name for name, _ in it.api.calls if name in ("deleteMessage", "sendMessage")]
    assert calls == ["deleteMessage", "sendMessage"]
    assert key not in json.dumps(it.api.calls)
    assert it.bench.context.t("pasted.title") in sent["text"]
    assert "지웠습니다" in sent["text"]


@pytest.mark.parametrize(
    "update",
    [lambda key: {"message": message(f"이거 {key}")},
     lambda key: {"message": message(f"/ask {key}")},
     lambda key: {"edited_message": message(key, edit_date=1_735_000_000)},
     lambda key: {"message": message("", caption=key, photo=[
         {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}])}],
    ids=["plain", "question", "edited", "caption"],
)  # fmt: skip
async def test_telegram_deletes_the_message_first(
    update: Callable[[str], dict[str, dict[str, Any]]],
) -> None:
    async with at_telegram() as it:
        it.api.push(**update(KEYS["model"]))
        await erased_and_warned(it, fb.OWNER, KEYS["model"])


async def test_telegram_deletes_it_in_a_group_though_nobody_spoke_to_us() -> None:
    async with in_group() as it:
        it.api.push(message=message(f"얘들아 {KEYS['broker']}", chat=GROUP))
        await erased_and_warned(it, "-100", KEYS["broker"])


async def test_telegram_says_when_it_could_not_delete() -> None:
    async with at_telegram() as it:
        it.api.fail("deleteMessage", api.bad("message can't be deleted"))
        await it.say(KEYS["slack"])
        (sent,) = await it.api.until("sendMessage")
        assert "지우지 못했습니다" in sent["text"].replace("\n", " ")


async def test_slack_warns_where_it_cannot_delete() -> None:
    async with at_slack() as it:
        await it.say(f"토큰 {KEYS['slack']}")
        (sent,) = await it.api.until("chat.postMessage")
        assert KEYS["slack"] not in json.dumps(sent)
        told = json.dumps(sent, ensure_ascii=False).replace("\\n", " ")
        assert "직접 지워" in told


async def test_the_console_warns_and_a_terminal_keeps_nothing() -> None:
    async with at_console() as it:
        it.type(f"{KEYS['telegram']}\n")
        await it.until("gaemi setup")
        assert not any(KEYS["telegram"] in text for text in it.shown)
    shown: list[str] = []
    bench = fb.Bench()
    await bench.put(User("console", "local", "console", "console", Role.ADMIN, fb.NOW))
    console = Console(Catalogue("ko"), write=shown.append, colour=True)
    console._cover(bench.router, KEYS["telegram"])
    assert shown == ["\x1b[1A\x1b[2K" + bench.context.t("pasted.covered")]
