"""Delivery: what an outbox row becomes, drawn from the stored rows of that moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.render_text import render
from bot.reply import Reply
from core.domain.approval import Actor, ApprovalState, GrantKind, MessageRef
from core.domain.doubt import Doubt, Finding
from core.domain.journal import Outgoing, OutKind, Report, Severity
from core.domain.order import Mode, OrderState
from core.domain.people import Question, QuestionState
from core.errors import DeliveryError
from tests import fakes_bot as fb


@dataclass
class FakeFace:
    """Keeps what it was asked to show."""

    name: str = "telegram"
    sent: list[tuple[str, Reply]] = field(default_factory=list)
    edited: list[tuple[MessageRef, Reply]] = field(default_factory=list)

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Keep a new message."""
        self.sent.append((chat, reply))
        return MessageRef(self.name, chat, str(len(self.sent)))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Keep an edit."""
        self.edited.append((ref, reply))


def _delivery(bench: fb.Bench) -> tuple[Delivery, FakeFace]:
    face = FakeFace()
    return (
        Delivery(
            face, bench.uow, bench.words, bench.nonces, bench.clock, Mode.PAPER, bench.strategies
        ),
        face,
    )


def _row(kind: OutKind, subject: str, **fields: str | int) -> Outgoing:
    loud = Severity(str(fields.pop("severity", "info")))
    return Outgoing(
        "OUT1", "telegram", fb.HOME, kind, subject, tuple(fields.items()), loud, fb.NOW, "c"
    )


async def test_a_card_is_sent_with_the_buttons_of_its_nonce() -> None:
    bench = fb.Bench()
    asked = fb.approval(nonces=bench.nonces)
    await bench.put(asked)
    delivery, face = _delivery(bench)
    ref = await delivery.deliver(_row(OutKind.CARD, asked.id))
    assert ref == MessageRef("telegram", fb.HOME, "1")
    nonce = bench.nonces.nonce(asked.id)
    (chat, reply) = face.sent[0]
    assert chat == fb.HOME
    assert [b.data for b in reply.buttons[0]] == [f"c1:{nonce}", f"c0:{nonce}"]
    assert "골든크로스" in fb.text_of(reply)


@pytest.mark.parametrize("state", [s for s in ApprovalState if s is not ApprovalState.OPEN])
async def test_a_card_settled_before_it_was_shown_has_no_buttons(state: ApprovalState) -> None:
    bench = fb.Bench()
    asked = fb.approval(state=state)
    await bench.put(asked)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD, asked.id))
    assert face.sent[0][1].buttons == ()


async def test_the_end_of_a_card_edits_each_message_of_that_chat_only() -> None:
    bench = fb.Bench()
    here = (bench.ref("1"), bench.ref("2"))
    foreign = (MessageRef("telegram", "-9", "3"), MessageRef("console", fb.HOME, "4"))
    asked = fb.approval(state=ApprovalState.REJECTED, messages=(*here, *foreign))
    await bench.put(asked)
    delivery, face = _delivery(bench)
    assert await delivery.deliver(_row(OutKind.CARD_END, asked.id)) == here[-1]
    assert [ref for ref, _ in face.edited] == list(here)
    assert all(reply.buttons == () for _, reply in face.edited)
    assert face.sent == []


async def test_a_yes_of_several_is_drawn_into_the_card_where_it_stands() -> None:
    bench = fb.Bench()
    delivery, face = _delivery(bench)
    mina = Actor("telegram", fb.OWNER, fb.HOME, "민아")
    asked = fb.approval(nonces=bench.nonces, needed=2, messages=(bench.ref("7"),), pressed=(mina,))
    await bench.put(asked)
    await delivery.deliver(_row(OutKind.CARD_NEWS, asked.id))
    ((ref, reply),) = face.edited
    assert ref == bench.ref("7")
    assert "승인: 1/2 (민아)" in " ".join(render(reply, bench.words).split())
    assert [b.data[:2] for row in reply.buttons for b in row] == ["c1", "c0", "w:", "p:"]


async def test_news_of_a_card_that_ended_draw_nothing() -> None:
    bench = fb.Bench()
    delivery, face = _delivery(bench)
    ended = fb.approval(nonces=bench.nonces, state=ApprovalState.LAPSED, messages=(bench.ref(),))
    await bench.put(ended)
    assert await delivery.deliver(_row(OutKind.CARD_NEWS, ended.id)) is None
    assert face.edited == []


async def test_the_end_of_a_card_that_was_never_shown_shows_nothing() -> None:
    bench = fb.Bench()
    await bench.put(fb.approval(state=ApprovalState.LAPSED))
    delivery, face = _delivery(bench)
    assert await delivery.deliver(_row(OutKind.CARD_END, fb.approval().id)) is None
    assert (face.sent, face.edited) == ([], [])


async def test_a_granted_card_shows_how_far_its_order_came() -> None:
    bench = fb.Bench()
    done = fb.order(OrderState.FILLED, filled=10, amount=535_900, fee=80)
    asked = fb.approval(state=ApprovalState.GRANTED, order_id=done.id, messages=(bench.ref("1"),))
    await bench.put(asked, done)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD_END, asked.id))
    assert "53,590원" in fb.text_of(face.edited[0][1])


async def test_an_order_message_follows_the_stored_row() -> None:
    bench = fb.Bench()
    await bench.put(fb.order(OrderState.PARTIAL, filled=4, amount=214_400, fee=30))
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.ORDER, fb.order().id, event="partial", shares=4))
    told = fb.text_of(face.sent[0][1])
    assert "일부 체결" in told
    assert "4/10주" in told


async def test_a_notice_is_put_into_words_with_its_loudness() -> None:
    bench = fb.Bench()
    delivery, face = _delivery(bench)
    said = {"scope": "symbol:005930", "level": "halt", "by": "주인", "reason": "급락"}
    row = _row(OutKind.NOTICE, "notice.halt", severity="critical", **said)
    await delivery.deliver(row)
    reply = face.sent[0][1]
    assert (reply.severity, reply.mode) == (Severity.CRITICAL, Mode.PAPER)
    assert "정지: 종목 005930, 새 주문 정지 (주인). 급락" in fb.text_of(reply)


@pytest.mark.parametrize(("state", "rows"), [(QuestionState.OPEN, 1), (QuestionState.LAPSED, 0)])
async def test_a_question_has_buttons_only_while_it_is_open(
    state: QuestionState, rows: int
) -> None:
    bench = fb.Bench()
    actor = fb.source().actor
    question = Question("Q1", "resume", "all", "고침", actor, fb.NOW, fb.NOW, fb.NOW, "sha", state)
    await bench.put(question)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.NOTICE, "notice.question", question="Q1", scope="all"))
    buttons = face.sent[0][1].buttons
    assert len(buttons) == rows
    nonce = bench.nonces.nonce("Q1")
    assert [b.data for row in buttons for b in row] == [f"q1:{nonce}", f"q0:{nonce}"][: rows * 2]


async def _ended(question: Question, *rows: object, **fields: int) -> tuple[fb.Bench, FakeFace]:
    """Deliver the end of a question that was shown by a notice."""
    bench = fb.Bench()
    bench.uow.outbox.put(_row(OutKind.NOTICE, "notice.question", question="Q1", scope="all"))
    await bench.put(question, *rows)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.QUESTION_END, "Q1", **fields))
    return bench, face


@pytest.mark.parametrize("state", [QuestionState.ANSWERED, QuestionState.LAPSED])
async def test_the_end_of_a_question_takes_its_buttons_away_in_that_chat_only(
    state: QuestionState,
) -> None:
    here, there = fb.Bench().ref("1"), MessageRef("telegram", "-9", "3")
    actor = fb.source().actor
    question = Question(
        "Q1", "resume", "all", "고침", actor, fb.NOW, fb.NOW, fb.NOW, "sha", state, (here, there)
    )
    bench, face = await _ended(question)
    ((ref, reply),) = face.edited
    assert (ref, reply.buttons) == (here, ())
    told = fb.text_of(reply)
    assert "전체 정지를 풀까요?" in told
    asked = bench.context.t("question.about.resume")
    assert bench.context.t(f"question.{state.value}", asked=asked) in told


@pytest.mark.parametrize(("moved", "edits"), [(1, 1), (0, 0)])
async def test_a_question_that_moved_to_another_chat_says_so(moved: int, edits: int) -> None:
    question = Question(
        "Q1", "resume", "all", "고침", fb.source().actor, fb.NOW, fb.NOW, fb.NOW, "sha",
        messages=(fb.Bench().ref("1"),),
    )  # fmt: skip
    bench, face = await _ended(question, moved=moved)
    assert len(face.edited) == edits
    assert all(bench.context.t("question.moved") in fb.text_of(r) for _, r in face.edited)


async def test_a_card_that_moved_to_another_chat_says_so_and_has_no_buttons() -> None:
    bench = fb.Bench()
    asked = fb.approval(nonces=bench.nonces, messages=(bench.ref("1"),))
    await bench.put(asked)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD_END, asked.id, moved=1))
    ((ref, reply),) = face.edited
    assert (ref, reply.buttons) == (bench.ref("1"), ())
    assert bench.context.t("card.moved_text") in fb.text_of(reply)


def _doubtful(state: QuestionState = QuestionState.OPEN) -> tuple[object, ...]:
    lost = fb.order(OrderState.UNKNOWN, number=None)
    choices = ("keep_looking", "has_number", "absent_resend")
    question = Question(
        "Q1", "doubt", lost.id, "", None, fb.NOW, fb.NOW, fb.NOW, "", state,
        (fb.Bench().ref("1"),), choices, ("a", "b", "c"),
    )  # fmt: skip
    found = Doubt(lost.id, fb.NOW, fb.NOW, fb.DAY, Finding.ABSENT_SO_FAR, looks=5)
    return lost, question, found


async def test_a_question_about_an_order_in_doubt_has_its_own_words_and_a_button_a_choice() -> None:
    bench = fb.Bench()
    await bench.put(*_doubtful())
    delivery, face = _delivery(bench)
    row = _row(OutKind.NOTICE, "notice.doubt", severity="critical", question="Q1", order="x")
    await delivery.deliver(row)
    ((_, reply),) = face.sent
    assert render(reply, bench.words).startswith("⚠️ 주문 결과를 알 수 없습니다  [모의투자 ****")
    assert [b.data for r in reply.buttons for b in r] == [
        f"k:{bench.nonces.nonce(f'Q1:{at}')}" for at in range(3)
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [(OrderState.UNKNOWN, "아직 확인 중"),
     (OrderState.ACCEPTED, "접수됨 (증권사 주문번호 0000012345)"),
     (OrderState.REJECTED, "거부됨")],
)  # fmt: skip
async def test_the_end_of_a_doubt_is_told_from_the_order_as_it_is_stored(
    state: OrderState, told: str
) -> None:
    _, question, found = _doubtful(QuestionState.ANSWERED)
    number = "0000012345" if state is OrderState.ACCEPTED else None
    _, face = await _ended(question, fb.order(state, number=number), found)  # type: ignore[arg-type]
    ((_, reply),) = face.edited
    assert told in fb.text_of(reply)
    assert ("체결" in fb.text_of(reply).partition("없습니다.")[2]) is False


async def test_the_card_of_another_attempt_warns_of_two_orders() -> None:
    bench = fb.Bench()
    asked = fb.approval(nonces=bench.nonces, kind=GrantKind.RESEND, coid="O1", evidence_id="O1")
    await bench.put(asked)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD, asked.id))
    told = fb.text_of(face.sent[0][1])
    assert "재주문" in told
    assert "앞 주문이 나중에 나타나면 두 배가 될 수 있습니다" in told


async def test_a_report_is_shown_as_text_without_anything_to_press() -> None:
    bench = fb.Bench()
    evil = "좋은 주였습니다. [확인](tg://x) /halt\u202e c1:AAAA"
    await bench.put(Report("R1", "weekly", "2024-W52", "{}", evil, "model", 1, fb.NOW))
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.REPORT, "R1"))
    assert face.sent[0][1].buttons == ()
    told = fb.text_of(face.sent[0][1])
    assert "언어 모델" in told
    assert "/halt" not in told


@pytest.mark.parametrize("kind", [k for k in OutKind if k is not OutKind.NOTICE])
async def test_a_subject_that_is_gone_ends_the_delivery(kind: OutKind) -> None:
    delivery, _ = _delivery(fb.Bench())
    with pytest.raises(DeliveryError, match="not stored") as caught:
        await delivery.deliver(_row(kind, "GONE"))
    assert caught.value.final


def test_a_delivery_bears_its_faces_name() -> None:
    assert _delivery(fb.Bench())[0].name == "telegram"


async def test_a_question_that_was_asked_anew_points_to_the_new_one() -> None:
    lost, question, found = _doubtful(QuestionState.LAPSED)
    newer = replace(found, question_id="Q2")  # type: ignore[type-var]
    _, face = await _ended(question, lost, newer)  # type: ignore[arg-type]
    ((_, reply),) = face.edited
    assert "새 질문" in fb.text_of(reply)
    assert "시간이 지나" not in fb.text_of(reply)


async def test_the_card_of_an_order_in_doubt_shows_how_long_it_was_looked_for() -> None:
    bench = fb.Bench()
    lost = fb.order(OrderState.UNKNOWN, number=None, note="no answer in time")
    card = fb.approval(state=ApprovalState.GRANTED, order_id=lost.id, messages=(bench.ref("1"),))
    looked = Doubt(
        lost.id, fb.NOW, fb.NOW, fb.DAY, Finding.LOOKING, looks=11,
        last_look_at=fb.NOW + timedelta(seconds=125),
    )  # fmt: skip
    await bench.put(lost, card, looked)
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(OutKind.CARD_END, card.id))
    told = fb.text_of(face.edited[0][1])
    assert "2분 5초째, 전체 조회 11번" in told
    assert "no answer" not in told


@pytest.mark.parametrize("kind", [OutKind.ORDER, OutKind.NOTICE])
async def test_what_is_told_of_an_order_belongs_to_its_card_in_that_chat(kind: OutKind) -> None:
    bench = fb.Bench()
    shown = (MessageRef("telegram", "-5", "1"), MessageRef("telegram", fb.HOME, "77"))
    await bench.put(fb.approval(messages=shown), fb.order(), fb.fill(fb.order(), 10, 53_600))
    delivery, face = _delivery(bench)
    await delivery.deliver(_row(kind, fb.order().id, event="accepted"))
    assert face.sent[0][1].under == shown[1]
    await delivery.deliver(_row(OutKind.CARD, fb.approval().id))
    await delivery.deliver(_row(OutKind.NOTICE, "notice.conflict"))
    assert [reply.under for _, reply in face.sent[1:]] == [None, None]
