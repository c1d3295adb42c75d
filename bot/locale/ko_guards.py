"""Korean words of what the checks beside a backtest found."""

from __future__ import annotations

from typing import Final

_NO_TRADE: Final = "거래가 없어 확인하지 못했습니다"
WORDS: Final[dict[str, str]] = {
    "guard.title": "점검: 이 결과를 믿어도 되는지",
    "guard.column.check": "점검",
    "guard.column.verdict": "판정",
    "guard.column.found": "본 것",
    "guard.figures": (
        "{sessions:,}거래일: 수익 {change}, 한 해 {growth}, 샤프 {sharpe}, 가장 깊은 낙폭 {fall}, "
        "회복까지 가장 길게 {below:,}거래일, 끝난 거래 {closed}, 보유 중 {open}"
    ),
    "guard.verdict.ok": "이상 없음",
    "guard.verdict.not_verified": "확인 못 함",
    "guard.verdict.warning": "주의",
    "guard.verdict.fail": "믿지 마세요",
    "guard.lookahead": "미래를 보는지",
    "guard.lookahead.ok": (
        "신호 {signals}개 가운데 {asked}개와 다른 봉에서 자료를 잘라 보아도 값이 같습니다"
    ),
    "guard.lookahead.fail": (
        "자료를 {cuts}번 잘라 보니 {changed}번 값이 달라지고 {decided}번 판단이 바뀝니다. "
        "아직 없는 봉을 읽습니다: {features}"
    ),
    "guard.lookahead.not_verified": "신호가 없어 확인하지 못했습니다",
    "guard.fills": "체결이 가능했는지",
    "guard.fills.ok": "체결 {fills}건이 모두 그 봉에서 가능했고, 앞선 봉의 판단이 있습니다",
    "guard.fills.fail": (
        "체결 {fills}건 가운데 {impossible}건은 그 봉에 없는 값이고, {unasked}건은 "
        "앞선 봉의 판단이 없거나 시가보다 좋은 값입니다: {shown}"
    ),
    "guard.fills.not_verified": _NO_TRADE,
    "guard.recursion": "시작 시점에 흔들리는지",
    "guard.recursion.ok": "봉 {startup}개만 읽어도 판단이 같습니다(신호 {bars}개)",
    "guard.recursion.fail": (
        "봉 {startup}개만 읽으면 신호 {bars}개 가운데 {changed}개의 판단이 달라집니다. "
        "startup_bars를 늘리세요"
    ),
    "guard.recursion.not_verified": "견줄 만큼 긴 자료에 신호가 없습니다(필요한 봉 {startup}개)",
    "guard.breaks": "거래정지와 분할",
    "guard.breaks.ok": "거래정지 {halts}번, 분할 같은 도약 {jumps}번. 들고 넘은 것은 없습니다",
    "guard.breaks.held": (
        "실제로는 없던 도약을 들고 넘어 {jump_won:+}이 성과에 들어 있습니다: {shown}"
    ),
    "guard.breaks.fail": (
        "이익의 4분의 1을 넘는 {jump_won:+}이 실제로는 없던 도약입니다: {shown}. "
        "수정주가로 다시 하세요"
    ),
    "guard.delay": "한 봉 늦어도 되는지",
    "guard.delay.ok": "한 봉 늦게 거래해도 샤프 {now} → {later}",
    "guard.delay.unsure": "한 봉 늦으면 샤프 {now} → {later}. 우연일 수 있습니다(오차 {error})",
    "guard.delay.fail": (
        "한 봉만 늦어도 샤프 {now} → {later}. 신호가 나온 봉의 움직임을 벌고 있을 수 있습니다"
    ),
    "guard.delay.not_verified": _NO_TRADE,
    "guard.too_good": "너무 좋은지",
    "guard.too_good.ok": "샤프 {sharpe}",
    "guard.too_good.short": "샤프 {sharpe}: {sessions}거래일로는 우연일 수 있습니다",
    "guard.too_good.fail": "샤프 {sharpe}: 2.5를 넘으면 까닭을 밝힐 때까지 오류로 봅니다",
    "guard.too_good.not_verified": _NO_TRADE,
    "guard.buy_and_hold": "사서 들고만 있기",
    "guard.buy_and_hold.ok": (
        "수익 {own_ratio:+}, 샤프 {own}. 들고만 있으면 {hold_ratio:+}, {hold}, 낙폭 {fall_ratio}"
    ),
    "guard.buy_and_hold.behind": (
        "수익 {own_ratio:+}, 샤프 {own}: 들고만 있는 것({hold_ratio:+}, {hold})보다 못합니다"
    ),
    "guard.buy_and_hold.not_verified": "견줄 날이 없습니다",
    "guard.random_timing": "아무 때나 거래하기",
    "guard.random_timing.ok": (
        "같은 거래를 아무 때나 옮긴 {draws}번 가운데 {percentile_ratio}보다 낫습니다"
    ),
    "guard.random_timing.luck": (
        "같은 거래를 아무 때나 옮긴 {draws}번 가운데 {percentile_ratio}보다만 낫습니다. "
        "시점을 고르는 힘이 보이지 않습니다"
    ),
    "guard.random_timing.not_verified": _NO_TRADE,
    "guard.resampled": "거래를 다시 뽑기",
    "guard.resampled.ok": (
        "거래를 {draws}번 다시 뽑으면 끝 평가액 {low_won} – {high_won}(90%), "
        "낙폭 {fall_ratio}, 나쁘면 {deep_ratio}"
    ),
    "guard.resampled.fragile": (
        "이익이지만 거래를 다시 뽑으면 스무 번에 한 번은 {low_won} 아래로 끝나 손실입니다. "
        "낙폭 {fall_ratio}, 나쁘면 {deep_ratio}"
    ),
    "guard.resampled.not_verified": "끝난 거래가 {trades}건뿐이라 다시 뽑지 않았습니다",
    "guard.walk_forward": "앞에서 고르고 뒤에서 살기",
    "guard.walk_forward.ok": (
        "{windows}번 고르고 살아 본 샤프: 고를 때 {inside}, 살 때 {outside}({kept_ratio} 남음)"
    ),
    "guard.walk_forward.vanishes": (
        "{windows}번 고르고 살아 보니 고를 때 샤프 {inside}, 살 때 {outside}. "
        "고른 설정이 다음 기간에 통하지 않습니다"
    ),
    "guard.walk_forward.not_verified": "고를 때부터 샤프 {inside}라 견줄 것이 없습니다",
    "guard.walk_forward.idle": (
        "{windows}번 고르고 살아 보았지만 고른 설정이 살 때는 거래하지 않았습니다"
        "(고를 때 샤프 {inside})"
    ),
    "guard.walk_forward.no_choice": "이웃한 설정이 없어 고를 것이 없습니다",
    "guard.walk_forward.short": (
        "{sessions}거래일은 나누어 고르고 살기에 짧습니다({least}거래일부터)"
    ),
    "guard.trials": "시도한 횟수",
    "guard.trials.ok": (
        "같은 자료로 {trials}번 시도한 것을 세어도 성과가 우연이 아닐 확률 {among_ratio}"
    ),
    "guard.trials.unsure": (
        "성과가 우연이 아닐 확률 {alone_ratio}: {sessions}거래일로는 우연과 가를 수 없습니다"
    ),
    "guard.trials.chosen": (
        "하나만 보면 우연이 아닐 확률 {alone_ratio}, {trials}번 시도한 것을 세면 {among_ratio}. "
        "여럿 가운데 좋은 것을 골랐을 뿐일 수 있습니다"
    ),
    "guard.trials.not_verified": "거래가 없어 판단하지 않았습니다(시도 {trials}번)",
}
