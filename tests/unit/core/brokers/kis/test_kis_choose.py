"""One word decides between paper and live, and the host must agree with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from core.brokers.kis.choose import KisAddress, choose_place
from core.brokers.kis.place import MASTER_URL
from core.domain.order import Mode
from core.errors import SettingsError
from tests.kis_wire import ACCOUNT, APP_KEY, APP_SECRET, PUSH, REST, live_place, paper_place

SIM = KisAddress(
    REST, PUSH, SecretStr(APP_KEY), SecretStr(APP_SECRET), SecretStr(ACCOUNT),
    hts_id=SecretStr("htsuser"),
)  # fmt: skip
LIVE = replace(
    SIM,
    rest="https://openapi.koreainvestment.com:9443",
    push="ws://ops.koreainvestment.com:21000",
)
PAPER = replace(
    SIM,
    rest="https://openapivts.koreainvestment.com:29443",
    push="ws://ops.koreainvestment.com:31000",
)


def test_simulator_may_play_either():
    assert choose_place(Mode.PAPER, SIM) == paper_place()
    assert choose_place(Mode.LIVE, SIM) == live_place()


@pytest.mark.parametrize(("mode", "address"), [(Mode.LIVE, PAPER), (Mode.PAPER, LIVE)])
def test_host_of_the_other_kind_is_refused(mode, address):
    with pytest.raises(SettingsError, match="not a host of this kind"):
        choose_place(mode, address)


@pytest.mark.parametrize(("mode", "address"), [(Mode.LIVE, LIVE), (Mode.PAPER, PAPER)])
def test_symbol_lists_of_kis_lie_elsewhere(mode, address):
    assert choose_place(mode, address).host.master == MASTER_URL
    assert choose_place(mode, SIM).host.master == REST


def test_push_of_the_other_kind_is_refused_too():
    with pytest.raises(SettingsError, match="not a host of this kind"):
        choose_place(Mode.PAPER, replace(PAPER, push=LIVE.push))


def test_address_shows_no_secret():
    assert APP_SECRET not in repr(SIM)
    assert ACCOUNT not in repr(SIM)
