"""Korean words about stops, cancels and the watchdog."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "stop.losses": (
        "오늘 이어서 {count}번 손해를 보고 팔았습니다({lost_won}). 매수를 쉽니다. 이어 가려면 "
        "까닭을 적어 재개 <까닭>"
    ),
    "pause.none": "시간이 끝난 정지가 없습니다.",
    "pause.over": "정지한 시간이 끝나 풀렸습니다.",
    "pause.stays": "정지는 그대로입니다.",
    "halt.until": "언제까지",
    "halt.ends": (
        "그때 점검이 모두 녹색이고 그사이 다른 정지가 없었으면 저절로 풀립니다. 아니면 그대로 "
        "멈춰 있고 알려 드립니다."
    ),
    "halt.stays": "이미 끝이 없는 정지가 걸려 있어 저절로 풀리지 않습니다.",
    "status.pause": "⛔ {scope}: {level}, {until}까지 ({by}, {at}) {reason}",
    "notice.pause": "정지: {scope}, {level}, {at}까지 ({by}). {reason}",
    "notice.pause_over": "정지한 시간이 끝나 저절로 풀렸습니다: {scope} ({by}님이 걸었던 것)",
    "notice.pause_red": (
        "{scope} 정지 시간이 끝났지만 점검이 녹색이 아니라 그대로 멈춰 있습니다: {checks}. "
        "고친 뒤 재개 <까닭>"
    ),
    "notice.pause_other": (
        "{scope} 정지 시간이 끝났지만 그사이 다른 정지({by})가 있어 그대로 멈춰 있습니다. "
        "풀려면 재개 <까닭>"
    ),
    "cancel.asked": "{name} 주문의 취소를 요청했습니다. 취소된 것이 확인되면 알려 드립니다.",
    "cancel.not_open": "이미 끝난 주문이라 취소할 것이 없습니다.",
    "cancel.unknown_number": (
        "아직 취소할 수 없습니다: {name} 주문의 증권사 주문번호를 모릅니다. 찾는 대로 취소합니다."
    ),
    "cancel.none": "그런 주문이 없습니다.",
    "cancel.kept": "그대로 둡니다.",
    "cancel.lapsed": "질문의 시간이 지났습니다. 주문은 그대로입니다.",
    "notice.cancel_waits": (
        "{name}({symbol}) {side} {shares:,}주: 아직 취소할 수 없습니다. 증권사 주문번호를 "
        "모릅니다. 찾는 대로 취소합니다."
    ),
    "notice.cancel_stuck": (
        "{name}({symbol}) {side} {shares:,}주(증권사 주문번호 {number}): 취소를 {tries}번 "
        "요청했지만 아직 열려 있습니다. 다시 취소할까요? 증권사 앱에서도 확인해 주세요."
    ),
    "risk.kill.flattening": "청산 중({scope})이라 청산 주문만 됩니다. 풀려면 재개 <까닭>",
    "risk.kill.opens": "청산 주문({shares})이 새로 사는 주문입니다",
    "risk.kill.closes_only": "청산 주문은 가진 것만 닫을 수 있습니다. 보유를 확인하세요",
    "level.flatten": "청산(보유 정리)",
    "level.cancel": "새 주문 정지 + 열린 주문 취소",
    "scope.broker": "증권사 {key}",
    "cli.cancel": (
        "정지: 새 주문을 멈추고 열린 주문을 취소합니다 ({scope}). 풀려면 대화에서 재개 {of} 하세요."
    ),
    "cli.flatten": (
        "청산: 열린 주문을 취소하고 보유 종목의 매도 카드를 보냅니다 ({scope}). 풀려면 "
        "대화에서 재개 {of} 하세요."
    ),
    "lift.all": "<까닭>",
    "lift.one": "{name} <까닭>",
    "cli.stricter": "더 강한 정지가 이미 걸려 있어 그대로 둡니다: {level}.",
    "cli.broken": (
        "정지 파일을 쓸 수 없어 지웠습니다. 정지 파일이 없으면 모든 주문이 멈춥니다. 디스크를 "
        "비운 뒤 재개하세요. ({text})"
    ),
    "cli.not_stopped": (
        "멈추지 못했습니다: {home} 폴더에 쓸 수 없습니다. 실행 중인 gaemi를 직접 "
        "끝내거나(kill) 폴더를 쓸 수 있게 한 뒤 다시 하세요. 열린 주문은 증권사 앱에서 "
        "취소하세요. ({text})"
    ),
    "flatten.done": (
        "청산을 시작했습니다: {scope}. 열린 주문을 취소하고 보유 {holdings}건을 닫는 주문을 "
        "물어봅니다."
    ),
    "flatten.stopped": (
        "청산하지 않았습니다. {scope}에 더 강한 정지({level})가 걸려 있어 닫는 주문도 나갈 수 "
        "없습니다. 먼저 정지를 풀고 다시 청산해 주세요."
    ),
    "flatten.sent": "청산 주문 {count}건을 보냈습니다. 보내지 못한 {refused}건은 따로 물어봅니다.",
    "flatten.kept": "한꺼번에 보내지 않습니다. 종목마다 카드로 묻습니다.",
    "flatten.lapsed": "청산 질문의 시간이 지났습니다. 종목마다 카드로 묻습니다.",
    "reason.flatten": "청산 요청",
    "notice.flatten": "{scope} 청산: 아래 {count}건을 한꺼번에 보낼까요? 합계 {value:,}원",
    "notice.flattened": (
        "{scope} 청산 완료: 장부에 남은 보유와 열린 주문이 없습니다. 정지는 재개할 때까지 "
        "유지됩니다."
    ),
    "notice.flatten_refused": "{name}({symbol}) 청산 주문을 낼 수 없습니다: {text}",
    "flatten.line": "{name}({symbol}) {side} {shares:,}주, 최악 {price:,}원",
    "button.flatten_yes": "모두 보내기",
    "button.flatten_no": "보내지 않기",
    "watchdog.silent": (
        "🚨 gaemi가 {seconds}초 동안 응답하지 않습니다. 새 주문을 멈췄습니다. 서버에서 "
        "프로그램을 확인하세요. 열린 주문은 증권사 앱에서 확인하세요. ({home})"
    ),
    "watchdog.dead": (
        "🚨 gaemi가 예고 없이 끝났습니다. 서버에서 다시 실행하세요. 열린 주문은 증권사 앱에서 "
        "확인하세요. ({home})"
    ),
    "watchdog.broken": (
        "🚨 정지 파일을 쓸 수 없어 지웠습니다. 모든 주문이 멈춥니다. 디스크를 확인하세요. ({home})"
    ),
    "watchdog.not_stopped": (
        "🚨 gaemi가 {seconds}초 동안 응답하지 않는데 정지 파일도 쓸 수 없습니다. 서버에서 "
        "프로그램을 직접 끝내세요(kill). ({home})"
    ),
    "notice.watchdog_gone": "감시 프로그램(watchdog)이 사라져 다시 시작했습니다.",
    "stop.unheard": "중요한 알림이 {limit_s} 안에 어느 대화에도 전달되지 않았습니다",
}
