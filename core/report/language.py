"""The words of a report in one language, and how it writes money and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from core.domain.money import Won
from core.report import text_en, text_ko
from core.report.words import Say


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language; `told` puts what a risk rule said into it."""

    words: Mapping[str, str]
    rules: Mapping[str, str]
    owners: Mapping[str, str]
    told: Say = attrgetter("key")

    def say(self, key: str, **fields: object) -> str:
        """Fill a sentence."""
        return self.words[key].format(**fields)

    def won(self, amount: Won, *, sign: bool = False) -> str:
        """Write an amount in this language."""
        prefix = "-" if amount < 0 else "+" if sign and amount else ""
        return prefix + self.say("won", amount=f"{abs(amount):,}")

    def day(self, day: date) -> str:
        """Write month and day."""
        return f"{day.month}/{day.day}"

    def in_words(self, day: date) -> str:
        """Write month and day as running text has them."""
        return self.say("date", month=day.month, day=day.day)

    def weekday(self, day: date) -> str:
        """Write the short name of a weekday."""
        names = self.words["days"]
        return names.split()[day.weekday()] if " " in names else names[day.weekday()]


LANGUAGES: Mapping[str, Language] = {
    "ko": Language(text_ko.WORDS, text_ko.RULES, text_ko.OWNERS),
    "en": Language(text_en.WORDS, text_en.RULES, text_en.OWNERS),
}
