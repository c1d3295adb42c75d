"""What Slack sends, mapped to who said what where; everything unusual is heard by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Kind, authorise
from bot.slack_errors import delivery_error
from bot.slack_wire import update_of
from core.domain.people import Role, User
from core.memory import MemoryUnitOfWork
from tests import fakes_bot as fb
from tests import slack_payloads as sp


async def _users(chat: str = sp.MINA) -> MemoryUnitOfWork:
    """Give a store in which Mina is paired in a chat."""
    uow = MemoryUnitOfWork(lambda: fb.NOW)
    uow.users.put(User("slack", sp.MINA, chat, "미나", Role.ADMIN, fb.NOW))
    await uow.commit()
    return uow


def test_a_private_chat_has_its_persons_number() -> None:
    update = update_of(sp.said("상태"), sp.US)
    assert (update.source.chat, update.source.private) == (sp.MINA, True)
    assert (update.text, update.message, update.said_at) == ("상태", sp.AT, 1735174800.0001)
    assert update.source.human


def test_a_typed_command_is_addressed_to_us() -> None:
    for typed, text in (("status", "status"), ("/status", "/status"), ("  ", "help")):
        update = update_of(sp.slash(typed), sp.US)
        assert (update.text, update.source.addressed) == (text, True)


def test_a_mention_is_addressed_to_us_and_leaves_its_name_out() -> None:
    update = update_of(sp.mention("정지 점심"), sp.US)
    assert (update.text, update.source.chat, update.source.private) == (
        "정지 점심",
        sp.ROOM,
        False,
    )
    assert update.source.addressed
    assert not update_of(sp.said("정지 점심", at=sp.ROOM), sp.US).source.addressed
    assert update_of(sp.mention(""), sp.US).text == "help"


def test_one_message_that_comes_as_two_events_has_one_key() -> None:
    first = update_of(sp.mention("halt"), sp.US)
    second = update_of(sp.said(f"<@{sp.US.user}> halt", at=sp.ROOM), sp.US)
    assert first.key == second.key != ""
    assert first.text == second.text == "halt"


def test_writing_of_slack_is_undone() -> None:
    text = "a &lt;b&gt; &amp; <https://x.kr/a|x.kr> <@U0OTHER|bob> <mailto:a@b.kr>"
    assert update_of(sp.said(text), sp.US).text == "a <b> & x.kr @U0OTHER a@b.kr"


def test_the_same_words_have_one_name_however_often_they_come() -> None:
    first, again = update_of(sp.said("x"), sp.US), update_of(sp.mention("x", at=sp.ALONE), sp.US)
    assert first.source.message == again.source.message == sp.AT
    assert update_of(sp.slash("x"), sp.US).source.message == "111.222.x"
    assert update_of(sp.submission({}), sp.US).source.message == "V0001"


def test_a_press_names_the_message_it_was_made_on() -> None:
    update = update_of(sp.press("c1:x", at=sp.ROOM, message="1.5"), sp.US)
    assert (update.source.kind, update.source.chat) == (Kind.PRESS, sp.ROOM)
    assert (update.data, update.message) == ("c1:x", "1.5")
    again = update_of(sp.press("c1:x", at=sp.ROOM, message="1.5"), sp.US)
    later = update_of(sp.press("c1:x", at=sp.ROOM, message="1.5", action_ts="9.9"), sp.US)
    assert update.key == again.key != later.key


def test_a_form_says_its_line_where_it_was_opened() -> None:
    update = update_of(sp.submission({"pin": "482913"}, at=sp.ROOM), sp.US)
    assert (update.source.chat, update.text, update.entered) == (sp.ROOM, "pin", {"pin": "482913"})


async def test_mina_is_heard_where_she_paired_and_in_her_private_chat() -> None:
    users = (await _users(sp.ROOM)).users
    heard = [sp.said("x"), sp.slash("x"), sp.press("c1:x"), sp.mention("x"),
             sp.said("x", at=sp.ROOM, thread_ts="1.1"), sp.said("x", subtype="file_share"),
             sp.submission({})]  # fmt: skip
    for body in heard:
        assert authorise(update_of(body, sp.US).source, users) is Role.ADMIN, body


REFUSED: dict[str, dict[str, Any]] = {
    "stranger": sp.said("halt", by=sp.STRANGER),
    "stranger's command": sp.slash("halt", by=sp.STRANGER),
    "stranger's press": sp.press("c1:x", by=sp.STRANGER),
    "another channel": sp.said("halt", at="C0OTHER"),
    "a group chat": sp.slash("halt", at="G0MPIM"),
    "edited": sp.edited("halt"),
    "a mention put in by an edit": sp.mention("halt", edited={"user": sp.MINA, "ts": "2.2"}),
    "deleted": sp.event({"type": "message", "subtype": "message_deleted", "channel": sp.ALONE}),
    "a bot": sp.said("halt", bot_id="B0EVIL"),
    "an app in a person's name": sp.said("halt", app_id="A0EVIL"),
    "a bot without a user": sp.said("halt", by="", subtype="bot_message", bot_id="B1"),
    "ourselves": sp.said("halt", by=sp.US.user),
    "Slack's own": sp.said("halt", by="USLACKBOT"),
    "forwarded": sp.said("halt", attachments=[{"is_share": True, "text": "halt"}]),
    "hidden": sp.said("halt", hidden=True),
    "somebody joined": sp.said("halt", subtype="channel_join"),
    "another workspace": sp.said("halt") | {"team_id": sp.OTHER_TEAM},
    "a guest of another workspace": sp.said("halt", user_team=sp.OTHER_TEAM),
    "sent from another workspace": sp.said("halt", source_team=sp.OTHER_TEAM),
    "a channel shared with others": sp.said("halt") | {"is_ext_shared_channel": True},
    "a command of another workspace": sp.slash("halt", team_id=sp.OTHER_TEAM),
    "a command without a workspace": sp.slash("halt", team_id=None),
    "a press of another workspace": sp.press("c1:x", team={"id": sp.OTHER_TEAM}),
    "a press of a guest": sp.press("c1:x", user={"id": sp.MINA, "team_id": sp.OTHER_TEAM}),
    "a press in an unfurled link": sp.press(
        "c1:x", container={"type": "message_attachment", "message_ts": "1.1"}
    ),
    "a press on what one person sees": sp.press(
        "c1:x", container={"type": "message", "message_ts": "1.1", "is_ephemeral": True}
    ),
    "a press of a workflow": sp.press("c1:x", function_data={"execution_id": "Fx1"}),
    "a press in a form": sp.press("c1:x", container={"type": "view", "view_id": "V1"}),
    "no button": sp.press("c1:x", actions=[{"type": "static_select", "value": "c1:x"}]),
    "two buttons at once": sp.press("c1:x", actions=[{"type": "button"}, {"type": "button"}]),
    "a form of another workspace": sp.submission({}, team={"id": sp.OTHER_TEAM}),
    "a form whose place cannot be read": sp.submission({}, view={"private_metadata": "["}),
    "a step of a workflow": sp.event({"type": "workflow_step_execute"}),
    "a function": sp.event({"type": "function_executed"}),
    "a shortcut": {"type": "shortcut", "user": {"id": sp.MINA}, "team": {"id": sp.TEAM}},
    "a reaction": sp.event({"type": "reaction_added", "user": sp.MINA}),
    "nothing": {},
}


@pytest.mark.parametrize("name", REFUSED)
async def test_nobody_is_heard_from(name: str) -> None:
    users = (await _users(sp.ROOM)).users
    assert authorise(update_of(REFUSED[name], sp.US).source, users) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = sorted(set(sp.press("x")) | set(sp.said("x")) | set(sp.submission({})) | set(sp.slash("x")))
TYPES = st.sampled_from(["event_callback", "block_actions", "view_submission", "x"])


@given(st.dictionaries(st.sampled_from(KEYS), json_values), TYPES)
async def test_whatever_comes_is_read_and_nobody_is_heard_by_accident(
    body: dict[str, Any], kind: str
) -> None:
    update = update_of(body | {"type": kind}, sp.US)
    assert authorise(update.source, (await _users()).users) is None


class Answer(dict[str, str]):
    """A refusal as the library hands it over."""

    def __init__(self, error: str, status: int = 200, **headers: str) -> None:
        super().__init__(ok="", error=error)
        self.data = {"ok": False, "error": error}
        self.status_code, self.headers = status, headers


@pytest.mark.parametrize(
    ("answer", "final", "wait"),
    [
        (Answer("ratelimited", 429, **{"Retry-After": "7"}), False, 7.0),
        (Answer("ratelimited", 200), False, 30.0),
        (Answer("x", 429, **{"Retry-After": "soon"}), False, 30.0),
        (Answer("not_in_channel"), True, None),
        (Answer("invalid_blocks"), True, None),
        (Answer("token_revoked"), False, None),
        (Answer("internal_error", 500), False, None),
    ],
)
def test_refusals_say_whether_to_try_again(answer: Answer, final: bool, wait: float | None) -> None:
    from slack_sdk.errors import SlackApiError

    told = delivery_error(SlackApiError("secret words", answer))
    assert (told.final, told.retry_after_s) == (final, wait)
    assert "secret" not in str(told)


def test_a_broken_line_may_be_tried_again() -> None:
    told = delivery_error(TimeoutError("xoxb-secret"))
    assert (told.final, told.retry_after_s, "xoxb" in str(told)) == (False, None, False)
