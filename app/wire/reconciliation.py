"""Differences between the exchange's account and the trades."""

from __future__ import annotations

from typing import Any

from app.wire.dates import milliseconds
from bot.domain.reconciliation import Difference, Reconciliation, Settlement


def reconciliation(found: Reconciliation) -> dict[str, Any]:
    """``/reconciliation``."""
    return {
        "is_paper": found.is_paper,
        "checked_timestamp": milliseconds(found.checked_at),
        "open_count": sum(entry.state is Settlement.OPEN for entry in found.differences),
        "differences": [difference(entry) for entry in found.differences],
    }


def difference(found: Difference) -> dict[str, Any]:
    """One difference."""
    return {
        "key": found.key,
        "kind": found.kind,
        "state": found.state,
        "pair": found.pair,
        "text": found.text,
        "trade_id": found.trade_id,
        "order_id": found.order_id,
        "client_order_id": found.client_order_id,
        "ours": found.ours,
        "theirs": found.theirs,
        "blocks_entries": found.blocks,
        "actions": list(found.actions),
        "found_timestamp": milliseconds(found.found_at),
        "settled_timestamp": milliseconds(found.settled_at),
    }
