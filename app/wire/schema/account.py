"""Balances and profit, in stake currency unless said otherwise."""

from __future__ import annotations

from msgspec import Struct


class CountReply(Struct):
    """Open trades beside their limit (-1: none)."""

    current: int
    max: int
    total_stake: float


class CoinReply(Struct):
    """One coin of the account; ``bot_owned`` is the bot's share."""

    currency: str
    free: float
    balance: float
    used: float
    bot_owned: float
    est_stake: float
    est_stake_bot: float
    stake: str
    side: str
    is_position: bool
    position: float
    is_bot_managed: bool


class BalanceReply(Struct):
    """The account."""

    currencies: list[CoinReply]
    total: float
    total_bot: float
    symbol: str
    value: float
    value_bot: float
    stake: str
    note: str
    starting_capital: float
    starting_capital_ratio: float
    starting_capital_pct: float
    starting_capital_fiat: float
    starting_capital_fiat_ratio: float
    starting_capital_fiat_pct: float


class BalanceHistoryReply(Struct):
    """A table of the bot's worth over time."""

    columns: list[str]
    length: int
    data: list[list[str | int | float]]
    capture_start_ts: int


class ProfitReply(Struct):
    """Profit over closed trades and, as ``all``, with the open ones at their present rate."""

    profit_closed_coin: float
    profit_closed_percent_mean: float
    profit_closed_ratio_mean: float
    profit_closed_percent_sum: float
    profit_closed_ratio_sum: float
    profit_closed_percent: float
    profit_closed_ratio: float
    profit_closed_fiat: float
    profit_all_coin: float | None
    profit_all_percent_mean: float | None
    profit_all_ratio_mean: float | None
    profit_all_percent_sum: float | None
    profit_all_ratio_sum: float | None
    profit_all_percent: float | None
    profit_all_ratio: float | None
    profit_all_fiat: float
    trade_count: int
    closed_trade_count: int
    first_trade_date: str
    first_trade_humanized: str
    first_trade_timestamp: int
    latest_trade_date: str
    latest_trade_humanized: str
    latest_trade_timestamp: int
    avg_duration: str
    best_pair: str
    best_rate: float
    best_pair_profit_ratio: float
    best_pair_profit_abs: float
    winning_trades: int
    losing_trades: int
    profit_factor: float | None
    winrate: float
    expectancy: float
    expectancy_ratio: float
    sharpe: float | None
    sortino: float | None
    sqn: float | None
    calmar: float | None
    cagr: float
    max_drawdown: float
    max_drawdown_abs: float
    max_drawdown_start: str
    max_drawdown_start_timestamp: int
    max_drawdown_end: str
    max_drawdown_end_timestamp: int
    current_drawdown: float
    current_drawdown_abs: float
    current_drawdown_high: float
    current_drawdown_start: str
    current_drawdown_start_timestamp: int
    trading_volume: float
    bot_start_timestamp: int
    bot_start_date: str


class ProfitAllReply(Struct):
    """Profit of all trades; by direction where both are traded."""

    all: ProfitReply
    long: ProfitReply | None
    short: ProfitReply | None


class PeriodReply(Struct):
    """One day, week or month; ``starting_balance`` is the balance before its profit."""

    date: str
    abs_profit: float
    rel_profit: float
    starting_balance: float
    fiat_value: float
    trade_count: int


class PeriodsReply(Struct):
    """Newest period first."""

    data: list[PeriodReply]
    fiat_display_currency: str
    stake_currency: str


class GroupFields(Struct):
    """Closed trades with something in common."""

    profit_ratio: float
    profit_pct: float
    profit_abs: float
    count: int


class PairPerformanceReply(GroupFields):
    """Closed trades of one pair; ``profit`` is in percent."""

    pair: str
    profit: float


class EntryReply(GroupFields):
    """Closed trades with one entry tag."""

    enter_tag: str


class ExitReply(GroupFields):
    """Closed trades with one exit reason."""

    exit_reason: str


class MixTagReply(GroupFields):
    """Closed trades with one entry tag and exit reason; the ratio is a plain sum."""

    mix_tag: str


class ReasonReply(Struct):
    """How trades with one exit reason ended."""

    wins: int
    losses: int
    draws: int


class DurationsReply(Struct):
    """Mean holding time in seconds; null where no trade ended so."""

    wins: float | None
    draws: float | None
    losses: float | None


class StatsReply(Struct):
    """Exit reasons and durations."""

    exit_reasons: dict[str, ReasonReply]
    durations: DurationsReply
