"""Korean words of orders that a person asks for: what is missing, and what the engine says."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.buy": "사 달라고 하기",
    "help.sell": "팔아 달라고 하기",
    "usage.buy": (
        "매수 <종목> <10주|20만원|10%> [@가격] [손절 5%]\n"
        "예: 매수 {stock} 20만원, 매수 {stock} 10주 70000원"
    ),
    "usage.sell": (
        "매도 <종목> <10주|20만원|50%|절반|전량> [@가격] [내것|밖|전략]\n"
        "예: 매도 {stock} 절반, 매도 {stock} 10주 @70000"
    ),
    "trade.exit": "'{found}' 뒤에 5%나 47000원처럼 하나만 적어 주세요.",
    "trade.exit_of_sale": (
        "손절과 익절은 사는 카드에만 붙습니다. 가진 것에는 `손절 {stock} 5%` 라고 적어 주세요."
    ),
    "trade.which": "어느 종목인지 적어 주세요.",
    "trade.unknown": "'{found}' 종목을 찾지 못했습니다. 코드나 정확한 이름으로 적어 주세요.",
    "trade.several": "어느 종목인지 골라 주세요.",
    "trade.how_much": "{name} {side}: 얼마나 할지 적지 않으셨습니다. 고르거나 적어 주세요.",
    "trade.bare": "{number:,}에 단위가 없습니다. 주인지 원인지 골라 주세요.",
    "trade.all": "전량",
    "trade.part_buy": "현금의 {percent}%",
    "trade.part_sell": "{percent}%",
    "trade.twice": "'{found}': 수량이나 가격을 두 번 적으셨습니다. 하나씩만 적어 주세요.",
    "trade.word": (
        "'{found}'을(를) 이해하지 못했습니다. 수량은 10주·20만원·50%·절반·전량, "
        "가격은 70000원이나 @70000 처럼 적어 주세요."
    ),
    "trade.part": "'{found}'은(는) 쓸 수 없습니다. 0보다 크고 100% 이하여야 합니다.",
    "trade.number": "'{found}'은(는) 쓸 수 없습니다. 0보다 큰 정수 주나 원으로 적어 주세요.",
    "trade.market_price": "시장가에는 가격을 적을 수 없습니다. 둘 중 하나만 적어 주세요.",
    "trade.no_market": (
        "{name}: 값 없는 주문(시장가)은 내지 않습니다. 대신 현재가에서 1% 안쪽으로 바로 체결되는 "
        "지정가로 낼 수 있습니다."
    ),
    "trade.at_limit": "지정가로",
    "trade.off_tick": "{name} {price}은(는) 호가 단위에 맞지 않습니다. 맞는 가격을 골라 주세요.",
    "propose.card": "{name} {side} 카드를 보냈습니다. 확인을 눌러야 주문이 나갑니다.",
    "propose.later": (
        "지금은 장이 닫혀 있습니다. {name} 카드는 {at}에 그때 시세로 보냅니다. 그 카드의 확인을 "
        "눌러야 주문이 나갑니다. "
        "거두려면 `거절사유 {name}`."
    ),
    "propose.taken_back": "{name} 요청을 거두었습니다. 카드가 오지 않습니다.",
    "note.taken_back": "사람이 거두었습니다",
    "propose.again": "이미 받은 말이라 카드를 또 만들지 않았습니다.",
    "propose.refused": "위험 규칙이 막아 카드를 만들지 않았습니다: {rule}. {text}",
    "propose.trimmed": (
        "{name} {asked:,}주는 안 되고 {allowed:,}주까지 됩니다({rule}). {text} "
        "줄여서 하려면 버튼을 눌러 주세요."
    ),
    "propose.unknown": (
        "{stock}은(는) 이 시장의 종목이 아닙니다. 아무것도 하지 않았습니다. 목록에서 골라 보세요."
    ),
    "propose.no_quote": "{name}의 시세가 없어 카드를 만들지 않았습니다. 잠시 뒤 다시 말해 주세요.",
    "propose.nothing": "{name}은(는) 팔 주식이 없습니다. 잔고를 확인해 주세요.",
    "propose.too_many_shares": "{name}은(는) {held:,}주만 있습니다. {asked:,}주는 팔 수 없습니다.",
    "propose.too_small": "{name}: 그 금액으로는 한 주({price:,}원)도 되지 않습니다.",
    "propose.exits": "손절은 주문 가격 {price:,}원보다 낮고 익절은 높아야 합니다.",
    "note.exits": "손절이나 익절이 주문 가격과 맞지 않았습니다",
    "propose.whose": "{name}: 누구의 주식을 팔지 골라 주세요. 전략이나 앱 밖에서 산 것이 있습니다.",
    "propose.card_open": "{name} 카드가 이미 열려 있습니다. 먼저 그 카드에 답해 주세요.",
    "propose.in_flight": "{name} 주문의 결과를 확인하고 있습니다. 끝난 뒤 다시 말해 주세요.",
    "propose.settling": "{name} 보유를 증권사와 맞추고 있습니다. 3분쯤 뒤 다시 말해 주세요.",
    "propose.too_many": "말씀하신 카드가 이미 {most}장 열려 있습니다. 먼저 답해 주세요.",
    "propose.starting": "증권사 계좌를 아직 보지 못했습니다. 잠시 뒤 다시 말해 주세요.",
    "note.card_open": "같은 종목의 카드가 열려 있었습니다",
    "note.in_flight": "같은 종목의 주문 결과를 확인하던 중이었습니다",
    "note.settling": "보유가 증권사와 맞는지 확인하던 중이었습니다",
    "note.too_many": "열린 카드가 많았습니다",
    "note.starting": "증권사 계좌를 아직 보지 못했습니다",
    "reason.person_stop": "사람이 대화에서 요청, 손절 {level}",
    "reason.person_take": "사람이 대화에서 요청, 익절 {level}",
    "reason.person_exits": "사람이 대화에서 요청, 손절 {stop}, 익절 {take}",
    "reason.person": "사람이 대화에서 요청",
    "indicator.asked_by": "요청한 사람",
    "help.edit": "카드의 수량·가격 고치기",
    "help.decline": "까닭 적고 거절",
    "usage.edit": "수정 [종목|카드] <5주|절반> [@가격]\n예: 수정 {stock} 5주",
    "usage.decline": "거절사유 [종목|카드] <까닭>\n예: 거절사유 {stock} 너무 비쌈",
    "edit.title": "{name} 카드 고치기",
    "edit.choose": (
        "바꿀 것을 고르거나 `수정 {stock} 5주`, `수정 {stock} @70000` 처럼 적어 주세요. 새 카드가 "
        "오고 지금 카드는 거둡니다."
    ),
    "edit.bid": "매수호가 {price}",
    "edit.ask": "매도호가 {price}",
    "edit.done": "{name} {shares:,}주로 새 카드를 보냈습니다. 앞 카드는 거두었습니다.",
    "edit.reason": "{name} 카드를 거절한 까닭을 적어 두었습니다.",
    "edit.none": "고칠 카드를 찾지 못했습니다.",
    "edit.no_card": "열린 카드가 없습니다.",
    "edit.no_card_of": "'{found}' 카드는 없습니다. 열린 카드: {cards}",
    "edit.which": "카드가 여럿입니다. 종목이나 카드 번호를 적어 주세요: {cards}",
    "edit.words": (
        "'{found}'을(를) 이해하지 못했습니다. "
        "수정 {stock} 5주, 수정 {stock} @70000 처럼 적어 주세요."
    ),
    "edit.too_few": "그만큼으로는 한 주도 되지 않습니다.",
    "edit.same": "지금 카드와 같아 그대로 두었습니다.",
    "edit.fixed": "이 카드는 고칠 수 없습니다. 다시 내는 주문과 청산 주문은 그대로만 보냅니다.",
    "edit.refused": "위험 규칙이 막아 고치지 않았습니다: {rule}. {text} 지금 카드는 그대로입니다.",
    "edit.trimmed": (
        "{name} {asked:,}주는 안 되고 {allowed:,}주까지 됩니다({rule}). {text} 지금 카드는 "
        "그대로입니다."
    ),
    "card.note.edited": "까닭: 사람이 수량이나 가격을 고쳤습니다",
    "card.note.said": "까닭: {scope}",
    "notice.card_waits": "{name} {side} 카드가 대답을 기다립니다. {seconds}초 뒤에 마감됩니다.",
    "button.edit": "고치기",
    "event.approval.state.edited": (
        "사람이 고쳐 새 카드로({shares_before:,}주 {price_before:,}원에서)"
    ),
    "event.approval.state.reason": "거절한 까닭: {reason}",
    "help.levels": "손절·익절·본전",
    "help.close": "여럿을 질문 하나로 팔기",
    "usage.levels": (
        "손절 <종목> <5%|가격원|없음>, 익절 <종목> <10%|가격원|없음>, 본전 <종목>\n"
        "예: 손절 {stock} 5%"
    ),
    "usage.close": "정리 <이익|손실|전략|밖>\n예: 정리 손실",
    "levels.what": "손절, 익절, 본전 가운데 무엇을 어느 종목에 할지 적어 주세요.",
    "levels.how": "{kind} 가격을 하나 적어 주세요: 5%, 47000원, 또는 없음.",
    "levels.kind_stop": "손절",
    "levels.verb_stop": "손절",
    "levels.verb_take": "익절",
    "levels.verb_breakeven": "본전",
    "levels.kind_take": "익절",
    "levels.kind_breakeven": "본전",
    "levels.title": "손절과 익절",
    "levels.none": "정해 둔 손절이나 익절이 없습니다. 전략의 것은 전략 설정에 있습니다.",
    "levels.line_stop": "손절 {price}",
    "levels.line_take": "익절 {price}",
    "levels.line_next": "{day}부터 손절 {price}",
    "levels.off": "없음",
    "levels.stop": (
        "{name} 손절을 {price:,}원으로 정했습니다({owner}). 닿으면 파는 카드가 오고, 눌러야 "
        "팔립니다."
    ),
    "levels.take": (
        "{name} 익절을 {price:,}원으로 정했습니다({owner}). 닿으면 파는 카드가 오고, 눌러야 "
        "팔립니다."
    ),
    "levels.later": (
        "지금보다 느슨한 손절이라 다음 거래일({day})부터 {price:,}원으로 바뀝니다. "
        "그때까지는 지금 손절이 그대로입니다."
    ),
    "levels.stop_off": "{name} 손절을 없앴습니다({owner}).",
    "levels.take_off": "{name} 익절을 없앴습니다({owner}).",
    "levels.later_off": (
        "{name} 손절은 다음 거래일({day})부터 없어집니다. 그때까지는 지금 손절이 그대로입니다."
    ),
    "levels.nothing": "{name}은(는) 가진 주식이 없습니다.",
    "levels.whose": (
        "{name}을(를) 여럿이 가지고 있습니다: {owners}. 끝에 내것, 밖, 전략 이름 가운데 "
        "하나를 적어 주세요."
    ),
    "levels.reached": (
        "{name}의 지금 값 {now:,}원이 이미 {price:,}원을 지났습니다. 바로 팔려면 매도라고 "
        "적어 주세요."
    ),
    "close.what": "무엇을 정리할지 적어 주세요: 이익, 손실, 전략 이름, 밖.",
    "close.winners": "이익 난 종목",
    "close.losers": "손실 난 종목",
    "close.nothing": "{group}: 정리할 보유가 없습니다.",
    "close.none_now": (
        "{group}: 지금 낼 수 있는 주문이 없습니다. 장 시간, 시세, 열린 카드와 주문을 확인해 주세요."
    ),
    "close.asked": (
        "{group}: {count}건을 한꺼번에 팔지 물었습니다(지금 낼 수 없어 뺀 것 {left}건)."
    ),
    "close.sent": "정리 주문 {count}건을 보냈습니다. 그사이 달라져 보내지 않은 것 {refused}건.",
    "close.kept": "정리하지 않습니다.",
    "close.lapsed": "정리 질문의 시간이 지났습니다. 아무것도 보내지 않았습니다.",
    "close.wait": "{seconds}초 뒤에 누를 수 있습니다.",
    "notice.close": "{group} 정리: 아래 {count}건을 한꺼번에 팔까요? 합계 {value:,}원",
    "button.close_yes": "모두 팔기",
    "button.close_no": "그만두기",
}
