"""Broken promises. The tree says what to do next.

GaemiError
    Refusal             found / allowed / to do: show it to the person, nothing happened
        SettingsError   the start stops
        InputError      bad text, file or argument from a person
    IllegalTransition   a defect or a stale report: keep the old state, log both names
    StoreError          a commit failed: the process ends, recovery runs at the next start
        LatchFailed     a stop was not written: look at `halted`, then end the process otherwise
    BrokerError
        NotSent         the request never left: the order is rejected, a person may propose again
        Refused         the broker refused for certain: rejected with its code
        InDoubt         accepted or not is unknown: the order becomes UNKNOWN, nobody resends
        ReadFailed      a look failed: it does not count, look again
    DeliveryError       a chat message could not be sent: the outbox keeps it
    CalendarRange       a date outside the session table
    CannotCompile       a strategy that only the event backtest can run: run it there and say so
"""

from __future__ import annotations


class GaemiError(Exception):
    """Root of all errors that gaemi raises on purpose."""


class Refusal(GaemiError):
    """Say what was found, what is allowed and what to do."""


class SettingsError(Refusal):
    """Raised when the configuration cannot be used; the start stops."""


class InputError(Refusal):
    """Raised when a person's text, file or argument cannot be used."""


class IllegalTransition(GaemiError):
    """Raised when an order is asked to make a move its state does not have."""


class StoreError(GaemiError):
    """Raised when a commit failed; there is no half-truth to continue from."""


class LatchFailed(StoreError):
    """Raised when a stop could not be written; `halted` when the broken file now stops all."""

    def __init__(self, text: str, *, halted: bool) -> None:
        super().__init__(text)
        self.halted = halted


class BrokerError(GaemiError):
    """Root of what a broker call may raise."""


class NotSent(BrokerError):
    """Raised when the request certainly never left."""


class Refused(BrokerError):
    """Raised when the broker refused for certain; carries its code and words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class InDoubt(BrokerError):
    """Raised when nobody can tell whether the broker took the request."""


class ReadFailed(BrokerError):
    """Raised when a look at the broker failed or was incomplete."""


class DeliveryError(GaemiError):
    """Raised when a message could not be delivered; `retry_after_s` when the server said.

    `of_chat` when the service works and this chat alone takes nothing for now.
    """

    def __init__(
        self,
        text: str,
        *,
        retry_after_s: float | None = None,
        final: bool = False,
        of_chat: bool = False,
    ) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s
        self.final = final
        self.of_chat = of_chat


class CalendarRange(GaemiError):
    """Raised when a date lies outside the table of sessions."""


class CannotCompile(GaemiError):
    """Raised when a strategy does what the compiler of the backtest kernel does not know."""

    def __init__(self, strategy: str, detail: str) -> None:
        super().__init__(f"{strategy} cannot be compiled: {detail}")
        self.strategy = strategy
        self.detail = detail
