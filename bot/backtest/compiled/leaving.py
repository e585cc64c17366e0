"""Whether, why and at which rate a trade is left, in machine code; see ``bot.backtest.exits`` and ``exit_rates``."""

from __future__ import annotations

import numpy as np

from bot.backtest.compiled.account import note, remove
from bot.backtest.compiled.cache import inner
from bot.backtest.compiled.doubles import (
    LARGEST_PROFIT,
    MOST,
    fraction,
    is_certain,
    over,
    rounded,
    steps_above,
    steps_near,
    times,
)
from bot.backtest.compiled.layout import CLOSE, EXIT_SIGNAL, HIGH, LEAVES, LOW, OPEN, ROI, STOP_LOSS, TRAILING_STOP_LOSS
from bot.backtest.exit_rates import AT_ONCE
from bot.backtest.exits import ROUGHLY

NONE = 0
NEVER, UNCERTAIN = -1.0, -2.0  # no rates


@inner
def set_stop(trade, rate, distance):
    """The first stop, at ``distance`` below ``rate``."""
    price = max(rate * (1 - abs(distance)), 0.0)
    trade.stop = trade.first_stop = steps_above(price, trade.unit, trade.tens) * trade.unit / trade.tens
    trade.stop_ratio = trade.first_stop_ratio = -abs(distance)


@inner
def decide(rules, targets, trade, bar, is_entering, signals, tick):
    """Move the stop, then place an exit order where there is a reason; whether all numbers are certain."""
    if not bar[HIGH] * trade.tens < MOST:
        return False
    trade.min_rate, trade.max_rate = min(trade.min_rate, bar[LOW]), max(trade.max_rate, bar[HIGH])
    stop_kind = _stop(rules, trade, bar)
    target = NONE if rules.ignore_roi and is_entering else _target(rules, targets, trade, bar, tick)
    if rules.use_exit_signal and signals & LEAVES and not is_entering and _is_enough(rules, trade, bar[OPEN]):
        _place(trade, EXIT_SIGNAL, bar[OPEN], tick)
        return True
    if stop_kind == STOP_LOSS:
        _place(trade, STOP_LOSS, bar[OPEN] if trade.stop > bar[HIGH] else trade.stop, tick)
        return True
    if target != NONE:
        rate = _target_rate(rules, trade, bar, targets[target - 1], tick)
        if rate == UNCERTAIN:
            return False
        if rate != NEVER:
            _place(trade, ROI, rate, tick)
            return True
    if stop_kind == TRAILING_STOP_LOSS:
        _place(trade, TRAILING_STOP_LOSS, _trailing_rate(rules, trade, bar, tick), tick)
    return True


@inner
def close(run, rules, state, number, unit, tens, tick):
    """A trade is over at its ``close_rate``, a multiple of ``unit / tens``; whether all numbers are certain."""
    trade = run.trades[number]
    market = run.pairs[trade.pair]
    if unit == 0 or not trade.close_rate * tens < MOST:
        return False
    close_units = steps_near(trade.close_rate, unit, tens) * unit
    amount = fraction(steps_near(trade.amount, market.unit, market.tens) * market.unit, market.tens)
    rate = fraction(steps_near(trade.open_rate, trade.unit, trade.tens) * trade.unit, trade.tens)
    paid = times(times(amount, rate), (rules.entry_factor[0], rules.entry_factor[1]))
    received = times(times(amount, fraction(close_units, tens)), (rules.exit_factor[0], rules.exit_factor[1]))
    gained = received[0] - paid[0]
    if close_units / tens != trade.close_rate or not abs(gained) < LARGEST_PROFIT:
        return False
    trade.profit = rounded(gained) + 0.0
    ratio = over(fraction(np.rint(trade.profit * 1e8), 1e8), paid)
    trade.profit_ratio, trade.closed, trade.waits = ratio[0], tick, False
    state.closed_profit += trade.profit
    run.closed[state.closed] = number
    state.closed += 1
    run.trade_of[trade.pair] = -1
    remove(state, run.running, number)
    note(run, rules, state, tick, trade.pair, 0.0)
    return is_certain(paid) and is_certain(received) and is_certain(ratio)


@inner
def _ratio_at(rules, trade, rate):
    return rate * (1 - rules.fee) / (trade.open_rate * (1 + rules.fee)) - 1


@inner
def _stop(rules, trade, bar):
    if trade.stop < bar[LOW] and rules.trails:
        _trail(rules, trade, bar[HIGH])
    if trade.stop >= bar[LOW]:
        return TRAILING_STOP_LOSS if trade.is_trailing else STOP_LOSS
    return NONE


@inner
def _trail(rules, trade, high):
    """The stop follows the highest price, at a smaller distance once the profit is large enough."""
    ratio = _ratio_at(rules, trade, high)
    if rules.only_offset and ratio < rules.positive_offset:
        return
    distance = rules.positive if rules.has_positive and ratio > rules.positive_offset else rules.stoploss
    wanted = high * (1 - abs(distance))
    if not wanted > trade.stop - trade.unit / trade.tens - 1e-9 * high:
        return
    price = steps_above(max(wanted, 0.0), trade.unit, trade.tens) * trade.unit / trade.tens
    if price > trade.stop:
        trade.stop, trade.stop_ratio, trade.is_trailing = price, -abs(distance), True


@inner
def _is_enough(rules, trade, rate):
    return not rules.exit_profit_only or rounded(_ratio_at(rules, trade, rate)) > rules.exit_profit_offset


@inner
def _target(rules, targets, trade, bar, tick):
    """The number, from 1 on, of the entry of the profit table that holds, if it is reached."""
    held_min = (tick - trade.opened) * rules.step_min
    for place in range(len(targets)):
        if targets[place].minute <= held_min:
            wanted, best = targets[place].ratio, _ratio_at(rules, trade, bar[HIGH])
            is_reached = best > wanted + ROUGHLY or (best > wanted - ROUGHLY and rounded(best) > wanted)
            return place + 1 if is_reached else NONE
    return NONE


@inner
def _target_rate(rules, trade, bar, target, tick):
    """The rate that gives the wanted profit; ``NEVER`` where the price can't have been there."""
    held_min = (tick - trade.opened) * rules.step_min
    is_on_boundary = target.minute % rules.step_min == 0
    if target.ratio == AT_ONCE and is_on_boundary:
        return bar[OPEN]
    units = steps_near(trade.open_rate, trade.unit, trade.tens) * trade.unit
    exact = times(fraction(units, trade.tens), (target.factor[0], target.factor[1]))
    if not is_certain(exact):
        return UNCERTAIN
    rate = exact[0]
    has_just_begun = target.minute > 0 and target.minute == held_min and is_on_boundary
    if has_just_begun and bar[OPEN] > rate:
        return bar[OPEN]
    if held_min == 0 and trade.open_rate < bar[OPEN] and bar[CLOSE] < bar[OPEN] and rate > bar[CLOSE]:
        return NEVER
    return min(max(rate, bar[LOW]), bar[HIGH])


@inner
def _trailing_rate(rules, trade, bar, tick):
    """The stop; in the entry candle it is taken to have followed the price from the open on, no further."""
    if trade.stop > bar[HIGH]:
        return bar[OPEN]
    if tick != trade.opened:
        return trade.stop
    if rules.trails and rules.only_offset and rules.has_positive and rules.positive != 0:
        rate = bar[OPEN] * (1 + abs(rules.positive_offset) - abs(rules.positive))
    else:
        rate = bar[OPEN] * (1 - abs(trade.stop_ratio))
    return max(rate, bar[LOW])


@inner
def _place(trade, kind, rate, tick):
    """An exit order; one that waits at the same price goes on waiting instead."""
    price = steps_near(rate, trade.unit, trade.tens) * trade.unit / trade.tens
    trade.exit_kind, trade.exit_decided = kind, tick
    if not trade.waits or trade.close_rate != price:
        trade.order_kind, trade.order_placed = kind, tick
        trade.close_rate, trade.waits = price, True
