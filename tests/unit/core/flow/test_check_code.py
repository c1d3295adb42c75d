"""Check codes of cards: four digits, always the same for a card, and nothing about its buttons."""

from __future__ import annotations

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.flow.check_code import check_code
from core.nonces import KeyedNonces

IDS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26)
KEYS = st.binary(min_size=32, max_size=32)


@given(IDS, KEYS)
def test_a_code_is_four_digits_and_the_same_after_a_restart(card: str, key: bytes) -> None:
    code = check_code(KeyedNonces(key), card)
    assert len(code) == 4
    assert code.isascii()
    assert code.isdigit()
    assert check_code(KeyedNonces(key), card) == code


def test_codes_of_cards_are_spread_over_all_digits() -> None:
    nonces = KeyedNonces(b"k" * 32)
    counted = Counter(check_code(nonces, f"CARD-{n}") for n in range(20_000))
    assert len(counted) > 8_000, "of 10,000: two draws a code leave an eighth out"
    assert max(counted.values()) < 15


def test_another_installation_has_other_codes() -> None:
    ours, theirs = KeyedNonces(b"k" * 32), KeyedNonces(b"t" * 32)
    same = [n for n in range(500) if check_code(ours, f"{n}") == check_code(theirs, f"{n}")]
    assert len(same) < 5


def guesses(nonces: KeyedNonces, card: str) -> dict[str, int]:
    """Reckon a code in each way that is open to who sees a button or a copy of the database."""
    button = nonces.nonce(card)
    sha = nonces.digest(button)
    hashed = {text: hashlib.sha256(text.encode()).hexdigest() for text in (card, button, sha)}
    return {
        "card": int(hashed[card], 16), "button": int(hashed[button], 16),
        "hash of the hash": int(hashed[sha], 16), "hash": int(sha, 16),
        "nonce of the button": int(nonces.digest(nonces.nonce(button)), 16),
        "card before": int(check_code(nonces, f"{card}0")),
    }  # fmt: skip


def test_neither_the_button_nor_its_stored_hash_gives_the_code() -> None:
    nonces = KeyedNonces(b"k" * 32)
    right: Counter[str] = Counter()
    for card in (f"CARD-{n}" for n in range(500)):
        code = int(check_code(nonces, card))
        right.update(way for way, found in guesses(nonces, card).items() if found % 10_000 == code)
    # By chance one in ten thousand is right.
    assert all(count < 5 for count in right.values()), right
