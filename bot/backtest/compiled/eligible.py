"""Which runs can be simulated by machine code."""

from __future__ import annotations

import sys
from dataclasses import replace

from bot.backtest.parts import Parts
from bot.domain.enums import TradingMode

CODE = "bot.backtest.compiled.run"
WORTH_LOADING = 100_000  # candles of all pairs; the other simulation has done fewer before the machine code is loaded


def is_compilable(parts: Parts) -> bool:
    """Whether nothing of the strategy's has to be asked while the simulation runs, and positions stay as they began.

    Protections are asked in a pause after each trade; locks that were there before the start are not known there.
    """
    options = parts.options
    overrides = replace(
        parts.overrides,
        leverage=False,  # nobody is asked for it in spot trading
        custom_stoploss=False,
        custom_roi=False,
        adjust_trade_position=parts.overrides.adjust_trade_position and options.position_adjustment_enable,
    )
    return (
        not (overrides.any or options.use_custom_stoploss or options.use_custom_roi or parts.stacks)
        and parts.settings.trading_mode is TradingMode.SPOT
        and parts.step_min == parts.timeframe_min
        and parts.fee < 1
        and parts.choose is None
        and not parts.locks.all
    )


def pays_off(parts: Parts) -> bool:
    """Whether machine code is the faster way: loading it takes a third of a second, once in a process."""
    return CODE in sys.modules or sum(map(len, parts.pairs)) >= WORTH_LOADING
