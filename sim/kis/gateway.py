"""The gateway: checks every call in the order of section 7 and hands it to its handler."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5

from sim.kis.auth import Keys, json_object
from sim.kis.catalogue import ALSO_AT, BY_ID, BY_PATH, LENGTHS, Route
from sim.kis.clock import Clock
from sim.kis.faults import Faults, Plan
from sim.kis.http import Reply, Request
from sim.kis.options import KisOptions
from sim.kis.replies import Answer, Body, RefusedError, gateway


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a checked call: parameter names in upper case, whatever the client wrote."""

    route: Route
    tr_id: str
    tr_cont: str
    params: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        """Give a parameter, stripped."""
        return self.params.get(name, default).strip()

    def raw(self, name: str) -> str:
        """Give a parameter with its padding."""
        return self.params.get(name, "")


Handlers = Mapping[str, Callable[[Call], Answer]]


class Limiter:
    """Count the calls of the last second."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit, self._clock = limit, clock
        self._times: deque[float] = deque()

    def take(self) -> bool:
        """Count one call; False when it is one too many (it does not count then)."""
        now = self._clock.elapsed()
        while self._times and now - self._times[0] >= 1.0:
            self._times.popleft()
        if len(self._times) >= self._limit:
            return False
        self._times.append(now)
        return True


class Gateway:
    """Turn requests into replies; faults are planned before the checks and applied after."""

    def __init__(
        self,
        options: KisOptions,
        *,
        keys: Keys,
        clock: Clock,
        handlers: Handlers,
        faults: Faults,
        files: Callable[[str], bytes | None],
    ) -> None:
        self._options, self._keys, self._clock = options, keys, clock
        self._handlers, self._faults, self._files = handlers, faults, files
        self._limiter = Limiter(options.calls_a_second, clock)
        self._served = 0

    async def __call__(self, request: Request) -> Reply:
        """Answer one request."""
        self._served += 1
        file = self._files(request.path)
        if file is not None:
            return Reply(200, file, content_type="application/zip")
        plan = self._faults.plan(request.path, request.headers.get("tr_id", ""))
        if plan.reply is not None:
            return plan.reply
        answer = self._answer(request, plan)
        return plan.spoil(self._reply(request, answer))

    def _answer(self, request: Request, plan: Plan) -> Answer:
        try:
            if plan.refusal is not None:
                raise plan.refusal
            if request.path.startswith("/oauth2/") or request.path == "/uapi/hashkey":
                return self._oauth(request)
            return plan.alter(self._business(request, plan))
        except RefusedError as e:
            return e.answer()

    def _oauth(self, request: Request) -> Answer:
        calls = {
            "/oauth2/tokenP": self._keys.issue,
            "/oauth2/revokeP": self._keys.revoke,
            "/oauth2/Approval": self._keys.approve,
            "/uapi/hashkey": self._keys.hashkey,
        }
        call = calls.get(request.path)
        if call is None or request.method != "POST":
            return _not_found()
        if request.path == "/uapi/hashkey":
            self._keys.check_headers(request.headers)
        kind = request.headers.get("content-type", "")
        return call(json_object(request.body, content_type=kind))

    def _business(self, request: Request, plan: Plan) -> Answer:
        known = [route for (_, path), route in BY_PATH.items() if path == request.path]
        if not known and not request.path.startswith("/uapi/"):
            return _not_found()
        if known and known[0].method != request.method:
            return _not_found()
        raw = self._parameters(request)
        self._keys.check_headers(request.headers)
        if plan.limited or not self._limiter.take():
            raise gateway("EGW00201")
        self._keys.check_token(request.headers)
        route = self._route(request, known[0] if known else None)
        _check_customer(request)
        self._keys.check_hash(request.headers)
        params = _checked(route, raw)
        plan.note(params)
        _check_refusal(plan, route)
        call = Call(
            route, request.headers["tr_id"], request.headers.get("tr_cont", "").strip(), params
        )
        return self._handlers[route.name](call)

    def _parameters(self, request: Request) -> Body:
        if request.method == "POST":
            return json_object(request.body, content_type=request.headers.get("content-type", ""))
        return {name.upper(): value for name, value in request.query.items()}

    def _route(self, request: Request, known: Route | None) -> Route:
        tr_id = request.headers.get("tr_id", "")
        if not tr_id:
            raise RefusedError("OPSQ9999", "ERROR : INPUT HEADER NOT FOUND [tr_id]", status=500)
        owner = BY_ID.get(tr_id)
        if known is None and owner is None and _published(request.path):
            raise RefusedError("OPSQ0002", f"이 시뮬레이터에 없는 서비스입니다: {request.path}")
        if owner is None or known is None or not _serves(known, owner, tr_id):
            raise RefusedError("OPSQ0002", "없는 서비스 코드 입니다")
        if tr_id not in owner.ids(self._options.env):
            raise gateway("EGW00213")
        return owner

    def _reply(self, request: Request, answer: Answer) -> Reply:
        body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
        gt_uid = md5(f"{self._options.seed}:{self._served}".encode(), usedforsecurity=False)
        headers = [
            ("tr_id", request.headers.get("tr_id", "")),
            ("tr_cont", answer.tr_cont),
            ("gt_uid", gt_uid.hexdigest()),
        ]
        if request.path.startswith("/oauth2/"):
            headers = []
        return Reply(answer.status, body, headers)


def _serves(known: Route, owner: Route, tr_id: str) -> bool:
    return owner is known or ALSO_AT.get(tr_id) == known.name


def _published(path: str) -> bool:
    return path.startswith(("/uapi/domestic-stock/v1/", "/uapi/etfetn/", "/uapi/domestic-futureop"))


def _check_refusal(plan: Plan, route: Route) -> None:
    if plan.order_refusal is not None and route.places_orders:
        raise plan.order_refusal


def _check_customer(request: Request) -> None:
    if request.headers.get("custtype", "P") not in ("P", "B"):
        raise gateway("EGW00208")


def _not_found() -> Answer:
    return Answer({}, status=404)


def _checked(route: Route, raw: Body) -> dict[str, str]:
    for name, value in raw.items():
        if not isinstance(value, str):
            raise RefusedError("OPSQ2001", f"ERROR : INPUT INVALID_TYPE [{name}]")
        if len(value) > LENGTHS.get(name, len(value)):
            raise RefusedError("OPSQ2002", f"ERROR : INPUT INVALID_CHECK_FIELD_LENGTH [{name}]")
    for name in route.required:
        if name not in raw:
            raise RefusedError("OPSQ2001", f"ERROR : INPUT FIELD NOT FOUND [{name}]")
    return raw
