"""TA-Lib comes alone: what it would pull in costs every process memory and half a second."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import numpy as np
from core.indicators.average import sma
assert sma(np.arange(5.0), 2)[-1] == 3.5
print(sorted({"pandas", "polars"} & set(sys.modules)))
import pandas
print(sma(np.arange(5.0), 2)[-1], pandas.Series([1.0]).sum())
"""


def test_an_average_loads_no_pandas_and_leaves_it_to_whoever_wants_it(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["[]", "3.5 1.0"]
