"""`gaemi sweep` 의 한국어 문장."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "sweep.progress": "설정 찾기",
    "sweep.rate": "초당 {rate}개",
    "sweep.judging": "가장 좋은 설정을 따져 봅니다.",
    "sweep.title": "{strategy} · {symbols} · {first} ~ {last} · {method} · {id}",
    "sweep.rank": "순위",
    "sweep.sharpe": "샤프",
    "sweep.change": "수익률",
    "sweep.growth": "연 수익률",
    "sweep.drawdown": "낙폭",
    "sweep.trades": "거래",
    "sweep.win_rate": "승률",
    "sweep.profit_factor": "손익비",
    "sweep.counts": (
        "시도 {done:,}개, 그 가운데 실패 {failed:,}개. "
        "값이 서로 맞지 않아 건너뛴 조합 {skipped:,}개."
    ),
    "sweep.failed": "실패: {chosen}: {error}",
    "sweep.finding": "[{verdict}] {name}: {words}",
    "sweep.no_best": "거래한 설정이 하나도 없어 고를 것이 없습니다.",
    "sweep.not_passed": (
        "1위 설정을 믿을 까닭이 없습니다: 위의 점검 {against:,}가지를 통과하지 못했습니다. "
        "{count:,}개를 시도하면 우연만으로도 좋아 보이는 것이 나옵니다. "
        "이 숫자를 보고 돈을 걸지 마세요."
    ),
    "sweep.passed": (
        "1위 설정은 모든 점검을 통과했습니다. {count:,}개 가운데 고른 것이고 과거일 뿐이니, "
        "모의 계좌에서 먼저 지켜보세요. 앞날을 약속하지 않습니다."
    ),
    "sweep.stopped": (
        "멈췄습니다. 시도한 {done:,}개는 저장되어 있습니다. "
        "같은 명령에 --resume 을 붙이면 이어서 합니다({id})."
    ),
    "sweep.none": "아직 찾아본 것이 없습니다. gaemi sweep 전략이름 으로 시작하세요.",
    "sweep.list.id": "이름",
    "sweep.list.at": "시작",
    "sweep.list.strategy": "전략",
    "sweep.list.symbols": "종목",
    "sweep.list.period": "찾은 기간",
    "sweep.list.method": "방법",
    "sweep.list.done": "시도",
    "sweep.list.state": "결과",
    "sweep.state.open": "끝나지 않음",
    "sweep.state.no_best": "고를 것 없음",
    "sweep.state.passed": "점검 통과",
    "sweep.state.not_passed": "믿을 까닭 없음",
    "guard.held_out": "남겨 둔 기간",
    "guard.held_out.ok": (
        "찾을 때 보지 않은 {sessions}거래일의 샤프 {outside}, 수익 {outside_ratio:+}"
        "(찾은 기간의 샤프 {inside})"
    ),
    "guard.held_out.vanishes": (
        "찾을 때 샤프 {inside}, 보지 않은 {sessions}거래일에서는 {outside}, "
        "수익 {outside_ratio:+}: 고른 보람이 이어지지 않았습니다"
    ),
    "guard.held_out.not_verified": "남겨 둔 기간이 없거나 짧거나 거래가 없어 판단하지 않았습니다",
}
