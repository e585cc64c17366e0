"""Which runs the compiled simulation takes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.backtest.compiled.eligible import is_compilable
from bot.backtest.overrides import Overrides
from bot.domain.enums import TradingMode
from tests.unit.backtest.random_runs import RandomRun

CALLED_ONLY_IF_WANTED = {"leverage", "custom_stoploss", "custom_roi", "adjust_trade_position"}
CALLED = [field.name for field in fields(Overrides) if field.name not in CALLED_ONLY_IF_WANTED]


def plain_run() -> RandomRun:
    made = RandomRun(0)
    made.options = replace(made.options, position_adjustment_enable=False)
    return made


def test_a_run_without_callbacks_is_taken() -> None:
    assert is_compilable(plain_run().parts())


@pytest.mark.parametrize("name", CALLED)
def test_one_with_a_callback_is_not(name: str) -> None:
    assert not is_compilable(plain_run().parts(overrides=Overrides(**{name: True})))


@pytest.mark.parametrize("name", sorted(CALLED_ONLY_IF_WANTED))
def test_callbacks_that_no_option_asks_for_do_not_count(name: str) -> None:
    assert is_compilable(plain_run().parts(overrides=Overrides(**{name: True})))


@pytest.mark.parametrize("option", ["use_custom_stoploss", "use_custom_roi", "position_adjustment_enable"])
def test_the_option_that_asks_for_one_does(option: str) -> None:
    made = plain_run()
    made.options = replace(made.options, **{option: True})

    assert not is_compilable(made.parts(overrides=Overrides(adjust_trade_position=True)))


@pytest.mark.parametrize("change", [{"stacks": True}, {"choose": list}, {"step_min": 1}, {"fee": 1.0}])
def test_neither_are_stacked_trades_changing_pairs_shorter_candles_and_strange_fees(
    change: dict[str, Any],
) -> None:
    assert not is_compilable(plain_run().parts(**change))


def test_neither_are_short_trades() -> None:
    made = plain_run()
    made.settings = replace(made.settings, trading_mode=TradingMode.FUTURES)

    assert not is_compilable(made.parts())


def test_neither_is_a_strategy_that_has_locked_pairs_before_the_start() -> None:
    parts = plain_run().parts()
    parts.locks.lock_pair("C0/USDT", parts.clock.now() + timedelta(hours=1))

    assert not is_compilable(parts)
