"""What KIS answers: the business envelope, the OAuth shape, and every refusal by its code."""

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, str]
Body = dict[str, Any]

DONE = "정상처리 되었습니다."
_NOT_ALLOWED = "40310000"
PAD = 80  # account and order texts come padded to this width


@dataclass(slots=True)
class Answer:
    """Hold a reply before it becomes bytes; `tr_cont` is M while rows remain, D on the last."""

    body: Body
    tr_cont: str = ""
    status: int = 200


class RefusedError(Exception):
    """Carry a refusal from anywhere in a handler to the gateway."""

    def __init__(self, msg_cd: str, msg1: str, *, rt_cd: str = "1", status: int = 200) -> None:
        super().__init__(f"{msg_cd} {msg1}")
        self.msg_cd, self.msg1, self.rt_cd, self.status = msg_cd, msg1, rt_cd, status

    def answer(self) -> Answer:
        """Give the reply in the business shape."""
        body = {"rt_cd": self.rt_cd, "msg_cd": self.msg_cd, "msg1": self.msg1}
        return Answer(body, status=self.status)


class OAuthRefusedError(RefusedError):
    """Refuse a call below /oauth2, which has a shape of its own."""

    def answer(self) -> Answer:
        """Give the reply in the OAuth shape, without rt_cd."""
        body = {"error_description": self.msg1, "error_code": self.msg_cd}
        return Answer(body, status=self.status)


GATEWAY = {
    "EGW00002": "서버 에러가 발생했습니다.",
    "EGW00102": "AppKey는 필수입니다.",
    "EGW00103": "유효하지 않은 AppKey입니다.",
    "EGW00104": "AppSecret은 필수입니다.",
    "EGW00105": "유효하지 않은 AppSecret입니다.",
    "EGW00115": "grant_type은 필수입니다.",
    "EGW00116": "지원하지 않는 grant_type 입니다.",
    "EGW00121": "유효하지 않은 token 입니다.",
    "EGW00122": "token을 찾을 수 없습니다.",
    "EGW00123": "기간이 만료된 token 입니다.",
    "EGW00131": "유효하지 않은 hashkey입니다.",
    "EGW00132": "Content-Type이 유효하지 않습니다.",
    "EGW00133": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",
    "EGW00201": "초당 거래건수를 초과하였습니다.",
    "EGW00205": "credentials_type이 유효하지 않습니다.(Bearer)",
    "EGW00208": "유효하지 않은 custtype입니다.",
    "EGW00213": "모의투자 tr이 아닙니다.",
    "EGW00304": "고객식별키(법인 personalSeckey, 개인 appSecret)가 유효하지 않습니다.",
}


def gateway(msg_cd: str) -> RefusedError:
    """Make a refusal of the gateway: HTTP 500, rt_cd 1."""
    return RefusedError(msg_cd, GATEWAY[msg_cd], status=500)


def oauth(error_code: str) -> OAuthRefusedError:
    """Make a refusal of /oauth2: HTTP 403."""
    return OAuthRefusedError(error_code, GATEWAY[error_code], status=403)


def quoted(**containers: Any) -> Answer:
    """Make a good reply of the quotation server."""
    return Answer({**containers, "rt_cd": "0", "msg_cd": "MCA00000", "msg1": DONE})


def booked(msg_cd: str, msg1: str, **containers: Any) -> Answer:
    """Make a good reply of the order and account server, its text padded."""
    head = {"rt_cd": "0", "msg_cd": msg_cd, "msg1": msg1.ljust(PAD)}
    return Answer({**head, **containers})


@dataclass(frozen=True, slots=True)
class Words:
    """Hold one refusal's code and text in each environment.

    Paper has numeric codes and rt_cd 1 throughout: an empty paper side takes the general one.
    """

    real: tuple[str, str, str]
    paper: tuple[str, str] = ("", "")
    note: str = field(default="", compare=False)

    def refusal(self, env: str) -> RefusedError:
        """Make the refusal as the environment words it."""
        rt_cd, msg_cd, msg1 = self.real
        if env == "paper":
            code, text = self.paper if self.paper[0] else (_NOT_ALLOWED, msg1)
            return RefusedError(code, text.ljust(PAD))
        return RefusedError(msg_cd, msg1.ljust(PAD), rt_cd=rt_cd)


# Section 3.11 of the fact sheet. Where KIS's own code is unknown, `note` says so.
ORDER_REFUSALS = {
    "account": Words(
        ("1", "OPSQ2000", "ERROR : INPUT INVALID_CHECK_ACNO"),
        ("40910000", "모의투자 주문이 불가한 계좌입니다."),
    ),
    "unknown_code": Words(
        ("7", "APBK0656", "해당종목정보가 없습니다."),
        ("40030000", "모의투자 주문처리가 안되었습니다(매매불가 종목)"),
    ),
    "no_session": Words(
        ("7", "APBK0918", "장운영일자가 주문일과 상이합니다."),
        ("40100000", "모의투자 영업일이 아닙니다."),
        note="real code unknown",
    ),
    "before": Words(
        ("7", "APBK0918", "장운영시간이 아닙니다.(장시작전)"),
        ("40570000", "모의투자 장시작전 입니다."),
        note="paper code guessed",
    ),
    "after": Words(
        ("7", "APBK0918", "장운영시간이 아닙니다.(장종료)"), ("40580000", "모의투자 장종료 입니다.")
    ),
    "venue": Words(
        ("7", "APBK0918", "해당 거래소로 주문할 수 없는 종목 또는 시간입니다."),
        ("40310000", "모의투자에서는 KRX 주문만 가능합니다."),
        note="both codes guessed",
    ),
    "kind": Words(
        ("7", "APBK1943", "현재 사용할 수 없는 주문구분입니다."),
        ("40310000", "모의투자에서 지원하지 않는 주문구분입니다."),
        note="paper code guessed",
    ),
    "kind_phase": Words(("7", "APBK3013", "동시호가 시간에는 사용할 수 없는 주문구분입니다.")),
    "quantity": Words(("7", "APBK0501", "주문 수량을 확인해주세요."), note="code guessed"),
    "lot": Words(("7", "APBK0501", "주문 수량을 확인해주세요."), note="code guessed"),
    "price": Words(("7", "APBK0505", "주문 단가를 확인해주세요."), note="code guessed"),
    "tick": Words(
        ("7", "APBK0506", "주식주문호가단위 오류입니다."),
        ("40030000", "모의투자 주문처리가 안되었습니다(호가단위 오류)"),
        note="real code guessed",
    ),
    "limit": Words(("7", "APBK0507", "상/하한가 범위를 벗어난 주문입니다."), note="code guessed"),
    "halted": Words(("7", "APBK0634", "거래정지 종목입니다.")),
    "cash": Words(
        ("7", "APBK0952", "주문가능금액을 초과 했습니다."),
        ("40250000", "모의투자 주문가능금액이 부족합니다."),
    ),
    "shares": Words(
        ("7", "APBK0400", "주문 가능한 수량을 초과했습니다."),
        ("40240000", "모의투자 잔고내역이 없습니다."),
        note="paper code guessed",
    ),
    "done": Words(
        ("7", "APBK0344", "정정/취소할 수량이 없습니다."),
        ("40330000", "모의투자 정정/취소할 수량이 없습니다."),
        note="real code unconfirmed",
    ),
}
