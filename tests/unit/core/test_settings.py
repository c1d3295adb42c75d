"""What users may set, what is refused, and what the refusal says."""

from __future__ import annotations

import stat
from dataclasses import fields
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.domain.limits import Limits
from core.env_file import env_files
from core.errors import SettingsError
from core.settings import KNOWN, Settings, load_settings, prepare_home

CANARY = "canary-7f3a91c2d4"

# (name, shipped value, ceiling, first value past it)
CEILINGS = [
    ("GAEMI_MAX_ORDER_SHARES", 10_000, "100000", "100001"),
    ("GAEMI_VOLUME_SHARE", Decimal("0.01"), "0.05", "0.051"),
    ("GAEMI_PRICE_COLLAR", Decimal("0.03"), "0.10", "0.101"),
    ("GAEMI_DAILY_LOSS", Decimal("0.02"), "0.05", "0.0501"),
    ("GAEMI_SYMBOL_WEIGHT", Decimal("0.2"), "0.50", "0.51"),
    ("GAEMI_MAX_POSITIONS", 7, "30", "31"),
    ("GAEMI_ORDERS_PER_SECOND", 1, "2", "3"),
    ("GAEMI_ORDERS_PER_MINUTE", 10, "30", "31"),
    ("GAEMI_ORDERS_PER_DAY", 60, "500", "501"),
    ("GAEMI_REPEAT_LIMIT", 3, "5", "6"),
    ("GAEMI_CARD_LIFE_S", 90, "300", "301"),
    ("GAEMI_CARD_DRIFT", Decimal("0.005"), "0.02", "0.021"),
    ("GAEMI_QUOTE_AGE_S", 5, "15", "16"),
    ("GAEMI_COOLDOWN_S", 60, "3600", "3601"),
    ("GAEMI_MAX_ORDER_WON", None, "50000000", "50000001"),
]


def env_file(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(env: dict[str, str], *files: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, files)
    return str(caught.value)


@pytest.mark.parametrize(("name", "shipped", "ceiling", "beyond"), CEILINGS)
def test_limit_has_its_default_and_opens_up_to_the_ceiling_only(name, shipped, ceiling, beyond):
    assert getattr(load_settings({}), KNOWN[name]) == shipped
    assert getattr(load_settings({name: ceiling}), KNOWN[name]) == Decimal(ceiling)

    text = refusal({name: beyond})

    assert text == (
        f"{name}: found '{beyond}', allowed is at most {ceiling} (hard ceiling); "
        "change it or remove the line"
    )


@pytest.mark.parametrize("name", [name for name, *_ in CEILINGS])
@given(number=st.decimals(allow_nan=True, allow_infinity=True) | st.integers())
def test_no_number_gets_past_a_ceiling(name, number):
    ceiling = next(Decimal(top) for known, _, top, _ in CEILINGS if known == name)
    try:
        value = getattr(load_settings({name: str(number)}), KNOWN[name])
    except SettingsError:
        return
    assert 0 <= value <= ceiling
    assert value == number


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("GAEMI_SPED", "GAEMI_SPEED"),
        ("GAEMI_DALY_LOSS", "GAEMI_DAILY_LOSS"),
        ("gaemi_home", "GAEMI_HOME"),
    ],
)
def test_misspelt_variable_is_refused_with_the_nearest_name(wrong, right):
    assert refusal({wrong: "3"}) == (
        f"{wrong} is not a setting (environment); did you mean {right}?"
    )


def test_unlike_any_name_points_to_the_list():
    assert "see .env.example" in refusal({"GAEMI_QQQQQQQQQQQQ": "1"})


def test_foreign_variables_of_the_environment_are_none_of_our_business():
    assert load_settings({"PATH": "/bin", "OPENAI_ORG": "x"}) == load_settings({})


def test_every_unknown_name_of_a_file_is_refused_and_no_value_is_shown(tmp_path):
    path = env_file(tmp_path, f"OPENAI_API_KY={CANARY}\nGAEMI_SPED=2\n")

    text = refusal({}, path)

    assert "OPENAI_API_KY is not a setting" in text
    assert "did you mean OPENAI_API_KEY?" in text
    assert "did you mean GAEMI_SPEED?" in text
    assert str(path) in text
    assert CANARY not in text


def test_environment_wins_then_the_earlier_file(tmp_path):
    (tmp_path / "home").mkdir()
    near = env_file(tmp_path, "GAEMI_SEED=1\nGAEMI_CASH=1000\n")
    far = env_file(tmp_path / "home", "GAEMI_SEED=2\nGAEMI_CASH=2000\nGAEMI_MAX_POSITIONS=3\n")

    got = load_settings({"GAEMI_SEED": "9"}, [near, far])

    assert (got.seed, got.cash, got.max_positions) == (9, 1000, 3)


def test_empty_value_means_not_set(tmp_path):
    path = env_file(tmp_path, "GAEMI_SEED=\nOPENAI_API_KEY=\n")
    assert load_settings({"GAEMI_CASH": ""}, [path]) == load_settings({})


def test_real_environment_is_not_read_behind_the_callers_back(monkeypatch):
    monkeypatch.setenv("GAEMI_SEED", "41")
    assert load_settings({}).seed == 7


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("GAEMI_SEED=1\nwhat is this\n", 2, "is not NAME=value"),
        ("GAEMI_SEED\n", 1, "is not NAME=value"),
        (f"# fine\nSECRET_KEY='{CANARY}\n", 2, "is not NAME=value"),
        ("GAEMI_SEED=1\nGAEMI_SEED=2\n", 2, "a second time"),
    ],
)
def test_broken_line_is_named_by_number_without_its_value(tmp_path, text, line, words):
    path = env_file(tmp_path, text)

    said = refusal({}, path)

    assert f"{path} line {line} " in said
    assert words in said
    assert CANARY not in said


def test_unreadable_file_is_a_clear_refusal(tmp_path):
    path = tmp_path / ".env"
    path.write_bytes(b"GAEMI_SEED=\xff\xfe1\n")
    assert "make it readable UTF-8 text" in refusal({}, path)


def test_file_may_hold_comments_quotes_byte_order_mark_and_korean(tmp_path):
    path = tmp_path / ".env"
    path.write_text(
        "\ufeff# 설정\nexport GAEMI_LANG='en'  # 영어\n\nOPENAI_MODEL=모델-${HOME}\n",
        encoding="utf-8",
    )

    got = load_settings({}, [path])

    assert got.lang == "en"
    assert got.openai_model == "모델-${HOME}"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("GAEMI_LANG", "fr", "one of 'ko' or 'en'"),
        ("GAEMI_CASH", "1,000", "a whole number"),
        ("GAEMI_CASH", "0", "at least 1"),
        ("GAEMI_DAILY_LOSS", "2%", "a number"),
        ("GAEMI_DAILY_LOSS", "0", "more than 0"),
        ("GAEMI_CARD_DRIFT", "NaN", "a finite number"),
        ("GAEMI_MARKET_ORDERS", "maybe", "true or false"),
        ("GAEMI_LOG_LEVEL", "loud", "one of 'DEBUG'"),
    ],
)
def test_wrong_value_says_found_allowed_and_what_to_do(name, value, allowed):
    text = refusal({name: value})
    assert text.startswith(f"{name}: found '{value}', allowed is {allowed}")
    assert text.endswith("change it or remove the line")


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("TELEGRAM_BOT_TOKEN", CANARY, "the token as @BotFather gave it"),
        ("SLACK_BOT_TOKEN", f"xoxp-{CANARY}", "xoxb-..."),
        ("SLACK_APP_TOKEN", f"xoxb-{CANARY}", "xapp-..."),
        ("SLACK_SIGNING_SECRET", f"{CANARY} ", "the signing secret"),
        ("SLACK_BASE_URL", "http://127.0.0.1:9000", "ends in /api"),
        ("SLACK_HTTP_PORT", "0", "at least 1"),
        ("SLACK_HTTP_PORT", "65536", "at most 65535"),
        ("KIS_ACCOUNT", f"{CANARY}-1", "the first 8 digits"),
        ("KIS_ACCOUNT", "１２３４５６７８", "the first 8 digits"),
        ("KIS_ACCOUNT_PRODUCT_CODE", "012", "the last 2 digits"),
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:9000", "ends in /bot"),
        ("TELEGRAM_BASE_FILE_URL", "http://127.0.0.1:9000/bot", "ends in /file/bot"),
        ("OPENAI_BASE_URL", f"https://me:{CANARY}@host/v1", "without user name"),
        ("OPENAI_BASE_URL", "ftp://host/v1", "such as https://host/path"),
        ("OPENAI_BASE_URL", "http://host:99999/v1", "such as https://host/path"),
        ("KIS_URL_BASE", "http://example.com:9443", "an https:// address"),
    ],
)
def test_values_of_keys_and_addresses_are_never_repeated(name, value, allowed):
    text = refusal({name: value})
    assert allowed in text
    assert value not in text
    assert CANARY not in text


def test_simulator_on_this_machine_may_speak_plain_http():
    assert load_settings({"KIS_URL_BASE": "http://127.0.0.1:9001/"}).kis_url_base == (
        "http://127.0.0.1:9001"
    )


def test_all_complaints_come_at_once():
    text = refusal({"GAEMI_SEED": "x", "GAEMI_CASH": "y"})
    assert len(text.splitlines()) == 2


def test_secrets_hide_from_repr_and_are_listed_for_the_redactor():
    got = load_settings({"OPENAI_API_KEY": CANARY, "KIS_ACCOUNT": "87654321"})
    assert CANARY not in repr(got) + str(got)
    assert set(got.secrets()) == {CANARY, "87654321"}


def test_settings_do_not_change_and_refuse_unknown_fields():
    got = load_settings({})
    with pytest.raises(ValidationError):
        got.seed = 8
    with pytest.raises(ValidationError):
        Settings(sed=8)


def test_speed_takes_a_factor_or_the_word_max():
    assert load_settings({"GAEMI_SPEED": "max"}).speed == 0
    assert load_settings({"GAEMI_SPEED": "2.5"}).speed == Decimal("2.5")


def test_order_value_is_smaller_where_the_money_is_real():
    free = load_settings({})
    tight = load_settings({"GAEMI_MAX_ORDER_WON": "300000"})
    assert free.limits(live=True, equity=10**9) == Limits()
    assert free.limits(live=False, equity=10**9).order_won == 20_000_000
    assert tight.limits(live=True, equity=10**9).order_won == 300_000
    assert tight.limits(live=False, equity=10**9).order_won == 300_000


def test_lifting_a_stop_waits_as_set_and_never_less_than_30_seconds_with_real_money():
    short = load_settings({"GAEMI_RESUME_WAIT_S": "5"})
    assert load_settings({}).resume_wait(live=False) == 30
    assert (short.resume_wait(live=False), short.resume_wait(live=True)) == (5, 30)
    assert Settings(resume_wait_s=60).resume_wait(live=True) == 60
    assert "GAEMI_RESUME_WAIT_S: found '4'" in refusal({"GAEMI_RESUME_WAIT_S": "4"})


def test_every_limit_that_is_set_reaches_the_rules():
    tight = {name: "0.001" if "." in top else "1" for name, _, top, _ in CEILINGS}

    got = load_settings(tight).limits(live=True, equity=10**9)

    untouched = {"turnover_won", "repeat_refusals", "repeat_window_s", "cooldown_max_s"}
    unchanged = {
        f.name for f in fields(Limits) if getattr(got, f.name) == getattr(Limits(), f.name)
    }
    # One order a second is already the tightest value there is.
    assert unchanged - untouched == {"orders_per_second"}


@given(equity=st.integers(1, 10**13), live=st.booleans(), wanted=st.none() | st.integers(1, 10**15))
def test_turnover_of_a_day_never_passes_three_times_the_equity(equity, live, wanted):
    got = Settings(day_turnover=wanted).limits(live=live, equity=equity)
    assert got.turnover_won <= 3 * equity
    assert got.turnover_won <= (wanted or 5 * got.order_won)


def test_home_defaults_below_the_users_home_and_tilde_is_expanded(tmp_path):
    env = {"HOME": str(tmp_path)}
    assert load_settings(env).home == tmp_path / ".gaemi"
    assert load_settings({**env, "GAEMI_HOME": "~/x"}).home == tmp_path / "x"
    assert load_settings({**env, "GAEMI_DATA": "~/csv"}).data == tmp_path / "csv"


def test_home_of_nobody_is_a_clear_refusal():
    assert "write the full path" in refusal({"GAEMI_HOME": "~no-such-user-here/x"})


def test_files_are_the_one_here_then_the_one_in_home(tmp_path):
    env = {"HOME": str(tmp_path)}
    assert env_files(env, tmp_path) == (tmp_path / ".env", tmp_path / ".gaemi" / ".env")
    env_file(tmp_path, f"GAEMI_HOME={tmp_path}/other\n")
    assert env_files(env, tmp_path)[1] == tmp_path / "other" / ".env"
    assert env_files({**env, "GAEMI_HOME": str(tmp_path)}, tmp_path) == (tmp_path / ".env",)


@pytest.mark.parametrize("before", [None, 0o755, 0o700])
def test_home_is_closed_to_others_whether_new_or_old(tmp_path, before):
    home = tmp_path / "a" / "b"
    if before is not None:
        home.mkdir(parents=True)
        home.chmod(before)

    prepare_home(Settings(home=home))

    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_home_that_is_a_file_is_a_clear_refusal(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(SettingsError, match=r"GAEMI_HOME=.*set GAEMI_HOME to one"):
        prepare_home(Settings(home=tmp_path / "home"))


def test_example_file_names_every_variable_with_its_default_and_a_meaning(root):
    lines = (root / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    meant = [after for before, after in pairwise(lines) if before[:1] == "#"]

    assert sorted(named) == sorted(KNOWN)
    assert all(any(line.startswith(f"{name}=") for line in meant) for name in named)
    assert load_settings({}, [root / ".env.example"]) == load_settings({})


def test_names_of_the_design_are_known_as_they_are_written_there():
    assert {
        "DATABASE_URL", "SECRET_KEY", "OPENAI_API_KEY", "KIS_APP_KEY", "KIS_APP_SECRET",
        "KIS_ACCOUNT", "KIS_ACCOUNT_PRODUCT_CODE", "KIS_URL_BASE", "KIS_HTS_ID",
    } <= set(KNOWN)  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db/gaemi",
        "postgres://ann@db:5433/gaemi?sslmode=require",
        "postgresql://ann:p4ssw0rd@[::1]:5432/gaemi",
        "postgresql:///gaemi?host=/run/postgresql",
    ],
)
def test_addresses_of_a_database(url):
    assert load_settings({"DATABASE_URL": url}).database() == url
    assert load_settings({}).database() is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://db/gaemi",
        "sqlite:///gaemi.db",
        "postgresql://db",
        "postgresql://db:0/gaemi",
        "postgresql://db:x/gaemi",
        "postgresql://db/gaemi?password=p4ssw0rd",
        "postgresql://ann:p4ss%zzw0rd@db/gaemi",
        "postgresql://ann:p4ss%00w0rd@db/gaemi",
        "gaemi",
    ],
)
def test_other_addresses_of_a_database_are_refused_without_being_shown(url):
    with pytest.raises(SettingsError, match=r"DATABASE_URL.*postgresql://user:") as told:
        load_settings({"DATABASE_URL": url})
    assert "p4ss" not in str(told.value)


@given(password=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_a_password_of_any_letters_is_known_to_the_redactor(password):
    settings = load_settings({"DATABASE_URL": f"postgresql://ann:{quote(password, safe='')}@db/g"})
    assert settings.secrets()[-1] == password


@given(password=st.text(st.sampled_from("aB1@:/?#% "), min_size=1, max_size=12))
def test_a_password_that_is_not_written_as_it_must_be_never_becomes_host_or_name(password):
    try:
        database = load_settings({"DATABASE_URL": f"postgresql://ann:{password}@db/gaemi"})
    except SettingsError:
        return
    parts = urlsplit(database.database())
    assert (parts.hostname, parts.path, parts.query) == ("db", "/gaemi", "")
