"""Balances: what is there, what of it is the bot's, what it is worth in stake currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.enums import BotState
from bot.domain.wallet import Balance
from bot.errors import Refused
from bot.ports.storage import ClosedTrades
from bot.service.picture import bot_picture
from bot.state.shared import SharedState
from bot.state.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TradeCount:
    """Open trades beside their limit (-1: none); ``stake_amount`` is what they cost, in stake currency."""

    current: int
    limit: int
    stake_amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinBalance:
    """One coin: ``owned`` is the bot's share, ``worth`` and ``owned_worth`` are in stake currency."""

    balance: Balance
    owned: float
    worth: float
    owned_worth: float
    is_managed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPicture:
    """All coins with their sums in stake currency; ``starting`` is the balance at the beginning."""

    stake_currency: str
    coins: Sequence[CoinBalance]
    total: float
    total_owned: float
    starting: float
    growth_ratio: float
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class BalanceHistory:
    """What the bot's coins were worth at each snapshot, in stake currency; ``since`` is the first own snapshot."""

    rows: Sequence[tuple[datetime, float]]
    since: datetime | None


class Account:
    """Reads of balances."""

    def __init__(self, state: SharedState, reader: ClosedTrades) -> None:
        self._state = state
        self._reader = reader

    def count(self) -> TradeCount:
        """Number of open trades, unfilled ones included; raises ``Refused`` while the bot is stopped."""
        snapshot = bot_picture(self._state)
        if snapshot.state in (None, BotState.STOPPED):
            raise Refused("trader is not running")
        trades = [opened.trade for opened in snapshot.open_trades]
        return TradeCount(
            len(trades), _open_trade_limit(snapshot), sum(trade.open_rate * trade.amount for trade in trades)
        )

    def balance(self) -> AccountPicture:
        """What the account holds now."""
        snapshot = bot_picture(self._state)
        coins = list(_coins(snapshot))
        total_owned = sum(coin.owned_worth for coin in coins)
        starting = snapshot.wallets.starting
        return AccountPicture(
            stake_currency=snapshot.settings.stake_currency,
            coins=coins,
            total=sum(coin.worth for coin in coins),
            total_owned=total_owned,
            starting=starting,
            growth_ratio=total_owned / starting - 1 if starting else 0.0,
            is_simulated=snapshot.settings.dry_run,
        )

    def history(self) -> BalanceHistory:
        """Sums of the daily wallet snapshots over the coins that the bot manages, oldest first."""
        snapshot = bot_picture(self._state)
        sums: dict[datetime, float] = {}
        for row in self._reader.wallet_history():
            if row.bot_managed:
                sums[row.at] = sums.get(row.at, 0.0) + row.total_quote
        rows = sorted(sums.items())
        return BalanceHistory(rows, rows[0][0] if rows else snapshot.startup_at)


def _open_trade_limit(snapshot: Snapshot) -> int:
    strategy = snapshot.strategy
    return strategy.options.max_open_trades if strategy else snapshot.settings.max_open_trades


def _coins(snapshot: Snapshot) -> Iterable[CoinBalance]:
    owned = _owned_by_trades(snapshot)
    for balance in snapshot.wallets.balances.values():
        if balance.total or balance.free:
            yield _coin(snapshot, balance, owned)


def _owned_by_trades(snapshot: Snapshot) -> Mapping[str, float]:
    owned: dict[str, float] = {}
    for opened in snapshot.open_trades:
        coin = opened.trade.base_currency
        owned[coin] = owned.get(coin, 0.0) + opened.trade.amount
    return owned


def _coin(snapshot: Snapshot, balance: Balance, owned_by_trades: Mapping[str, float]) -> CoinBalance:
    is_stake = balance.currency == snapshot.settings.stake_currency
    rate = 1.0 if is_stake else snapshot.coin_rates.get(balance.currency, 0.0)
    owned = snapshot.wallets.available_stake if is_stake else owned_by_trades.get(balance.currency, 0.0)
    return CoinBalance(
        balance=balance,
        owned=owned,
        worth=rate * balance.total,
        owned_worth=rate * owned,
        is_managed=is_stake or balance.currency in owned_by_trades,
    )
