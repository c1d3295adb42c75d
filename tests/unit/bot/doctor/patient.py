"""A home that was used and its doctor's subject, to be broken and cured."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.doctor.examine import examine
from bot.doctor.show import as_json
from bot.doctor.subject import Subject
from bot.locale.catalogue import Catalogue


@dataclass
class Patient:
    """A home that was used, its doctor's subject, and what must be undone at the end."""

    subject: Subject
    stack: ExitStack
    told: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.subject.home

    @property
    def env(self) -> Path:
        return self.home / ".env"

    def given(self, **changes: object) -> None:
        """Change the doctor's surroundings."""
        self.subject = replace(self.subject, **changes)  # type: ignore[arg-type]

    async def red(self) -> dict[str, str]:
        """Examine and give the red checks with their remedies in Korean."""
        words = Catalogue("ko")
        checks = await examine(self.subject, words)
        rows = as_json(checks, words)["checks"]
        assert isinstance(rows, list)
        self.told = {r["id"]: r["fix"] for r in rows if not r["ok"]}
        return self.told


Break = Callable[[Patient], None]
