"""The simulated account: trades, money and what is counted. Amounts as in ``domain.Trade``."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from bot.backtest.moment import SimClock
from bot.backtest.outcome import Counters
from bot.backtest.position import Order, Position, as_trades
from bot.domain.wallet import Balance, Wallets
from bot.rules.wallet import coin_balances, stake_figures
from bot.settings.model import Settings


class Tallies:
    """How often something did not happen, or happened differently."""

    __slots__ = Counters.__slots__

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, 0)

    rejected_signals: int
    timedout_entry_orders: int
    timedout_exit_orders: int
    canceled_trade_entries: int
    canceled_entry_orders: int
    replaced_entry_orders: int

    def frozen(self) -> Counters:
        """The numbers as they are now."""
        return Counters(**{name: getattr(self, name) for name in self.__slots__})


class History:
    """What the account was seen to hold, noted with its balances: moments in milliseconds."""

    def __init__(self) -> None:
        self.totals: list[tuple[int, float]] = []
        """Stake currency by moment."""
        self.amounts: dict[int, list[tuple[int, float]]] = {}
        """Base currency by the pair's place and by moment."""
        self._held: dict[int, float] = {}
        self._is_over = False

    def note(self, now_ms: int, total: float, positions: Sequence[Position]) -> None:
        """``total`` in stake currency, beside what ``positions`` hold."""
        if self._is_over:
            return
        self.totals.append((now_ms, total))
        held: dict[int, float] = {}
        for position in positions:
            if position.amount:
                held[position.pair_index] = held.get(position.pair_index, 0.0) + position.amount
        for index in self._held.keys() | held.keys():
            if held.get(index) != self._held.get(index):
                self.amounts.setdefault(index, []).append((now_ms, held.get(index, 0.0)))
        self._held = held

    def end(self) -> None:
        """What comes now no longer belongs to the curve."""
        self._is_over = True


class Account:
    """Open trades in the order of their opening, closed ones in the order of their closing."""

    def __init__(self, settings: Settings, clock: SimClock) -> None:
        self._settings = settings
        self._clock = clock
        self.history = History()
        self.rejected: list[tuple[int, int]] = []
        """(pair's place, moment) of each signal that found no free slot."""
        self.open: list[Position] = []
        self.by_pair: dict[int, list[Position]] = {}
        self.closed: list[Position] = []
        self.closed_profit = 0.0
        self.tallies = Tallies()
        self._last_trade = self._last_order = 0
        self._balances: dict[str, Balance] = {}
        self.refresh()

    def next_trade(self) -> int:
        """A number for a trade."""
        self._last_trade += 1
        return self._last_trade

    def next_order(self) -> int:
        """A number for an order; later ones are greater."""
        self._last_order += 1
        return self._last_order

    def add(self, position: Position) -> None:
        """A trade begins."""
        self.open.append(position)
        self.by_pair.setdefault(position.pair_index, []).append(position)

    def remove(self, position: Position) -> None:
        """A trade never was."""
        self.open.remove(position)
        ours = self.by_pair[position.pair_index]
        ours.remove(position)
        if not ours:
            del self.by_pair[position.pair_index]

    def close(self, position: Position) -> None:
        """A trade is over."""
        self.remove(position)
        self.closed.append(position)
        self.closed_profit += position.close_profit_amount or 0.0

    @property
    def starting(self) -> float:
        """The stake currency that the account began with."""
        return self._settings.dry_run_wallet.get(self._settings.stake_currency, 0.0)

    @property
    def tied_up(self) -> float:
        """What the open trades hold, in stake currency."""
        return sum([position.stake_amount for position in self.open])

    def place(self, position: Position, order: Order) -> None:
        """A new order; one that waits is given up for it, and counted where it was an entry."""
        if position.open_order is not None and position.open_order.is_entry:
            self.tallies.canceled_entry_orders += 1
        position.place(order)

    def refresh(self) -> None:
        """Bring the balances up to date; between two calls they stay, as those of an exchange do."""
        stake = self._settings.stake_currency
        realized = sum([position.realized_profit for position in self.open])
        free = self.starting + self.closed_profit + realized - self.tied_up
        waiting = [position for position in self.open if position.open_order and position.open_order.is_entry]
        used = sum(
            [order.amount * order.price / position.leverage for position in waiting for order in position.open_orders]
        )
        self._balances = {stake: Balance(stake, free=free, used=used, total=free + used)}
        self.history.note(self._clock.ms, free + used, self.open)

    def wallets(self) -> Wallets:
        """All balances and what they mean for stakes."""
        settings = self._settings
        coins = coin_balances(settings.dry_run_wallet, as_trades(self.open), settings.stake_currency)
        return stake_figures(settings, {**coins, **self._balances}, self.tied_up, self.closed_profit, -inf)

    def stakes(self) -> Wallets:
        """The same without the other coins, which cost time."""
        return stake_figures(self._settings, self._balances, self.tied_up, self.closed_profit, -inf)
