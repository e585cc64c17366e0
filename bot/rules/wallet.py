"""What the account holds, and how much of it the bot may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.domain.wallet import Balance, Wallets
from bot.settings.model import Settings


def paper_wallets(settings: Settings, open_trades: Sequence[Trade], closed_profit: float) -> Wallets:
    """A simulated account: what it began with, plus all profits, less what the open trades hold.

    ``closed_profit`` is the sum over closed trades, in stake currency.
    """
    stake = settings.stake_currency
    tied_up = sum(map(_stake_of, open_trades))
    reserved = sum(map(_waiting_stake, open_trades))
    realized = sum(trade.realized_profit for trade in open_trades)
    free = settings.dry_run_wallet.get(stake, 0.0) + closed_profit + realized - tied_up
    balances = {stake: Balance(stake, free=free, used=reserved, total=free + reserved)}
    balances.update(coin_balances(settings.dry_run_wallet, open_trades, stake))
    return stake_figures(settings, balances, tied_up, closed_profit)


def exchange_wallets(
    settings: Settings, balances: Mapping[str, Balance], open_trades: Sequence[Trade], closed_profit: float
) -> Wallets:
    """A real account: the exchange's balances."""
    return stake_figures(settings, balances, sum(map(_stake_of, open_trades)), closed_profit)


def stake_figures(
    settings: Settings,
    balances: Mapping[str, Balance],
    tied_up: float,
    closed_profit: float,
    lowest: float = 0.0,
) -> Wallets:
    """The balances with what follows for stakes; ``tied_up`` is what the open trades hold, in stake currency.

    ``lowest`` bounds what is available: a simulated strategy may have spent more than there is.
    """
    stake = settings.stake_currency
    free = balances[stake].free if stake in balances else 0.0
    ratio, capital = settings.tradable_balance_ratio, settings.available_capital
    if capital:
        starting, total = capital, capital + closed_profit
    else:
        starting, total = (free - closed_profit + tied_up) * ratio, (free + tied_up) * ratio
    return Wallets(
        stake_currency=stake,
        balances=balances,
        tied_up=tied_up,
        starting=starting,
        total_stake=total,
        available_stake=max(min(total - tied_up, free), lowest),
    )


def coin_balances(start: Mapping[str, float], trades: Iterable[Trade], stake: str) -> dict[str, Balance]:
    """Balances of all coins but the stake currency."""
    total = {coin: amount for coin, amount in start.items() if coin != stake}
    used: dict[str, float] = {}
    for trade in trades:
        if not trade.has_position or trade.is_short:
            continue
        coin = trade.base_currency
        total[coin] = total.get(coin, 0.0) + trade.amount
        selling = sum(order.remaining for order in trade.open_orders if order.side is trade.exit_side)
        used[coin] = used.get(coin, 0.0) + min(selling, trade.amount)
    return {
        coin: Balance(coin, free=amount - used.get(coin, 0.0), used=used.get(coin, 0.0), total=amount)
        for coin, amount in total.items()
    }


def _stake_of(trade: Trade) -> float:
    """What a trade ties up: its position, or its intended stake while unfilled, and further waiting entries."""
    return trade.stake_amount + (_waiting_cost(trade) if trade.has_position else 0.0)


def _waiting_stake(trade: Trade) -> float:
    """The part of it that lies in entry orders still open."""
    if not trade.has_position:
        return trade.stake_amount if _open_entries(trade) else 0.0
    return _waiting_cost(trade)


def _waiting_cost(trade: Trade) -> float:
    return sum(order.remaining * order.safe_price for order in _open_entries(trade)) / trade.leverage


def _open_entries(trade: Trade) -> list[Order]:
    return [order for order in trade.open_orders if order.side is trade.entry_side]
