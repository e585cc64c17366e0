"""How much to put into a trade. Stakes in stake currency."""

from __future__ import annotations

from math import inf, isfinite

from bot.domain.market import Market
from bot.domain.wallet import Wallets
from bot.errors import Refused
from bot.settings.model import Settings, StrategyOptions

MIN_STAKE_STRETCH = 1.3  # a stake may be raised to the minimum by this factor, not further
MAX_STOP_RESERVE = 1.5


def proposed(wallets: Wallets, settings: Settings, options: StrategyOptions) -> float:
    """The stake that the configuration asks for.

    Raises ``Refused`` when less than that is available and the last stake may not be cut.
    """
    available = max(wallets.available_stake, 0.0)
    if options.stake_amount == "unlimited":
        slots = options.max_open_trades
        stake = min((available + wallets.tied_up) / slots, available) if slots > 0 else available
    else:
        stake = float(options.stake_amount)
    if settings.amend_last_stake_amount:
        keeps = available > stake * settings.last_stake_amount_min_ratio
        stake = min(stake, available) if keeps else 0.0
    if available < stake:
        currency = wallets.stake_currency
        raise Refused(
            f"Available balance ({available:.8g} {currency}) is lower than stake amount ({stake:.8g} {currency})."
        )
    return stake


def min_stake(
    market: Market, price: float, stoploss_ratio: float, reserve: float, leverage: float = 1.0
) -> float | None:
    """Smallest stake that can be sold again at the stop; ``None`` where the market sets no limits.

    ``reserve`` is the ratio kept above the market's own limits.
    """
    margin = 1 + reserve
    stop_margin = min(max(margin / max(1 - abs(stoploss_ratio), 1e-9), 1.0), MAX_STOP_RESERVE)
    limits = []
    if market.min_cost is not None:
        limits.append(market.min_cost * stop_margin)
    if market.min_amount is not None:
        limits.append(market.min_amount * price * margin)
    return max(limits) / leverage if limits else None


def max_stake(market: Market, price: float, leverage: float = 1.0) -> float:
    """Largest stake that the market takes; infinite without limits."""
    by_cost = inf if market.max_cost is None else market.max_cost
    by_amount = inf if market.max_amount is None else market.max_amount * price
    return min(by_cost, by_amount) / leverage


def validated(stake: float, minimum: float | None, maximum: float, available: float) -> float | None:
    """``stake`` brought within its limits; ``None`` where the entry is better skipped."""
    if not isfinite(stake) or stake <= 0:
        return None
    ceiling = min(maximum, available)
    if minimum is not None and minimum > ceiling:
        return None
    if minimum is not None and stake < minimum:
        return minimum if minimum <= stake * MIN_STAKE_STRETCH else None
    return min(stake, ceiling)
