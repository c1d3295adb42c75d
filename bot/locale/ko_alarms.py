"""Korean words of alarms that want an acknowledgement, of quiet hours and of mail."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "button.seen": "확인했음",
    "alarm.seen": "확인했다고 적었습니다. 더 알리지 않습니다.",
    "alarm.already": "{name} 님이 이미 확인했습니다.",
    "alarm.again": "아직 아무도 확인하지 않아 다시 알립니다.",
    "alarm.unreached": "{face}에 닿지 않아 여기로 보냅니다.",
    "alarm.seen_by": "확인: {name}, {at}",
    "notice.unreached": "{face}에 닿지 않습니다. 그쪽 알림은 여기서 보세요.",
    "notice.mail_bounced": "메일이 {address} 에 들어가지 못했습니다. SMTP_TO 를 확인해 주세요.",
    "notice.daily_loss": (
        "오늘 손실이 {loss:,}원({change})으로 하루 한도 {most}({limit:,}원)에 닿았습니다. "
        "오늘은 새로 사는 주문을 거절합니다. 파는 주문과 손절은 계속합니다."
    ),
    "messenger.email": "메일",
    "messenger.console": "콘솔",
    "person.console": "콘솔",
    "digest.title": "조용한 동안의 소식 {count}건",
    "digest.more": "그 밖에 {count}건",
    "help.quiet": "조용한 시간",
    "usage.quiet": "조용히 [22:00-07:00 | 끄기]",
    "quiet.title": "조용한 시간",
    "quiet.hours": "시간",
    "quiet.none": "없음",
    "quiet.muted": "음소거",
    "quiet.how": "보통 알림은 모았다가 끝나면 한 번에 옵니다. 중요·주의와 카드는 바로 옵니다.",
    "quiet.bad": "'{found}'은(는) 시간이 아닙니다. 22:00-07:00 처럼 적어 주세요.",
    "quiet.done": "조용한 시간을 바꿨습니다.",
    "quiet.nobody": "연결된 사람만 정할 수 있습니다.",
    "help.mute": "알림 종류를 끄기",
    "usage.mute": "음소거 [종류] [2시간 | 켜기]",
    "mute.bad": "'{found}'은(는) 모르는 말입니다. 종류: {known}",
    "mute.kind.fills": "체결",
    "mute.kind.reminder": "카드재촉",
    "mute.kind.refused": "막힌신호",
    "mute.kind.costs": "비용",
    "mute.kind.started": "시작",
    "mute.kind.broker": "복구",
    "mute.until": "{kind} ({at}까지)",
    "mail.footer": "보내기만 하는 메일입니다. 답장은 아무도 읽지 않고 아무 일도 하지 않습니다.",
}
