"""The rows of an order's card: what it is, costs and risks, its market, why, and until when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, TypeAlias

from bot.locale.catalogue import Catalogue
from bot.text import clean
from bot.vote_text import vote_rows
from core.domain.approval import Approval, ApprovalState, CardFigures
from core.domain.calendar import Phase, kst_text
from core.domain.money import percent_text
from core.domain.order import OrderIntent
from core.domain.signal import Side

Rows: TypeAlias = list[tuple[str, str]]
# A card has to fit one screen.
REASON: Final = 120
_LABEL: Final = re.compile(r"[a-z]+-[a-z]+-([0-9]{2}-[0-9]{2})-[0-9a-f]{6}")
_AUCTIONS: Final = frozenset({Phase.PRE_OPEN, Phase.CLOSING_AUCTION})


def card_rows(
    approval: Approval, words: Catalogue, *, code: str, now: datetime, strategy: str
) -> Rows:
    """Give all rows; `code` is the check code, `now` for ages, `strategy` a title or empty."""
    intent, figures = approval.intent, approval.figures
    return [
        *_order_rows(intent, figures, words),
        *_money_rows(intent, figures, words),
        *_risk_rows(intent, figures, words),
        *_market_rows(figures, words, now=now),
        *_why_rows(intent, words, strategy=strategy),
        *asked_rows(figures, words),
        *_other_rows(figures, words),
        *vote_rows(approval, words),
        *_end_rows(approval, words, code=code, now=now),
    ]


def counted(intent: OrderIntent, key: str) -> str:
    """Give the key of words that count shares: contracts have their own."""
    return f"{key}.contracts" if intent.multiplier else key


def account_tail(account: str) -> str:
    """Hide an account number but its last characters.

    A label of KIS ends in two digits, the product code and a mark that tells nobody anything.
    """
    label = _LABEL.fullmatch(account)
    return f"****{label[1] if label else account[-4:]}"


def _order_rows(intent: OrderIntent, figures: CardFigures, words: Catalogue) -> Rows:
    shares = words.t(counted(intent, "unit.shares"), shares=intent.shares)
    if figures.trimmed_from is not None:
        key = counted(intent, "card.trimmed")
        shares = words.t(key, shares=intent.shares, asked=figures.trimmed_from)
    return [
        (words.t("card.account"), account_tail(intent.account)),
        (words.t("card.shares"), shares),
        (
            words.t("card.price"),
            f"{words.won(intent.price)} {words.t(f'kind.{intent.kind.value}')}",
        ),
    ]


def _money_rows(intent: OrderIntent, figures: CardFigures, words: Catalogue) -> Rows:
    costs = figures.costs
    if intent.multiplier:
        return [
            (words.t("card.notional"), words.won(costs.gross)),
            (words.t("card.commission"), words.won(costs.commission)),
            (words.t("card.margin"), words.won(intent.margin * intent.shares)),
        ]
    net = "card.pay" if intent.side is Side.BUY else "card.receive"
    return [
        (words.t("card.gross"), words.won(costs.gross)),
        (words.t("card.commission"), words.won(costs.commission)),
        (words.t("card.tax"), _tax_text(intent, figures, words)),
        (words.t(net), words.won(abs(costs.net))),
    ]


def _tax_text(intent: OrderIntent, figures: CardFigures, words: Catalogue) -> str:
    costs = figures.costs
    if intent.side is Side.BUY:
        return words.t("card.tax_buy")
    return words.t(
        "card.tax_sell",
        tax=words.won(costs.tax),
        rate=percent_text(costs.tax_rate),
        day=costs.settles_on.isoformat(),
    )


def _risk_rows(intent: OrderIntent, figures: CardFigures, words: Catalogue) -> Rows:
    key = counted(intent, "card.after_text" if figures.held_after else "card.after_none")
    after = words.t(key, weight=percent_text(figures.weight_after), shares=figures.held_after)
    rows = [(words.t("card.after"), after)]
    if figures.loss_at_stop is None:
        if intent.side is Side.SELL:
            return rows
        return [*rows, (words.t("card.stop"), words.t("card.no_stop"))]
    key, share = "card.stop_only", ""
    if figures.loss_share is not None:
        key, share = "card.stop_text", percent_text(figures.loss_share)
    loss = words.t(key, loss=words.won(figures.loss_at_stop), share=share)
    return [*rows, (words.t("card.stop"), loss)]


def _market_rows(figures: CardFigures, words: Catalogue, *, now: datetime) -> Rows:
    age = max(0, round((now - figures.quote_at).total_seconds()))
    quote = words.t("card.quote_text", price=words.won(figures.quote_price), age=age)
    return [
        (words.t("card.quote"), quote),
        (words.t("card.spread"), _spread(figures, words)),
        (words.t("card.phase"), words.either(f"phase.{figures.phase}", figures.phase)),
    ]


def _spread(figures: CardFigures, words: Catalogue) -> str:
    if figures.bid > 0 and figures.ask > 0:
        gap = words.won(figures.ask - figures.bid)
        return words.t("card.spread_text", bid=figures.bid, ask=figures.ask, gap=gap)
    # An auction shows no quotes by design; elsewhere a missing side is worth a look.
    return words.t("card.auction" if figures.phase in _AUCTIONS else "card.no_spread")


def _why_rows(intent: OrderIntent, words: Catalogue, *, strategy: str) -> Rows:
    owner = words.either(f"owner.{intent.owner}", strategy or intent.owner)
    rows = [(words.t("card.strategy"), owner)]
    if intent.reason:
        reason = words.told(intent.reason)
        rows.append((words.t("card.reason"), clean(reason, REASON)))
    return rows


def asked_rows(figures: CardFigures, words: Catalogue) -> Rows:
    """Say why it is asked where orders may go alone; nothing for every other card."""
    why = figures.asked_why
    return [(words.t("card.asked_why"), words.saying(why))] if why else []


def _other_rows(figures: CardFigures, words: Catalogue) -> Rows:
    """Say how strategies that differ about the symbol were judged, and who else holds it."""
    rows: Rows = []
    for key, owners in (("card.beaten", figures.beaten), ("card.also_held", figures.also_held)):
        if owners:
            names = ", ".join(words.strategy(owner, owner) for owner in owners)
            rows.append((words.t(key), words.t(f"{key}_text", names=names)))
    return rows


def _end_rows(approval: Approval, words: Catalogue, *, code: str, now: datetime) -> Rows:
    if approval.state is ApprovalState.SHOWN:
        return []
    left = max(0, round((approval.expires_at - now).total_seconds()))
    text = words.t("card.expires_text", at=kst_text(approval.expires_at), seconds=left)
    return [(words.t("card.code"), code), (words.t("card.expires"), text)]
