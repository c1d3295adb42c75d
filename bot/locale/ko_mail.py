"""Korean words: 메일 시험과 그 결과."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.mail": "메일이 가는지 시험하기",
    "usage.mail": "메일 시험",
    "mail.only_test": "할 수 있는 것은 시험 하나입니다.",
    "mail.off": "메일이 설정되어 있지 않습니다. 서버에서 `gaemi setup` 을 하면 메일을 묻습니다.",
    "mail.sending": "시험 메일을 보내고 있습니다. 1분쯤 걸릴 수 있습니다.",
    "input.mail_busy": "시험 메일을 이미 보내고 있습니다. 결과를 기다려 주세요.",
    "mail.look": "받은 편지함에 없으면 스팸함도 봐 주세요.",
    "mail.test_title": "메일 시험",
    "mail.test": (
        "이 메일이 보이면 된 것입니다. 경고와 자세한 보고서가 이 주소로 옵니다. "
        "스팸함에 있었다면 보낸 주소를 연락처에 넣어 주세요."
    ),
    "keys.mail_sent": "서버가 시험 메일을 받았습니다.",
    "keys.mail_fine": "{host} 에 연결됩니다.",
    "keys.mail_settings": "누가 누구에게 보낼지 정해지지 않았습니다.",
    "keys.mail_settings.fix": (
        "SMTP_FROM 에 보내는 주소, SMTP_TO 에 받는 주소를 적어 주세요. "
        "메일을 쓰지 않으면 SMTP_HOST 를 지워 주세요."
    ),
    "keys.mail_name": "{host} 이라는 서버를 찾을 수 없습니다.",
    "keys.mail_name.fix": (
        "SMTP_HOST 의 글자와 인터넷 연결을 봐 주세요. 예: smtp.gmail.com, smtp.naver.com"
    ),
    "keys.mail_closed": "{host} 의 {port} 포트가 연결을 받지 않습니다.",
    "keys.mail_closed.fix": "SMTP_PORT 를 봐 주세요. 보통 587 이고, 아니면 465 입니다.",
    "keys.mail_silent": "{host} 의 {port} 포트에서 대답이 없습니다.",
    "keys.mail_silent.fix": (
        "SMTP_PORT 를 587 이나 465 로 바꿔 보고, 방화벽이나 인터넷 회사가 막는지 봐 주세요."
    ),
    "keys.mail_lost": "{host} 의 {port} 포트와 연결이 끊어졌습니다 ({why}).",
    "keys.mail_lost.fix": "인터넷 연결과 SMTP_HOST, SMTP_PORT 를 보고 다시 해 주세요.",
    "keys.mail_plain": "{host} 이(가) 암호화(STARTTLS)를 하지 않아 보내지 않았습니다.",
    "keys.mail_plain.fix": (
        "SMTP_PORT 를 465 로 바꾸거나 암호화하는 서버를 쓰세요. 암호화 없이는 보내지 않습니다."
    ),
    "keys.mail_tls": "{host} 의 {port} 포트와 암호화(TLS)가 되지 않습니다.",
    "keys.mail_tls.fix": "465 는 처음부터, 587 은 나중에 암호화합니다. SMTP_PORT 를 바꿔 보세요.",
    "keys.mail_cert": "{host} 의 인증서를 믿을 수 없어 보내지 않았습니다.",
    "keys.mail_cert.fix": (
        "SMTP_HOST 가 메일 회사의 주소 그대로인지 봐 주세요. 맞다면 백신이나 회사 망이 사이에 "
        "있을 수 있습니다."
    ),
    "keys.mail_cert_old": "{host} 의 인증서가 날짜에 맞지 않습니다.",
    "keys.mail_cert_old.fix": "이 컴퓨터의 시각을 보고, 맞다면 서버를 맡은 곳에 알려 주세요.",
    "keys.mail_cert_name": "{host} 의 인증서가 다른 이름의 것입니다.",
    "keys.mail_cert_name.fix": "SMTP_HOST 를 메일 회사가 알려 준 주소 그대로 적어 주세요.",
    "keys.mail_login": "{host} 이(가) 로그인을 거절했습니다 ({code}).",
    "keys.mail_login.fix": (
        "SMTP_USER 와 비밀번호를 봐 주세요. 지메일과 네이버는 계정 비밀번호가 아니라 "
        "앱 비밀번호를 받아, `gaemi setup` 으로 다시 넣어야 합니다."
    ),
    "keys.mail_no_login": "{host} 은(는) 로그인을 받지 않습니다.",
    "keys.mail_no_login.fix": (
        "로그인이 없는 서버면 SMTP_USER 를 비우고, 아니면 SMTP_PORT 를 봐 주세요."
    ),
    "keys.mail_wants_login": "{host} 은(는) 로그인해야 보내 줍니다.",
    "keys.mail_wants_login.fix": "`gaemi setup` 으로 로그인 이름과 비밀번호를 넣어 주세요.",
    "keys.mail_from": "{host} 이(가) 보내는 주소를 거절했습니다 ({code}).",
    "keys.mail_from.fix": "SMTP_FROM 에 로그인한 사람의 주소를 적어 주세요.",
    "keys.mail_to": "{host} 이(가) 받는 주소를 거절했습니다 ({code}).",
    "keys.mail_to.fix": "SMTP_TO 의 주소에 틀린 글자가 없는지 봐 주세요.",
    "keys.mail_later": "{host} 이(가) 지금은 안 된다고 합니다 ({code}).",
    "keys.mail_later.fix": "몇 분 뒤에 다시 해 주세요. 알림은 저절로 다시 보냅니다.",
    "keys.mail_code": "{host} 이(가) 거절했습니다 ({code}).",
    "keys.mail_code.fix": (
        "메일 회사의 SMTP 설정 안내를 보고 다시 해 주세요. "
        "하루에 보낼 수 있는 수를 넘겼을 수 있습니다."
    ),
    "page.how.mail": (
        "메일 서버의 비밀번호입니다. 지메일과 네이버는 "
        "2단계 인증을 켜고 만든 앱 비밀번호를 넣으세요."
    ),
    "page.key.SMTP_PASSWORD": "비밀번호 (앱 비밀번호)",  # nosec B105
    "setup.needed": "비울 수 없습니다.",
    "setup.SMTP_FROM": "보내는 메일 주소 [{default}]: ",
    "setup.SMTP_HOST": "메일 서버 [{default}]: ",
    "setup.SMTP_PORT": "포트 [{default}]: ",
    "setup.SMTP_USER": "로그인 이름, 로그인이 없으면 - [{default}]: ",
    "setup.SMTP_TO": "받는 주소, 여럿이면 쉼표로 [{default}]: ",
    "setup.mail_test": "시험 메일을 하나 보내 볼까요?",
}
