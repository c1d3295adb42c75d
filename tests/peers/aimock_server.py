"""A real OpenAI-compatible server for tests: npm aimock on the loopback, one a test session.

A folder's conftest that imports `aimock` from here gives it to the folder's tests.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import absent

HERE = Path(__file__).parent
START_S = 90.0


@dataclass(frozen=True)
class Aimock:
    """A running server; a fixture is chosen by the name of the model."""

    root: str

    @property
    def base_url(self) -> str:
        """The address that OPENAI_BASE_URL wants."""
        return f"{self.root}/v1"

    def journal(self) -> list[dict[str, Any]]:
        """Give the requests seen, newest last."""
        with urllib.request.urlopen(f"{self.root}/__aimock/journal", timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def requests_for(self, model: str) -> list[dict[str, Any]]:
        """Give the bodies of the requests for one model."""
        bodies = [entry["body"] for entry in self.journal()]
        return [body for body in bodies if body and body.get("model") == model]


def free_port() -> int:
    """Give a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def aimock() -> Iterator[Aimock]:
    """The server with the fixtures of `tests/peers/aimock`."""
    if shutil.which("node") is None:
        absent("node")
    if not (HERE / "node_modules/@copilotkit/aimock").is_dir():
        absent("the npm package aimock (npm ci in tests/peers)")
    port = free_port()
    command = [str(HERE / "start_aimock.sh"), str(HERE / "aimock"), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        server = Aimock(f"http://127.0.0.1:{port}")
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()


def _wait(server: Aimock, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"aimock ended with {process.returncode}; its words are on stderr")
        try:
            server.journal()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"aimock did not answer within {START_S:g} s")
