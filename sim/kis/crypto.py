"""AES-256-CBC of own-order notices, as section 5.5 of the sheet has it."""

import base64
from random import Random
from string import ascii_lowercase, digits

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_LETTERS = ascii_lowercase + digits
KEY_BYTES, IV_BYTES = 32, 16


def make_keys(rng: Random) -> tuple[str, str]:
    """Draw (key, iv): ASCII texts that are used as raw bytes."""
    key = "".join(rng.choices(_LETTERS, k=KEY_BYTES))
    return key, "".join(rng.choices(_LETTERS, k=IV_BYTES))


def encrypt(text: str, *, key: str, iv: str) -> str:
    """Encrypt UTF-8 text and give base64."""
    padder = PKCS7(128).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES(key.encode()), modes.CBC(iv.encode())).encryptor()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()
