"""Korean words of what risk rules say about contracts; a field's name says its unit."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "unit.contracts": "{contracts:,}계약",
    "unit.shares.contracts": "{shares:,}계약",
    "card.notional": "약정금액",
    "card.margin": "개시증거금",
    "card.trimmed.contracts": "{shares:,}계약 (한도로 {asked:,}계약에서 줄임)",
    "card.after_none.contracts": "남는 계약 없음",
    "card.after_text.contracts": "비중 {weight}, 순포지션 {shares:+,}계약",
    "order.summary.contracts": "{name} {symbol} {side} {shares:,}계약 × {price}",
    "order.sum.contracts": "{symbol} {shares:,}계약 × {price} × {multiplier}주 = {gross}",
    "order.filled_of.contracts": "{filled:,}/{shares:,}계약",
    "risk.cash.close": "{contracts} 청산",
    "risk.cash.closable": "청산할 수 있는 것 {contracts}",
    "risk.cash.margin": "증거금과 수수료 {need_won} 필요",
    "risk.cash.margin_short": (
        "증거금 {need_won} 필요, 주문가능 {free_won}. 입금하거나 계약 수를 줄이세요"
    ),
    "risk.cash.kept": "평가예탁금 {equity_won}, 유지증거금 {kept_won}",
    "risk.cash.call": (
        "증거금 {need_won} 필요, 평가예탁금 {equity_won}에서 유지증거금 {kept_won}을 빼면 "
        "모자랍니다. 입금하거나 계약 수를 줄이세요"
    ),
    "risk.cooldown.buys_wait.contracts": "거절당하면 신규 주문을 쉼",
    "risk.daily_loss.no_start.contracts": (
        "전일 평가액을 몰라 새로 열지 않습니다. 계좌를 먼저 확인하세요"
    ),
    "risk.daily_loss.lost.contracts": (
        "오늘 손익 {change_ratio:+}, 한도 {most_ratio}. 오늘은 청산만 됩니다"
    ),
    "risk.kill.sales_only.contracts": "신규 정지 중({scope}). 청산만 됩니다. 풀려면 재개 <까닭>",
    "risk.max_positions.full.contracts": (
        "보유·주문 중 {symbols}종목, 한도 {most_symbols}종목. 청산된 뒤 다시 여세요"
    ),
    "risk.order_rate.day_over.contracts": (
        "오늘 주문 {most_orders}건을 다 썼습니다. 오늘은 청산만 됩니다"
    ),
    "risk.order_size.asked.contracts": "{contracts}, {gross_won}",
    "risk.order_size.most.contracts": (
        "{most_won}, {most_contracts}, 평균 거래량 {volume_contracts}의 {volume_ratio:g}"
    ),
    "risk.order_size.most_of_unknown.contracts": (
        "{most_won}, {most_contracts}, 거래량의 {volume_ratio:g} (거래량 모름)"
    ),
    "risk.order_size.none_by_won.contracts": (
        "1회 주문 한도({most_won})로는 한 계약도 열 수 없습니다"
    ),
    "risk.order_size.none_by_shares.contracts": (
        "1회 주문 한도({most_contracts})로는 한 계약도 열 수 없습니다"
    ),
    "risk.order_size.none_by_ratio.contracts": (
        "1회 주문 한도(거래량의 {most_ratio:g})로는 한 계약도 열 수 없습니다"
    ),
    "risk.order_size.trimmed_by_won.contracts": (
        "1회 주문 한도({most_won}): {contracts}을 {fits_contracts}으로 줄입니다"
    ),
    "risk.order_size.trimmed_by_shares.contracts": (
        "1회 주문 한도({most_contracts}): {contracts}을 {fits_contracts}으로 줄입니다"
    ),
    "risk.order_size.trimmed_by_ratio.contracts": (
        "1회 주문 한도(거래량의 {most_ratio:g}): {contracts}을 {fits_contracts}으로 줄입니다"
    ),
    "risk.tradable.other_terms": "계약 조건이 다름",
    "risk.tradable.look_up_terms": "승수가 종목 정보와 다릅니다. 종목 정보를 다시 받으세요",
    "risk.tradable.expired": "거래가 끝난 월물",
    "risk.tradable.last_day": "최종거래일",
    "risk.tradable.next_month": "이 월물은 새로 열 수 없습니다. 다음 월물로 하세요",
    "risk.tradable.wait_for_vi.contracts": "VI 발동 중입니다. 신규 주문은 풀린 뒤 다시 하세요",
    "risk.tradable.lots.contracts": "{contracts}, 거래 단위 {lot_contracts}",
    "risk.tradable.fit_lots.contracts": (
        "{contracts}: {lot_contracts} 단위로 1단위 이상이어야 합니다"
    ),
    "risk.weight_cap.sale.contracts": "청산",
    "risk.weight_cap.buys_only.contracts": "신규 주문만 봄",
    "risk.weight_cap.full.contracts": (
        "종목 비중 한도 {weight_ratio:g}({cap_won})가 차서 더 열지 않습니다"
    ),
    "risk.weight_cap.trimmed.contracts": (
        "종목 비중 한도 {weight_ratio:g}: {contracts}을 {fits_contracts}으로 줄입니다"
    ),
}
