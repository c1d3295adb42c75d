"""Korean words of the vault."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "vault.phrase": "보관함의 암호 (화면에 보이지 않음)",
    "vault.new_phrase": "보관함의 새 암호, 12자 이상 (화면에 보이지 않음)",
    "vault.phrase_again": "한 번 더",
    "vault.ask": "{name} 의 값 (화면에 보이지 않음)",
    "vault.kept": "{name} 을(를) 보관함에 넣었습니다.",
    "vault.removed": "{name} 을(를) 보관함에서 뺐습니다.",
    "vault.empty": "보관함이 비어 있습니다.",
    "vault.row": "  {name} (판 {version})",
    "vault.row_outside": "  {name} (판 {version}) · 환경 변수나 .env 에도 있어 그쪽 값을 씁니다",
    "vault.doubled": "보관함과 환경 변수(.env)에 함께 있어 환경 변수의 값을 씁니다: {names}",
    "vault.how_keyring": "보관함의 열쇠: 운영 체제의 열쇠고리",
    "vault.how_passphrase": "보관함의 열쇠: 암호 (SECRET_KEY 또는 시작할 때 입력)",  # nosec B105
    "vault.how_file": "보관함의 열쇠: 자료 폴더 밖의 파일",
    "vault.weak": (
        "!! 약함: 이 사용자의 파일을 읽는 사람은 열쇠도 읽습니다. "
        "gaemi vault rotate --key passphrase (또는 keyring) 로 바꾸세요."
    ),
    "vault.rotated": "새 열쇠로 다시 잠갔습니다. 옛 사본은 새 열쇠로 열리지 않습니다.",
    "vault.opens": "값 {count}개가 모두 열립니다.",
    "vault.backup_keyring": (
        "vault.json 의 사본은 이 컴퓨터의 열쇠고리가 있어야 열립니다. 다른 컴퓨터로 옮기기 전에 "
        "gaemi vault rotate --key passphrase 로 바꾸세요."
    ),
    "vault.backup_passphrase": "vault.json 의 사본은 암호가 있어야 열립니다.",  # nosec B105
    "vault.backup_file": (
        "vault.json 의 사본은 ~/.config/gaemi 의 열쇠 파일(vault-*.key)이 있어야 열립니다. "
        "둘을 같은 곳에 두지 마세요."
    ),
    "vault.moved": "보관함으로 옮겼습니다: {names}",
    "vault.delete": "{file} 에서 이 줄들을 지울까요?",
    "vault.file_gone": "{file} 에 남은 것이 없어 파일을 지웠습니다.",
    "vault.lines_gone": "{file} 에서 그 줄들을 지웠습니다.",
    "vault.copies": "백업이나 다른 사본에는 남아 있을 수 있습니다.",
    "vault.still_there": "{file} 의 줄은 그대로 두었습니다. 그쪽 값을 먼저 씁니다.",
    "input.vault_none": "보관함이 없습니다: {file}. gaemi setup 이나 gaemi vault set 으로 만드세요",
    "input.vault_broken": (
        "보관함 {file} 을(를) 읽을 수 없습니다. 백업을 되돌리거나, 파일을 옮겨 두고 gaemi setup 을 "
        "다시 하세요"
    ),
    "input.vault_unreadable": "보관함 {file} 을(를) 읽을 수 없습니다: {why}",
    "input.vault_unwritable": "보관함 {file} 에 쓸 수 없습니다: {why}",
    "input.vault_value": (
        "보관함의 {name} 이(가) 바뀌어 열리지 않습니다. gaemi vault set {name} 으로 다시 넣으세요"
    ),
    "input.vault_no_name": "보관함에 {name} 이(가) 없습니다. 있는 것: {known}",
    "input.vault_not_secret": "{name} 은(는) 보관함에 넣는 값이 아닙니다. 넣을 수 있는 것: {known}",  # nosec B105
    "input.vault_empty": "{name} 의 값이 비어 있습니다. 아무것도 바꾸지 않았습니다",
    "input.vault_nothing_to_move": "{file} 에 옮길 열쇠가 없습니다",
    "input.vault_locked_passphrase": (  # nosec B105
        "암호가 맞지 않아 보관함이 열리지 않습니다. 다시 입력하거나 SECRET_KEY 를 고치세요 ({file})"
    ),
    "input.vault_locked_file": (
        "열쇠 파일이 이 보관함의 것이 아닙니다. ~/.config/gaemi 의 vault-*.key 를 백업에서 "
        "되돌리세요 ({file})"
    ),
    "input.vault_locked_keyring": (
        "열쇠고리의 열쇠가 이 보관함의 것이 아닙니다. 이 컴퓨터에서 만든 보관함인지 보세요 ({file})"
    ),
    "input.vault_phrase_short": "암호가 {found}자입니다. {least}자 이상으로 정하세요",
    "input.vault_phrase_missing": (
        "보관함의 암호를 물을 곳이 없습니다. 터미널에서 시작하거나 SECRET_KEY 에 적으세요"
    ),
    "input.vault_phrases_differ": "두 암호가 다릅니다. 아무것도 바꾸지 않았습니다",
    "input.vault_key_file": "열쇠 파일 {file} 을(를) 쓸 수 없습니다: {why}",
    "input.vault_key_gone": (
        "열쇠 파일 {file} 이(가) 없습니다. 백업에서 되돌리거나 gaemi setup 을 다시 하세요"
    ),
    "input.vault_key_inside": (
        "열쇠 폴더 {folder} 이(가) 자료 폴더 {home} 안에 있습니다. 함께 복사됩니다. "
        "SECRET_KEY 를 정하고 --key passphrase 로 하거나 GAEMI_HOME 을 바꾸세요"
    ),
    "input.vault_no_ring": (
        "이 컴퓨터에는 쓸 수 있는 열쇠고리가 없습니다. pip install keyring 을 하거나 "
        "--key passphrase 로 하세요"
    ),
    "input.vault_ring": "열쇠고리가 거절했습니다: {why}. 잠금을 풀고 다시 해 주세요",
    "input.vault_ring_empty": (
        "열쇠고리에 {name} 이(가) 없습니다. 이 컴퓨터, 이 사용자가 만든 보관함인지 보세요"
    ),
}
