"""Korean words of cards, orders, presses, stops and notices."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "mode.paper.banner": "[모의투자]",
    "mode.live.banner": "[실전] 실제 돈이 움직입니다",
    "mode.paper": "모의투자",
    "mode.live": "실전",
    "side.buy": "매수",
    "side.sell": "매도",
    "kind.limit": "지정가",
    "kind.open": "지정가(개장 동시호가)",
    "kind.close": "지정가(마감 동시호가)",
    "unit.won": "{amount}원",
    "unit.shares": "{shares:,}주",
    "owner.person": "직접 주문",
    "owner.outside": "앱 밖 거래",
    "phase.closed": "장 닫힘",
    "phase.pre_open": "개장 동시호가",
    "phase.continuous": "정규장",
    "phase.closing_auction": "마감 동시호가",
    "phase.post_close": "장 마감 후",
    "phase.unknown": "알 수 없음 (달력 밖 날짜)",
    "order.ready": "보낼 준비",
    "order.sending": "보내는 중",
    "order.unknown": "결과 확인 중",
    "order.accepted": "접수됨",
    "order.partial": "일부 체결",
    "order.cancelling": "취소 요청 중",
    "order.filled": "전량 체결",
    "order.cancelled": "취소됨",
    "order.rejected": "거부됨",
    "order.expired": "만료됨",
    "approval.open": "대기 중",
    "approval.granted": "확인함",
    "approval.rejected": "거절함",
    "approval.lapsed": "시간 지남",
    "approval.withdrawn": "거두어들임",
    "approval.replaced": "새 카드로 바뀜",
    "approval.answered": "답함",
    "signal.waiting": "기다리는 중",
    "signal.proposed": "카드로 제안함",
    "signal.refused": "위험 규칙이 막음",
    "signal.expired": "제때 보이지 못함",
    "signal.dropped": "버림",
    "verdict.allow": "통과",
    "verdict.trim": "수량 줄임",
    "verdict.refuse": "거부",
    "level.none": "정상",
    "level.reduce": "매도만 가능",
    "level.halt": "새 주문 정지",
    "scope.all": "전체",
    "scope.strategy": "전략 {key}",
    "scope.symbol": "종목 {key}",
    "scope.named": "종목 {name} {key}",
    "rule.cash": "주문 가능 금액",
    "rule.cooldown": "거부 뒤 쉬는 시간",
    "rule.daily_loss": "하루 손실 한도",
    "rule.kill": "긴급 정지",
    "rule.max_positions": "보유 종목 수",
    "rule.order_rate": "주문 빈도",
    "rule.order_size": "주문 크기",
    "rule.price_band": "가격 범위",
    "rule.repeat": "반복 주문",
    "rule.tradable": "거래 가능 여부",
    "rule.wash": "반대 주문 충돌",
    "rule.weight_cap": "종목 비중",
    "rule.weight": "종목 비중",
    "rule.size": "수량 계산",
    "note.no quote": "시세가 없었습니다",
    "note.nothing to sell": "팔 주식이 없었습니다",
    "note.budget below one share": "예산이 한 주 값보다 작았습니다",
    "note.not shown in time": "카드를 보일 시간이 지났습니다",
    "note.closing auction": "장 마감 동시호가에서 처리했습니다",
    "reason.waited": "앞 주문을 기다리다 늦어({waited_s}) 보내지 않았습니다",
    "note.restart": "프로그램이 다시 시작되었습니다",
    "note.absent": "증권사에 없는 것을 확인했습니다",
    "note.exit_wins": "{name} 전략의 매도가 먼저라 사지 않았습니다",
    "note.stop": "손절에 자리를 내주었습니다",
    "button.confirm": "확인",
    "button.reject": "거절",
    "button.resume_yes": "재개",
    "button.resume_no": "그대로 두기",
    "button.status": "상태",
    "button.positions": "잔고",
    "button.orders": "주문목록",
    "button.pnl": "손익",
    "button.help": "도움말",
    "button.doctor": "진단",
    "button.why": "왜?",
    "button.again": "다시 점검",
    "button.next": "다음 ▶",
    "button.previous": "◀ 이전",
    "card.ask": "{side} 확인 · {name} {symbol}",
    "card.open": "{side} 확인 · {name} {symbol}",
    "card.granted": "{side} 확인됨 · {name} {symbol}",
    "card.rejected": "{side} 거절함 · {name} {symbol}",
    "card.lapsed": "{side} 카드 시간 지남 · {name} {symbol}",
    "card.withdrawn": "{side} 카드 거둠 · {name} {symbol}",
    "card.replaced": "{side} 카드 바뀜 · {name} {symbol}",
    "card.open_text": "아직 대답을 기다립니다.",
    "card.granted_text": "확인을 받았습니다. 주문은 아래 상태와 같습니다.",
    "card.rejected_text": "거절하셨습니다. 주문은 나가지 않았습니다.",
    "card.lapsed_text": "시간이 지나 주문하지 않았습니다.",
    "card.withdrawn_text": "카드를 거두었습니다. 주문은 나가지 않았습니다.",
    "card.replaced_text": "시세나 조건이 바뀌어 다시 판단합니다. 이 카드로는 주문되지 않았습니다.",
    "card.note.halt": "까닭: 정지({scope})",
    "card.note.risk": "까닭: 누를 때 위험 규칙이 막았습니다",
    "card.beaten": "전략이 다를 때",
    "card.beaten_text": "매도가 먼저라 {names}의 매수는 뺐습니다",
    "card.also_held": "함께 보유",
    "card.also_held_text": "{names}",
    "card.note.exit_wins": "까닭: 같은 종목의 매도가 먼저입니다",
    "card.note.stop": "까닭: 손절이 먼저입니다",
    "card.note.hash": "까닭: 카드와 주문 내용이 달랐습니다",
    "card.account": "계좌",
    "card.side": "구분",
    "card.shares": "수량",
    "card.trimmed": "{shares:,}주 (한도로 {asked:,}주에서 줄임)",
    "card.price": "가격",
    "card.gross": "주문 금액",
    "card.commission": "수수료",
    "card.tax": "세금",
    "card.tax_buy": "없음 (매수)",
    "card.tax_sell": "{tax} ({rate}, {day} 결제)",
    "card.pay": "낼 돈",
    "card.receive": "받을 돈",
    "card.after": "주문 뒤",
    "card.after_none": "남는 주식 없음",
    "card.after_text": "비중 {weight}, {shares:,}주",
    "card.stop": "손절 손실",
    "card.stop_text": "{loss} (오늘 남은 한도의 {share})",
    "card.stop_only": "{loss}",
    "card.no_stop": "손절 기준 없음",
    "card.quote": "시세",
    "card.quote_text": "{price} ({age}초 전)",
    "card.spread": "호가",
    "card.spread_text": "{bid:,} / {ask:,} (차이 {gap})",
    "card.no_spread": "한쪽 호가 없음",
    "card.auction": "동시호가 중",
    "card.phase": "장 상태",
    "card.vi": "⚠ 변동성완화장치(VI) 발동 중: 2분 동안 단일가로 거래됩니다.",
    "card.strategy": "전략",
    "card.reason": "이유",
    "card.expires": "마감",
    "card.expires_text": "{at} ({seconds}초 남음)",
    "card.by": "누른 사람",
    "face.console": "콘솔 (이 컴퓨터)",
    "card.at": "시각",
    "order.done": "체결 수량",
    "order.summary": "{name} {symbol} {side} {shares:,}주 × {price}",
    "order.sum": "{symbol} {shares:,}주 × {price} = {gross}",
    "order.title": "주문 · {name}",
    "order.state": "상태",
    "order.number": "증권사 주문번호",
    "order.note": "메모",
    "order.id": "개미 번호",
    "order.filled_of": "{filled:,}/{shares:,}주",
    "order.mean": "평균 체결가",
    "order.amount": "체결 금액",
    "order.realised": "실현 손익",
    "order.short": '개미 번호의 끝 4자 이상을 적어 주세요. 받은 값: "{found}"',
    "order.none": '"{found}"(으)로 끝나는 주문이 없습니다. 주문목록에서 골라 주세요.',
    "order.several": '"{found}"(으)로 끝나는 주문이 여럿입니다: {ids}. 더 길게 적어 주세요.',
    "progress.ready": "주문 준비 · {name} {side}",
    "progress.sending": "주문 보내는 중 · {name} {side}",
    "progress.accepted": "주문 접수 · {name} {side}",
    "progress.adopted": "확인됨: 증권사에서 주문을 찾음 · {name} {side}",
    "progress.partial": "일부 체결 · {name} {side}",
    "progress.filled": "체결 완료 · {name} {side}",
    "progress.late_fill": "끝난 주문에 늦은 체결 · {name} {side}",
    "progress.cancelling": "취소 요청 중 · {name} {side}",
    "progress.cancelled": "주문 취소됨 · {name} {side}",
    "progress.rejected": "주문 거부됨 · {name} {side}",
    "progress.expired": "주문 만료 · {name} {side}",
    "progress.unknown": "주문 결과를 알 수 없음 · {name} {side}",
    "progress.unknown_more": (
        "증권사 기록에서 찾는 중입니다. 다시 보내지 않습니다. 증권사 앱의 "
        "미체결/체결도 확인해 주세요."
    ),
    "press.granted": "확인했습니다. 주문을 접수하는 중입니다.",
    "press.rejected": "거절했습니다. 주문하지 않습니다.",
    "press.already": "이미 처리된 카드입니다: {state}",
    "press.lapsed": "시간이 지난 카드라 주문하지 않았습니다.",
    "press.unknown": "알 수 없는 버튼이라 아무것도 하지 않았습니다.",
    "press.not_yours": "이 버튼을 누를 권한이 없습니다. 주문하지 않았습니다.",
    "press.wrong_message": (
        "원래 카드의 버튼이 아니라서 주문하지 않았습니다. 마지막 카드에서 눌러 주세요."
    ),
    "press.drift": (
        "시세가 {shown:,}원에서 {now:,}원으로 움직여 주문하지 않았습니다. 새 카드를 확인해 주세요."
    ),
    "press.trimmed": (
        "한도가 바뀌어 {asked:,}주 대신 {allowed:,}주까지만 됩니다. 새 카드를 확인해 주세요."
    ),
    "press.stale": (
        "5초 안의 시세나 계좌 정보를 얻지 못해 주문하지 않았습니다. 잠시 뒤 다시 눌러 주세요."
    ),
    "press.risk": "위험 규칙이 막아 주문하지 않았습니다: {rule}. {text}",
    "press.halted": "정지 중이라 주문하지 않았습니다. {text}",
    "press.in_flight": (
        "{name}의 앞 주문 결과를 아직 몰라 주문하지 않았습니다. 확인되면 다시 제안합니다."
    ),
    "press.restarting": "다시 시작한 뒤라 새 카드를 보냅니다. 새 카드에서 눌러 주세요.",
    "halt.done": "정지했습니다: {scope}, {level}",
    "halt.scope": "범위",
    "halt.level": "단계",
    "halt.reason": "까닭",
    "halt.no_reason": "적지 않음",
    "halt.still_halt": (
        "이미 증권사에 접수된 주문은 그대로 살아 있습니다. 새 주문은 매수·매도 "
        "모두 나가지 않습니다."
    ),
    "halt.still_reduce": "매수는 막고, 가진 주식을 파는 주문만 카드로 제안합니다.",
    "halt.how_to_resume": "다시 시작하려면: 재개 {of}",
    "resume.title": "재개 요청",
    "resume.asked": "재개 질문을 보냈습니다. {wait}초 뒤부터 버튼을 누를 수 있습니다.",
    "resume.red": "점검에서 빨간 항목이 있어 재개하지 않습니다: {checks}",
    "resume.nothing": "{scope}: 정지되어 있지 않습니다.",
    "resume.wait": "조금 더 기다려 주세요. {seconds}초 뒤에 누를 수 있습니다.",
    "resume.done": "재개했습니다: {scope}",
    "resume.kept": "정지를 그대로 둡니다: {scope}",
    "resume.lapsed": '재개 질문의 시간이 지났습니다. 다시 "재개 <까닭>"을 보내 주세요.',
    "resume.no_reason": "재개에는 까닭이 필요합니다.",
    "pair.title": "연결",
    "pair.done": (
        '연결했습니다, {name}. 이제 주문 카드와 알림을 여기로 보냅니다. "도움말"을 보내 보세요.'
    ),
    "pair.already": "이미 연결되어 있습니다.",
    "done": "처리했습니다.",
    "notice.started": "gaemi가 시작했습니다 ({mode}).",
    "notice.refused": "{name} {symbol} {side} 신호를 위험 규칙이 막았습니다: {rule}. {text}",
    "notice.expired": "제때 보이지 못한 신호 {count}개를 버렸습니다: {names}",
    "notice.outside": (
        "앱 밖에서 거래한 주식을 찾았습니다: {name} {symbol} {shares:,}주. "
        "전략은 건드리지 않습니다."
    ),
    "notice.outside_order": (
        "증권사 앱에서 거래한 주문입니다: {name} {symbol} {side} {shares:,}주 × {price:,}원 "
        "(증권사 주문번호 {number}). 전략은 건드리지 않습니다."
    ),
    "notice.split": (
        "{name} {symbol}의 수량이 {ours:,}주에서 {broker:,}주가 되었고 산 돈은 그대로입니다. "
        "액면분할·병합으로 보입니다. 맞으면 그 종목을 재개해 주세요. 그때 장부를 고칩니다."
    ),
    "notice.final_settlement": (
        "{name} {symbol} {shares:+,}계약이 만기로 최종결제되었습니다: 결제가 {price:,}원, "
        "손익 {profit:+,}원. 예탁금의 변화로 계산해 장부에 넣었습니다."
    ),
    "notice.no_list": (
        "증권사에서 종목 목록을 받지 못했습니다. GAEMI_SYMBOLS 의 종목과 보유 종목만 거래합니다."
    ),
    "notice.accepted": (
        "재개에 따라 {name} {symbol}의 장부를 {before:,}주에서 {after:,}주로 고쳤습니다."
    ),
    "notice.cash_gap": (
        "현금이 {gap:+,}원 다르고 까닭을 모릅니다: 장부 {ours:,}원, 증권사 {broker:,}원. "
        "매수를 모두 멈췄습니다. 증권사 앱을 확인하고 재개하면 증권사 금액을 따릅니다."
    ),
    "notice.costs": (
        "오늘 주문 {orders}건의 수수료·세금을 증권사 명세로 바로잡았습니다: {moved:+,}원."
    ),
    "notice.mismatch": (
        "{name} {symbol}의 수량이 다릅니다: 장부 {ours:,}주, 증권사 "
        "{broker:,}주. 이 종목의 새 주문을 멈췄습니다."
    ),
    "notice.unknown": (
        "{name} {symbol} {side} {shares:,}주 × {price:,}원 주문의 결과를 알 수 "
        "없습니다. 찾는 중이며 다시 보내지 않습니다. 증권사 앱도 확인해 "
        "주세요."
    ),
    "notice.absent": (
        "{name} {symbol} {side} {shares:,}주 주문이 증권사에 없는 것을 "
        "확인했습니다. 주문되지 않았습니다."
    ),
    "notice.halt": "정지: {scope}, {level} ({by}). {reason}",
    "notice.resume": "재개: {scope} ({by}). {reason}",
    "notice.cash": (
        "현금이 다릅니다: 장부 {ours:,}원, 증권사 {broker:,}원. 증권사 앱의 입출금을 확인해 주세요."
    ),
    "notice.clock": "시계가 {jump}초 뛰었습니다. 열린 카드는 다시 확인합니다.",
    "notice.question": "{scope} 정지를 풀까요? 버튼은 잠시 뒤부터 눌립니다.",
    "notice.gap": "{name} {symbol}의 주가 기준이 오늘 바뀌었습니다({detail}). 평균을 새로 셉니다.",
    "notice.frozen": (
        '{name} {symbol}의 새 주문을 멈췄습니다(풀려면 "재개 {symbol} <까닭>"): {why}'
    ),
    "notice.strategy_file": (
        "{file} {line}번째 줄 때문에 이 파일의 전략을 불러오지 못했습니다: {error}. 고치고 다시 "
        "시작하세요. 그때까지 이 전략은 사지도 팔지도 않고, 가진 주식의 손절도 보지 않습니다."
    ),
    "notice.strategy_failed": (
        "{owner} 전략이 {symbol}에서 실패해 더 결정하지 않습니다. {file} {line}번째 줄: {error}. "
        "가진 주식의 손절·익절은 계속 봅니다. 고치고 다시 시작하세요."
    ),
    "notice.plan": "{name} 전략의 설정이 맞지 않아 실행하지 않습니다: {why}",
    "notice.push": (
        "실시간 통보에 문제가 있습니다. 체결은 정해진 대조로 확인합니다. "
        '자세한 것은 "진단"에 있습니다.'
    ),
    "notice.token": "텔레그램이 봇 토큰을 받지 않습니다(401). TELEGRAM_BOT_TOKEN을 확인해 주세요.",
    "notice.slack_token": (  # nosec B105
        "슬랙이 토큰을 받지 않습니다. SLACK_BOT_TOKEN과 SLACK_APP_TOKEN을 확인해 주세요."
    ),
    "notice.pairing": (
        "연결 코드: {code} (10분 동안 유효). 텔레그램 봇에게 /pair {code}, 슬랙에서는 "
        "/gaemi pair {code} 를 보내 주세요."
    ),
    "severity.info": "알림",
    "severity.warning": "주의",
    "severity.critical": "중요",
}
