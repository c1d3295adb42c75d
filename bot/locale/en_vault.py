"""English words of the vault."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "vault.phrase": "Passphrase of the vault (not shown)",
    "vault.new_phrase": "New passphrase of the vault, 12 characters or more (not shown)",
    "vault.phrase_again": "Once more",
    "vault.ask": "Value of {name} (not shown)",
    "vault.kept": "{name} is in the vault.",
    "vault.removed": "{name} was taken out of the vault.",
    "vault.empty": "The vault is empty.",
    "vault.row": "  {name} (version {version})",
    "vault.row_outside": "  {name} (version {version}) · used is the one outside (.env)",
    "vault.doubled": "Both in the vault and in the environment (.env), which is used: {names}",
    "vault.how_keyring": "Key of the vault: the keyring of the operating system",
    "vault.how_passphrase": "Key of the vault: a passphrase (SECRET_KEY, or typed at each start)",  # nosec B105
    "vault.how_file": "Key of the vault: a file outside the data folder",
    "vault.weak": (
        "!! Weak: whoever reads this user's files reads the key too. "
        "Change it: gaemi vault rotate --key passphrase (or keyring)."
    ),
    "vault.rotated": "Sealed anew. The new key does not open older copies.",
    "vault.opens": "All {count} values open.",
    "vault.backup_keyring": (
        "A copy of vault.json needs the keyring of this computer. Before you move to another: "
        "gaemi vault rotate --key passphrase."
    ),
    "vault.backup_passphrase": "A copy of vault.json needs the passphrase.",  # nosec B105
    "vault.backup_file": (
        "A copy of vault.json needs the key file (vault-*.key) in ~/.config/gaemi. "
        "Do not keep both in one place."
    ),
    "vault.moved": "Moved into the vault: {names}",
    "vault.delete": "Remove these lines from {file}?",
    "vault.file_gone": "Nothing else was in {file}; the file is gone.",
    "vault.lines_gone": "The lines are gone from {file}.",
    "vault.copies": "Backups and other copies may still hold them.",
    "vault.still_there": "The lines stay in {file}. Their values are used first.",
    "input.vault_none": "there is no vault: {file}. Make it with gaemi setup or gaemi vault set",
    "input.vault_broken": (
        "the vault {file} cannot be read. Put a backup back, or move the file away and run "
        "gaemi setup again"
    ),
    "input.vault_unreadable": "the vault {file} cannot be read: {why}",
    "input.vault_unwritable": "the vault {file} cannot be written: {why}",
    "input.vault_value": (
        "{name} in the vault was changed and does not open. Set it again: gaemi vault set {name}"
    ),
    "input.vault_no_name": "the vault has no {name}. It has: {known}",
    "input.vault_not_secret": "{name} does not belong into the vault. What does: {known}",  # nosec B105
    "input.vault_empty": "the value of {name} is empty; nothing was changed",
    "input.vault_nothing_to_move": "{file} holds no key to move",
    "input.vault_locked_passphrase": (  # nosec B105
        "the passphrase does not open the vault. Type it again, or correct SECRET_KEY ({file})"
    ),
    "input.vault_locked_file": (
        "the key file is not the one of this vault. Put vault-*.key in ~/.config/gaemi back from "
        "a backup ({file})"
    ),
    "input.vault_locked_keyring": (
        "the key in the keyring is not of this vault. Was it made on this computer? ({file})"
    ),
    "input.vault_phrase_short": "the passphrase has {found} characters; take {least} or more",
    "input.vault_phrase_missing": (
        "nobody can be asked for the vault's passphrase. Start at a terminal, or set SECRET_KEY"
    ),
    "input.vault_phrases_differ": "the two passphrases differ; nothing was changed",
    "input.vault_key_file": "the key file {file} cannot be used: {why}",
    "input.vault_key_gone": (
        "the key file {file} is gone. Put it back from a backup, or run gaemi setup again"
    ),
    "input.vault_key_inside": (
        "the key folder {folder} lies inside the data folder {home}: a copy of one would be a copy "
        "of both. Set SECRET_KEY and use --key passphrase, or choose another GAEMI_HOME"
    ),
    "input.vault_no_ring": (
        "this computer has no keyring that can be used. Do pip install keyring, or use "
        "--key passphrase"
    ),
    "input.vault_ring": "the keyring refused: {why}. Unlock it and try again",
    "input.vault_ring_empty": (
        "the keyring has no {name}. Was the vault made on this computer, by this user?"
    ),
}
