"""The summary of a result as text: names and values in the order that users of such tools know.

Results of older versions lack some values: these are shown as N/A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.backtest.report.spans import days_and_clock
from bot.backtest.report.text_tables import TextTable
from bot.domain.amounts import plain

Result = Mapping[str, Any]
Line = tuple[str, str]
UNKNOWN = "N/A"
GAP: Line = ("", "")
COUNTS = (
    ("Canceled Trade Entries", "canceled_trade_entries"),
    ("Canceled Entry Orders", "canceled_entry_orders"),
    ("Replaced Entry Orders", "replaced_entry_orders"),
)


def summary_metrics(one: Result) -> TextTable:
    """The table of metrics; only for a result with trades."""
    return TextTable("SUMMARY METRICS", ("Metric", "Value"), metric_lines(one))


def metric_lines(one: Result) -> list[Line]:
    """Names and values, with empty lines between the parts."""
    parts: Sequence[Callable[[Result], Iterator[Line]]] = (_span, _returns, _sides, _trades, _falls, _wallet)
    blocks = [list(part(one)) for part in parts]
    return [line for block in blocks if block for line in (GAP, *block)][1:]


def no_trades(one: Result) -> str:
    """What is said instead."""
    stake = one.get("stake_amount")
    shown = stake if isinstance(stake, str) else _coins(one, stake)
    return f"No trades made. Your starting balance was {_coin(one, 'starting_balance')}, and your stake was {shown}."


def slots(one: Result) -> str:
    """How many trades could be open."""
    value = one.get("max_open_trades")
    return UNKNOWN if value is None else plain(value, 0)


def _span(one: Result) -> Iterator[Line]:
    yield "Backtesting from", _text(one, "backtest_start")
    yield "Backtesting to", _text(one, "backtest_end")
    margin = str(one.get("margin_mode") or "")
    yield "Trading Mode", " ".join(filter(None, [margin, str(one.get("trading_mode") or "spot")])).capitalize()
    yield "Max open trades", slots(one)


def _returns(one: Result) -> Iterator[Line]:
    days = one.get("backtest_days") or 1
    yield "Total/Daily Avg Trades", f"{one['total_trades']} / {_text(one, 'trades_per_day')}"
    yield "Starting balance", _coin(one, "starting_balance")
    yield "Final balance", _coin(one, "final_balance")
    yield "Absolute profit", _coin(one, "profit_total_abs")
    yield "Total profit %", _percent(one, "profit_total")
    yield "CAGR %", _percent(one, "cagr")
    yield "Sharpe (closed trades)", _number(one, "sharpe")
    yield "Sortino (closed trades)", _number(one, "sortino")
    yield "Calmar (closed trades)", _number(one, "calmar")
    yield "SQN", _number(one, "sqn")
    yield "Mean profit p-value", _number(one, "p_value", ".4g")
    yield "Profit factor", _number(one, "profit_factor")
    yield "Expectancy (Ratio)", f"{_number(one, 'expectancy')} ({_number(one, 'expectancy_ratio')})"
    yield "Avg. daily profit", _coins(one, one["profit_total_abs"] / days)
    yield "Avg. stake amount", _coin(one, "avg_stake_amount")
    yield "Market change", _percent(one, "market_change")
    yield "Total trade volume", _coin(one, "total_volume")


def _sides(one: Result) -> Iterator[Line]:
    """Only where there were short trades."""
    if not one.get("trade_count_short"):
        return
    yield "Long / Short trades", f"{one['trade_count_long']} / {one['trade_count_short']}"
    yield "Long / Short profit %", f"{_percent(one, 'profit_total_long')} / {_percent(one, 'profit_total_short')}"
    yield "Long / Short profit", f"{_coin(one, 'profit_total_long_abs')} / {_coin(one, 'profit_total_short_abs')}"


def _trades(one: Result) -> Iterator[Line]:
    yield from _bests(one)
    yield from _counts(one)


def _bests(one: Result) -> Iterator[Line]:
    trades = sorted(one["trades"], key=lambda trade: trade["profit_ratio"])
    yield "Best Pair", _pair(one.get("best_pair"))
    yield "Worst Pair", _pair(one.get("worst_pair"))
    yield "Best trade", f"{trades[-1]['pair']} {trades[-1]['profit_ratio']:.2%}"
    yield "Worst trade", f"{trades[0]['pair']} {trades[0]['profit_ratio']:.2%}"
    yield "Best day", _coin(one, "backtest_best_day_abs")
    yield "Worst day", _coin(one, "backtest_worst_day_abs")
    yield "Days win/draw/lose", " / ".join(_text(one, f"{name}_days") for name in ("winning", "draw", "losing"))


def _counts(one: Result) -> Iterator[Line]:
    for name, title in (("winner", "Winners"), ("loser", "Losers")):
        spans = (_text(one, f"{name}_holding_{which}") for which in ("min", "max", "avg"))
        yield f"Min/Max/Avg. Duration {title}", " / ".join(spans)
    runs = (_text(one, f"max_consecutive_{name}") for name in ("wins", "losses"))
    yield "Max Consecutive Wins / Loss", " / ".join(runs)
    yield "Rejected Entry signals", _text(one, "rejected_signals")
    yield "Entry/Exit Timeouts", f"{_text(one, 'timedout_entry_orders')} / {_text(one, 'timedout_exit_orders')}"
    if any(one.get(name) for _, name in COUNTS):
        yield from ((title, _text(one, name)) for title, name in COUNTS)


def _falls(one: Result) -> Iterator[Line]:
    yield "Min/Max balance (closed trades)", f"{_coin(one, 'csum_min')} / {_coin(one, 'csum_max')}"
    yield "Max % of account underwater", _percent(one, "max_relative_drawdown")
    yield "Absolute drawdown", f"{_coin(one, 'max_drawdown_abs')} ({_percent(one, 'max_drawdown_account')})"
    yield from _drawdown(one, one)


def _wallet(one: Result) -> Iterator[Line]:
    """Nothing where the account was not looked at."""
    stats = {**(one.get("wallet_stats") or {})}
    if not stats:
        return
    currency = {name: one.get(name) for name in ("stake_currency", "stake_currency_decimals")}
    stats.update(currency)
    yield "Wallet based Metrics", ""
    yield "Min/Max balance (wallet balance)", f"{_coin(stats, 'low_balance')} / {_coin(stats, 'high_balance')}"
    yield "Min/Max balance dates (wallet balance)", f"{_text(stats, 'low_date')} / {_text(stats, 'high_date')}"
    yield "Max % of account underwater (balance)", _percent(stats, "max_relative_drawdown")
    fall = f"{_coin(stats, 'max_drawdown_abs')} ({_percent(stats, 'max_drawdown_account')})"
    yield "Absolute drawdown (wallet balance)", fall
    yield from _drawdown(one, stats)
    for name in ("sharpe", "sortino", "calmar"):
        yield f"{name.capitalize()} (daily wallet balance)", _number(stats, name)


def _drawdown(one: Result, stats: Result) -> Iterator[Line]:
    yield "Drawdown duration", _lasted(stats)
    yield "Profit at drawdown start", _coins(one, stats.get("max_drawdown_high"))
    yield "Profit at drawdown end", _coins(one, stats.get("max_drawdown_low"))
    yield "Drawdown start", _text(stats, "drawdown_start")
    yield "Drawdown end", _text(stats, "drawdown_end")


def _lasted(stats: Result) -> str:
    """Older results have the text only."""
    span_s = stats.get("drawdown_duration_s")
    return _text(stats, "drawdown_duration") if span_s is None else days_and_clock(span_s)


def _pair(row: Result | None) -> str:
    return UNKNOWN if row is None else f"{row['key']} {row['profit_total']:.2%}"


def _text(one: Result, name: str) -> str:
    value = one.get(name)
    return UNKNOWN if value is None else str(value)


def _number(one: Result, name: str, form: str = ".2f") -> str:
    value = one.get(name)
    return UNKNOWN if value is None else format(value, form)


def _percent(one: Result, name: str) -> str:
    return _number(one, name, ".2%")


def _coin(one: Result, name: str) -> str:
    return _coins(one, one.get(name))


def _coins(one: Result, amount: Any) -> str:
    """``131.336 USDT``."""
    if amount is None:
        return UNKNOWN
    places = one.get("stake_currency_decimals")
    return f"{plain(float(amount), 3 if places is None else places)} {one.get('stake_currency') or ''}".strip()
