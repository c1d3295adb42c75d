"""Korean words of orders in doubt, of questions with several buttons, and of the PIN.

The wording of both questions about an order in doubt is fixed by reliability.md 6.6.
"""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "doubt.unknown": "⚠️ 주문 결과를 알 수 없습니다",
    "doubt.account": "[{mode} {account}]",
    "doubt.order": "{name}({symbol}) {side} {shares:,}주 × {price} = {gross}",
    "doubt.sent": "{at} 전송 · {cause}",
    "doubt.cause_timeout": "응답 없음(시간 초과)",
    "doubt.cause_broken": "응답 없음(연결 끊김)",
    "doubt.cause_status": "뜻을 알 수 없는 응답",
    "doubt.cause_number": "주문번호가 없거나 맞지 않는 응답",
    "doubt.cause_restart": "프로그램이 다시 시작됨",
    "doubt.cause_other": "응답 없음",
    "doubt.looks_absent": (
        "{span} 동안 {looks}번 전체 조회: 같은 주문 없음, 잔고·예수금 변화 없음"
    ),
    "doubt.looks_moved": (
        "{span} 동안 {looks}번 전체 조회: 같은 주문 없음, 잔고나 예수금이 움직임"
    ),
    "doubt.may_appear": ("※ 나중에 나타날 수 있습니다. 증권사 앱의 [미체결/체결]도 확인해 주세요."),
    "doubt.not_absent": (
        "※ 없는 주문으로 보지 않습니다. 증권사 앱의 [미체결/체결]을 확인해 주세요."
    ),
    "doubt.locked": "이 종목의 새 주문은 잠겨 있습니다.",
    "doubt.choose": "⚠️ 어느 주문이 이 앱의 것인지 골라 주세요",
    "doubt.row": (
        "{letter} {number}  {at}  {shares:,}주 {price}  체결 {filled:<{wide}} ({channel})"
    ),
    "doubt.row_gone": "{letter} {number}  지금은 보이지 않음",
    "doubt.any_price": "시장가",
    "doubt.looking": "계속 확인합니다. 찾으면 바로 알려 드립니다. 아무것도 보내지 않았습니다.",
    "doubt.type_number": (
        "증권사 앱에 보이는 주문번호를 적어 주세요. 같은 종목, 같은 방향일 때만 받습니다."
    ),
    "doubt.type_number_how": "주문번호 {id} <증권사 주문번호>",
    "doubt.needs_pin": (
        "새 주문을 확인받으려면 2분 안에 PIN을 보내 주세요. 아직 아무것도 보내지 않았습니다."
    ),
    "doubt.needs_pin_how": "/pin <PIN>",
    "doubt.no_pin": "PIN을 기다리는 일이 없습니다. 아무것도 보내지 않았습니다.",
    "doubt.card": "새 카드를 보냈습니다. 그 카드에서 확인해야 주문이 나갑니다.",
    "doubt.adopted": "이 앱의 주문으로 이어받았습니다.",
    "doubt.neither": "고른 대로 남의 주문으로 적었습니다. 계속 확인합니다.",
    "doubt.both": "모두 이 앱의 주문으로 적었습니다. 초과분은 취소를 요청합니다.",
    "doubt.held": "보류했습니다. 아무것도 보내지 않았고, 계속 확인합니다.",
    "doubt.lapsed": '질문의 시간이 지나 보류했습니다. 다시 보려면 "확인중"을 보내 주세요.',
    "doubt.closed": "이미 결과가 나온 주문입니다. 아무것도 하지 않았습니다.",
    "doubt.not_seen": (
        "방금 조회한 증권사 목록에 그 번호가 없습니다. 번호를 확인해 주세요. 바뀐 것은 없습니다."
    ),
    "doubt.other_order": (
        "그 번호는 종목이나 방향이 다르거나 다른 주문의 것입니다. 바뀐 것은 없습니다."
    ),
    "doubt.too_many": (
        "확인하신 수량보다 많은 주문이라 이 앱의 것일 수 없습니다. 바뀐 것은 없습니다."
    ),
    "doubt.sold_since": (
        "지금 번호로 산 주식을 이미 팔아서 번호를 바꿀 수 없습니다. 바뀐 것은 없습니다."
    ),
    "doubt.more": "    확인하신 수량보다 많아 이 앱의 것일 수 없음",
    "doubt.asked": "질문을 다시 보냈습니다.",
    "doubts.title": "확인 중인 주문",
    "doubts.none": "결과를 모르는 주문이 없습니다.",
    "doubts.line": "확인 중 {span}, 전체 조회 {looks}번",
    "doubts.again": "질문을 다시 보냅니다. 그 메시지의 버튼에서 골라 주세요.",
    "match.usage": "주문과 증권사 주문번호가 모두 필요합니다.",
    "finding.ours": "이 앱의 주문을 찾음",
    "finding.ours_unread": "같은 주문을 찾음, 쌍둥이가 없는지 보는 중",
    "finding.split": "나뉘어 접수된 것 같음, 골라 주세요",
    "finding.several": "같은 주문이 여럿, 골라 주세요",
    "finding.alike": "비슷한 주문이 있음, 골라 주세요",
    "finding.moved": "주문은 안 보이고 잔고가 움직임",
    "finding.looking": "찾는 중",
    "finding.absent_so_far": "지금까지 없음, 답을 기다림",
    "finding.blind": "조회가 되지 않음",
    "finding.absent": "없는 것을 확인함",
    "channel.api": "REST API",
    "channel.hts": "HTS",
    "channel.mts": "MTS",
    "channel.unreadable": "경로 모름",
    "span.s": "{s}초",
    "span.ms": "{m}분 {s}초",
    "span.hm": "{h}시간 {m}분",
    "choice.keep_looking": "계속 확인",
    "choice.has_number": "앱에 있음 → 번호 입력",
    "choice.absent_resend": "없음 · 새 주문 확인받기",
    "choice.pick": "{letter}가 맞음",
    "choice.neither": "모두 아님",
    "choice.neither_1": "이 주문 아님",
    "choice.neither_2": "둘 다 아님",
    "choice.both": "모두 이 앱 → 초과분 취소",
    "choice.both_2": "둘 다 이 앱 → 초과분 취소",
    "doubt.split": "수량의 합이 같아, 나뉘어 접수된 것 같습니다.",
    "choice.both_split": "모두 이 앱의 한 주문",
    "flatten.title": "청산: {scope}",
    "flatten.by_cards": "닫는 주문은 하나씩 카드로 묻습니다. 확인하신 것만 나갑니다.",
    "flatten.at_once": "닫는 주문을 모두 적은 질문 하나를 보냅니다. 누르셔야 나갑니다.",
    "flatten.unknown": (
        '"{found}"은(는) 없는 이름이라 아무것도 하지 않았습니다. 전부라면 "청산 전체 <까닭>"을 '
        "보내 주세요."
    ),
    "help.flatten": "보유 정리",
    "usage.flatten": "청산 [한꺼번에] [밖] [전체/증권사/전략/종목] [까닭]",
    "event.order.state.relabelled": "증권사 주문번호를 바로잡음, {number}",
    "event.execution.fill.taken_back": "다른 주문의 체결이라 되돌림 {shares:,}주, {amount:,}원",
    "event.order.state.frozen": "수량이 맞지 않아 멈춤",
    "event.order.state.answered": "사람이 대답함: {choice}",
    "event.order.state.cancel_wanted": "취소하기로 함, 증권사 주문번호를 기다림",
    "event.order.state.cancel_refused": "증권사가 취소를 받지 않음: {note}",
    "event.order.state.cancel_in_doubt": "취소의 결과를 알 수 없음",
    "event.order.state.cancel_accepted": "증권사가 취소 요청을 받음",
    "found.calendar": "달력이 곧 끝나거나 이 날짜를 모름",
    "found.latch": "정지 파일을 읽을 수 없어 모두 멈춤",
    "found.market_data": "시세를 받지 못함",
    "choice.hold": "보류",
    "question.doubt_answered": "대답을 받았습니다. 결과는 아직 확인 중입니다.",
    "question.doubt_again": "같은 주문의 새 질문을 보냈습니다. 그 메시지에서 눌러 주세요.",
    "question.doubt_lapsed": (
        '시간이 지나 보류했습니다. 아무것도 보내지 않았습니다. 다시 보려면 "확인중"을 보내 주세요.'
    ),
    "question.answered": "{asked}에 대한 답을 받았습니다.",
    "question.lapsed": "끝난 {asked}입니다. 아무것도 하지 않았습니다.",
    "question.about.resume": "재개 질문",
    "question.about.flatten": "정리 질문",
    "question.about.close": "모두 팔기 질문",
    "question.about.cancel": "취소 질문",
    "question.about.mode": "자동 모드 질문",
    "question.about.doubt": "주문 확인 질문",
    "question.order_is": "지금 상태: {state}",
    "question.order_number": "지금 상태: {state} (증권사 주문번호 {number})",
    "question.moved": "이 질문은 다른 대화로 옮겼습니다. 그곳에서 눌러 주세요.",
    "card.moved": "{side} 카드 옮김 · {name} {symbol}",
    "card.moved_text": "이 카드는 다른 대화로 옮겼습니다. 그곳에서 눌러 주세요.",
    "card.ask_resend": "재주문 확인 · {side} {name} {symbol}",
    "card.resend_warning": "⚠ 앞 주문이 나중에 나타나면 두 배가 될 수 있습니다",
    "pin.title": "PIN",
    "pin.bad": "PIN은 숫자 6-12자리입니다. 보낸 값은 남기지 않았습니다.",
    "pin.wrong": "PIN이 맞지 않습니다. {left}번 더 할 수 있습니다. 아무것도 하지 않았습니다.",
    "pin.locked": (
        "PIN이 잠겼습니다. {minutes}분 뒤에 다시 하거나, 서버에서 gaemi pin 으로 새로 정해 주세요."
    ),
    "pin.not_set": "PIN이 없습니다. 먼저 서버의 터미널에서 gaemi pin 으로 정해 주세요.",
    "pin.not_erased": ("PIN이 든 메시지를 지우지 못했습니다. 직접 지워 주세요."),
    "pin.covered": "/pin ******",
    "words.bare_number": (
        "숫자만으로는 아무것도 하지 않습니다. PIN은 /pin 다음에, 증권사 주문번호는 "
        '"주문번호 <주문> <번호>"로 보내 주세요.'
    ),
    "cli.pin_ask": "새 PIN (숫자 6-12자리, 화면에 보이지 않음)",
    "cli.pin_again": "한 번 더",
    "cli.pin_set": "PIN을 정했습니다.",
    "help.pin": "두 번째 확인",
    "help.doubts": "결과를 모르는 주문",
    "help.match": "번호 알려 주기",
    "usage.pin": "/pin <PIN>",
    "usage.doubts": "확인중",
    "usage.match": "주문번호 <개미 번호 끝 4자 이상> <증권사 주문번호>",
    "cancel.title": "주문 취소",
    "cancel.nothing": "취소할 수 있는 열린 주문이 없습니다.",
    "cancel.choose": "취소할 주문의 버튼을 눌러 주세요.",
    "cancel.several": "여럿이 맞습니다. 취소할 주문의 버튼을 눌러 주세요.",
    "cancel.none_of": "{found}: 열린 주문이 없습니다.",
    "button.cancel": "취소 · {name} {side} {id}",
    "button.cancel_yes": "다시 취소",
    "button.cancel_no": "그대로 두기",
    "help.cancel": "열린 주문 취소",
    "usage.cancel": "취소 [개미 번호 끝 4자 이상/종목]",
    "notice.doubt": ("주문 {order}의 결과를 골라 주세요."),
    "notice.sibling": (
        "{name} {symbol} {side} 주문이 확인한 수량보다 많이 들어가 있습니다: 증권사 주문번호 "
        "{number}, {shares:,}주 중 {filled:,}주 체결({value:,}원). 남은 초과분은 "
        "취소를 요청합니다."
    ),
    "notice.other_program": (
        "다른 프로그램의 주문으로 보입니다: 증권사 주문번호 {number}, {name} {symbol} {side} "
        "{shares:,}주 × {price:,}원. 이 계좌를 쓰는 프로그램이 더 있는지 확인해 주세요."
    ),
    "notice.external": (
        "이 앱의 주문이 아닌 것으로 적었습니다: 증권사 주문번호 {number}, {name} {symbol} {side} "
        "{shares:,}주 × {price:,}원, 체결 {filled:,}주."
    ),
    "notice.relabelled": (
        "증권사 주문번호를 바로잡았습니다: {name} {symbol} {side} 주문은 {before}번이 아니라 "
        "{number}번입니다. "
        "{before}번의 체결 {shares:,}주({amount:,}원)는 이 앱의 장부에서 뺐습니다."
    ),
    "notice.broker_down": (
        "1분이 넘도록 증권사를 조회하지 못하고 있습니다. 열린 주문의 결과를 아직 알 수 없습니다."
    ),
    "notice.broker_up": ("증권사 조회가 다시 됩니다."),
    "press.skew": (
        "증권사 시계와 {ms:,}ms 차이가 나서 주문하지 않았습니다. 이 컴퓨터의 시계를 맞춰 주세요."
    ),
    "freeze.moved": ("주문은 보이지 않는데 잔고나 예수금이 움직임 ({shares}, {price_won})"),
    "freeze.number": ("증권사의 답에 다른 증권사 주문번호 {number}번이 적혀 있음"),
    "freeze.refused": ("증권사는 주문을 거부했는데 조회에는 {number}번으로 있음"),
    "freeze.sibling": ("확인한 것보다 많은 주문: {number}번"),
    "order.search": "찾는 중",
    "order.search_text": "{span}째, 전체 조회 {looks}번",
    "order.cancel": "취소",
    "order.cancel_waits": "증권사 주문번호를 알게 되면 취소를 요청합니다",
    "order.cancel_asked": "{tries}번 요청, 닫힌 것은 아직 확인 중",
    "status.doubt": "확인 중인 주문",
    "status.cancelling": "취소 중인 주문",
    "status.outside": "앱 밖 거래 종목",
    "halt.still_cancel": (
        "새 주문은 나가지 않습니다. 열린 주문 {count}개의 취소를 요청합니다. 닫힌 것이 확인되면 "
        "하나씩 알려 드립니다."
    ),
    "halt.number_unknown": "아직 취소할 수 없음: 증권사 주문번호를 모릅니다. 알게 되면 취소합니다.",
    "halt.like": '"{found}"을(를) 찾지 못해 전체를 멈췄습니다. 혹시: {names}',
    "freeze.count": ("보낸 주문 {posts}, 쓴 확인 {grants}, 받은 누름 {presses}: 수가 맞지 않음"),
}
