"""Precisions of all kinds as steps, the one kind that candles can tell."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.enums import PrecisionMode
from bot.domain.market import Market


def in_ticks(market: Market) -> Market:
    """The market with its precisions as steps; a number of significant digits has no step, so it says nothing."""
    if market.precision_mode is PrecisionMode.TICK_SIZE:
        return market
    is_decimal = market.precision_mode is PrecisionMode.DECIMAL_PLACES
    return replace(
        market,
        precision_mode=PrecisionMode.TICK_SIZE,
        amount_precision=_step(market.amount_precision) if is_decimal else None,
        price_precision=_step(market.price_precision) if is_decimal else None,
    )


def _step(decimals: float | None) -> float | None:
    return None if decimals is None else float(f"1e-{int(decimals)}")
