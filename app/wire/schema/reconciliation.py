"""Replies about differences between the exchange's account and the trades, and what is done about them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from bot.domain.reconciliation import Action, Finding, Settlement


class DifferenceReply(Struct):
    """One difference; ``ours`` and ``theirs`` are amounts in base currency, ``key`` names it to be settled."""

    key: str
    kind: Finding
    state: Settlement
    pair: str
    text: str
    trade_id: int | None
    order_id: str | None
    client_order_id: str | None
    ours: float | None
    theirs: float | None
    blocks_entries: bool
    actions: list[Action]
    found_timestamp: int
    settled_timestamp: int | None


class ReconciliationReply(Struct):
    """The last settled differences and all open ones; a paper account has none."""

    is_paper: bool
    checked_timestamp: int | None
    open_count: int
    differences: list[DifferenceReply]


class SettleBody(Struct):
    """``adopt``: the exchange is right. ``ignore``: leave it. ``close``: end the order or the position."""

    key: Annotated[str, Meta(min_length=1, max_length=255)]
    action: Action
