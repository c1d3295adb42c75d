"""Which function handles modes and undo windows, and their named steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain.commands import Release, Undo
from core.domain.modes import SetMode
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.set_mode import set_mode
from core.flow.undo import undo
from core.flow.undo_end import release

MODE_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    SetMode: set_mode,
    Undo: undo,
    Release: release,
}
MODE_WORK: Final[dict[type[Any], str]] = {SetMode: "mode", Undo: "undo", Release: "release"}
