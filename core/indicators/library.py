"""TA-Lib without what it would pull in to take series of pandas and polars: we give it arrays.

Where they are installed they cost a process half a second and 45 MB (TA-Lib 0.8).
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.abc import MetaPathFinder
from typing import Any, Final

_NOT_NEEDED: Final = frozenset({"pandas", "polars"})


class _Absent(MetaPathFinder):
    def find_spec(self, fullname: str, _path: object, _target: object = None) -> None:
        if fullname in _NOT_NEEDED:
            raise ModuleNotFoundError(f"{fullname} is not loaded for TA-Lib", name=fullname)


@cache
def talib() -> Any:
    """Load TA-Lib at first use; its functions take arrays of float64."""
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        import talib as library

        return library
    finally:
        sys.meta_path.remove(absent)
