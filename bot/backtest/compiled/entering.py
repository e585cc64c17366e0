"""Entries in machine code; see ``bot.backtest.entries`` and ``bot.rules.stake``."""

from __future__ import annotations

import numpy as np

from bot.backtest.compiled.account import note
from bot.backtest.compiled.cache import inner
from bot.backtest.compiled.doubles import MOST, fraction, is_certain, steps_below, steps_near, times
from bot.backtest.compiled.layout import HIGH, LOW, OPEN
from bot.backtest.compiled.leaving import set_stop
from bot.rules.stake import MIN_STAKE_STRETCH

NO_STAKE = 0.0


@inner
def enter(run, rules, state, pair, bar):
    """A new trade, filled at once at the open, if it may be; whether all numbers are certain."""
    if run.start_ms + state.tick * rules.step_ms < run.locked_ms[pair]:
        return True
    if rules.max_open_trades > 0 and state.open >= rules.max_open_trades:
        run.rejected[state.rejected] = run.signal_of[pair]
        state.rejected += 1
        return True
    market, signal, price = run.pairs[pair], run.signals[run.signal_of[pair]], bar[OPEN]
    if not price > 0 or signal.unit == 0 or not bar[HIGH] * signal.tens < MOST:
        return False
    stake = _stake(rules, state, market, price)
    if stake == NO_STAKE:
        return True
    wanted = stake / price
    if market.unit == 0 or not wanted * market.tens < MOST:
        return False
    units = steps_below(wanted, market.unit, market.tens) * market.unit
    price_units = steps_near(price, signal.unit, signal.tens) * signal.unit
    spent = times(fraction(units, market.tens), fraction(price_units, signal.tens))
    if units == 0:
        return True
    if price_units / signal.tens != price or not is_certain(spent):
        return False
    _open(run, rules, state, signal, bar, units / market.tens, spent[0])
    return True


@inner
def _open(run, rules, state, signal, bar, amount, stake):
    trade = run.trades[state.trades]
    trade.pair, trade.opened = signal.pair, state.tick
    trade.open_rate, trade.amount, trade.stake = bar[OPEN], amount, stake
    trade.min_rate, trade.max_rate = bar[LOW], bar[HIGH]
    trade.unit, trade.tens = signal.unit, signal.tens
    trade.is_trailing, trade.waits = False, False
    set_stop(trade, bar[OPEN], rules.stoploss)
    run.running[state.open] = state.trades
    run.trade_of[signal.pair] = state.trades
    state.trades += 1
    state.open += 1
    note(run, rules, state, state.tick, signal.pair, amount)


@inner
def _stake(rules, state, market, price):
    """What the configuration asks for within the market's limits; ``NO_STAKE`` where there will be no trade."""
    available = _available(rules, state)
    stake = _proposed(rules, state, available)
    if available < stake or not np.isfinite(stake) or stake <= 0:
        return NO_STAKE
    ceiling = min(min(market.max_cost, market.max_amount * price), available)
    by_cost, by_amount = market.min_cost * rules.stop_margin, market.min_amount * price * (1 + rules.reserve)
    minimum = by_amount if np.isnan(by_cost) or by_amount > by_cost else by_cost
    if not np.isnan(minimum):
        if minimum > ceiling:
            return NO_STAKE
        if stake < minimum:
            return minimum if minimum <= stake * MIN_STAKE_STRETCH else NO_STAKE
    return min(stake, ceiling)


@inner
def _available(rules, state):
    if rules.capital != 0:
        total = rules.capital + state.closed_profit
    else:
        total = (state.free + state.tied_up) * rules.usable_ratio
    return max(min(total - state.tied_up, state.free), 0.0)


@inner
def _proposed(rules, state, available):
    stake = rules.stake
    if rules.is_unlimited:
        stake = available
        if rules.max_open_trades > 0:
            stake = min((available + state.tied_up) / rules.max_open_trades, available)
    if rules.amends_stake:
        stake = min(stake, available) if available > stake * rules.amended_ratio else 0.0
    return stake
