"""`health`: whether each part of the program lives, in figures; `doctor` says what to mend."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.doubt_words import elapsed
from bot.reply import Button, Fields, Paragraph, Reply
from bot.text import disk_room
from bot.vitals import Face, Vitals
from core.domain.calendar import kst_text
from core.domain.journal import Severity

MEGABYTE = 1_000_000
SKEW_MS = 5_000


@command("health", ko=("건강", "생존"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Show the figures, and first what is not as it should be."""
    if context.vitals is None:
        raise UsageError("health.off")
    seen = await context.vitals()
    bad = troubles(context, seen)
    head = Paragraph("\n".join(bad) if bad else context.t("health.well"))
    buttons = ((Button(context.t("doctor.title"), "r:doctor"),),)
    return Reply(
        context.t("health.title"),
        (head, Fields(rows(context, seen))),
        buttons,
        severity=Severity.WARNING if bad else Severity.INFO,
        mode=context.mode,
    )


def troubles(context: Context, seen: Vitals) -> list[str]:
    """Say what does not live, nothing when all does."""
    said = [
        ("health.stopped", seen.stopped),
        ("health.no_store", seen.entries is None),
        ("health.failing", seen.failing > 0),
        ("health.never_looked", seen.looked_at is None),
        ("health.skewed", abs(seen.skew_ms) > SKEW_MS),
    ]
    down = [face for face in seen.faces if not face.connected]
    faces = [context.t("health.face_down", name=_name(context, face)) for face in down]
    return [context.t(key) for key, holds in said if holds] + faces


def rows(context: Context, seen: Vitals) -> tuple[tuple[str, str], ...]:
    """Give every figure with its label."""
    unknown = context.t("health.unknown")
    waiting = context.t("health.messages", waiting=seen.waiting, failing=seen.failing)
    oldest = f" · {_ago(context, seen, seen.oldest)}" if seen.oldest else ""
    free = unknown if seen.free is None else disk_room(seen.free)
    memory = unknown if seen.memory is None else f"{seen.memory // MEGABYTE:,} MB"
    entries = unknown if seen.entries is None else context.t("health.entries", count=seen.entries)
    return (
        (context.t("health.up"), _span(context, seen.up_s)),
        (context.t("health.quote"), _ago(context, seen, seen.quoted_at)),
        (context.t("health.look"), _ago(context, seen, seen.looked_at)),
        (context.t("health.queue"), str(seen.queued)),
        (context.t("health.outbox"), waiting + oldest),
        (context.t("health.store"), entries),
        (context.t("health.disk"), free),
        (context.t("health.memory"), memory),
        (context.t("health.skew"), f"{seen.skew_ms / 1000:+.1f}s"),
        *((_name(context, face), _state(context, face)) for face in seen.faces),
    )


def _ago(context: Context, seen: Vitals, at: datetime | None) -> str:
    if at is None:
        return context.t("health.never")
    return context.t(
        "health.ago", at=kst_text(at, "%H:%M:%S"), span=elapsed(seen.now - at, context.words)
    )


def _span(context: Context, seconds: float) -> str:
    return elapsed(timedelta(seconds=round(seconds)), context.words)


def _name(context: Context, face: Face) -> str:
    return context.words.either(f"check.{face.name}", face.name)


def _state(context: Context, face: Face) -> str:
    return context.t("health.connected" if face.connected else f"found.{face.trouble or 'line'}")
