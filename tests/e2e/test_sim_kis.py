"""`gaemi sim kis` as another client meets it: the command line, what it prints, and a restart."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

START = "2026-11-03T10:00"
ORDERS = "/uapi/domestic-stock/v1/trading"
Printed = dict[str, str]


@pytest.fixture
def sim(root: Path) -> Iterator[Callable[..., Printed]]:
    """Start servers and give what each prints; all must end well when they are interrupted."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> Printed:
        command = [sys.executable, "-m", "bot", "sim", "kis", *words]
        process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
        running.append(process)
        return _printed(process)

    def stop() -> None:
        while running:
            process = running.pop()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=90)
            assert process.returncode == 0

    start.stop = stop  # type: ignore[attr-defined]
    yield start
    stop()


@pytest.fixture
def wire() -> Iterator[Callable[..., Wire]]:
    """Make clients of printed settings, and close them."""
    made: list[Wire] = []

    def make(printed: Printed, *, token: str = "") -> Wire:
        made.append(Wire(printed, token=token))
        return made[-1]

    yield make
    for each in made:
        each.http.close()


def _printed(process: subprocess.Popen[str]) -> Printed:
    found: Printed = {"text": ""}
    assert process.stdout is not None
    for line in process.stdout:
        found["text"] += line
        name, _, value = line.strip().partition("=")
        found[name] = value
        if line.startswith("# a stock that trades"):
            found["stock"] = line.split(":")[1].split()[0]
            return found
    raise AssertionError("the server ended before it printed a stock")


def _ports() -> tuple[str, ...]:
    """Two ports that are free now."""
    with socket.socket() as one, socket.socket() as two:
        for each in (one, two):
            each.bind(("127.0.0.1", 0))
        return "--port", str(one.getsockname()[1]), "--ws-port", str(two.getsockname()[1])


class Wire:
    """The calls of a stranger's client, with nothing but the printed settings."""

    def __init__(self, printed: Printed, *, token: str = "") -> None:
        self.keys = {"appkey": printed["KIS_APP_KEY"], "appsecret": printed["KIS_APP_SECRET"]}
        self.account = {
            "CANO": printed["KIS_ACCOUNT"],
            "ACNT_PRDT_CD": printed["KIS_ACCOUNT_PRODUCT_CODE"],
        }
        self.http = httpx.Client(base_url=printed["KIS_URL_BASE"], trust_env=False)
        body = {"grant_type": "client_credentials", **self.keys}
        self.token = token or self.http.post("/oauth2/tokenP", json=body).json()["access_token"]

    def get(self, path: str, tr_id: str, **params: str) -> dict:
        return self.http.get(path, params=params, headers=self.headers(tr_id)).json()

    def post(self, path: str, tr_id: str, **body: str) -> dict:
        sent = self.http.post(path, json=self.account | body, headers=self.headers(tr_id))
        return sent.json()

    def headers(self, tr_id: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "tr_id": tr_id, **self.keys}

    def price(self, code: str) -> dict:
        path = "/uapi/domestic-stock/v1/quotations/inquire-price"
        params = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": code}
        return self.get(path, "FHKST01010100", **params)["output"]

    def day(self) -> list[dict]:
        params = {"INQR_STRT_DT": "20261103", "INQR_END_DT": "20261103"}
        found = self.get(f"{ORDERS}/inquire-daily-ccld", "VTTC0081R", **self.account, **params)
        return found["output1"]


def test_a_client_with_the_printed_settings_gets_a_token_and_a_price(sim, wire):
    printed = sim("--env", "paper", "--now", START)
    price = wire(printed).price(printed["stock"])
    assert int(price["stck_prpr"]) > 0
    assert printed["KIS_ENV"] == "paper"
    # The market's time runs from --now on while a busy machine still opens its ports.
    told = r"# market time: 2026-11-03 10:0\d:\d\d KST, continuous, 1 seconds a second"
    assert re.search(told, printed["text"])


def test_the_printed_yaml_leads_the_published_sample_here(sim):
    printed = sim("--env", "paper", "--now", START)
    yaml = dict(
        line.split(": ", 1)
        for line in printed["text"].splitlines()
        if ": " in line and not line.startswith("#")
    )
    assert yaml["vps"] == f'"{printed["KIS_URL_BASE"]}"'
    assert yaml["vops"] == f'"{printed["KIS_WS_BASE"]}"'
    assert yaml["paper_app"] == f'"{printed["KIS_APP_KEY"]}"'
    assert yaml["my_paper_stock"] == f'"{printed["KIS_ACCOUNT"]}"'
    assert {"my_app", "my_sec", "my_htsid", "my_prod", "prod", "ops", "my_agent"} <= set(yaml)


def test_another_process_sees_the_market_open_and_trade(sim, wire):
    printed = sim("--now", "2026-11-03T08:59:50", "--speed", "60")
    body = {"appkey": printed["KIS_APP_KEY"], "secretkey": printed["KIS_APP_SECRET"]}
    client = wire(printed)
    told = client.http.post("/oauth2/Approval", json={"grant_type": "client_credentials", **body})
    header = {"approval_key": told.json()["approval_key"], "custtype": "P", "tr_type": "1"}
    wanted = {"input": {"tr_id": "H0STCNT0", "tr_key": printed["stock"]}}
    with connect(f"{printed['KIS_WS_BASE']}/tryitout", compression=None) as stream:
        stream.send(json.dumps({"header": header, "body": wanted}))
        frames = [str(stream.recv(timeout=90)) for _ in range(2)]
    assert '"SUBSCRIBE SUCCESS"' in frames[0]
    fields = frames[1].split("|", 3)[3].split("^")
    assert fields[0] == printed["stock"]
    assert fields[1] >= "090000"  # the market stood before its opening when the server began


def test_an_order_outlives_a_restart_with_the_same_state(sim, wire, tmp_path):
    words = ("--env", "paper", "--now", START, "--state", str(tmp_path / "sim.db"), *_ports())
    printed = sim(*words)
    first = wire(printed)
    low = int(first.price(printed["stock"])["stck_llam"])
    placed = first.post(
        f"{ORDERS}/order-cash",
        "VTTC0012U",
        PDNO=printed["stock"],
        ORD_DVSN="00",
        ORD_QTY="3",
        ORD_UNPR=str(low),
    )
    assert placed["rt_cd"] == "0", placed
    sim.stop()

    again = wire(sim(*words), token=first.token)
    row = again.day()[0]
    assert (row["odno"], row["rmn_qty"]) == (placed["output"]["ODNO"], "3")
    cancelled = again.post(
        f"{ORDERS}/order-rvsecncl",
        "VTTC0013U",
        ORGN_ODNO=row["odno"],
        RVSE_CNCL_DVSN_CD="02",
        ORD_QTY="0",
        ORD_UNPR="0",
        QTY_ALL_ORD_YN="Y",
    )
    assert cancelled["rt_cd"] == "0", cancelled


def test_a_closed_market_says_when_it_opens(sim):
    printed = sim("--now", "2026-11-01T12:00")
    assert "closed" in printed["text"]
    assert "the next session takes them from 2026-11-02 08:30 KST" in printed["text"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--env", "prod"], "choose one of real, paper"),
        (["--synthetic", "--data", "."], "choose one market"),
        (["--notice-fields", "24"], "23"),
        (["--port", "99999"], "65535"),
        (["--port", "5000", "--ws-port", "5000"], "give two different ones"),
        (["--account", "123"], "as in 50012345-01"),
        (["--account", "5001234503"], "the brokerage account"),
        (["--data", "no-such-folder"], "no-such-folder is no folder"),
        (["--faults", "no-such-file"], "no-such-file cannot be read"),
        (["--state", "."], "cannot be opened as a ledger"),
        (["--now", "yesterday"], "--now"),
        (["--speed", "-1"], "--speed"),
    ],
)
def test_bad_options_say_what_is_allowed(root: Path, words: list[str], told: str) -> None:
    command = [sys.executable, "-m", "bot", "sim", "kis", *words]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=90)
    assert ended.returncode == 2
    assert told in ended.stderr


def test_a_taken_port_is_named(sim, root):
    printed = sim("--now", START)
    port = printed["KIS_URL_BASE"].rsplit(":", 1)[1]
    command = [sys.executable, "-m", "bot", "sim", "kis", "--now", START, "--port", port]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=90)
    assert ended.returncode == 2
    assert port in ended.stderr


def test_a_future_that_is_printed_trades_on_the_futures_account(sim, wire):
    printed = sim("--env", "paper", "--now", START, "--futures-cash", "70000000")
    lines = printed["text"].splitlines()
    code = next(line for line in lines if line.startswith("# a future that trades: ")).split()[5]
    product = next(line for line in lines if "KIS_ACCOUNT_PRODUCT_CODE=03" in line)
    assert f"{printed['KIS_ACCOUNT']}-03" in product
    client = wire(printed | {"KIS_ACCOUNT_PRODUCT_CODE": "03"})
    futures = "/uapi/domestic-futureoption/v1/trading"
    body = {"ORD_PRCS_DVSN_CD": "02", "SLL_BUY_DVSN_CD": "01", "SHTN_PDNO": code}
    body |= {"ORD_QTY": "2", "UNIT_PRICE": "0", "ORD_DVSN_CD": "02"}
    placed = client.post(f"{futures}/order", "VTTO1101U", **body)
    assert placed["rt_cd"] == "0", placed
    found = client.get(f"{futures}/inquire-balance", "VTFO6118R", **client.account)
    held = [(row["shtn_pdno"], row["sll_buy_dvsn_name"]) for row in found["output1"]]
    assert held == [(code, "매도")]
    assert found["output2"]["dnca_cash"] == "70000000"
