"""Korean words of `gaemi import`."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "import.progress": "일봉 가져오기",
    "import.title": "가져온 일봉",
    "import.file": "파일",
    "import.rows": "행",
    "import.imported": "새로 저장",
    "import.unchanged": "그대로",
    "import.rejected": "거부",
    "import.gaps": "구간 주의",
    "import.total": "합계",
    "import.unreadable": "{file}: 읽지 못해 건너뛰었습니다. {error}",
    "import.reject": "{file} {line:,}행 거부: {reason} ({raw})",
    "import.more": "{file}: 거부된 행이 {count:,}개 더 있습니다 (모두 저장됨)",
    "import.gap": "{symbol} {first}~{last} {reason}: {detail}",
    "import.rejected_note": (
        "거부된 행 {count:,}개는 이유와 함께 따로 저장했고, 나머지 행은 모두 가져왔습니다."
    ),
    "import.gap.halt": "거래정지",
    "import.gap.demerger": "분할 재상장",
    "import.gap.jump": "제한폭 밖 변동",
    "import.gap.missing": "자료 없음",
    "import.reason.columns": "칸이 여섯 개가 아님",
    "import.reason.date": "날짜 오류",
    "import.reason.number": "정수가 아님",
    "import.reason.negative": "음수",
    "import.reason.zero": "가격이 0",
    "import.reason.high": "고가가 다른 가격보다 낮음",
    "import.reason.low": "저가가 다른 가격보다 높음",
    "import.reason.duplicate": "같은 날짜가 또 있음",
    "import.reason.differs": "저장된 봉과 다름 (저장된 값을 유지)",
}
