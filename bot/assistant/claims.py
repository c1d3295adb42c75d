"""What words claim without a figure: states that only some rows may bear out, others that none may.

A language model says "the stop was lifted" as easily as a number; both are dropped unless a row
that the sentence cites carries them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bot.assistant.fact import Claim
from core.report.phrases import NEGATED

# Nothing that a model is given says these: whatever the sentence cites, it is dropped.
_NEVER: Final = re.compile(
    r"해제|재개|풀었|풀렸|풀립|풀릴|잠금|되살|lifted|releas|resum|unlock|unhalt|re-?enabl"
    r"|시스템|프롬프트|지침|명령어|지시|관리자|개발자|모드|비밀|암호|토큰|인증"
    r"|계좌 *번호|계정|핀 *번호|개인 *키"
    r"|\bkeys?\b|\bapi\b|secret|token|passw|credential|account number|\bpin\b"
    r"|admin|developer|\bmode\b"
    r"|system|instruction|prompt|override|jailbreak|sudo|\broot\b"
    r"|뉴스|소식|공시|소문|속보|발표|보도|news|rumou?r|announce|headline|breaking"
    r"|내일|모레|다음 *(?:주|달|해)|곧 |앞으로|tomorrow|next (?:week|month|year)|soon"
    r"|예약|송금|이체|출금|입금|보냈|전송|제출|넣었|넣어 *두|주문했|주문을 *냈|냈습|걸어 *두"
    r"|처리했|완료|마쳤|실행했"
    # Said of a row it is passive; said so it is somebody's deed, which a model has none of.
    r"|(?:접수|취소|승인|체결|정지|중단|거절|차단|확인)(?:했|하였|시켰|해 *드)|멈췄|멈추었"
    r"|transfer|withdr|deposit|\bsent\b|submitted|\bplaced\b|executed|completed|processed|\bdone\b"
    r"|코스피|코스닥|나스닥|다우|시장|업종|섹터|환율|금리|kospi|kosdaq|nasdaq|market|sector|industry"
    r"|보장|확실|틀림없|무조건|반드시|guarantee|certain|risk-?free|surely|definitely"
    r"|당신|고객|회원|사용자|주인|저는|저를|제가|나는|내가|우리|\byou|\bmy\b|\bme\b|\bwe\b|\bour\b|\bi'?m?\b",
    re.IGNORECASE,
)
_ONLY_WITH: Final[tuple[tuple[Claim, str], ...]] = (
    (Claim.HALTED, r"정지|멈췄|멈춰|멈춘|중단|\bhalt|kill.?switch|\bpaused?\b"),
    (Claim.ACCEPTED, r"접수|\baccepted\b"),
    (Claim.FILLED, r"체결|\bfilled\b|\btraded\b"),
    (Claim.CANCELLED, r"취소|\bcancel"),
    (
        Claim.REFUSED,
        r"거부|거절|막혔|막았|막아|막은|막힌|차단|위반|refus|reject|block|declin|violat",
    ),
    (Claim.IN_DOUBT, r"확인 *중|알 수 없|in doubt|unknown"),
    (Claim.APPROVED, r"승인|approv|\bgranted\b|confirm"),
    (Claim.LAPSED, r"만료|expired?\b|lapsed?\b"),
    (
        Claim.BOUGHT,
        r"매수(?:했|하였|된|되었|됐|가 *체결)|샀|사들였|(?<![가-힣])산 |\bbought\b|purchased",
    ),
    (Claim.SOLD, r"매도(?:했|하였|된|되었|됐|가 *체결)|팔았|팔렸|(?<![가-힣])판 |처분했|\bsold\b"),
    (Claim.HELD, r"보유|들고|가지고|\bhold|\bheld\b|\bown"),
    (Claim.RUNNING, r"실행 *중|돌고|켜져|\brunning\b|\bactive\b"),
    (Claim.STOPPED, r"꺼져|꺼진|꺼졌|\bstopped\b|not running"),
    (Claim.WHY, r"때문|까닭|이유|덕분|탓|because|due to|reason"),
    (Claim.DAY, r"오늘|하루|금일|today|\bdaily\b"),
    (Claim.WEEK, r"이번 *주|금주|일주일|한 주|this week|weekly"),
    (Claim.MONTH, r"이번 *달|금월|이달|한 달|this month|monthly"),
)
_UNBOUGHT: Final = re.compile(
    r"(?:매수|사)(?:하)?지 *(?:않|못)|사들이지 *(?:않|못)|매수가 *없"
    r"|(?:not|never|n't) (?:been )?(?:bought|buy)|no purchase",
    re.IGNORECASE,
)


def unsupported(sentence: str, carried: frozenset[Claim]) -> str:
    """Name what a sentence claims and its rows do not carry; empty when there is nothing."""
    if _NEVER.search(sentence):
        return "never"
    for claim, pattern in _ONLY_WITH:
        if re.search(pattern, sentence, re.IGNORECASE) and claim not in carried:
            return claim.value
    return ""


def states(sentence: str, carried: frozenset[Claim]) -> bool:
    """Tell whether a sentence states anything that its rows carry beside figures."""
    said = {c for c, pattern in _ONLY_WITH if re.search(pattern, sentence, re.IGNORECASE)}
    return bool(said & carried) or not_bought(sentence, carried)


def not_bought(sentence: str, carried: Iterable[Claim]) -> bool:
    """Tell whether a sentence says, once and rightly, that something was not bought."""
    once = len(re.findall(NEGATED, sentence, re.IGNORECASE)) == 1
    return Claim.UNBOUGHT in carried and once and _UNBOUGHT.search(sentence) is not None
