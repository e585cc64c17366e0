"""A result's numbers, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.backtest.report.result import results, strategy_result
from bot.backtest.report.spans import held_span, iso_span
from bot.domain.amounts import plain
from bot.settings.model import StrategyOptions
from tests.outcomes import DAY_MS, HOUR_MS, START_MS, a_sim_trade, an_outcome, trades_after


def a_result(*trades, **changes):
    return strategy_result(an_outcome(*trades, **changes))


def test_totals_and_shares():
    one = a_result(a_sim_trade(10.0), a_sim_trade(-4.0, is_short=True), a_sim_trade(0.0))
    assert (one["total_trades"], one["trade_count_long"], one["trade_count_short"]) == (3, 2, 1)
    assert (one["profit_total_abs"], one["profit_total"]) == (6.0, 0.006)
    assert (one["profit_total_long_abs"], one["profit_total_short_abs"]) == (10.0, -4.0)
    assert (one["profit_mean"], one["profit_median"]) == (pytest.approx(0.02), 0.0)
    assert (one["wins"], one["draws"], one["losses"], one["winrate"]) == (1, 1, 1, pytest.approx(1 / 3))
    assert (one["total_volume"], one["avg_stake_amount"]) == (pytest.approx(600.6), 100.0)
    assert one["profit_factor"] == 2.5


def test_trades_stand_in_closing_order():
    trades = trades_after((5, 1.0), (2, 2.0), (9, 3.0))
    assert [trade["profit_abs"] for trade in a_result(*trades)["trades"]] == [2.0, 1.0, 3.0]


def test_a_trade_has_its_dates_in_every_spelling():
    (trade,) = a_result(*trades_after((25, 1.0)))["trades"]
    assert (trade["open_date"], trade["close_date"]) == ("2026-10-02T00:00:00Z", "2026-10-02T01:00:00Z")
    assert (trade["open_timestamp"], trade["trade_duration"]) == (START_MS + 24 * HOUR_MS, 60)
    assert trade["weekday"] == 4
    assert [order["ft_is_entry"] for order in trade["orders"]] == [True, False]


def test_pairs_are_sorted_by_profit_and_those_without_trades_have_rows():
    one = a_result(a_sim_trade(-1.0), a_sim_trade(2.0, pair="XRP/USDT"), pairs=("BTC/USDT", "ETH/USDT", "XRP/USDT"))
    assert [row["key"] for row in one["results_per_pair"]] == ["XRP/USDT", "ETH/USDT", "BTC/USDT", "TOTAL"]
    assert (one["best_pair"]["key"], one["worst_pair"]["key"]) == ("XRP/USDT", "BTC/USDT")
    idle = one["results_per_pair"][1]
    assert (idle["trades"], idle["duration_avg"], idle["expectancy_ratio"], idle["p_value"]) == (0, "0:00", 100.0, 1.0)


def test_tags_and_reasons():
    one = a_result(a_sim_trade(1.0), a_sim_trade(3.0, enter_tag=None, exit_reason="force_exit"))
    assert [row["key"] for row in one["results_per_enter_tag"]] == ["", "dip", "TOTAL"]
    assert [row["key"] for row in one["exit_reason_summary"]] == ["force_exit", "roi", "TOTAL"]
    assert [row["key"] for row in one["mix_tag_stats"]] == [["", "force_exit"], ["dip", "roi"], "TOTAL"]
    assert [(row["key"], row["trades"]) for row in one["left_open_trades"]] == [("BTC/USDT", 1), ("TOTAL", 1)]


def test_periods_go_on_where_nothing_was_closed():
    one = a_result(*trades_after((1, 2.0), (2, -1.0), (49, 0.0)))
    days = one["periodic_breakdown"]["day"]
    assert [day["date"] for day in days] == ["01/10/2026", "02/10/2026", "03/10/2026"]
    assert [(day["wins"], day["draws"], day["losses"]) for day in days] == [(1, 0, 1), (0, 0, 0), (0, 1, 0)]
    assert (days[0]["profit_abs"], days[0]["profit_factor"], days[1]["profit_factor"]) == (1.0, 2.0, 0.0)
    assert (one["winning_days"], one["draw_days"], one["losing_days"]) == (1, 2, 0)
    assert one["daily_profit"] == [["2026-10-01", 1.0], ["2026-10-02", 0.0], ["2026-10-03", 0.0]]
    assert (one["backtest_best_day"], one["backtest_worst_day_abs"]) == (pytest.approx(0.01), 0.0)


def test_a_week_ends_with_the_monday_that_names_it():
    monday, tuesday = 4 * 24 + 12, 5 * 24 + 12  # hours after a Thursday
    weeks = a_result(*trades_after((monday, 1.0), (tuesday, 1.0)))["periodic_breakdown"]["week"]
    assert [(week["date"], week["trades"]) for week in weeks] == [("05/10/2026", 1), ("12/10/2026", 1)]


def test_months_and_years_are_named_by_their_last_day():
    shown = a_result(*trades_after((1, 1.0), (24 * 92 + 1, 1.0)))["periodic_breakdown"]
    months = [(month["date"], month["trades"]) for month in shown["month"]]
    assert months == [("31/10/2026", 1), ("30/11/2026", 0), ("31/12/2026", 0), ("31/01/2027", 1)]
    assert [year["date"] for year in shown["year"]] == ["31/12/2026", "31/12/2027"]
    assert [(day["date"], day["date_ts"]) for day in shown["weekday"]] == [("Thursday", 3), ("Friday", 4)]


def test_spans_of_winners_and_losers():
    one = a_result(
        a_sim_trade(1.0, closed_ms=START_MS + 5 * 60_000),
        a_sim_trade(1.0, closed_ms=START_MS + 200 * 60_000),
        a_sim_trade(-1.0, closed_ms=START_MS + DAY_MS + 10 * HOUR_MS + 7 * 60_000),
    )
    assert (one["winner_holding_min"], one["winner_holding_max"]) == ("0d 00:05", "0d 03:20")
    assert (one["winner_holding_avg"], one["winner_holding_avg_s"]) == ("0d 01:42", 6120.0)
    assert (one["loser_holding_max"], one["loser_holding_max_s"]) == ("1d 10:07", 122_820.0)
    assert (one["holding_avg"], one["holding_avg_s"]) == ("PT12H31M", 45_060.0)


def test_the_deepest_fall_has_its_dates():
    one = a_result(*trades_after((1, 5.0), (2, -3.0), (30, -4.0), (40, 1.0)))
    assert (one["max_drawdown_abs"], one["max_drawdown_high"], one["max_drawdown_low"]) == (7.0, 5.0, -2.0)
    assert one["max_drawdown_account"] == pytest.approx(7 / 1005)
    assert (one["drawdown_start"], one["drawdown_end"]) == ("2026-10-01 01:00:00", "2026-10-02 06:00:00")
    assert (one["drawdown_duration"], one["drawdown_duration_s"]) == ("P1DT5H", 104_400.0)
    assert isinstance(one["drawdown_start_ts"], float)
    assert (one["csum_min"], one["csum_max"]) == (998.0, 1005.0)


def test_the_wallet_is_seen_at_each_candle():
    stats = a_result(a_sim_trade(10.0))["wallet_stats"]
    assert (stats["start_balance"], stats["end_balance"], stats["low_balance"]) == (1000.0, pytest.approx(1010), 1000.0)
    assert (stats["low_ts"], stats["low_date"]) == (START_MS, "2026-10-01 00:00:00")
    assert (stats["max_drawdown_abs"], stats["calmar"], stats["sortino"]) == (0.0, -100.0, -100.0)
    assert stats["sharpe"] > 0


def test_an_account_that_nobody_looked_at_has_no_wallet_statistics():
    empty = an_outcome().wallet_ms[:0]
    assert a_result(wallet_ms=empty, wallet_total=empty.astype(float))["wallet_stats"] == {}


def test_no_trades_give_zeros():
    one = a_result()
    assert (one["total_trades"], one["profit_mean"], one["winrate"], one["csum_min"]) == (0, 0.0, 0.0, 0.0)
    assert (one["drawdown_start"], one["drawdown_start_ts"]) == ("1970-01-01T00:00:00+00:00", 0.0)
    assert (one["daily_profit_list"], "daily_profit" in one) == ([], False)
    assert (one["expectancy_ratio"], one["sharpe"], one["calmar"]) == (100.0, 0.0, 0.0)
    assert one["periodic_breakdown"] == {"day": [], "week": [], "month": [], "year": [], "weekday": []}


def test_no_pairs_at_all_have_a_total():
    assert a_result(pairs=())["best_pair"]["key"] == "TOTAL"


def test_slots_without_limit_are_as_many_as_pairs():
    one = a_result(options=StrategyOptions(stake_currency="USDT", max_open_trades=-1))
    assert (one["max_open_trades"], one["max_open_trades_setting"]) == (2.0, -1.0)


def test_a_comparison_has_its_drawdown_as_text():
    lost = an_outcome(*trades_after((1, -2.5)))
    worse = replace(an_outcome(*trades_after((1, -24.9486))), strategy="Other")
    rows = results([lost, worse])["strategy_comparison"]
    assert [(row["key"], row["max_drawdown_abs"]) for row in rows] == [("SampleStrategy", "2.5"), ("Other", "24.949")]


def test_metadata_counts_in_seconds_and_has_notes_where_there_are_some():
    plain_run, noted = an_outcome(), replace(an_outcome(), strategy="Other", notes="wide stop")
    metadata = results([plain_run, noted])["metadata"]
    assert metadata["SampleStrategy"] == {
        "run_id": "0" * 40,
        "backtest_start_time": 1_795_386_526,
        "timeframe": "1h",
        "timeframe_detail": None,
        "backtest_start_ts": START_MS // 1000,
        "backtest_end_ts": START_MS // 1000 + 7 * 86_400,
    }
    assert metadata["Other"]["notes"] == "wide stop"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(hours=1, minutes=9), "PT1H9M"),
        (timedelta(days=6, hours=12, minutes=5), "P6DT12H5M"),
        (timedelta(days=2), "P2D"),
        (timedelta(seconds=61), "PT1M1S"),
    ],
)
def test_spans_are_iso(span, text):
    assert iso_span(span) == text


def test_a_held_span_counts_days():
    assert (held_span(0), held_span(1440 + 607)) == ("0d 00:00", "1d 10:07")


@pytest.mark.parametrize(
    ("amount", "text"), [(0.0, "0"), (-0.0001, "0"), (12.5, "12.5"), (100.0, "100"), (34.5758, "34.576"), (-2.0, "-2")]
)
def test_amounts_have_no_zeros_that_say_nothing(amount, text):
    assert plain(amount, 3) == text
