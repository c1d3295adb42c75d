"""채팅의 `백테스트` 명령의 한국어 문장."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "backtest.shorter": (
        "저장된 일봉이 모자라 {since}부터가 아니라 {first} ~ {last}, {count}거래일만 보았습니다."
    ),
    "help.backtest": "지난 봉에 돌려 보기",
    "usage.backtest": "백테스트 <전략> [종목 ...] [3년/6개월/2024/2020-2023] [항목=값]",
    "backtest.off": "여기서는 백테스트를 할 수 없습니다. 터미널의 gaemi backtest 를 쓰세요.",
    "backtest.which": "어느 전략을 돌릴까요? 쓸 수 있는 전략: {known}",
    "backtest.no_strategy": '"{found}"에 아는 전략이 없습니다. 쓸 수 있는 전략: {known}',
    "backtest.no_symbol": (
        '"{found}"은(는) 아는 종목도 기간도 아닙니다. 종목은 이름이나 코드(삼성전자, '
        "005930)로, 기간은 3년, 6개월, 2024, 2020-2023, 전체처럼 적으세요."
    ),
    "backtest.several": (
        '"{found}"은(는) 어느 종목인지 분명하지 않습니다: {several}. 코드로 적으세요.'
    ),
    "backtest.two_periods": "기간이 둘입니다. 하나만 적으세요(예: 3년, 2020-2023).",
    "backtest.too_many": (
        "종목이 {found:,}개입니다. 한 번에 {most:,}개까지 됩니다. 더 많이는 터미널의 gaemi "
        "backtest 로 하세요."
    ),
    "backtest.nothing_stored": (
        "저장된 일봉이 없습니다. 터미널에서 gaemi import 로 일봉 CSV를 넣으세요."
    ),
    "backtest.not_stored": (
        "{found}의 일봉이 저장되어 있지 않습니다. 저장된 {count:,}종목: {known}. 터미널에서 "
        "gaemi import 로 넣을 수 있습니다."
    ),
    "backtest.refused": "이대로는 돌릴 수 없습니다: {text}",
    "backtest.no_session": "그 기간에는 봉이 없습니다. 저장된 봉은 {first} ~ {last} 입니다.",
    "backtest.busy": "앞서 부탁한 백테스트가 아직 돌고 있습니다. 그 답이 온 뒤에 다시 부탁하세요.",
    "backtest.late": (
        "{seconds:,}초 안에 끝나지 않아 그만두었습니다. 종목이나 기간을 줄이거나 터미널의 "
        "gaemi backtest 를 쓰세요."
    ),
    "strategy.said.golden_cross": "ma, 이동평균, 이평, 골크",
    "strategy.said.mean_reversion": "z, 평균회귀",
    "strategy.said.bollinger": "볼린저밴드, 볼밴",
}
