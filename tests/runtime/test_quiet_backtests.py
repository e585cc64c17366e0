"""A strategy without callbacks is simulated in fewer steps; one whose callback says nothing must do the same."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bot.backtest.outcome import Outcome
from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.ports.progress import NoProgress
from bot.runtime.backtesting import backtest
from bot.settings.model import ExchangeSettings
from bot.storage.candle_files import CandleFiles
from tests.builders import T0, some_settings

SOURCE = """
from freqtrade.strategy import IStrategy

class {name}(IStrategy):
    timeframe = "5m"
    stoploss = {stoploss}
    minimal_roi = {roi}
    use_exit_signal = {use_exit_signal}
    exit_profit_only = {exit_profit_only}
    ignore_roi_if_entry_signal = {ignore_roi}
    protections = [{{"method": "CooldownPeriod", "stop_duration_candles": 3}}]

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = (dataframe["volume"] % 7 < {often}).astype(int)
        dataframe.loc[dataframe["volume"] % 2 == 1, "enter_tag"] = "odd"
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = (dataframe["volume"] % 31 == 0).astype(int)
        return dataframe
"""
SAYS_NOTHING = """
    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return None
"""
PAIRS = ("BTC/USDT", "ETH/USDT", "XRP/USDT")


def walk(seed: int, size: int) -> pd.DataFrame:
    """Candles that jump."""
    numbers = np.random.default_rng(seed)
    closes = 100 * np.exp(np.cumsum(numbers.standard_t(3, size) * 0.004))
    opens = np.concatenate([[100.0], closes[:-1]]) * (1 + numbers.standard_t(3, size) * 0.0005)
    high = np.maximum(opens, closes) * (1 + np.abs(numbers.normal(0, 0.002, size)))
    low = np.minimum(opens, closes) * (1 - np.abs(numbers.normal(0, 0.002, size)))
    dates = pd.date_range(T0, periods=size, freq="5min").as_unit("ms")
    volume = numbers.integers(1, 1000, size).astype(float)
    prices = {name: one.round(4) for name, one in {"open": opens, "high": high, "low": low, "close": closes}.items()}
    return pd.DataFrame({"date": dates, **prices, "volume": volume})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("quiet")
    files = CandleFiles(made / "data")
    for seed, pair in enumerate(PAIRS):
        candles = walk(seed, 1500)
        files.save(pair, "5m", candles if seed else candles[candles["date"] >= T0 + timedelta(days=1)])
    return made


def run(folder: Path, source: str, slots: int, *, protections: bool) -> Outcome:
    path = folder / "strategies/mine.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    settings = some_settings(
        runmode=RunMode.BACKTEST,
        user_data_dir=folder,
        datadir=folder / "data",
        max_open_trades=slots,
        fee=0.001,
        exchange=ExchangeSettings(pair_whitelist=PAIRS),
    )
    request = BacktestRequest(strategies=("Mine",), enable_protections=protections)
    (outcome,) = backtest(settings, request, NoProgress())
    return outcome


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_trade_the_same(folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    source = SOURCE.format(
        name="Mine",
        stoploss=dice.choice([-0.01, -0.05, -0.3]),
        roi=dice.choice(["{}", '{"0": 0.02}', '{"0": 0.05, "30": 0.01, "120": 0}', '{"60": 0.01, "240": -1}']),
        use_exit_signal=dice.random() < 0.8,
        exit_profit_only=dice.random() < 0.4,
        ignore_roi=dice.random() < 0.3,
        often=dice.choice([1, 3, 6]),
    )
    slots, protections = dice.choice([1, 2, 5, -1]), dice.random() < 0.4
    quick = run(folder, source, slots, protections=protections)
    slow = run(folder, source + SAYS_NOTHING, slots, protections=protections)
    assert len(quick.trades) > 3
    assert quick.trades == slow.trades
    assert quick.counters == slow.counters
    assert quick.final_balance == slow.final_balance
    assert np.array_equal(quick.wallet_total, slow.wallet_total)
    assert quick.locks == slow.locks
