"""Korean words of what risk rules, stops and strategies say; a field's name says its unit."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "unit.seconds": "{seconds}초",
    "risk.cash.need": "{need_won} 필요",
    "risk.cash.free": "주문 가능 {free_won}",
    "risk.cash.short": "{need_won} 필요, 주문가능 {free_won}. 입금하거나 수량을 줄이세요",
    "risk.cash.sale": "{shares} 매도",
    "risk.cash.owned": "보유 {held_shares} 중 {free_shares} 매도 가능",
    "risk.cash.too_many": ("{shares} 매도: 팔 수 있는 것은 {free_shares}입니다. 수량을 줄이세요"),
    "risk.cooldown.refusals": "거절 {refusals}번",
    "risk.cooldown.buys_wait": "거절당하면 매수를 쉼",
    "risk.cooldown.last": "거절 {refusals}번, 마지막 {last_at}",
    "risk.cooldown.wait": "{wait_s} 쉼",
    "risk.cooldown.too_soon": ("증권사가 {refusals}번 거절한 종목입니다. {left_s} 뒤 다시 하세요"),
    "risk.daily_loss.change": "오늘 {change_won:+} ({change_ratio:+})",
    "risk.daily_loss.above": "{floor_won} ({most_ratio})보다 위",
    "risk.daily_loss.start": "전일 평가액 {start_won}",
    "risk.daily_loss.no_start": "전일 평가액을 몰라 매수하지 않습니다. 계좌를 먼저 확인하세요",
    "risk.daily_loss.lost": ("오늘 손익 {change_ratio:+}, 한도 {most_ratio}. 오늘은 매도만 됩니다"),
    "risk.kill.none": "정지 없음",
    "risk.kill.no_stop": "{side}를 막는 정지 없음",
    "risk.kill.stop": "{scope}: {level}",
    "risk.kill.halted": "거래 정지 중({scope}). 풀려면 재개 <까닭>",
    "risk.kill.sales_only": "매수 정지 중({scope}). 매도만 됩니다. 풀려면 재개 <까닭>",
    "risk.max_positions.taken": "보유·주문 중 {symbols}종목",
    "risk.max_positions.most": "{most_symbols}종목까지",
    "risk.max_positions.full": (
        "보유·주문 중 {symbols}종목, 한도 {most_symbols}종목. 매도된 뒤 다시 사세요"
    ),
    "risk.order_rate.in_window": "{window_s}에 주문 {orders}건",
    "risk.order_rate.per_window": "{window_s}에 {most_orders}건까지",
    "risk.order_rate.too_fast": (
        "{window_s}에 주문 {most_orders}건까지입니다. 잠시 뒤 다시 누르세요"
    ),
    "risk.order_rate.today": "오늘 주문 {orders}건",
    "risk.order_rate.per_day": "하루 {most_orders}건까지",
    "risk.order_rate.day_over": "오늘 주문 {most_orders}건을 다 썼습니다. 오늘은 매도만 됩니다",
    "risk.order_rate.turnover": "오늘 주문 {orders}건, 거래금액 {total_won}",
    "risk.order_rate.turnover_most": "하루 {most_won}까지",
    "risk.order_rate.turnover_over": (
        "오늘 거래금액 {total_won}: 한도 {most_won}. 내일 다시 하세요"
    ),
    "risk.order_size.no_volume": "거래량 모름",
    "risk.order_size.mean_volume": "20일 평균 거래량을 알아야 함",
    "risk.order_size.get_bars": "20일 평균 거래량을 모릅니다. 일봉을 받은 뒤 다시 하세요",
    "risk.order_size.asked": "{shares}, {gross_won}",
    "risk.order_size.most": (
        "{most_won}, {most_shares}, 평균 거래량 {volume_shares}의 {volume_ratio:g}"
    ),
    "risk.order_size.most_of_unknown": (
        "{most_won}, {most_shares}, 거래량의 {volume_ratio:g} (거래량 모름)"
    ),
    "risk.order_size.none_by_won": "1회 주문 한도({most_won})로는 한 주도 살 수 없습니다",
    "risk.order_size.none_by_shares": "1회 주문 한도({most_shares})로는 한 주도 살 수 없습니다",
    "risk.order_size.none_by_ratio": (
        "1회 주문 한도(거래량의 {most_ratio:g})로는 한 주도 살 수 없습니다"
    ),
    "risk.order_size.trimmed_by_won": (
        "1회 주문 한도({most_won}): {shares}를 {fits_shares}로 줄입니다"
    ),
    "risk.order_size.trimmed_by_shares": (
        "1회 주문 한도({most_shares}): {shares}를 {fits_shares}로 줄입니다"
    ),
    "risk.order_size.trimmed_by_ratio": (
        "1회 주문 한도(거래량의 {most_ratio:g}): {shares}를 {fits_shares}로 줄입니다"
    ),
    "risk.price_band.no_quote": "현재가 없음",
    "risk.price_band.quote": "현재가가 있어야 함",
    "risk.price_band.get_quote": "현재가가 없습니다. 시세를 받은 뒤 다시 하세요",
    "risk.price_band.age": "현재가 시각과 {age_s} 차이",
    "risk.price_band.most_age": "{most_s}까지",
    "risk.price_band.too_old": "현재가가 {most_s}보다 오래됐습니다. 새 시세로 다시 하세요",
    "risk.price_band.price": "지정가 {price_won}",
    "risk.price_band.band": "{low_won}~{high_won} (현재가 {quote_won} ±{collar_ratio:g})",
    "risk.price_band.outside": "지정가 {price_won}: {low_won}~{high_won} 사이여야 합니다",
    "risk.repeat.counts": "{window_s} 안에 주문 {orders}건, 거절 {refusals}건",
    "risk.repeat.below": "{window_s} 안에 주문 {most_orders}건, 거절 {most_refusals}건 미만",
    "risk.repeat.frozen": "멈춘 종목",
    "risk.repeat.lift": "멈춘 종목입니다. 살펴본 뒤 재개 <종목> <까닭> 으로 푸세요",
    "risk.repeat.many_orders": (
        "{window_s} 안에 같은 주문 {orders}건: 종목을 멈춥니다. 재개 <종목> <까닭> 으로 푸세요"
    ),
    "risk.repeat.many_refusals": (
        "{window_s} 안에 거절 {refusals}건: 종목을 멈춥니다. 재개 <종목> <까닭> 으로 푸세요"
    ),
    "risk.size.none": "0주",
    "risk.size.one": "1주 이상",
    "risk.size.nothing": "한도 안에서 주문할 수 있는 주식이 없습니다",
    "risk.tradable.legal": "거래소가 받는 시간·가격·수량",
    "risk.tradable.fine": "{phase}, {price_won}",
    "risk.tradable.unknown": "모르는 종목",
    "risk.tradable.check_code": "종목 정보가 없습니다. 종목 코드를 확인하세요",
    "risk.tradable.no_quote": "시세 없음",
    "risk.tradable.get_quote": "시세가 없어 거래 가능 여부를 모릅니다. 시세를 받은 뒤 하세요",
    "risk.tradable.no_session": "휴장일",
    "risk.tradable.closed_day": "오늘은 휴장일입니다. 다음 거래일에 하세요",
    "risk.tradable.kind_in_phase": "{kind} 주문, 장 상태 {phase}",
    "risk.tradable.wrong_time": "지금은 이 주문을 낼 수 없는 시간입니다. 장 시간에 다시 하세요",
    "risk.tradable.halted": "거래정지",
    "risk.tradable.wait_for_halt": "거래정지 종목입니다. 정지가 풀린 뒤 하세요",
    "risk.tradable.interrupted": "VI 발동 중",
    "risk.tradable.wait_for_vi": "VI 발동 중입니다. 매수는 풀린 뒤 다시 하세요",
    "risk.tradable.off_ladder": "{price_won}, 호가 단위에 안 맞음",
    "risk.tradable.fit_ladder": "{price_won}은 호가 단위에 맞지 않습니다. 호가에 맞춰 다시 내세요",
    "risk.tradable.outside": "{price_won}, 오늘 {low_won}~{high_won} 밖",
    "risk.tradable.fit_limits": "{price_won}: 오늘 상하한가 {low_won}~{high_won} 안이어야 합니다",
    "risk.tradable.lots": "{shares}, 거래 단위 {lot_shares}",
    "risk.tradable.fit_lots": "{shares}: {lot_shares} 단위로 1단위 이상이어야 합니다",
    "risk.wash.none": "반대 주문 없음",
    "risk.wash.none_opposite": "반대 주문이 없어야 함",
    "risk.wash.order": "나가 있는 {side} 주문",
    "risk.wash.wait_for_order": "같은 종목의 반대 주문이 나가 있습니다. 그 주문이 끝난 뒤 하세요",
    "risk.wash.card": "답을 기다리는 {side} 카드",
    "risk.wash.answer_card": "같은 종목의 {side} 확인을 기다립니다. 답한 뒤 다시 하세요",
    "risk.weight_cap.sale": "매도",
    "risk.weight_cap.buys_only": "매수만 봄",
    "risk.weight_cap.after": "주문 뒤 {after_won} (계좌 {equity_won})",
    "risk.weight_cap.cap": "{cap_won} ({weight_ratio:g})",
    "risk.weight_cap.full": "종목 비중 한도 {weight_ratio:g}({cap_won})가 차서 더 사지 않습니다",
    "risk.weight_cap.trimmed": (
        "종목 비중 한도 {weight_ratio:g}: {shares}를 {fits_shares}로 줄입니다"
    ),
    "freeze.books": "장부 {own_shares}, 증권사 {broker_shares}",
    "freeze.split": "분할·병합으로 보임: 장부 {own_shares}, 증권사 {broker_shares}",
    "freeze.cash": "까닭 모를 현금 차이: 장부 {ours_won}, 증권사 {broker_won}",
    "freeze.filled": ("증권사 체결 {broker_shares}, 장부 체결 {booked_shares} (주문 {shares})"),
    "freeze.missing": "증권사의 {day} 주문 목록에 {number}번이 없음",
}
