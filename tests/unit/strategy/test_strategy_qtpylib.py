"""The indicators of ``freqtrade.vendor.qtpylib.indicators``, as strategy files call them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bot.strategy import aliases

aliases.install()
qtpylib = pytest.importorskip("freqtrade.vendor.qtpylib.indicators")

CLOSE = pd.Series([10.0, 11, 12, 11, 10, 9, 10, 12, 14, 13, 12, 13, 15, 16, 15, 14, 13, 12, 11, 12])
CANDLES = pd.DataFrame(
    {"open": CLOSE - 0.5, "high": CLOSE + 1, "low": CLOSE - 1, "close": CLOSE, "volume": np.arange(20.0) + 1}
)


def test_crossings_look_at_the_candle_before() -> None:
    one, other = pd.Series([1.0, 2, 3, 2, 1, 2]), pd.Series([2.0] * 6)
    assert qtpylib.crossed_above(one, other).tolist() == [False, False, True, False, False, False]
    assert qtpylib.crossed_below(one, 2).tolist() == [False, False, False, False, True, False]
    assert qtpylib.crossed_above(one, 2.5).equals(one.crossed_above(2.5))


def test_bands_are_mean_and_deviations() -> None:
    bands = qtpylib.bollinger_bands(CLOSE, window=5, stds=2)
    mean, deviation = CLOSE.rolling(5, min_periods=1).mean(), CLOSE.rolling(5, min_periods=1).std()
    assert np.allclose(bands["mid"], mean)
    assert np.allclose(bands["upper"][1:], (mean + 2 * deviation)[1:])
    assert np.allclose(bands["lower"][1:], (mean - 2 * deviation)[1:])


def test_prices_and_ranges() -> None:
    assert np.allclose(qtpylib.typical_price(CANDLES), CLOSE)
    assert np.allclose(qtpylib.mid_price(CANDLES), CLOSE)
    assert np.allclose(qtpylib.ibs(CANDLES), 0.5)
    assert qtpylib.true_range(CANDLES).iloc[1] == 2.0
    assert qtpylib.atr(CANDLES, window=3, exp=False).iloc[3] == pytest.approx(2.0)


@pytest.mark.filterwarnings("ignore:Setting a value on a DataFrame via .at")
def test_heikinashi_opens_in_the_middle_of_the_bar_before() -> None:
    bars = qtpylib.heikinashi(CANDLES)
    assert list(bars.columns) == ["open", "high", "low", "close"]
    assert bars["open"].iloc[0] == pytest.approx((CANDLES["open"].iloc[0] + CLOSE.iloc[0]) / 2)
    assert bars["open"].iloc[2] == pytest.approx((bars["open"].iloc[1] + bars["close"].iloc[1]) / 2)


def test_averages_of_a_window() -> None:
    assert qtpylib.sma(CLOSE, window=5).iloc[-1] == pytest.approx(CLOSE.iloc[-5:].mean())
    assert qtpylib.rolling_mean(CLOSE, window=3).iloc[-1] == pytest.approx(CLOSE.iloc[-3:].mean())
    assert qtpylib.rolling_std(CLOSE, window=3).iloc[-1] == pytest.approx(CLOSE.iloc[-3:].std())
    assert qtpylib.rolling_min(CLOSE, window=4).iloc[-1] == CLOSE.iloc[-4:].min()
    assert qtpylib.rolling_max(CLOSE, window=4).iloc[-1] == CLOSE.iloc[-4:].max()
    assert qtpylib.wma(CLOSE, window=3).notna().iloc[-1]
    assert qtpylib.hma(CLOSE, window=4).notna().iloc[-1]


@pytest.mark.parametrize(
    "make",
    [
        lambda: qtpylib.rsi(CLOSE, window=5),
        lambda: qtpylib.macd(CLOSE)["macd"],
        lambda: qtpylib.awesome_oscillator(CANDLES, fast=2, slow=5),
        lambda: qtpylib.keltner_channel(CANDLES, window=5)["upper"],
        lambda: qtpylib.stoch(CANDLES, window=5)["slow_k"],
        lambda: qtpylib.weighted_bollinger_bands(CLOSE, window=5)["upper"],
        lambda: qtpylib.zscore(CANDLES, window=5),
        lambda: qtpylib.chopiness(CANDLES, window=5),
        lambda: qtpylib.roc(CLOSE, window=5),
        lambda: qtpylib.cci(CANDLES, window=5),
        lambda: qtpylib.rolling_vwap(CANDLES, window=5),
        lambda: CANDLES.atr(window=5),
        lambda: CLOSE.rsi(window=5),
    ],
)
def test_the_others_say_something(make: object) -> None:
    assert np.isfinite(make().iloc[-1])


def test_the_average_that_looks_ahead_is_refused() -> None:
    with pytest.raises(ValueError, match="lookahead bias"):
        qtpylib.vwap(CANDLES)
