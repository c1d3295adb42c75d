"""`gaemi doctor` for people and for programs: lines with remedies, or JSON; and its exit code."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Check
from bot.doctor_text import line_of, remedy_of
from bot.locale.catalogue import Catalogue


def lines(checks: Sequence[Check], words: Catalogue) -> list[str]:
    """Write the verdict, then each check; red ones first and with what to do."""
    red = sum(not check.ok for check in checks)
    verdict = words.t("doctor.red", count=red) if red else words.t("doctor.green")
    ordered = sorted(checks, key=lambda check: check.ok)
    return [verdict, *(line for check in ordered for line in _told(check, words))]


def _told(check: Check, words: Catalogue) -> list[str]:
    remedy = "" if check.ok else remedy_of(check, words)
    return [line_of(check, words), *([f"  → {remedy}"] if remedy else [])]


def as_json(checks: Sequence[Check], words: Catalogue) -> dict[str, object]:
    """Give ``{ok, checks: [{id, ok, found, fix}]}``; `fix` is empty where nothing is wrong."""
    rows = [
        {
            "id": check.name,
            "ok": check.ok,
            "found": words.either(check.text, words.told(check.text)),
            "fix": "" if check.ok else remedy_of(check, words),
        }
        for check in checks
    ]
    return {"ok": all(check.ok for check in checks), "checks": rows}
