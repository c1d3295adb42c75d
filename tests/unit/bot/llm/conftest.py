"""The model's server for these tests."""

from __future__ import annotations

from tests.peers.aimock_server import aimock  # noqa: F401 - found by its name
