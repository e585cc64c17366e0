"""Whatever was traded: all tables and periods of a result add up to the same."""

from __future__ import annotations

import math

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backtest.report.result import strategy_result
from tests.outcomes import HOUR_MS, START_MS, a_sim_trade, an_outcome

PAIRS = ("BTC/USDT", "ETH/USDT", "XRP/USDT")


@st.composite
def trades(draw: st.DrawFn):
    count = draw(st.integers(0, 25))
    return [
        a_sim_trade(
            draw(st.integers(-2000, 2000)) / 100,
            pair=draw(st.sampled_from(PAIRS)),
            enter_tag=draw(st.sampled_from([None, "dip", "turn"])),
            exit_reason=draw(st.sampled_from(["roi", "stop_loss", "force_exit"])),
            is_short=draw(st.booleans()),
            opened_ms=START_MS - draw(st.integers(0, 50)) * HOUR_MS,
            closed_ms=START_MS + draw(st.integers(0, 3000)) * HOUR_MS,
        )
        for _ in range(count)
    ]


@given(trades())
def test_tables_and_periods_add_up(traded):
    one = strategy_result(an_outcome(*traded, pairs=PAIRS))
    total = pytest.approx(sum(trade.profit_amount for trade in traded), abs=1e-9)
    for name in ("results_per_pair", "results_per_enter_tag", "exit_reason_summary", "mix_tag_stats"):
        *rows, last = one[name]
        assert sum(row["profit_total_abs"] for row in rows) == total
        assert sum(row["trades"] for row in rows) == last["trades"] == len(traded)
        assert all(row["wins"] + row["draws"] + row["losses"] == row["trades"] for row in (*rows, last))
        profits = [row["profit_total_abs"] for row in rows]
        assert profits == sorted(profits, reverse=True)
    for periods in one["periodic_breakdown"].values():
        assert sum(period["profit_abs"] for period in periods) == pytest.approx(one["profit_total_abs"], abs=1e-6)
        assert sum(period["trades"] for period in periods) == len(traded)
    assert one["profit_total_long_abs"] + one["profit_total_short_abs"] == total
    assert one["csum_min"] <= one["csum_max"]


@given(trades())
def test_every_number_is_one_that_json_knows(traded):
    one = strategy_result(an_outcome(*traded, pairs=PAIRS))
    assert orjson.loads(orjson.dumps(one)) == one
    numbers = [value for row in one["results_per_pair"] for value in row.values() if isinstance(value, float)]
    assert all(map(math.isfinite, numbers))


@given(trades(), st.randoms(use_true_random=False))
def test_the_order_of_trades_that_close_at_different_moments_does_not_matter(traded, random):
    distinct = list({trade.closed_ms: trade for trade in traded}.values())
    mixed = random.sample(distinct, len(distinct))
    assert strategy_result(an_outcome(*mixed))["trades"] == strategy_result(an_outcome(*distinct))["trades"]
