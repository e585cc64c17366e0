"""What is done once a day by the market's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import timeframe as tf
from bot.domain.note import WalletSnapshot
from bot.domain.wallet import Balance
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts

SNAPSHOT_AT = timedelta(minutes=7)  # after midnight


class Schedule:
    """The daily snapshot of the balances, at 00:07."""

    def __init__(self, parts: EngineParts, bench: Workbench) -> None:
        self._parts = parts
        self._bench = bench
        self._next_at: datetime | None = None

    def run(self) -> None:
        """Do what is due; a day that was missed altogether is not made up for."""
        now = self._parts.clock.now()
        if self._next_at is None:
            self._next_at = _following(now)
        if now >= self._next_at:
            self._next_at = _following(now)
            self.store_balances()

    def store_balances(self) -> None:
        """Store a row per coin that is held."""
        wallets = self._bench.wallets.current()
        self._bench.rates.value(coin for coin, balance in wallets.balances.items() if balance.total)
        managed = {trade.base_currency for trade in self._bench.book.open_trades()} | {wallets.stake_currency}
        rows = [self._row(balance, managed) for balance in wallets.balances.values() if balance.total]
        self._parts.wallet_history.add(rows)

    def _row(self, balance: Balance, managed: set[str]) -> WalletSnapshot:
        stake = self._parts.settings.stake_currency
        rate = 1.0 if balance.currency == stake else self._bench.rates.coins().get(balance.currency, 0.0)
        return WalletSnapshot(
            at=tf.floor(self._parts.clock.now(), "1d"),
            currency=balance.currency,
            quote_currency=stake,
            rate=rate,
            balance=balance.total,
            total_quote=balance.total * rate,
            bot_managed=balance.currency in managed,
        )


def _following(now: datetime) -> datetime:
    """The next 00:07 after ``now``."""
    today = tf.floor(now, "1d") + SNAPSHOT_AT
    return today if today > now else today + timedelta(days=1)
