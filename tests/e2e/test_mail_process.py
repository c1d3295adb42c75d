"""`gaemi mail test` as a process: its words, its exit code, and no password anywhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.process import DEADLINE_S, command, variables
from tests.smtp_server import NAME, WORD, Box, Sealed, serving

pytestmark = pytest.mark.process
TO = "ann@example.com"


def mail_test(home: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    given = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_FROM": "gaemi@example.com",
             "SMTP_TO": TO, "SMTP_USER": NAME, "SMTP_PASSWORD": WORD, "PYTHONASYNCIODEBUG": "1",
             "GAEMI_LANG": "ko"}  # fmt: skip
    return subprocess.run(
        command("mail", "test"), env=variables(home, **given, **more), cwd=home,
        capture_output=True, text=True, timeout=DEADLINE_S, check=False,
    )  # fmt: skip


def test_one_mail_goes_out_and_the_words_and_the_exit_code_say_so(tmp_path: Path) -> None:
    box, sealed = Box(), Sealed.made(tmp_path)
    with serving(box, sealed) as port:
        good = mail_test(tmp_path, port, SSL_CERT_FILE=str(sealed.cert))
        bad = mail_test(tmp_path, port, SSL_CERT_FILE="")
    assert (good.returncode, good.stdout) == (0, f"✓ {TO}: 서버가 시험 메일을 받았습니다.\n")
    assert bad.returncode == 1
    assert bad.stdout.startswith(f"✗ {TO}: 127.0.0.1 의 인증서를 믿을 수 없어")
    assert len(box.letters) == 1
    assert "Traceback" not in good.stderr + bad.stderr
    assert WORD not in good.stdout + good.stderr + bad.stdout + bad.stderr
