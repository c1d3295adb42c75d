"""What a refused text, value or file is answered with, read in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.locale.catalogue import Catalogue
from core.errors import InputError

ENGLISH = Catalogue("en")


@contextmanager
def refused(match: str) -> Iterator[None]:
    """Expect an InputError whose English words match."""
    with pytest.raises(InputError) as caught:
        yield
    told = ENGLISH.told(str(caught.value))
    assert re.search(match, told), told
