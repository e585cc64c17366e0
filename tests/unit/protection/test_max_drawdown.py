"""A pause after the account has fallen too far."""

import pytest

from tests.unit.protection.past import ETH, at, closed, global_stop, pair_stop, past

DRAWDOWN = {"method": "MaxDrawdown", "max_allowed_drawdown": 0.25, "stop_duration_candles": 12}
EQUITY = DRAWDOWN | {"calculation_mode": "equity"}


def test_a_fall_of_the_summed_ratios_locks_all_pairs() -> None:
    known = past(closed(10, 0.5), closed(20, -0.25, pair=ETH), closed(30, -0.125), closed(40, 0.125))
    stop = global_stop(DRAWDOWN, known)
    assert stop is not None
    assert (stop.until, stop.side) == (at(100), "*")
    assert stop.reason == "0.375 passed 0.25 in 60 minutes, locking for 12 candles."
    assert pair_stop(DRAWDOWN, known) is None


def test_a_fall_that_is_allowed_locks_nothing() -> None:
    assert global_stop(DRAWDOWN, past(closed(10, 0.5), closed(20, -0.25))) is None


def test_losses_from_the_first_trade_on_are_a_fall() -> None:
    assert global_stop(DRAWDOWN, past(closed(10, -0.125), closed(20, -0.25))) is not None


def test_trades_before_the_look_back_do_not_count() -> None:
    assert global_stop(DRAWDOWN, past(closed(0, -0.25), closed(20, -0.125))) is None


def test_too_few_trades_say_nothing() -> None:
    assert global_stop(DRAWDOWN | {"trade_limit": 3}, past(closed(10, -0.5), closed(20, -0.5))) is None
    assert global_stop(DRAWDOWN, past()) is None


def test_any_fall_is_too_much_by_default() -> None:
    stop = global_stop({"method": "MaxDrawdown"}, past(closed(10, -0.125)))
    assert stop is not None
    assert stop.reason == "0.125 passed 0.0 in 60 minutes, locking for 60 minutes."
    assert global_stop({"method": "MaxDrawdown"}, past(closed(10, 0.125))) is None


@pytest.mark.parametrize(("balance", "is_locked"), [(600.0, True), (1000.0, False)])
def test_a_fall_of_the_balance_relates_to_its_high(balance: float, is_locked: bool) -> None:
    """From ``balance`` up by 200 and down again: a quarter of 800, a sixth of 1200."""
    known = past(closed(10, 2.0), closed(20, -2.0), balance=balance)
    stop = global_stop(EQUITY | {"max_allowed_drawdown": 0.2}, known)
    assert (stop is not None) is is_locked


def test_an_early_fall_that_is_deeper_in_proportion_counts() -> None:
    """From 100 down by 30; later from 1000 by 100."""
    stop = global_stop(EQUITY, past(closed(10, -0.3), closed(20, 9.3), closed(30, -1.0), balance=900.0))
    assert stop is not None
    assert float(stop.reason.split()[0]) == pytest.approx(0.3)


def test_profits_before_the_look_back_are_part_of_the_balance() -> None:
    """A fall by 100 from 250, of which 150 were earned long ago."""
    known = past(closed(-90, 1.5), closed(10, -1.0), balance=150.0)
    stop = global_stop(EQUITY, known)
    assert stop is not None
    assert float(stop.reason.split()[0]) == pytest.approx(0.4)
