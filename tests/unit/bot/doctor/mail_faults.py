"""How mail is broken and mended: servers of ours, their certificates and logins."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from tests import smtp_server
from tests.unit.bot.doctor.patient import Patient


def mailing(port: int, **more: str) -> str:
    given = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_FROM": "gaemi@example.com",
             "SMTP_TO": "ann@example.com"}  # fmt: skip
    return "".join(f"{name}={value}\n" for name, value in (given | more).items())


def trusted(patient: Patient, sealed: smtp_server.Sealed) -> None:
    """Let this machine trust a certificate until the end of the test."""
    patch = patient.stack.enter_context(pytest.MonkeyPatch.context())
    patch.setenv("SSL_CERT_FILE", str(sealed.cert))


def posting(patient: Patient, *, host: str = "127.0.0.1", seal: bool = False) -> int:
    """Run a mail server until the end of the test; a sealed one takes one login."""
    box = smtp_server.Box()
    sealed = smtp_server.Sealed.made(patient.subject.here) if seal else None
    return patient.stack.enter_context(smtp_server.serving(box, sealed, host=host))


def no_mail_server(patient: Patient) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        closed = server.getsockname()[1]
    patient.env.write_text(mailing(closed))


def mail_server(patient: Patient) -> None:
    patient.env.write_text(mailing(posting(patient)))


def wrong_mail_word(patient: Patient) -> None:
    port = posting(patient, seal=True)
    trusted(
        patient, smtp_server.Sealed(*(patient.subject.here / n for n in ("cert.pem", "key.pem")))
    )
    who = {"SMTP_USER": smtp_server.NAME, "SMTP_PASSWORD": "wrong-made-up"}
    patient.env.write_text(mailing(port, **who))


def right_mail_word(patient: Patient) -> None:
    text = patient.env.read_text()
    patient.env.write_text(text.replace("wrong-made-up", smtp_server.WORD))


def strange_certificate(patient: Patient) -> None:
    patient.env.write_text(mailing(posting(patient, seal=True)))


def known_certificate(patient: Patient) -> None:
    here = patient.subject.here
    trusted(patient, smtp_server.Sealed(here / "cert.pem", here / "key.pem"))


def unsealed_mail(patient: Patient) -> None:
    port = posting(patient, host="127.0.0.2")
    patient.env.write_text(mailing(port, SMTP_HOST="127.0.0.2"))


def sealed_mail(patient: Patient) -> None:
    patient.env.write_text(mailing(posting(patient, seal=True)))
    known_certificate(patient)
