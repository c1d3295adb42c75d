"""What strategies share that act on quotes within the session instead of at closes."""

from __future__ import annotations

from pydantic import Field

from core.strategies.base import StrategyParams
from core.strategies.values import Codes


class QuoteParams(StrategyParams):
    """Base of their parameters: they are told which symbols to trade and never search for any."""

    symbols: Codes = Field(
        (), description="사고팔 종목 코드(005930,000660), 비어 있으면 사지 않습니다"
    )
    buy_timeout_s: int = Field(
        60, ge=10, le=3_600, description="매수 주문이 이 시간(초) 안에 체결되지 않으면 취소"
    )
    cap_at_upper_limit: bool = Field(
        True, description="목표가가 상한가보다 높으면 그날은 상한가에 걸기"
    )
