"""The simulation: candle by candle, and in each candle pair by pair.

Only what can change anything is looked at: pairs with open trades, and pairs whose last candle said to enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

import numpy as np

from bot.backtest.data import DetailData, Floats
from bot.backtest.entries import Entries
from bot.backtest.exits import Exits
from bot.backtest.fills import Fills
from bot.backtest.guard import Guard
from bot.backtest.open_orders import OpenOrders
from bot.backtest.parts import Bar, Parts
from bot.backtest.position import Order
from bot.domain.enums import Direction, ExitReason, OrderType, TradingMode
from bot.ports.progress import Progress
from bot.rules.entry import slots_left

REPORT_EVERY = 256  # candles
ANY_NUMBER = -1  # what no trades at all are taken for: a backtest without trades would tell nothing


class Simulation:
    """One run over prepared candles; ``run()`` may be called once."""

    def __init__(self, parts: Parts, start_ms: int, end_ms: int, step_ms: int, detail: Detail | None = None) -> None:
        self._parts = parts
        self._account = parts.account
        self._start_ms = start_ms
        self._end_ms = end_ms
        self._step_ms = step_ms
        self._detail = detail
        guard = Guard(parts.protections, parts.account, parts.clock, parts.locks)
        self._fills = Fills(parts, guard)
        self._entries = Entries(parts, self._fills)
        self._exits = Exits(parts, self._entries, self._fills)
        self._orders = OpenOrders(parts, self._entries, self._exits)
        self._bars = [_Bars(data.open, data.high, data.low, data.close) for data in parts.pairs]
        self._firsts = [(data.first_ms - start_ms) // step_ms for data in parts.pairs]
        self._lengths = [len(data) for data in parts.pairs]

    def run(self, progress: Progress) -> None:
        """From the candle after the start to the last one; what is open then is closed."""
        parts = self._parts
        last = (self._end_ms - self._start_ms) // self._step_ms
        signals = Signals(self._signals())
        progress.step("backtest", float(last))
        tick, reported, calls_each = 1, 0, parts.overrides.bot_loop_start
        while tick <= last:
            parts.clock.ms = self._start_ms + tick * self._step_ms
            if calls_each:
                parts.callbacks.bot_loop_start(parts.clock.now())
            entering = self._chosen(dict(signals.at(tick)))
            if self._detail is None:
                self._candle(tick, {} if tick == last else entering)
            else:
                self._detail_candles(tick, entering, self._detail)
            if tick >= reported + REPORT_EVERY:
                progress.done(float(tick), len(self._account.closed))
                reported = tick
            tick += 1
            if not calls_each:
                tick = self._next_tick(tick, signals, last)
        self._close_rest()
        progress.done(float(last), len(self._account.closed))

    def _next_tick(self, tick: int, signals: Signals, last: int) -> int:
        """The next candle that is worth a look, from ``tick`` on."""
        return tick if self._account.open else max(tick, signals.next_tick(last + 1))

    def _chosen(self, entering: dict[int, Direction]) -> dict[int, Direction]:
        """The signals on pairs that a dynamic list holds now, in its order."""
        choose = self._parts.choose
        if choose is None or not entering:
            return entering
        places = {self._parts.pairs[index].pair: index for index in entering}
        return {places[pair]: entering[places[pair]] for pair in choose() if pair in places}

    def _candle(self, tick: int, entering: Mapping[int, Direction]) -> None:
        for index in self._order(entering):
            row = tick - self._firsts[index]
            if 0 <= row < self._lengths[index]:
                self._pair(index, self._bars[index].at(row), entering.get(index))

    def _order(self, entering: Iterable[int]) -> list[int]:
        """Pairs with trades first, in the order of opening."""
        return list(dict.fromkeys([*(position.pair_index for position in self._account.open), *entering]))

    def _detail_candles(self, tick: int, entering: Mapping[int, Direction], detail: Detail) -> None:
        """The same in shorter candles; a pair that closed in this candle is not entered again in it."""
        opens_ms = self._parts.clock.ms
        limit_ms = self._parts.options.ignore_expired_candle_after_s * 1000
        left: set[int] = set()
        held = set(self._account.by_pair)
        for passed_ms in range(0, self._step_ms, detail.step_ms):
            self._parts.clock.ms = opens_ms + passed_ms
            left |= held - self._account.by_pair.keys()
            held = set(self._account.by_pair)
            wanted = {index: direction for index, direction in entering.items() if index not in left}
            if self._parts.clock.ms == self._end_ms or (limit_ms and passed_ms > limit_ms):
                wanted = {}
            for index in self._order(wanted):
                row = tick - self._firsts[index]
                if 0 <= row < self._lengths[index]:
                    bar = detail.bar(index, self._parts.clock.ms, row)
                    if bar is None and passed_ms == 0 and not detail.has(index, opens_ms, self._step_ms):
                        bar = self._bars[index].at(row)
                    if bar is not None:
                        self._pair(index, bar, wanted.get(index))
        self._parts.clock.ms = opens_ms

    def _pair(self, index: int, bar: Bar, direction: Direction | None) -> None:
        account = self._account
        for position in list(account.by_pair.get(index, ())):
            self._orders.manage(position, bar)
        if direction is not None:
            self._enter(index, bar, direction)
        for position in list(account.by_pair.get(index, ())):
            if self._fills.entry(position, bar):
                account.refresh()
            if position.amount > 0:
                self._exits.check(position, bar)
            self._fills.exit(position, bar)

    def _enter(self, index: int, bar: Bar, direction: Direction) -> None:
        parts, account = self._parts, self._account
        if index in account.by_pair and not parts.stacks:
            return
        if parts.locks.is_locked(parts.pairs[index].pair, direction.value, parts.clock.now()):
            return
        if slots_left(len(account.open), parts.options.max_open_trades or ANY_NUMBER):
            self._entries.first(index, bar, direction)
        else:
            account.tallies.rejected_signals += 1
            account.rejected.append((index, parts.clock.ms))

    def _close_rest(self) -> None:
        """Trades that never filled are dropped, the others end at the open of their pair's last candle."""
        self._account.history.end()
        for position in sorted(self._account.open, key=attrgetter("pair_index")):
            position.drop_order()
            if not position.orders:
                self._account.remove(position)
                continue
            row = self._lengths[position.pair_index] - 1
            self._parts.clock.ms = int(self._parts.pairs[position.pair_index].time_ms[row])
            reason = ExitReason.FORCE_EXIT.value
            position.exit_reason = reason
            order = Order(
                self._account.next_order(), position, is_entry=False, amount=position.amount,
                price=self._bars[position.pair_index].at(row).open, placed_ms=self._parts.clock.ms,
                order_type=OrderType(self._parts.options.order_types.exit), tag=reason,
            )  # fmt: skip
            position.place(order)
            self._fills.leave(position, order)

    def _signals(self) -> Iterator[tuple[int, int, Direction]]:
        """(tick, pair, direction) of every entry signal."""
        parts = self._parts
        ticks, indexes, longs = [], [], []
        may_short = parts.options.can_short and parts.settings.trading_mode is not TradingMode.SPOT
        for index, data in enumerate(parts.pairs):
            for rows, is_long in ((data.long_entries(), True), (data.short_entries(), False)):
                if is_long or may_short:
                    ticks.append(rows + self._firsts[index])
                    indexes.append(np.full(len(rows), index))
                    longs.append(np.full(len(rows), is_long))
        if not ticks:
            return
        tick, pair, is_long_at = np.concatenate(ticks), np.concatenate(indexes), np.concatenate(longs)
        for at in np.lexsort((pair, tick)).tolist():
            direction = Direction.LONG if is_long_at[at] else Direction.SHORT
            yield int(tick[at]), int(pair[at]), direction


class Detail:
    """The shorter candles of the pairs, by place in the list of pairs."""

    def __init__(self, details: Mapping[int, DetailData], step_ms: int) -> None:
        self.step_ms = step_ms
        self._firsts_ms = {index: data.first_ms for index, data in details.items()}
        self._bars = {index: _Bars(data.open, data.high, data.low, data.close) for index, data in details.items()}
        self._lengths = {index: len(data) for index, data in details.items()}

    def bar(self, index: int, at_ms: int, row: int) -> Bar | None:
        """The candle that opens at ``at_ms``, with the main row that carries the signals."""
        place = self._place(index, at_ms)
        return self._bars[index].at(place)._replace(row=row) if 0 <= place < self._lengths.get(index, 0) else None

    def has(self, index: int, from_ms: int, span_ms: int) -> bool:
        """Whether there is any candle in a span."""
        last = self._place(index, from_ms + span_ms - self.step_ms)
        return last >= 0 and self._place(index, from_ms) < self._lengths.get(index, 0)

    def _place(self, index: int, at_ms: int) -> int:
        return (at_ms - self._firsts_ms.get(index, at_ms + self.step_ms)) // self.step_ms


class Signals:
    """Entry signals in the order of time."""

    def __init__(self, signals: Iterator[tuple[int, int, Direction]]) -> None:
        self._signals = signals
        self._next = next(signals, None)

    def at(self, tick: int) -> list[tuple[int, Direction]]:
        """(pair, direction) at ``tick``; ticks before it are passed over."""
        found = []
        while self._next is not None and self._next[0] <= tick:
            if self._next[0] == tick:
                found.append(self._next[1:])
            self._next = next(self._signals, None)
        return found

    def next_tick(self, otherwise: int) -> int:
        """When the next signal comes."""
        return otherwise if self._next is None else self._next[0]


class _Bars:
    """A pair's candles, read one by one: views of arrays give Python's own numbers at little cost."""

    __slots__ = ("_closes", "_highs", "_lows", "_opens")

    def __init__(self, *columns: Floats) -> None:
        self._opens, self._highs, self._lows, self._closes = (memoryview(column.data) for column in columns)

    def at(self, row: int) -> Bar:
        return Bar(self._opens[row], self._highs[row], self._lows[row], self._closes[row], row)
