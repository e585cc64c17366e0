"""The profit summary and the profit by period. Formulas: docs/reference/statistics.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.enums import OrderStatus
from bot.domain.profit import TradeProfit, profit_at
from bot.service.picture import bot_picture, closed_stats
from bot.state.shared import SharedState
from bot.state.snapshot import OpenTrade, Snapshot
from bot.stats.model import ClosedStats, Drawdown, Group
from bot.stats.ratios import yearly_growth

Previous = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class Result:
    """Profit of a set of trades in stake currency; ``account_ratio`` relates it to the starting balance.

    All are ``None`` where an open trade's rate is unknown.
    """

    amount: float | None
    ratio_mean: float | None
    ratio_sum: float | None
    account_ratio: float | None


@dataclass(frozen=True, slots=True)
class Ratios:
    """How good the profit was for its risk."""

    expectancy: float
    expectancy_ratio: float
    sharpe: float
    sortino: float
    sqn: float
    calmar: float
    cagr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitSummary:
    """What ``/profit`` tells; ``now`` is the market's time, ``profit_factor`` is ``None`` without losses."""

    now: datetime
    closed: Result
    all: Result
    trade_count: int
    closed_count: int
    wins: int
    losses: int
    win_ratio: float
    profit_factor: float | None
    first_at: datetime | None
    last_at: datetime | None
    duration_mean: timedelta
    best: Group | None
    ratios: Ratios
    drawdown: Drawdown
    volume: float
    bot_start_at: datetime | None


@dataclass(frozen=True, slots=True)
class Period:
    """One day, week or month; ``starting_balance`` is the balance before its profit."""

    first_day: date
    amount: float
    ratio: float
    starting_balance: float
    trade_count: int


@dataclass(frozen=True, slots=True)
class Periods:
    """Newest period first."""

    stake_currency: str
    fiat_currency: str
    rows: Sequence[Period]


@dataclass(frozen=True, slots=True)
class ProfitByDirection:
    """The summary of all trades; those of one direction exist only where both directions are traded."""

    all: ProfitSummary
    long: ProfitSummary | None = None
    short: ProfitSummary | None = None


class Profit:
    """Reads of profit; the totals over closed trades come ready from the bot's ledger."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def summary(self) -> ProfitSummary:
        """Profit over closed and open trades."""
        snapshot = bot_picture(self._state)
        return summarised(snapshot, closed_stats(snapshot))

    def by_direction(self) -> ProfitByDirection:
        """The summary, split by direction where the market knows two."""
        snapshot = bot_picture(self._state)
        closed = closed_stats(snapshot)
        return ProfitByDirection(summarised(snapshot, closed))

    def days(self, count: int) -> Periods:
        """The last ``count`` days, today first."""
        return self._periods(count, lambda today: today, lambda day: day - timedelta(days=1))

    def weeks(self, count: int) -> Periods:
        """The last ``count`` weeks, which begin on Mondays."""
        return self._periods(count, _monday, lambda day: day - timedelta(days=7))

    def months(self, count: int) -> Periods:
        """The last ``count`` calendar months."""
        return self._periods(count, _first_of_month, lambda day: _first_of_month(day - timedelta(days=1)))

    def today(self) -> date:
        """The market's present day: periods change with it."""
        return bot_picture(self._state).market_time.date()

    def _periods(self, count: int, begin: Previous, previous: Previous) -> Periods:
        snapshot = bot_picture(self._state)
        first = begin(snapshot.market_time.date())
        rows = list(_walk_back(closed_stats(snapshot), snapshot.wallets.total_stake, first, previous, count))
        return Periods(snapshot.settings.stake_currency, snapshot.settings.fiat_display_currency, rows)


def summarised(snapshot: Snapshot, closed: ClosedStats) -> ProfitSummary:
    """The summary of one moment."""
    starting = snapshot.wallets.starting
    filled = [opened for opened in snapshot.open_trades if opened.trade.entries]
    return ProfitSummary(
        now=snapshot.market_time,
        closed=_result(round(closed.profit_amount, 8), closed.profit_ratio_sum, closed.count, starting),
        all=_with_open(closed, filled, starting),
        trade_count=closed.count + len(snapshot.open_trades),
        closed_count=closed.count,
        wins=closed.wins,
        losses=closed.losses,
        win_ratio=closed.wins / closed.count if closed.count else 0.0,
        profit_factor=closed.won_amount / closed.lost_amount if closed.lost_amount else None,
        first_at=snapshot.first_trade[1] if snapshot.first_trade else None,
        last_at=snapshot.last_trade[1] if snapshot.last_trade else None,
        duration_mean=timedelta(seconds=int(closed.duration_mean_s)),
        best=next(iter(closed.by_pair()), None),
        ratios=_ratios(snapshot, closed),
        drawdown=closed.drawdown(starting),
        volume=closed.volume + sum(traded_volume(opened) for opened in snapshot.open_trades),
        bot_start_at=snapshot.bot_start_at,
    )


def _result(amount: float, ratio_sum: float, count: int, starting: float) -> Result:
    mean = ratio_sum / count if count else 0.0
    return Result(amount, mean, ratio_sum, amount / starting if starting else 0.0)


def _with_open(closed: ClosedStats, filled: Sequence[OpenTrade], starting: float) -> Result:
    profits = [_open_profit(opened) for opened in filled]
    known = [profit for profit in profits if profit is not None]
    if len(known) < len(profits):
        return Result(None, None, None, None)
    amount = closed.profit_amount + sum(profit.total_amount for profit in known)
    ratio_sum = closed.profit_ratio_sum + sum(profit.ratio for profit in known)
    return _result(round(amount, 8), ratio_sum, closed.count + len(known), starting)


def _open_profit(opened: OpenTrade) -> TradeProfit | None:
    return None if opened.current_rate is None else profit_at(opened.trade, opened.current_rate)


def traded_volume(opened: OpenTrade) -> float:
    """Cost of the trade's orders that are done and were filled."""
    orders = opened.trade.orders
    return sum(order.cost for order in orders if order.status is OrderStatus.CLOSED and order.filled_at)


def _ratios(snapshot: Snapshot, closed: ClosedStats) -> Ratios:
    starting = snapshot.wallets.starting
    days = trading_days(snapshot) if closed.count else None
    expectancy, expectancy_ratio = closed.expectancy()
    return Ratios(
        expectancy=expectancy,
        expectancy_ratio=expectancy_ratio,
        sharpe=closed.sharpe(starting, days) if days else 0.0,
        sortino=closed.sortino(starting, days) if days else 0.0,
        sqn=closed.sqn(starting) if closed.count else 0.0,
        calmar=closed.calmar(starting, days) if days else 0.0,
        cagr=yearly_growth(starting, snapshot.wallets.total_stake, days or 1),
    )


def trading_days(snapshot: Snapshot) -> int | None:
    """Whole days, at least one, between the first and the last trade's opening; ``None`` without two moments."""
    if not (snapshot.first_trade and snapshot.last_trade) or snapshot.first_trade[1] == snapshot.last_trade[1]:
        return None
    return max(1, (snapshot.last_trade[1] - snapshot.first_trade[1]).days)


def _walk_back(closed: ClosedStats, balance: float, first: date, previous: Previous, count: int) -> Iterator[Period]:
    start, stop = first, date.max
    for _ in range(count):
        amount, trades = closed.between(start, stop)
        balance -= amount
        ratio = round(amount / balance, 8) if balance > 0 else 0.0
        yield Period(start, amount, ratio, balance, trades)
        start, stop = previous(start), start


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_of_month(day: date) -> date:
    return day.replace(day=1)
