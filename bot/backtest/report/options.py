"""What a backtest ran with, in a result's fields."""

from __future__ import annotations

from typing import Any

from bot.backtest.outcome import Outcome
from bot.backtest.report.spans import moment
from bot.domain.amounts import currency_decimals


def ran_with(outcome: Outcome, days: int) -> dict[str, Any]:
    """The span of the candles and of the run itself."""
    return {
        "backtest_start": moment(outcome.start_ms),
        "backtest_start_ts": outcome.start_ms,
        "backtest_end": moment(outcome.end_ms),
        "backtest_end_ts": outcome.end_ms,
        "backtest_days": days,
        "backtest_run_start_ts": outcome.began_at_s,
        "backtest_run_end_ts": outcome.ended_at_s,
        "trades_per_day": round(len(outcome.trades) / days, 2),
        "market_change": outcome.market_change,
    }


def account_options(outcome: Outcome) -> dict[str, Any]:
    """Money and slots; ``max_open_trades`` is what could be open at most, -1 as a setting means without limit."""
    options, counters = outcome.options, outcome.counters
    setting, stake = options.max_open_trades, options.stake_amount
    slots = len(outcome.pairs) if setting < 0 else min(setting, len(outcome.pairs))
    return {
        "pairlist": list(outcome.pairs),
        "stake_amount": stake if isinstance(stake, str) else float(stake),
        "stake_currency": options.stake_currency,
        "stake_currency_decimals": currency_decimals(options.stake_currency),
        "starting_balance": outcome.starting_balance,
        "dry_run_wallet": outcome.starting_balance,
        "final_balance": outcome.final_balance,
        "rejected_signals": counters.rejected_signals,
        "timedout_entry_orders": counters.timedout_entry_orders,
        "timedout_exit_orders": counters.timedout_exit_orders,
        "canceled_trade_entries": counters.canceled_trade_entries,
        "canceled_entry_orders": counters.canceled_entry_orders,
        "replaced_entry_orders": counters.replaced_entry_orders,
        "max_open_trades": float(slots),
        "max_open_trades_setting": float(setting),
    }


def strategy_options(outcome: Outcome) -> dict[str, Any]:
    """What strategy and configuration said; there are no FreqAI models here."""
    options = outcome.options
    return {
        "timeframe": options.timeframe,
        "timeframe_detail": outcome.timeframe_detail,
        "timerange": outcome.timerange,
        "enable_protections": outcome.enable_protections,
        "strategy_name": outcome.strategy,
        "freqaimodel": None,
        "freqai_identifier": None,
        "stoploss": options.stoploss,
        "trailing_stop": options.trailing_stop,
        "trailing_stop_positive": options.trailing_stop_positive,
        "trailing_stop_positive_offset": options.trailing_stop_positive_offset,
        "trailing_only_offset_is_reached": options.trailing_only_offset_is_reached,
        "use_custom_stoploss": options.use_custom_stoploss,
        "minimal_roi": {str(minute): ratio for minute, ratio in options.minimal_roi.items()},
        "use_exit_signal": options.use_exit_signal,
        "exit_profit_only": options.exit_profit_only,
        "exit_profit_offset": options.exit_profit_offset,
        "ignore_roi_if_entry_signal": options.ignore_roi_if_entry_signal,
        "trading_mode": outcome.trading_mode,
        "margin_mode": outcome.margin_mode,
    }
