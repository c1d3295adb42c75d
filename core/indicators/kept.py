"""What a search computes once: the indicators of one market, shared by all sets that are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_BYTES: Final = 256_000_000

P = ParamSpec("P")


class Kept:
    """Indicators of given columns, at most so many bytes of them; what comes later is not kept.

    They are handed out locked: who writes into one would change it for all.
    """

    def __init__(self, columns: Sequence[NDArray[Any]], *, most: int = MOST_BYTES) -> None:
        self._columns = {id(column): column for column in columns}
        self._found: dict[Any, Floats] = {}
        self._room = most

    def get(self, name: str, given: Sequence[Any], compute: Callable[[], Floats]) -> Floats:
        """Give what was computed before for the very same columns, or compute it."""
        import numpy as np

        arrays = [one for one in given if isinstance(one, np.ndarray)]
        if not arrays or any(id(one) not in self._columns for one in arrays):
            return compute()
        key = (name, *(id(one) if isinstance(one, np.ndarray) else one for one in given))
        if key not in self._found:
            made = compute()
            if made.nbytes > self._room:
                return made
            self._room -= made.nbytes
            self._found[key] = made.view()
            self._found[key].flags.writeable = False
        return self._found[key]


_NOW: ContextVar[Kept | None] = ContextVar("kept_indicators", default=None)


@contextmanager
def sharing(kept: Kept | None) -> Iterator[None]:
    """Let indicators be taken from what is kept, for as long as this lasts; None keeps nothing."""
    token = _NOW.set(kept)
    try:
        yield
    finally:
        _NOW.reset(token)


def shared(function: Callable[P, Floats]) -> Callable[P, Floats]:
    """Let an indicator of columns and plain numbers be kept; one with options is computed anew."""

    @wraps(function)
    def indicator(*args: P.args, **kwargs: P.kwargs) -> Floats:
        kept = _NOW.get()
        if kept is None or kwargs:
            return function(*args, **kwargs)
        return kept.get(function.__name__, args, lambda: function(*args, **kwargs))

    return cast("Callable[P, Floats]", indicator)
