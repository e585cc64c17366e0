"""The same simulation for strategies that say all beforehand: candles in which nothing can happen are passed over.

A trade with a fixed stop and a fixed table of profits is left in the first candle that reaches one of them or brings an
exit signal. That candle is found by NumPy; what happens in it is decided by the same code as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.backtest.data import PairData
from bot.backtest.exits import ROUGHLY
from bot.backtest.loop import ANY_NUMBER, Signals, Simulation
from bot.backtest.parts import Parts
from bot.backtest.position import Position
from bot.domain.enums import Direction, TradingMode
from bot.rules.entry import slots_left

FIRST_LOOK, FURTHER = 32, 4  # rows looked at, and how many times more with every further look
MINUTE_MS = 60_000


def is_quiet(parts: Parts) -> bool:
    """Whether nothing but prices and signals decides when a trade is left."""
    options, own = parts.options, parts.overrides
    moves = options.trailing_stop or options.use_custom_stoploss or options.use_custom_roi
    changes = options.position_adjustment_enable and own.adjust_trade_position
    asks = own.bot_loop_start or own.custom_exit or parts.choose is not None
    return not (moves or changes or asks or parts.stacks) and parts.settings.trading_mode is TradingMode.SPOT


class QuietSimulation(Simulation):
    """For parts that ``is_quiet()``, without a detail timeframe."""

    def __init__(self, parts: Parts, start_ms: int, end_ms: int, step_ms: int) -> None:
        super().__init__(parts, start_ms, end_ms, step_ms)
        self._exits_at = [(data.exit_long == 1) & (data.enter_long == 0) for data in parts.pairs]
        table = sorted(parts.options.minimal_roi.items())
        self._minutes = np.array([minute for minute, _ in table], dtype=np.int64)
        self._ratios = np.array([np.inf, *(ratio for _, ratio in table)], dtype=np.float64)
        self._entry_sums = [_sums(data) for data in parts.pairs]
        self._due = [0] * len(parts.pairs)
        self._seen = [0] * len(parts.pairs)

    def _candle(self, tick: int, entering: Mapping[int, Direction]) -> None:
        held = self._account.by_pair
        for index in self._order(entering):
            row = tick - self._firsts[index]
            if not 0 <= row < self._lengths[index] or (index in held and tick < self._due[index]):
                continue
            self._catch_up(index, row)
            self._pair(index, self._bars[index].at(row), entering.get(index))
            if index in held:
                self._seen[index] = row
                self._due[index] = self._firsts[index] + min(self._next(one, row) for one in held[index])

    def _next_tick(self, tick: int, signals: Signals, last: int) -> int:
        due = min((self._due[index] for index in self._account.by_pair), default=last + 1)
        if self._is_full():
            due = max(min(due, last), tick)
            self._account.tallies.rejected_signals += self._entries_between(tick, due)
            return due
        return max(tick, min(due, signals.next_tick(last + 1)))

    def _is_full(self) -> bool:
        """Whether every signal is rejected until a trade ends; locks would take some of them away before."""
        parts, account = self._parts, self._account
        slots = parts.options.max_open_trades or ANY_NUMBER
        return bool(account.open) and not parts.locks.all and not slots_left(len(account.open), slots)

    def _entries_between(self, tick: int, due: int) -> int:
        """Entry signals of pairs without a trade in the candles before ``due``."""
        count = 0
        for index, sums in enumerate(self._entry_sums):
            if index not in self._account.by_pair:
                first, length = self._firsts[index], self._lengths[index]
                begin, end = (min(max(one - first, 0), length) for one in (tick, due))
                count += sums[end] - sums[begin]
        return count

    def _close_rest(self) -> None:
        for index in list(self._account.by_pair):
            self._catch_up(index, self._lengths[index])
        super()._close_rest()

    def _catch_up(self, index: int, row: int) -> None:
        """Lowest and highest rate of the candles that were passed over."""
        rows = slice(self._seen[index] + 1, row)
        data = self._parts.pairs[index]
        for position in self._account.by_pair.get(index, ()):
            if rows.start < rows.stop and position.amount > 0:
                position.min_rate = _least(position.min_rate, float(data.low[rows].min()))
                position.max_rate = _most(position.max_rate, float(data.high[rows].max()))

    def _next(self, position: Position, row: int) -> int:
        """The first row after ``row`` in which the trade may change; the length of the data where there is none."""
        if position.open_order is not None or position.amount <= 0:
            return row + 1
        data, index = self._parts.pairs[position.pair_index], position.pair_index
        begin, size, length = row + 1, FIRST_LOOK, self._lengths[index]
        while begin < length:
            rows = slice(begin, min(begin + size, length))
            found = self._events(position, data, self._exits_at[index], rows)
            if found.any():
                return begin + int(found.argmax())
            begin, size = rows.stop, size * FURTHER
        return length

    def _events(self, position: Position, data: PairData, exits: npt.NDArray[np.bool_], rows: slice) -> Any:
        """For each row whether the stop or the wanted profit is reached, or an exit signal holds."""
        reached = data.low[rows] <= position.stop_loss
        if self._parts.options.use_exit_signal:
            reached |= exits[rows]
        if len(self._minutes):
            held_min = (data.time_ms[rows] - position.opened_ms) // MINUTE_MS
            wanted = self._ratios[np.searchsorted(self._minutes, held_min, side="right")]
            paid = position.open_rate * (1 + position.fee_open) / (1 - position.fee_close)
            reached |= data.high[rows] >= paid * (1 + (wanted - 2 * ROUGHLY) / position.leverage)
        return reached


def _sums(data: PairData) -> list[int]:
    """How many entry signals there are before each row."""
    marks = np.zeros(len(data) + 1, dtype=np.int64)
    marks[data.long_entries() + 1] = 1
    sums: list[int] = np.cumsum(marks).tolist()
    return sums


def _least(known: float | None, new: float) -> float:
    return new if known is None else min(known, new)


def _most(known: float | None, new: float) -> float:
    return new if known is None else max(known, new)
