"""English words: a test mail and what became of it."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "help.mail": "send a test mail",
    "usage.mail": "mail test",
    "mail.only_test": "All it can do is a test.",
    "mail.off": "Mail is not set up. `gaemi setup` on the server asks for it.",
    "mail.sending": "The test mail is on its way. This may take a minute.",
    "input.mail_busy": "A test mail is on its way already. Please wait for it.",
    "mail.look": "If it is not in the inbox, look among the spam too.",
    "mail.test_title": "Mail test",
    "mail.test": (
        "If you see this, it works. Warnings and detailed reports come to this address. "
        "If it was among the spam, put the sender into your contacts."
    ),
    "keys.mail_sent": "The server took the test mail.",
    "keys.mail_fine": "Connects to {host}.",
    "keys.mail_settings": "Who writes to whom is not set.",
    "keys.mail_settings.fix": (
        "Give the sender in SMTP_FROM and who gets it in SMTP_TO, or remove SMTP_HOST."
    ),
    "keys.mail_name": "There is no server called {host}.",
    "keys.mail_name.fix": (
        "Look at the spelling of SMTP_HOST and at the network. For example: smtp.gmail.com"
    ),
    "keys.mail_closed": "Port {port} of {host} takes no connection.",
    "keys.mail_closed.fix": "Look at SMTP_PORT: mostly it is 587, else 465.",
    "keys.mail_silent": "Port {port} of {host} does not answer.",
    "keys.mail_silent.fix": (
        "Try 587 or 465 for SMTP_PORT, and see whether a firewall or the provider is in the way."
    ),
    "keys.mail_lost": "The connection to port {port} of {host} broke ({why}).",
    "keys.mail_lost.fix": "Look at the network, SMTP_HOST and SMTP_PORT, and try again.",
    "keys.mail_plain": "{host} does not encrypt (STARTTLS), so nothing was sent.",
    "keys.mail_plain.fix": (
        "Set SMTP_PORT to 465 or use a server that encrypts. Nothing is sent in the clear."
    ),
    "keys.mail_tls": "Encryption (TLS) with port {port} of {host} fails.",
    "keys.mail_tls.fix": "465 encrypts from the start, 587 later on. Try the other SMTP_PORT.",
    "keys.mail_cert": "The certificate of {host} cannot be trusted, so nothing was sent.",
    "keys.mail_cert.fix": (
        "See that SMTP_HOST is exactly what the provider says. If so, an antivirus or a company "
        "network may stand between."
    ),
    "keys.mail_cert_old": "The certificate of {host} is not valid on this date.",
    "keys.mail_cert_old.fix": "Look at this computer's clock; if it is right, tell the provider.",
    "keys.mail_cert_name": "The certificate of {host} is one of another name.",
    "keys.mail_cert_name.fix": "Set SMTP_HOST to exactly what the provider says.",
    "keys.mail_login": "{host} refused the login ({code}).",
    "keys.mail_login.fix": (
        "Look at SMTP_USER and the password. Gmail and others want an app password instead of "
        "the account's: give it with `gaemi setup`."
    ),
    "keys.mail_no_login": "{host} takes no login.",
    "keys.mail_no_login.fix": "Empty SMTP_USER if the server needs none, or look at SMTP_PORT.",
    "keys.mail_wants_login": "{host} wants a login before it takes mail.",
    "keys.mail_wants_login.fix": "Give the login name and the password with `gaemi setup`.",
    "keys.mail_from": "{host} refused the sender's address ({code}).",
    "keys.mail_from.fix": "Set SMTP_FROM to the address of whoever logs in.",
    "keys.mail_to": "{host} refused the recipient's address ({code}).",
    "keys.mail_to.fix": "Look at the spelling of the address in SMTP_TO.",
    "keys.mail_later": "{host} says not now ({code}).",
    "keys.mail_later.fix": "Try again in some minutes. Messages are sent again by themselves.",
    "keys.mail_code": "{host} refused ({code}).",
    "keys.mail_code.fix": (
        "Look at the provider's guide for SMTP. It may be the limit of mails a day."
    ),
    "page.how.mail": (
        "The password of the mail server. Gmail and others want an app password, made after "
        "switching two-step verification on."
    ),
    "page.key.SMTP_PASSWORD": "Password (app password)",  # nosec B105
    "setup.needed": "This cannot be empty.",
    "setup.SMTP_FROM": "Address that the mail is from [{default}]: ",
    "setup.SMTP_HOST": "Mail server [{default}]: ",
    "setup.SMTP_PORT": "Port [{default}]: ",
    "setup.SMTP_USER": "Login name, - for no login [{default}]: ",
    "setup.SMTP_TO": "Who gets it, with commas between [{default}]: ",
    "setup.mail_test": "Send a test mail now?",
}
