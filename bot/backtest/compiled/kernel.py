"""The simulation in machine code: candle by candle, and in each candle pair by pair; see ``bot.backtest.loop``."""

from __future__ import annotations

from bot.backtest.compiled.cache import inner, outer
from bot.backtest.compiled.entering import enter
from bot.backtest.compiled.layout import ENTERS, FINISHED, FORCE_EXIT, GAVE_UP, HIGH, LOW, OPEN, PAUSED, Run
from bot.backtest.compiled.leaving import close, decide

GOES_ON = -1


@outer
def simulate(run: Run) -> int:
    """Run on from where the state stands until the end or a pause."""
    rules, state = run.rules[0], run.state[0]
    while state.tick <= rules.last_tick:
        if not state.in_candle:
            _begin(run, rules, state)
        while state.place < state.queued:
            pair = run.queue[state.place]
            state.place += 1
            status = _visit(run, rules, state, pair)
            if status != GOES_ON:
                return status
        state.in_candle = False
        state.tick += 1
        if state.open == 0:
            _skip(run, rules, state)
    return _close_rest(run, rules, state)


@inner
def _begin(run, rules, state):
    """Queue the pairs of this candle: those with trades in the order of opening, then those with a signal."""
    for place in range(state.open):
        pair = run.trades[run.running[place]].pair
        run.queue[place] = pair
        run.signal_of[pair] = -1
    state.in_candle, state.place, state.queued = True, 0, state.open
    while state.next_signal < len(run.signals) and run.signals[state.next_signal].tick <= state.tick:
        signal = run.signals[state.next_signal]
        if signal.tick == state.tick:
            if run.trade_of[signal.pair] < 0:
                run.queue[state.queued] = signal.pair
                state.queued += 1
            run.signal_of[signal.pair] = state.next_signal if state.tick < rules.last_tick else -1
        state.next_signal += 1


@inner
def _skip(run, rules, state):
    """Without trades nothing can happen before the next signal."""
    while state.next_signal < len(run.signals) and run.signals[state.next_signal].tick < state.tick:
        state.next_signal += 1
    ahead = rules.last_tick + 1
    if state.next_signal < len(run.signals):
        ahead = run.signals[state.next_signal].tick
    state.tick = max(state.tick, ahead)


@inner
def _visit(run, rules, state, pair):
    """One pair in one candle: orders that wait, an entry, an exit."""
    market = run.pairs[pair]
    row = state.tick - market.first_tick
    if row < 0 or row >= market.length:
        return GOES_ON
    bar, told = run.prices[:, market.offset + row], run.flags[market.offset + row]
    if not bar[LOW] <= bar[OPEN] <= bar[HIGH]:
        return GAVE_UP
    if run.trade_of[pair] >= 0:
        _time_out(rules, state, run.trades[run.trade_of[pair]])
    elif run.signal_of[pair] >= 0 and not enter(run, rules, state, pair, bar):
        return GAVE_UP
    number = run.trade_of[pair]
    if number < 0:
        return GOES_ON
    trade = run.trades[number]
    if not decide(rules, run.targets, trade, bar, told & ENTERS != 0, told, state.tick):
        return GAVE_UP
    if not trade.waits or not bar[LOW] <= trade.close_rate <= bar[HIGH]:
        return GOES_ON
    if not close(run, rules, state, number, trade.unit, trade.tens, state.tick):
        return GAVE_UP
    return PAUSED if rules.pauses else GOES_ON


@inner
def _time_out(rules, state, trade):
    if trade.waits and (state.tick - trade.order_placed) * rules.step_ms >= rules.exit_limit_ms:
        state.timedout_exits += 1
        trade.waits = False


@inner
def _close_rest(run, rules, state):
    """What is open ends at the open of its pair's last candle, pair by pair."""
    for pair in range(len(run.pairs)):
        number, market = run.trade_of[pair], run.pairs[pair]
        if number < 0:
            continue
        trade = run.trades[number]
        trade.close_rate = run.prices[OPEN, market.offset + market.length - 1]
        trade.exit_kind = trade.order_kind = FORCE_EXIT
        tick = market.first_tick + market.length - 1
        if not close(run, rules, state, number, market.last_unit, market.last_tens, tick):
            return GAVE_UP
        if rules.pauses:
            return PAUSED
    return FINISHED
