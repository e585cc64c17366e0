"""The simulated account in machine code; see ``bot.backtest.account``."""

from __future__ import annotations

from bot.backtest.compiled.cache import inner


@inner
def summed(trades, running, count, exactly):
    """The stakes of the running trades, added as Python's ``sum()`` adds: since 3.12 it carries what is lost."""
    total, lost = 0.0, 0.0
    for place in range(count):
        stake = trades[running[place]].stake
        added = total + stake
        if exactly:
            lost += (total - added) + stake if abs(total) >= abs(stake) else (stake - added) + total
        total = added
    return total + lost if lost != 0.0 else total


@inner
def note(run, rules, state, tick, pair, amount):
    """Bring the balance up to date and keep what has changed; what is sold after the last candle is no longer kept."""
    state.tied_up = summed(run.trades, run.running, state.open, rules.sums_exactly)
    state.free = rules.starting + state.closed_profit - state.tied_up
    if state.tick > rules.last_tick:
        return
    change = run.changes[state.changes]
    change.tick, change.pair, change.total, change.amount = tick, pair, state.free, amount
    state.changes += 1


@inner
def remove(state, running, number):
    """A trade is over; the others keep their order."""
    place = 0
    while running[place] != number:
        place += 1
    state.open -= 1
    for later in range(place, state.open):
        running[later] = running[later + 1]
