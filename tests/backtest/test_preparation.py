"""From analysed candles to the rows that are traded on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bot.backtest.candles import check_candles
from bot.backtest.data import prepared
from bot.backtest.precision import most_decimals, price_steps
from bot.backtest.span import Span, span_of
from bot.domain.timerange import parse
from bot.errors import Refused, StorageError

MINUTE = 60_000
START = pd.Timestamp("2026-09-30 23:45", tz="UTC")
START_MS = int(START.timestamp() * 1000)


def analyzed(rows=8, **columns):
    dates = pd.date_range(START, periods=rows, freq="5min").as_unit("ms")
    prices = {name: np.full(rows, 100.0) for name in ("open", "high", "low", "close")}
    return pd.DataFrame({"date": dates, **prices, "volume": 1.0, **columns})


def data(frame, span=Span(), startup=0):  # noqa: B008 - frozen
    return prepared("BTC/USDT", frame, span, startup, 0.01)


def test_a_signal_is_acted_upon_in_the_next_candle():
    found = data(analyzed(enter_long=[0, 1, 0, 0, 0, 0, 0, 0], enter_tag=["", "now", "", "", "", "", "", ""]))
    assert len(found) == 7
    assert found.long_entries().tolist() == [1]
    assert found.enter_tag.at(1) == "now"
    assert found.time_ms[1] == START_MS + 10 * MINUTE


@pytest.mark.parametrize(
    "column",
    [
        [np.nan, 1, np.nan, 0, 2, -1, np.nan, 1],
        [None, 1, None, 0, 2, -1, None, 1],
        ["", "1", "no", "0", "2", "-1", None, 1],
        [False, True, False, False, False, False, False, True],
    ],
    ids=["NaN", "None", "texts", "flags"],
)
def test_only_a_one_is_a_signal(column):
    assert data(analyzed(enter_long=pd.Series(column))).long_entries().tolist() == [1]


def test_opposing_signals_cancel_each_other():
    found = data(analyzed(enter_long=1, exit_long=[0, 1] * 4, enter_short=[0, 0, 1, 1] * 2))
    assert found.long_entries().tolist() == [0, 4]
    assert found.short_entries().tolist() == []


def test_a_missing_tag_is_none_and_an_empty_one_is_empty():
    tags = data(analyzed(enter_tag=[np.nan, None, "", "a", 5, "a", "b", "c"])).enter_tag
    assert [tags.at(row) for row in range(7)] == [None, None, "", "a", "5", "a", "b"]


def test_startup_candles_are_left_out_wherever_the_span_begins():
    late = Span(START_MS + 30 * MINUTE)
    assert data(analyzed(), startup=3).first_ms == START_MS + 20 * MINUTE
    assert data(analyzed(), late, startup=3).first_ms == START_MS + 20 * MINUTE
    assert data(analyzed(), late).first_ms == START_MS + 35 * MINUTE
    assert data(analyzed(), Span(None, START_MS + 20 * MINUTE)).last_ms == START_MS + 20 * MINUTE
    assert data(analyzed(), startup=7) is None


def test_the_price_step_follows_the_month():
    frame = analyzed(high=[100.25, 100.0, 100.0, 100.5, 100.0, 100.0, 100.0, 100.0])
    assert data(frame).price_step.tolist() == [0.01, 0.01, 0.1, 0.1, 0.1, 0.1, 0.1]


@pytest.mark.parametrize(
    ("prices", "decimals"), [([1.0, 25.0], 0), ([0.1, 0.25], 2), ([1e-8], 8), ([0.1 + 0.2], None), ([1 / 3], None)]
)
def test_decimals_of_prices(prices, decimals):
    assert most_decimals(np.array(prices)) == decimals


def test_prices_without_an_end_take_the_exchanges_step():
    steps = price_steps(np.array([0, 1]), np.array([[1 / 3, 1 / 7]]), 0.001)
    assert steps.tolist() == [0.001, 0.001]
    assert np.isnan(price_steps(np.array([0]), np.array([[1 / 3]]), None)).all()


def test_the_start_moves_where_the_data_leave_no_candles_before_it():
    step = 5 * MINUTE
    assert Span(100 * step).with_startup(step, 30) == Span(70 * step)
    assert Span(100 * step).fitted(70 * step, step, 30) == Span(100 * step)
    assert Span(100 * step).fitted(100 * step, step, 30) == Span(130 * step)
    assert Span().fitted(7 * step, step, 30) == Span(37 * step)
    assert Span().fitted(7 * step, step, 0) == Span()


def test_a_span_may_have_a_time_of_day():
    assert span_of(parse("20260930T2345-")) == Span(START_MS, None)


@pytest.mark.parametrize(
    ("frame", "timeframe", "error"),
    [
        (analyzed(low=[1, 2, 3, np.inf, 4, 5, 6, 7]), "5m", StorageError),
        (analyzed().drop(index=3), "5m", StorageError),
        (analyzed(), "1M", Refused),
    ],
    ids=["infinite", "hole", "months"],
)
def test_candles_that_no_simulation_can_use(frame, timeframe, error):
    with pytest.raises(error, match=r"BTC/USDT|1M"):
        check_candles("BTC/USDT", timeframe, frame)
