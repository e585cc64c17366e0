"""Closed trades by pair, tag and reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.service.performance import Durations
from bot.stats.model import Group, ReasonCount


def pair(group: Group) -> dict[str, Any]:
    """A row of ``/performance``; ``profit`` is the percentage under its first name."""
    fields = _group(group, group.profit_ratio)
    return {**fields, "pair": group.key, "profit": fields["profit_pct"]}


def entry(group: Group) -> dict[str, Any]:
    """A row of ``/entries``."""
    return {**_group(group, group.profit_ratio), "enter_tag": group.key}


def exit_reason(group: Group) -> dict[str, Any]:
    """A row of ``/exits``."""
    return {**_group(group, group.profit_ratio), "exit_reason": group.key}


def mix(group: Group) -> dict[str, Any]:
    """A row of ``/mix_tags``, whose ratio is the plain sum of the trades' ratios."""
    return {**_group(group, group.profit_ratio_sum), "mix_tag": group.key}


def stats(reasons: Mapping[str, ReasonCount], durations: Durations) -> dict[str, Any]:
    """``/stats``."""
    return {
        "exit_reasons": {
            reason: {"wins": count.wins, "losses": count.losses, "draws": count.draws}
            for reason, count in reasons.items()
        },
        "durations": {"wins": durations.wins, "draws": durations.draws, "losses": durations.losses},
    }


def _group(group: Group, ratio: float | None) -> dict[str, Any]:
    return {
        "profit_ratio": float(ratio or 0.0),
        "profit_pct": round((ratio or 0.0) * 100, 2),
        "profit_abs": float(group.profit_amount),
        "count": group.count,
    }
