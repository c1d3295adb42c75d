"""What is true in a world: what is stored, what the server has, and which rules are broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import trading_date
from core.domain.order import IN_FLIGHT, OPEN, Order
from sim.orders import Order as VenueOrder
from tests.kis_rig import DAY
from tests.oracle import Ours, check, ours
from tests.prove.world_program import Program


class Truth(Program):
    """A program that can be asked what is so, by its rows and by the server's own books."""

    def in_doubt(self) -> list[Order]:
        return [o for o in self.uow.orders.all() if o.state in IN_FLIGHT]

    def resting(self) -> list[Order]:
        return [o for o in self.uow.orders.all() if o.state in OPEN]

    def open_cards(self) -> list[Approval]:
        return [a for a in self.uow.approvals.all() if a.state is ApprovalState.OPEN]

    def venue(self) -> list[VenueOrder]:
        """Give every order of the account in the server's own books, oldest first."""
        ledger, account = self.server.world.ledger, self.server.options.account
        last = trading_date(self.clock.now())
        days = (DAY + timedelta(days=n) for n in range((last - DAY).days + 1))
        return [o for day in days for o in ledger.orders_of(account, day)]

    def ours_at_venue(self) -> list[VenueOrder]:
        return [o for o in self.venue() if o.channel == "api"]

    async def rows(self) -> Ours:
        """Read all that is stored."""
        rows = await ours(self.uow, self.views, self.latch.read(), account=self.desk.account_id)
        told = [replace(o, made_at=self.clock.right(o.made_at)) for o in rows.outbox]
        return replace(rows, outbox=told)

    async def findings(self) -> list[str]:
        """Give every rule of "nothing lost" that is broken now.

        Books are compared only when no order is in doubt: its shares are nobody's until then.
        """
        branch = self.server.desk.branch
        found = check(
            await self.rows(), self.server.world.ledger, account=self.server.options.account,
            number=lambda o: f"{branch}-{o.number:010d}",
        )  # fmt: skip
        return [f for f in found if not (self.in_doubt() and f.startswith("rule 5"))]

    def broken_counts(self) -> list[str]:
        """Give what INV-02, 07 and 08 forbid: more orders than grants, more grants than presses."""
        granted = [a for a in self.uow.approvals.all() if a.state is ApprovalState.GRANTED]
        sent = len(self.ours_at_venue())
        wrong = []
        if sent > len(granted):
            wrong.append(f"duplicate: {sent} orders at the exchange, {len(granted)} grants")
        posts = self.server.calls.count("order-cash")
        if posts > len(granted):
            wrong.append(f"duplicate: {posts} order requests, {len(granted)} grants")
        return wrong
