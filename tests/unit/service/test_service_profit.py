from datetime import date, timedelta

import pytest

from bot.domain.profit import profit_at
from bot.domain.wallet import Wallets
from bot.service.profit import Profit, Result
from bot.state.snapshot import OpenTrade
from bot.stats.model import Group
from tests.builders import T0, a_running_bot, a_trade, an_open_order
from tests.fakes.bot import AnsweringState
from tests.fakes.stats import FixedStats

WALLETS = Wallets(stake_currency="USDT", starting=1000.0, total_stake=1100.0)


def some_stats(**changes):
    values = {
        "count": 4,
        "wins": 3,
        "losses": 1,
        "profit_amount": 100.0,
        "profit_ratio_sum": 0.4,
        "won_amount": 150.0,
        "lost_amount": 50.0,
        "duration_mean_s": 3723.9,
        "volume": 800.0,
        "groups": (Group("BTC/USDT", 90.0, 0.09, 0.3, 3),),
    }
    return FixedStats(**{**values, **changes})


def a_profit(**changes):
    values = {
        "closed": some_stats(),
        "wallets": WALLETS,
        "first_trade": (1, T0 - timedelta(days=10)),
        "last_trade": (5, T0 - timedelta(hours=1)),
    }
    return Profit(AnsweringState(a_running_bot(**{**values, **changes})))


def test_closed_profit_relates_to_the_starting_balance():
    assert a_profit().summary().closed == Result(100.0, 0.1, 0.4, 0.1)


def test_open_trades_add_their_profit_at_the_present_rate():
    trade = a_trade()
    at_110 = profit_at(trade, 110.0)
    everything = a_profit(open_trades=(OpenTrade(trade, 110.0),)).summary().all
    assert everything.amount == pytest.approx(100 + at_110.total_amount)
    assert everything.ratio_sum == pytest.approx(0.4 + at_110.ratio)
    assert everything.ratio_mean == pytest.approx((0.4 + at_110.ratio) / 5)


def test_an_unfilled_trade_counts_as_a_trade_but_not_as_profit():
    unfilled = a_trade(amount=0.0, orders=(an_open_order(),))
    summary = a_profit(open_trades=(OpenTrade(unfilled, None),)).summary()
    assert summary.trade_count == 5
    assert summary.all == summary.closed


def test_an_unknown_rate_leaves_the_whole_unknown():
    summary = a_profit(open_trades=(OpenTrade(a_trade(), None),)).summary()
    assert summary.all == Result(None, None, None, None)
    assert summary.closed.amount == 100.0


def test_wins_and_factor():
    summary = a_profit().summary()
    assert (summary.win_ratio, summary.profit_factor, summary.wins, summary.losses) == (0.75, 3.0, 3, 1)


def test_without_losses_there_is_no_profit_factor():
    assert a_profit(closed=some_stats(lost_amount=0.0)).summary().profit_factor is None


def test_the_mean_duration_is_cut_to_whole_seconds():
    assert a_profit().summary().duration_mean == timedelta(hours=1, minutes=2, seconds=3)


def test_the_best_pair_is_the_first_group():
    assert a_profit().summary().best.key == "BTC/USDT"


def test_volume_counts_the_done_orders_of_open_trades_too():
    trade = a_trade(orders=(*a_trade().orders, an_open_order(id=2)))
    assert a_profit(open_trades=(OpenTrade(trade, 100.0),)).summary().volume == 900.0


def test_ratios_use_the_whole_days_between_first_and_last_opening():
    stats = some_stats()
    ratios = a_profit(closed=stats).summary().ratios
    assert ("sharpe", 1000.0, 9) in stats.asked
    assert (ratios.sharpe, ratios.sortino, ratios.calmar, ratios.sqn) == (1.5, 2.5, 3.5, 0.5)
    assert ratios.cagr == pytest.approx(1.1 ** (365 / 9) - 1)


def test_a_single_trade_has_no_ratios_over_time():
    ratios = a_profit(last_trade=(1, T0 - timedelta(days=10))).summary().ratios
    assert (ratios.sharpe, ratios.sortino, ratios.calmar) == (0.0, 0.0, 0.0)


def test_without_trades_everything_is_zero():
    summary = a_profit(closed=FixedStats(), first_trade=None, last_trade=None).summary()
    assert summary.closed == Result(0.0, 0.0, 0.0, 0.0)
    assert (summary.win_ratio, summary.profit_factor, summary.best, summary.first_at) == (0.0, None, None, None)
    assert (summary.ratios.sqn, summary.ratios.expectancy_ratio) == (0.0, 100.0)


def test_without_a_starting_balance_nothing_relates_to_it():
    assert a_profit(wallets=Wallets(stake_currency="USDT")).summary().closed.account_ratio == 0.0


def test_one_direction_only_where_only_one_is_traded():
    found = a_profit().by_direction()
    assert found.all.closed_count == 4
    assert (found.long, found.short) == (None, None)


def test_days_go_back_from_today_with_the_balance_before_each():
    stats = some_stats(closings=[(T0.date(), 10.0), (T0.date() - timedelta(days=1), -5.0)])
    rows = a_profit(closed=stats).days(3).rows
    assert [(row.first_day, row.amount, row.starting_balance, row.trade_count) for row in rows] == [
        (date(2026, 11, 1), 10.0, 1090.0, 1),
        (date(2026, 10, 31), -5.0, 1095.0, 1),
        (date(2026, 10, 30), 0.0, 1095.0, 0),
    ]
    assert rows[0].ratio == round(10 / 1090, 8)


def test_a_period_without_balance_has_no_ratio():
    stats = some_stats(closings=[(T0.date(), 10.0)])
    assert a_profit(closed=stats, wallets=Wallets(stake_currency="USDT")).days(1).rows[0].ratio == 0.0


def test_weeks_begin_on_mondays():
    stats = some_stats(closings=[(date(2026, 11, 1), 1.0), (date(2026, 10, 26), 2.0), (date(2026, 10, 25), 4.0)])
    rows = a_profit(closed=stats).weeks(2).rows
    assert [(row.first_day, row.amount) for row in rows] == [(date(2026, 10, 26), 3.0), (date(2026, 10, 19), 4.0)]


def test_months_begin_on_the_first_even_across_a_year():
    stats = some_stats(closings=[(date(2026, 11, 1), 1.0), (date(2026, 10, 1), 2.0)])
    rows = a_profit(closed=stats).months(12).rows
    assert [row.first_day for row in rows[:2]] == [date(2026, 11, 1), date(2026, 10, 1)]
    assert [row.amount for row in rows[:2]] == [1.0, 2.0]
    assert rows[-1].first_day == date(2025, 12, 1)


def test_the_longest_span_of_months_is_no_problem():
    assert len(a_profit().months(3650).rows) == 3650


def test_today_is_the_markets_day():
    assert a_profit().today() == T0.date()
