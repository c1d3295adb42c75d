"""The questions of `gaemi setup`: each with a default, each wrong answer with what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.setup.mail import mail_lines
from core.errors import SettingsError
from core.settings import Settings, load_settings
from core.vault.keepers import How

Ask = Callable[[str], str]
Say = Callable[[str], None]
YES: Final = frozenset({"y", "yes", "예", "네", "ㅇ", "ㅛ"})
NO: Final = frozenset({"n", "no", "아니오", "아니요", "아니", "ㄴ", "ㅜ"})
BROKERS: Final = ("paper", "kis_paper", "kis_live")
FACES: Final = ("telegram", "slack")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person chose; `lines` are settings without secrets, to be written down."""

    home: Path
    broker: str
    services: tuple[str, ...]
    how: How
    lines: Mapping[str, str]


class Interview:
    """Asks in the console; `words` follows the language that is chosen.

    `ask` shows a question and gives the line that was typed; `say` shows a line.
    """

    def __init__(self, words: Catalogue, ask: Ask, say: Say) -> None:
        self._words = words
        self._ask = ask
        self._say = say

    def language(self) -> str:
        """Ask for the language in both, and use it from now on."""
        choices = tuple(LANGUAGES)
        code = self._pick("setup.language", choices, default=self._words.code)
        self._words.use(code)
        return code

    def home(self, now: Path) -> Path:
        """Ask for the data folder; one that cannot be a folder is asked for again."""
        while True:
            typed = self._ask(self._words.t("setup.home", default=str(now))).strip()
            folder = Path(typed).expanduser().absolute() if typed else now
            taken = next((p for p in (folder, *folder.parents) if p.exists()), folder)
            if taken.is_dir():
                return folder
            self._say(self._words.t("setup.not_folder", found=str(taken)))

    def broker(self, default: str) -> str:
        """Ask where orders go."""
        return self._pick("setup.broker", BROKERS, default=default)

    def wants(self, service: str, *, default: bool) -> bool:
        """Ask whether a service is wanted."""
        return self.yes(f"setup.wants.{service}", default=default)

    def yes(self, key: str, *, default: bool) -> bool:
        """Ask a question of yes or no."""
        hint = self._words.t("setup.yes" if default else "setup.no")
        while True:
            typed = self._ask(f"{self._words.t(key)} {hint} ").strip().lower()
            if not typed or typed in YES | NO:
                return typed in YES if typed else default
            self._say(self._words.t("setup.yes_or_no", found=typed))

    def setting(self, name: str, default: str) -> str:
        """Ask for a setting that is no secret; nothing, or what is not allowed, is asked again."""
        while True:
            typed = self._ask(self._words.t(f"setup.{name}", default=default)).strip() or default
            if not typed:
                self._say(self._words.t("setup.needed"))
                continue
            try:
                load_settings({name: typed})
            except SettingsError as error:
                self._say(self._words.t("setup.refused", text=str(error)))
                continue
            return typed

    def keeper(self, ways: Sequence[How], default: How) -> How:
        """Ask where the vault's key is kept."""
        return How(self._pick("setup.how", tuple(way.value for way in ways), default=default.value))

    def _pick(self, key: str, choices: Sequence[str], *, default: str) -> str:
        self._say(self._words.t(key))
        for number, choice in enumerate(choices, 1):
            self._say(f"  {number}. {self._words.t(f'{key}.{choice}')}")
        while True:
            usual = choices.index(default) + 1
            typed = self._ask(self._words.t("setup.number", default=usual)).strip().rstrip(".")
            if not typed:
                return default
            if typed.isdecimal() and 1 <= int(typed) <= len(choices):
                return choices[int(typed) - 1]
            if typed in choices:
                return typed
            self._say(self._words.t("setup.not_number", found=typed, most=len(choices)))


def interview(
    asks: Interview, now: Settings, *, home: Path | None, ways: Sequence[How], best: How | None
) -> Answers:
    """Ask everything, with what is set `now` as defaults.

    A `home` that the environment fixes is not asked for; a vault that is there (`best` None) keeps
    its way.
    """
    lines = {"GAEMI_LANG": asks.language()}
    folder = home or asks.home(now.home)
    usual = {"real": "kis_live", "paper": "kis_paper", None: "paper"}[now.kis_env]
    broker = asks.broker(usual)
    if broker != "paper":
        lines["KIS_ENV"] = "real" if broker == "kis_live" else "paper"
    services = ["kis"] if broker != "paper" else []
    services += [face for face in FACES if asks.wants(face, default=_has(now, face))]
    mail = _mail(asks, now)
    services += ["mail"] if mail.get("SMTP_USER") else []
    model = _model(asks, now)
    services += ["model"] if model else []
    lines |= mail | model
    how = asks.keeper(ways, best) if services and best is not None else How.FILE
    return Answers(folder, broker, tuple(services), how, lines)


def _mail(asks: Interview, now: Settings) -> dict[str, str]:
    wanted = asks.wants("mail", default=now.smtp_host is not None)
    return mail_lines(asks.setting, now) if wanted else {}


def _model(asks: Interview, now: Settings) -> dict[str, str]:
    if not asks.wants("model", default=now.openai_api_key is not None):
        return {}
    usual = {"OPENAI_BASE_URL": now.openai_base_url, "OPENAI_MODEL": now.openai_model}
    return {name: asks.setting(name, default) for name, default in usual.items()}


def _has(now: Settings, face: str) -> bool:
    # A phone is what most people want to be asked on.
    return face == "telegram" or now.slack_bot_token is not None
