"""Plays one week in a folder, with a person's stop on Thursday: `driver.py HOME SEED`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from core.failpoint import arm_from
from tests.demos import play_demo

THURSDAY = 3

if __name__ == "__main__":
    arm_from(os.environ["GAEMI_FAILPOINT"])
    asyncio.run(play_demo(int(sys.argv[2]), home=Path(sys.argv[1]), halt_on=THURSDAY))
