"""Functions beside the base class: distances of stops, candle arithmetic, merged candles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from bot.errors import StrategyError
from bot.strategy import helpers, informative
from bot.strategy.informative import InformativeSpec
from tests.builders import T0
from tests.fakes.market import some_candles


@pytest.mark.parametrize(
    ("stop", "profit", "is_short", "leverage", "distance"),
    [
        (0.0, 0.10, False, 1, 1 - 1 / 1.1),
        (0.05, 0.10, False, 1, 1 - 1.05 / 1.1),
        (0.20, 0.10, False, 1, 0.0),
        (-0.10, 0.0, False, 1, 0.10),
        (0.05, 0.10, True, 1, -1 + 0.95 / 0.9),
        (0.10, 0.40, False, 2, 2 * (1 - 1.05 / 1.2)),
        (0.05, -1.0, False, 1, 1.0),
        (0.05, 1.0, True, 1, 1.0),
    ],
)
def test_a_stop_from_the_opening_rate(
    stop: float, profit: float, is_short: bool, leverage: float, distance: float
) -> None:
    assert helpers.stoploss_from_open(stop, profit, is_short, leverage) == pytest.approx(distance)


@pytest.mark.parametrize(
    ("stop", "rate", "is_short", "leverage", "distance"),
    [(90, 100, False, 1, 0.1), (110, 100, False, 1, 0.0), (110, 100, True, 1, 0.1), (90, 100, False, 3, 0.3)],
)
def test_a_stop_at_a_rate(stop: float, rate: float, is_short: bool, leverage: float, distance: float) -> None:
    assert helpers.stoploss_from_absolute(stop, rate, is_short, leverage) == pytest.approx(distance)
    assert helpers.stoploss_from_absolute(stop, 0, is_short, leverage) == 1


def test_candle_lengths_and_borders() -> None:
    moment = datetime(2026, 11, 1, 12, 3, 20, tzinfo=UTC)
    assert (helpers.timeframe_to_minutes("1h"), helpers.timeframe_to_seconds("5m")) == (60, 300)
    assert helpers.timeframe_to_msecs("1m") == 60_000
    assert helpers.timeframe_to_prev_date("5m", moment) == T0
    assert helpers.timeframe_to_next_date("5m", moment) == T0 + timedelta(minutes=5)
    assert helpers.timeframe_to_prev_date("5m", T0) == T0
    assert helpers.timeframe_to_next_date("5m", T0) == T0 + timedelta(minutes=5)
    assert helpers.timeframe_to_next_date("5m") > helpers.timeframe_to_prev_date("5m")


def test_a_slower_candle_is_seen_once_it_has_closed() -> None:
    fast = some_candles(T0, "5m", [float(n) for n in range(12)])
    slow = some_candles(T0 - timedelta(minutes=15), "15m", [100.0, 200.0, 300.0])
    merged = helpers.merge_informative_pair(fast, slow, "5m", "15m")
    seen = merged["close_15m"].tolist()
    assert seen == [100.0] * 2 + [200.0] * 3 + [300.0] * 7
    assert list(merged.columns[6:]) == [f"{name}_15m" for name in slow.columns]


def test_without_filling_a_slower_candle_is_seen_once() -> None:
    fast = some_candles(T0, "5m", [1.0] * 6)
    slow = some_candles(T0, "15m", [7.0, 8.0])
    seen = helpers.merge_informative_pair(fast, slow, "5m", "15m", ffill=False)["close_15m"].tolist()
    assert [value for value in seen if not np.isnan(value)] == [7.0, 8.0]
    assert seen.index(7.0) == 2


def test_merged_columns_may_have_another_ending() -> None:
    fast = some_candles(T0, "5m", [1.0] * 3)
    merged = helpers.merge_informative_pair(fast, fast.copy(), "5m", "5m", append_timeframe=False, suffix="btc")
    assert merged["close_btc"].tolist() == [1.0] * 3
    with pytest.raises(ValueError, match="not both"):
        helpers.merge_informative_pair(fast, fast, "5m", "5m", suffix="btc")


def test_faster_candles_cannot_be_merged() -> None:
    fast = some_candles(T0, "5m", [1.0] * 3)
    with pytest.raises(ValueError, match="faster"):
        helpers.merge_informative_pair(fast, fast, "15m", "5m")


def test_the_future_is_never_seen() -> None:
    fast = some_candles(T0, "5m", [float(n) for n in range(200)])
    slow = some_candles(T0, "1h", [float(n) for n in range(16)])
    merged = helpers.merge_informative_pair(fast, slow, "5m", "1h").dropna()
    known_from = merged["date_1h"] + pd.Timedelta(hours=1)
    assert (known_from <= merged["date"] + pd.Timedelta(minutes=5)).all()
    assert (known_from > merged["date"] + pd.Timedelta(minutes=5) - pd.Timedelta(hours=1)).all()


class Marked:
    """A class with decorated methods, as a strategy file has it."""

    @informative.informative("1h")
    @informative.informative("1h", "BTC/{stake}", "{base}_{column}_x")
    def both(self, frame: pd.DataFrame, metadata: dict[str, str]) -> pd.DataFrame:
        return frame

    @informative.informative("4h", "{BASE}/EUR", lambda column, **_: f"f_{column}")
    def other(self, frame: pd.DataFrame, metadata: dict[str, str]) -> pd.DataFrame:
        return frame


def test_stacked_decorations_are_all_collected() -> None:
    found = informative.collect(Marked())
    assert [(method.__name__, spec.timeframe, spec.asset) for method, spec in found] == [
        ("both", "1h", "BTC/{stake}"),
        ("both", "1h", ""),
        ("other", "4h", "{BASE}/EUR"),
    ]
    assert [informative.pair_of(spec, "XRP/USDT", "USDT") for _, spec in found] == ["BTC/USDT", "XRP/USDT", "XRP/EUR"]


@pytest.mark.parametrize(
    ("spec", "column"),
    [
        (InformativeSpec("1h"), "close_1h"),
        (InformativeSpec("1h", "BTC/{stake}"), "btc_usdt_close_1h"),
        (InformativeSpec("1h", "BTC/{stake}", "{base}_{column}_x"), "btc_close_x"),
        (InformativeSpec("1h", "BTC/USDT", "{BASE}{QUOTE}_{column}_{timeframe}"), "BTCUSDT_close_1h"),
        (InformativeSpec("1h", "", lambda column: f"mine_{column}"), "mine_close"),
        (InformativeSpec("1h", "", lambda **words: words["asset"] + words["column"]), "XRP/USDTclose"),
    ],
)
def test_merged_columns_are_named_as_asked(spec: InformativeSpec, column: str) -> None:
    fast, slow = some_candles(T0, "5m", [1.0] * 24), some_candles(T0, "1h", [5.0, 6.0])
    merged = informative.merge(fast, slow, spec, "XRP/USDT", "USDT", "5m")
    assert merged[column].dropna().unique().tolist() == [5.0, 6.0]


def test_columns_that_are_there_already_are_refused() -> None:
    fast = some_candles(T0, "5m", [1.0] * 3)
    with pytest.raises(StrategyError, match="close_x"):
        informative.merge(
            fast.assign(close_x=1.0), fast, InformativeSpec("5m", "", "{column}_x"), "XRP/USDT", "USDT", "5m"
        )


def test_candles_faster_than_the_strategys_are_refused() -> None:
    with pytest.raises(StrategyError, match="both asks for 1h candles; allowed: the strategy's 4h or longer"):
        informative.check(Marked(), "4h")
