"""What every test may ask for: the shared folder, settings of the property tests."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts jobs in its background deaf to Ctrl-C, and so would every process of a test be.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "local", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=False)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def in_ci() -> bool:
    """Say whether a missing peer or folder is a failure instead of a skip."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def absent(what: str) -> None:
    """End the test for want of something named: failing in CI, skipping elsewhere."""
    if in_ci():
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


def pytest_report_header(config: pytest.Config) -> str:
    """Show what a failure needs to be repeated: seed of the property tests and profile."""
    seed = config.getoption("hypothesis_seed", default=None)
    profile = settings.get_current_profile_name()
    return f"hypothesis profile: {profile}, seed: {seed or 'random, printed with each failure'}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of plans and data beside the project; read in place, never copied."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        absent("the folder ../shared")
    return folder


@pytest.fixture(scope="session")
def peers() -> Path:
    """The installed foreign servers (`NODE_PATH` of a test that starts one with node)."""
    folder = ROOT / "tests" / "peers" / "node_modules"
    if shutil.which("node") is None:
        absent("node, which runs the foreign servers,")
    if not (folder / ".installed").is_file():
        absent("tests/peers/node_modules (make peers)")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> None:
    """A PostgreSQL server in which tests may make databases."""
    if not postgres.answers():
        absent("a PostgreSQL server at TEST_POSTGRES_URL (127.0.0.1:5432 unless set)")


@pytest.fixture(scope="session")
def migrated_database(postgres_server: None) -> Iterator[str]:
    """The address of a database with all tables, for all tests of this process."""
    with postgres.made() as url:
        postgres.migrate(url)
        yield url


@pytest.fixture
def database(migrated_database: str) -> str:
    """The address of a PostgreSQL database with all tables and no rows; leave the tables alone."""
    postgres.empty(migrated_database)
    return migrated_database


@pytest.fixture
def own_database(postgres_server: None) -> Iterator[str]:
    """The address of a PostgreSQL database of this test alone, with nothing in it."""
    with postgres.made() as url:
        yield url
