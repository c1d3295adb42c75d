"""Paper and live never mix, in any part (INV-30); no part shows a secret."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product

import pytest
from pydantic import SecretStr

from core.brokers.kis.calls import LIVE_TR, PAPER_TR, LiveTr, PaperTr
from core.brokers.kis.futures_calls import (
    LIVE_FUTURES_TR,
    PAPER_FUTURES_TR,
    LiveFuturesTr,
    PaperFuturesTr,
)
from core.brokers.kis.place import (
    KisLivePlace,
    KisPaperPlace,
    LiveAccount,
    LiveHost,
    LiveKeys,
    PaperAccount,
    PaperHost,
    PaperKeys,
    account_of,
    secrets_of,
)
from core.domain.order import Mode
from core.errors import SettingsError
from tests.kis_wire import ACCOUNT, APP_KEY, APP_SECRET, live_place, paper_place

PARTS = ("host", "keys", "account", "tr", "futures")
LIVE_REST = "https://openapi.koreainvestment.com:9443"
LIVE_PUSH = "ws://ops.koreainvestment.com:21000"
PAPER_REST = "https://openapivts.koreainvestment.com:29443"
PAPER_PUSH = "ws://ops.koreainvestment.com:31000"


@pytest.mark.parametrize("foreign", [f for f in product((0, 1), repeat=5) if any(f)])
@pytest.mark.parametrize("own", ["paper", "live"])
def test_every_mixed_place_is_refused(own, foreign):
    pure, other = paper_place(), live_place()
    if own == "live":
        pure, other = other, pure
    swapped = {name: getattr(other, name) for name, is_foreign in zip(PARTS, foreign, strict=True)
               if is_foreign}  # fmt: skip
    with pytest.raises(SettingsError, match="nothing of the other kind"):
        replace(pure, **swapped)


def test_pure_places_carry_their_mode():
    assert (paper_place().mode, live_place().mode) == (Mode.PAPER, Mode.LIVE)


def test_subclass_of_a_part_is_refused():
    class Sly(PaperHost):
        __slots__ = ()

    sly = Sly("http://127.0.0.1:1", "ws://127.0.0.1:2")
    with pytest.raises(SettingsError, match="Sly"):
        paper_place(host=sly)


@pytest.mark.parametrize(("rest", "push"), [(LIVE_REST, PAPER_PUSH), (PAPER_REST, LIVE_PUSH)])
def test_host_of_kis_has_its_kind_by_name_and_port(rest, push):
    for kind in (PaperHost, LiveHost):
        with pytest.raises(SettingsError, match="not a host of this kind"):
            kind(rest, push)
    with pytest.raises(SettingsError):
        PaperHost(LIVE_REST, LIVE_PUSH)
    with pytest.raises(SettingsError):
        LiveHost(PAPER_REST, PAPER_PUSH)


def test_hosts_of_kis_are_known():
    assert PaperHost(PAPER_REST, PAPER_PUSH).master.startswith("https://")
    assert LiveHost(LIVE_REST, LIVE_PUSH).rest == LIVE_REST


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(SettingsError, match="use https://"):
        PaperHost("http://10.0.0.7:29443", PAPER_PUSH)
    PaperHost("http://localhost:29443", "ws://127.0.0.1:31000")


@pytest.mark.parametrize("url", ["https://user:word@host", "https://host/?a=1", "host:9443"])
def test_address_with_more_than_a_host_is_refused(url):
    with pytest.raises(SettingsError):
        LiveHost(url, LIVE_PUSH)


@pytest.mark.parametrize("number", ["8101234", "810123456", "81012345-01", "８１０１２３４５"])
@pytest.mark.parametrize("kind", [PaperAccount, LiveAccount])
def test_account_number_has_eight_digits(kind, number):
    with pytest.raises(SettingsError, match="8 digits"):
        kind(SecretStr(number))


def test_product_code_has_two_digits():
    with pytest.raises(SettingsError, match="product code"):
        PaperAccount(SecretStr(ACCOUNT), "1")


@pytest.mark.parametrize("key", ["", "short", "with blank in it", "줄바꿈이-있는-열쇠", "a" * 401])
def test_key_is_one_plain_word(key):
    with pytest.raises(SettingsError, match="app_key"):
        LiveKeys(SecretStr(key), SecretStr(APP_SECRET))
    with pytest.raises(SettingsError, match="app_secret"):
        PaperKeys(SecretStr(APP_KEY), SecretStr(key))


def test_ids_of_paper_begin_with_v_and_none_is_shared():
    paper = {getattr(PAPER_TR, f.name) for f in fields(PaperTr) if f.name != "exchange"}
    live = {getattr(LIVE_TR, f.name) for f in fields(LiveTr) if f.name != "exchange"}
    assert not paper & live
    assert all(tr[0] == "V" for tr in paper if not tr.startswith("H0"))
    assert all(tr[0] in "TC" for tr in live if not tr.startswith("H0"))
    assert (LIVE_TR.sell, LIVE_TR.buy) == ("TTTC0011U", "TTTC0012U")


def test_ids_of_futures_are_apart_as_well():
    paper = {getattr(PAPER_FUTURES_TR, f.name) for f in fields(PaperFuturesTr)}
    live = {getattr(LIVE_FUTURES_TR, f.name) for f in fields(LiveFuturesTr)}
    shares = {getattr(LIVE_TR, f.name) for f in fields(LiveTr)}
    assert not paper & live
    assert not live & shares
    assert all(tr[0] == "V" for tr in paper if not tr.startswith("H0"))
    assert (PAPER_FUTURES_TR.notices, LIVE_FUTURES_TR.notices) == ("H0IFCNI9", "H0IFCNI0")


@pytest.mark.parametrize("number", [LiveAccount, PaperAccount])
def test_futures_account_of_the_other_kind_is_refused(number):
    futures = number(SecretStr(ACCOUNT), "03")
    assert futures.trades_futures
    place = paper_place() if number is LiveAccount else live_place()
    with pytest.raises(SettingsError, match="nothing of the other kind"):
        replace(place, account=futures)


def test_futures_and_shares_of_one_number_have_names_of_their_own():
    shares = paper_place()
    futures = paper_place(account=PaperAccount(SecretStr(ACCOUNT), "03"))
    assert not shares.account.trades_futures
    assert account_of(shares) != account_of(futures)
    assert ACCOUNT + "03" in secrets_of(futures)


def test_account_name_differs_by_mode_and_hides_the_number():
    names = {account_of(paper_place()), account_of(live_place())}
    other = paper_place(account=PaperAccount(SecretStr("99912345")))
    names.add(account_of(other))
    assert len(names) == 3
    assert all(ACCOUNT not in name for name in names)


@pytest.mark.parametrize("place", [paper_place(), live_place()], ids=["paper", "live"])
def test_place_shows_no_secret(place: KisPaperPlace | KisLivePlace):
    shown = repr(place) + str(place) + f"{place}"
    assert not any(secret in shown for secret in secrets_of(place))
    assert {APP_KEY, APP_SECRET, ACCOUNT, "htsuser"} <= set(secrets_of(place))


def test_fingerprint_tells_keys_apart():
    other = PaperKeys(SecretStr("another-key-0001"), SecretStr(APP_SECRET))
    assert other.fingerprint != paper_place().keys.fingerprint
    assert APP_KEY[:8] not in paper_place().keys.fingerprint
