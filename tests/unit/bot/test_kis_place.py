"""From settings to one sealed KIS account, and what is said when they do not make one (INV-30)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.kis_place import commission_of, place_of, sessions_of, shift_of
from core.brokers.kis.place import KisLivePlace, KisPaperPlace, account_of
from core.domain.calendar import utc
from core.domain.order import Mode
from core.errors import SettingsError
from core.market.calendar import KrxCalendar
from core.settings import Settings, load_settings

KEYS = {
    "KIS_APP_KEY": "PSabcdefghijklmnop",
    "KIS_APP_SECRET": "s3cr3t" * 20,
    "KIS_ACCOUNT": "50012345",
}
HERE = {"KIS_URL_BASE": "http://127.0.0.1:9443", "KIS_WS_BASE": "ws://127.0.0.1:21000"}
CONSENT = {"GAEMI_LIVE": "yes-with-real-money"}


def settings(**more: str) -> Settings:
    return load_settings(KEYS | more)


def test_paper_is_play_money_at_kis_own_paper_host():
    place = place_of(settings(), Mode.PAPER)
    assert type(place) is KisPaperPlace
    assert place.host.rest == "https://openapivts.koreainvestment.com:29443"
    assert place.host.push == "ws://ops.koreainvestment.com:31000"
    assert place.host.master.startswith("https://new.real.download")


def test_live_is_real_money_at_kis_own_live_host():
    place = place_of(settings(**CONSENT), Mode.LIVE)
    assert type(place) is KisLivePlace
    assert place.host.rest == "https://openapi.koreainvestment.com:9443"
    assert place.host.push == "ws://ops.koreainvestment.com:21000"


def test_live_without_consent_is_refused_with_how_to_give_it():
    with pytest.raises(SettingsError, match="GAEMI_LIVE=yes-with-real-money"):
        place_of(settings(), Mode.LIVE)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_missing_setting_is_named_with_where_to_get_it(name):
    given = {key: text for key, text in KEYS.items() if key != name}
    with pytest.raises(SettingsError, match=name) as refused:
        place_of(load_settings(given), Mode.PAPER)
    assert "gaemi sim kis" in str(refused.value)
    assert all(text not in str(refused.value) for text in given.values())


@pytest.mark.parametrize(("env", "mode"), [("real", Mode.PAPER), ("paper", Mode.LIVE)])
def test_keys_of_the_other_kind_are_refused(env, mode):
    with pytest.raises(SettingsError, match=f"KIS_ENV is {env}"):
        place_of(settings(KIS_ENV=env, **CONSENT), mode)


@pytest.mark.parametrize(
    ("url", "push", "mode"),
    [
        ("https://openapi.koreainvestment.com:9443", "ws://ops.koreainvestment.com:31000", "paper"),
        ("https://openapivts.koreainvestment.com:29443", "ws://127.0.0.1:1", "live"),
        ("https://openapivts.koreainvestment.com:29443", "ws://ops.koreainvestment.com:21000",
         "paper"),
    ],
)  # fmt: skip
def test_a_host_of_the_other_kind_cannot_be_named(url, push, mode):
    given = settings(KIS_URL_BASE=url, KIS_WS_BASE=push, **CONSENT)
    with pytest.raises(SettingsError, match="not a host of this kind"):
        place_of(given, Mode(mode))


@pytest.mark.parametrize(("name", "lacking"), [*zip(HERE, reversed(HERE), strict=True)])
def test_one_address_without_the_other_is_refused(name, lacking):
    with pytest.raises(SettingsError, match=f"{name} is set and {lacking} is not"):
        place_of(settings(**{name: HERE[name]}), Mode.PAPER)


def test_a_simulator_gives_its_own_list_of_symbols():
    place = place_of(settings(**HERE), Mode.PAPER)
    assert place.host.master == HERE["KIS_URL_BASE"]
    other = place_of(settings(**HERE, KIS_MASTER_BASE="http://127.0.0.1:9"), Mode.PAPER)
    assert other.host.master == "http://127.0.0.1:9"


@pytest.mark.parametrize("written", ["50012345-01", "5001234501", "50012345"])
def test_an_account_is_the_same_however_it_is_written(written):
    found = place_of(settings(KIS_ACCOUNT=written), Mode.PAPER)
    assert account_of(found) == account_of(place_of(settings(), Mode.PAPER))


def test_two_product_codes_are_refused():
    with pytest.raises(SettingsError, match="keep one"):
        place_of(settings(KIS_ACCOUNT="50012345-22", KIS_ACCOUNT_PRODUCT_CODE="03"), Mode.PAPER)


def test_a_clock_is_moved_only_for_a_rehearsal_on_this_machine():
    moved = settings(GAEMI_CLOCK_OFFSET_S="-86400", **HERE, **CONSENT)
    assert shift_of(moved, place_of(moved, Mode.PAPER)) == timedelta(days=-1)
    assert shift_of(settings(), place_of(settings(), Mode.PAPER)) == timedelta(0)
    with pytest.raises(SettingsError, match="GAEMI_CLOCK_OFFSET_S"):
        shift_of(moved, place_of(moved, Mode.LIVE))
    there = settings(GAEMI_CLOCK_OFFSET_S="1")
    with pytest.raises(SettingsError, match="simulator on this machine"):
        shift_of(there, place_of(there, Mode.PAPER))


@pytest.mark.parametrize(
    "where", [{"KIS_ACCOUNT_PRODUCT_CODE": "03"}, {"KIS_ACCOUNT": "50012345-03"}]
)
@pytest.mark.parametrize("mode", Mode)
def test_product_03_is_a_futures_account_with_its_own_costs_and_sessions(where, mode):
    found = settings(**CONSENT, **where)
    place, krx = place_of(found, mode), KrxCalendar()
    assert place.account.trades_futures
    assert commission_of(found, place).rate == Decimal("0.00003")
    day = date(2026, 11, 3)
    assert sessions_of(place, krx).session(day).closes_at == utc(day, 15, 45)


def test_product_01_is_an_account_of_shares():
    found, krx = settings(KIS_COMMISSION="0.0001", KIS_FUTURES_COMMISSION="0.5e-4"), KrxCalendar()
    place = place_of(found, Mode.PAPER)
    assert commission_of(found, place).rate == Decimal("0.0001")
    assert sessions_of(place, krx) is krx
