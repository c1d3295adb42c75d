"""The whole examination, from what stops a start to what a service says of its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.context import Check
from bot.doctor.machine import home_checks, port_checks, program_checks, settings_check
from bot.doctor.records import file_checks, life_checks, own_checks, pin_check, runs
from bot.doctor.services import service_checks
from bot.doctor.subject import Subject
from bot.locale.catalogue import Catalogue
from core.errors import GaemiError, SettingsError
from core.settings import Settings


async def examine(subject: Subject, words: Catalogue) -> Sequence[Check]:
    """Make every check that can be made; one that finds a fault keeps no other from being made."""
    blocked = _blocked(subject)
    if blocked is not None:
        return [blocked]
    kept, checks = _vault(subject)
    found = subject.settings(kept)
    settings = found if isinstance(found, Settings) else None
    checks.append(settings_check(found))
    try:
        checks += [*home_checks(subject), *program_checks(subject)]
        if subject.home.is_dir():
            checks += _inside(subject, settings)
    except GaemiError as error:
        # The settings name no folder at all, which the first check has told in other words.
        return [*checks, Check("home", ok=False, text=str(error))]
    if settings is None:
        return checks
    return [*checks, *own_checks(settings), *await service_checks(settings, words)]


def _blocked(subject: Subject) -> Check | None:
    """Look whether something else stands where the folder should: nothing can be read there."""
    try:
        home = subject.home
    except SettingsError:
        return None
    wrong = home.exists() and not home.is_dir()
    return Check("home", ok=False, text="found.home_file") if wrong else None


def _vault(subject: Subject) -> tuple[Mapping[str, str], list[Check]]:
    try:
        kept = subject.vaulted()
    except SettingsError:
        # Where the vault lies is not even known; the settings say why.
        return {}, []
    except GaemiError as error:
        return {}, [Check("vault", ok=False, text=str(error))]
    return kept, [Check("vault", ok=True)] if kept else []


def _inside(subject: Subject, settings: Settings | None) -> list[Check]:
    checks = [*life_checks(subject, settings), *pin_check(subject)]
    if settings is None or settings.database() is None:
        checks += file_checks(subject)
    if settings is not None and not runs(subject.home):
        checks += port_checks(settings)
    return checks
