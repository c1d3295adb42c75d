"""From plain functions to machine code that stays on disk; numba is met here and nowhere else.

A loop is compiled once for each strategy: copies of the loop and of all that it calls get the
strategy's own functions in place of the loop's hooks. numba's cache knows a function by its file
and not by what it calls, so each copy claims a file of its own, whose name is a hash of all code
and constants that went in, of numba and of Python. Nothing stale can be loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from core.backtest.compiled_files import CompiledFiles
from core.backtest.link import OPTIONS, Function, Linker, Swaps, fingerprint
from core.errors import CannotCompile

# What the compiler raises beside its own errors when it meets something for the first time.
_GIVES_UP = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NotImplementedError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip


class Compiled:
    """A loop as machine code, one compilation for each kind of arguments.

    A kind is anything that tells argument types apart; it goes before the arguments, because
    looking at the types of many arrays costs more than a short run. `ready` loads or compiles
    ahead of a call and says whether it had to compile.
    """

    def __init__(
        self,
        name: str,
        loop: Function,
        swaps: Swaps,
        folder: Path | None,
        hot: frozenset[Function] = frozenset(),
    ) -> None:
        import numba

        self._name = name
        self._entries: dict[Hashable, Callable[..., Any]] = {}
        self._files = None
        self._refused: CannotCompile | None = None
        code = loop.__code__
        if folder is not None:
            self._files = CompiledFiles(folder, name, fingerprint(loop, swaps))
            code = code.replace(co_filename=str(self._files.source))
        copy = Linker(swaps, hot).copy(loop, code)
        self._dispatcher = numba.njit(copy, cache=folder is not None, nogil=True, **OPTIONS)

    @property
    def warm(self) -> bool:
        """Tell whether an earlier run left compiled code behind."""
        return bool(self._entries) or (self._files is not None and self._files.intact())

    def ready(self, kind: Hashable, *arguments: Any) -> bool:
        """Make sure that a call with such arguments starts at once; True when it was compiled.

        Other threads and processes that want the same code wait for the first. Raises
        CannotCompile when the strategy does what the compiler does not know.
        """
        import numba

        if kind in self._entries:
            return False
        if self._refused is not None:
            raise self._refused
        signature = tuple(numba.typeof(one) for one in arguments)
        if self._files is None:
            self._compile(signature)
            fresh = True
        else:
            with self._files.exclusive():
                self._files.drop_damaged()
                self._compile(signature)
                fresh = not self._dispatcher.stats.cache_hits.get(signature)
                if fresh:
                    self._files.seal()
        self._entries[kind] = self._dispatcher.get_overload(signature)
        return fresh

    def __call__(self, kind: Hashable, *arguments: Any) -> Any:
        """Run the loop."""
        self.ready(kind, *arguments)
        return self._entries[kind](*arguments)

    def _compile(self, signature: tuple[Any, ...]) -> None:
        from numba.core.errors import NumbaError

        try:
            self._dispatcher.compile(signature)
        except (NumbaError, *_GIVES_UP) as error:
            said = str(error).strip().splitlines()
            # Whoever asks again, as a sweep does for each set, hears at once.
            self._refused = CannotCompile(self._name, next((x for x in said if x.strip()), ""))
            raise self._refused from error


def row_maker(row: Any) -> Function:
    """Write the function that builds one bar's row from columns, since compiled code needs names.

    `row` is the strategy's Row, a NamedTuple of floats.
    """
    fields = ", ".join(f"columns[{k}][at]" for k in range(len(row._fields)))
    names: dict[str, Any] = {"Row": row, "__name__": __name__}
    # Nothing of a user's enters the text but how many columns there are.
    exec(f"def row_of(columns, at):\n    return Row({fields},)\n", names)  # noqa: S102  # nosec B102
    made: Function = names["row_of"]
    return made
