"""English words: the examination from outside the program."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "check.settings": "Settings",
    "check.home": "Data folder",
    "check.home_rights": "Folder rights",
    "check.env_rights": "Settings file rights",
    "check.clock_back": "Computer's time",
    "check.font": "Letters of pictures",
    "check.port": "Port",
    "check.engine": "Program",
    "check.watchdog": "Watchdog",
    "check.database": "Database",
    "check.stops": "Stops",
    "check.pin": "PIN",
    "check.vault": "Vault of keys",
    "check.own_strategies": "Own strategy files",
    "check.key_telegram": "Telegram key",
    "check.key_slack": "Slack key",
    "check.key_kis": "KIS key",
    "check.key_model": "Model key",
    "check.key_mail": "Mail",
    "found.home_new": "not there yet; made at the start",
    "found.home_file": "is a file and no folder",
    "found.not_running": "not running",
    "found.running": "running",
    "found.hangs": "running, but silent for over a minute",
    "found.crashed": "ended without notice",
    "fix.settings": "Correct or remove that line.",
    "fix.home": "Name another folder in GAEMI_HOME, or move that file away.",
    "fix.clock_back": "Switch on time sync (NTP). The folder has files written after tomorrow.",
    "fix.font": "Install again with `make setup`. Until then charts come as figures.",
    "fix.port": "Stop the program on that port, or set another port.",
    "fix.engine": (
        "Start again with `make run`. If it is silent, end that program first. "
        "Orders are matched with the broker at the start."
    ),
    "fix.watchdog": "Start one with `gaemi watchdog`, or start gaemi again.",
    "fix.database": "Stop gaemi and put a backup back. Do not delete it: your records are inside.",
    "fix.stops": 'Lift with "resume <reason>". Why it stopped stands in "status".',
    "fix.pin": "Set it anew with `gaemi pin`.",
    "fix.vault": (
        "Put the key file back, or the right phrase into SECRET_KEY. If neither can be found, "
        "enter the keys again with `gaemi setup`."
    ),
    "fix.own_strategies": "Correct that line. Until then that strategy alone rests.",
}
