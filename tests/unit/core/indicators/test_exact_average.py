"""An average remembers nothing that left its window."""

from __future__ import annotations

import numpy as np

from core.indicators.average import sma


def test_parts_of_a_won_leave_nothing_behind_once_they_left_the_window():
    closes = np.array([123_456.789, 0.1, 77_777.7, *[313_700.0] * 40])
    assert (sma(closes, 5)[10:] == 313_700.0).all()
    assert (sma(closes, 20)[30:] == 313_700.0).all()
