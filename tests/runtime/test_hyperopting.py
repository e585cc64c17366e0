"""Optimisations of a strategy file on stored candles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from math import sin
from pathlib import Path
from typing import Any

import pytest

from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.errors import Refused, StrategyError
from bot.hyperopt.request import Epoch, HyperoptRequest, HyperoptResult
from bot.hyperopt.results import read_epochs
from bot.ports.progress import NoProgress
from bot.runtime.backtesting import backtest
from bot.runtime.hyperopting import export_parameters, hyperopt
from bot.runtime.stages import stage_of
from bot.settings.model import ExchangeSettings, Settings
from bot.storage.candle_files import CandleFiles
from bot.storage.studies import Studies
from tests.builders import T0, some_settings
from tests.fakes.market import some_candles

SOURCE = """
import talib.abstract as ta
from freqtrade.strategy import IStrategy, IntParameter, DecimalParameter

class Mine(IStrategy):
    timeframe = "5m"
    stoploss = -0.1
    minimal_roi = {"0": 0.02}
    startup_candle_count = 20
    buy_rsi = IntParameter(20, 60, default=40)
    sell_rsi = IntParameter(50, 80, default=60)
    buy_length = IntParameter(5, 8, default=6)

    def populate_indicators(self, dataframe, metadata):
        for length in self.buy_length.range:
            dataframe[f"rsi_{length}"] = ta.RSI(dataframe, timeperiod=length)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        rsi = dataframe[f"rsi_{self.buy_length.value}"]
        dataframe.loc[rsi < self.buy_rsi.value, ["enter_long", "enter_tag"]] = (1, "low")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe[f"rsi_{self.buy_length.value}"] > self.sell_rsi.value, "exit_long"] = 1
        return dataframe
"""
CALLS_BACK = """
    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        frame, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        self.asked = getattr(self, "asked", 0) + 1
        return "enough" if current_profit > self.buy_rsi.value / 10000 and len(frame) and self.asked > 3 else None
"""
RANGE = "20261101-20261104"


class Lab:
    """A folder with candles of two pairs and a strategy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Settings = some_settings(
            runmode=RunMode.BACKTEST,
            user_data_dir=folder,
            datadir=folder / "data",
            stake_amount=50.0,
            fee=0.001,
            timeframe=None,
            exchange=ExchangeSettings(pair_whitelist=("BTC/USDT", "ETH/USDT")),
        )
        files = CandleFiles(folder / "data")
        for shift, pair in enumerate(("BTC/USDT", "ETH/USDT")):
            closes = [100 + 8 * sin(step / 13 + shift) + 3 * sin(step / 3) for step in range(1300)]
            files.save(pair, "5m", some_candles(T0 - timedelta(days=1), "5m", closes))
        self.write(SOURCE)

    def write(self, source: str) -> None:
        path = self.folder / "strategies/mine.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)

    def search(self, **request: Any) -> HyperoptResult:
        wish = {"strategy": "Mine", "loss": "OnlyProfitHyperOptLoss", "epochs": 6, "jobs": 1, "timerange": RANGE}
        wish |= {"random_state": 1, "spaces": ("buy", "sell")}
        return hyperopt(self.settings, HyperoptRequest(**{**wish, **request}), NoProgress())

    def backtest(self) -> tuple[int, float]:
        """Trades and profit with the parameters that hold now."""
        request = BacktestRequest(strategies=("Mine",), timerange=RANGE)
        (outcome,) = backtest(self.settings, request, NoProgress())
        return len(outcome.trades), sum(trade.profit_amount for trade in outcome.trades)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    yield Lab(tmp_path)
    stage_of.cache_clear()


def facts(epoch: Epoch | None) -> tuple[int, float]:
    assert epoch is not None
    return epoch.trades, pytest.approx(epoch.metrics["profit_total_abs"])


@pytest.mark.parametrize("more", ["", CALLS_BACK])
@pytest.mark.parametrize("analyze_per_epoch", [False, True])
def test_an_epoch_is_what_a_backtest_says(lab: Lab, more: str, analyze_per_epoch: bool) -> None:
    lab.write(SOURCE + more)
    result = lab.search(spaces=("all",), analyze_per_epoch=analyze_per_epoch)
    assert result.best is not None
    assert result.best.trades > 0
    assert result.exported == lab.folder / "strategies/mine.json"
    assert lab.backtest() == facts(result.best)
    strategy, epochs = read_epochs(result.file)
    assert (strategy, len(epochs), result.epochs) == ("Mine", 6, 6)
    for epoch in epochs[:2]:
        export_parameters(lab.settings, "Mine", epoch, FixedClock())
        assert lab.backtest() == facts(epoch)


class FixedClock:
    """Implements ``Clock``."""

    def now(self) -> Any:
        return T0

    def real_seconds(self, market_span: timedelta) -> float:
        return market_span.total_seconds()


def test_it_begins_with_what_the_strategy_has(lab: Lab) -> None:
    now = lab.backtest()
    epochs = read_epochs(lab.search(export_parameters=False).file)[1]
    assert epochs[0].parameters == {"buy_rsi": 40, "sell_rsi": 60, "buy_length": 6}
    assert facts(epochs[0]) == now
    assert not (lab.folder / "strategies/mine.json").exists()


def test_processes_find_what_one_finds(lab: Lab) -> None:
    """The second search goes over the same values: its sampler does not look at results."""
    alone = lab.search(sampler="RandomSampler", export_parameters=False)
    together = lab.search(sampler="RandomSampler", jobs=2, export_parameters=False)
    assert together.best == alone.best


def test_a_search_goes_on(lab: Lab) -> None:
    first = lab.search()
    second = lab.search(resume=first.file, random_state=2)
    assert (second.file, second.epochs) == (first.file, 12)
    assert [epoch.number for epoch in read_epochs(first.file)[1]] == list(range(1, 13))
    assert second.best is not None
    assert first.best is not None
    assert second.best.loss <= first.best.loss


def test_windows_are_tested_on_the_next(lab: Lab) -> None:
    result = lab.search(walk_forward=2, epochs=4)
    assert (len(result.windows), result.epochs) == (2, 8)
    first, second = result.windows
    assert first.test_span == second.span
    assert first.best is not None
    assert first.test is not None
    assert first.test.parameters == first.best.parameters
    assert first.file.name.endswith("_w1.fthypt")
    content = json.loads((lab.folder / "strategies/mine.json").read_text())
    assert second.best is not None
    assert content["params"]["buy"]["buy_rsi"] == second.best.parameters["buy_rsi"]


def test_too_few_trades_leave_no_best_epoch(lab: Lab) -> None:
    result = lab.search(min_trades=10_000)
    assert (result.best, result.exported) == (None, None)


def test_it_ends_early(lab: Lab) -> None:
    result = lab.search(min_trades=10_000, early_stop=2, epochs=50)
    assert (result.epochs, result.stopped_early) == (2, True)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"strategy": "Nobody"}, "Impossible to load Strategy 'Nobody'"),
        ({"loss": "Nothing"}, "no loss function 'Nothing'"),
        ({"spaces": ("enter",)}, "no parameters in the space 'enter'"),
        ({"sampler": "Dice"}, "no sampler 'Dice'"),
        ({"timerange": "20300101-"}, "No 5m candles"),
        ({"walk_forward": 2, "timerange": "20261101-"}, "need a timerange with a beginning and an end"),
        ({"pairs": ("NO/PAIR",)}, "No pairs are left"),
    ],
)
def test_what_stands_in_the_way_is_said(lab: Lab, request_: dict[str, Any], words: str) -> None:
    with pytest.raises((Refused, StrategyError), match=words):
        lab.search(**request_)


def test_epochs_of_another_strategy_are_refused(lab: Lab) -> None:
    first = lab.search()
    lab.write(SOURCE.replace("Mine", "Yours"))
    with pytest.raises(Refused, match="holds epochs of Mine, not of Yours"):
        lab.search(strategy="Yours", resume=first.file)


def test_code_that_fails_ends_the_search_with_its_line(lab: Lab) -> None:
    lab.write(SOURCE.replace("rsi < self.buy_rsi.value", "rsi < self.nothing"))
    with pytest.raises(StrategyError, match=r"(?s)Strategy Mine failed on .*: AttributeError.*mine.py\", line 21"):
        lab.search()


def test_a_strategy_of_ours_has_no_file_to_write(lab: Lab) -> None:
    epoch = Epoch(number=1, loss=1.0, parameters={}, details={}, metrics={})
    assert export_parameters(lab.settings, "SampleStrategy", epoch, FixedClock()) is None


STARTS = """
    def bot_start(self, **kwargs):
        with open(self.config["user_data_dir"] / "starts", "a") as file:
            file.write("x")
        self.limits = {"seen": 0}
        self.opened = (step for step in range(3))

    def confirm_trade_entry(self, **kwargs):
        self.limits["seen"] += 1
        return self.limits["seen"] < 4
"""


def test_a_strategy_starts_once_and_every_try_begins_with_what_it_made(lab: Lab) -> None:
    lab.write(SOURCE + STARTS)
    result = lab.search(spaces=("buy",))
    assert (lab.folder / "starts").read_text() == "x"
    epochs = read_epochs(result.file)[1]
    assert {epoch.trades for epoch in epochs} == {3}


def test_a_search_goes_on_from_a_database(lab: Lab) -> None:
    url = f"sqlite:///{lab.folder / 'studies.sqlite'}"
    first = lab.search(epochs=4, storage=url)
    again = lab.search(epochs=3, storage=url, resume_stored=True, random_state=2)
    third = lab.search(epochs=2, storage=url, resume_stored=True, random_state=3)
    assert (first.epochs, again.epochs, third.epochs) == (4, 7, 9)
    with Studies(url) as studies:
        assert [epoch.number for epoch in studies.newest("Mine")] == list(range(1, 10))
