"""A backtest as a child carries it out: simulated, stored, and not simulated twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import orjson
import pytest

from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.errors import Refused, StrategyError
from bot.ports.jobs import Heard
from bot.runtime.analysis_job import looked_ahead, tried_with_fewer_candles
from bot.runtime.backtest_job import backtested, for_simulation
from bot.runtime.hyperopt_job import losses, optimised
from bot.runtime.stored_results import market_change, result, wallet
from bot.runtime.telling import Teller
from bot.service.analysis import LookaheadRequest, RecursiveRequest
from bot.service.backtest_history import MarketChangeQuestion, ResultQuestion, WalletQuestion
from bot.service.hyperopt import HyperoptFound, HyperoptOrder, LossesQuestion
from bot.settings.model import ExchangeSettings, Secret, Settings
from bot.storage.candle_files import CandleFiles
from tests.builders import T0, some_settings
from tests.fakes.market import some_candles

REQUEST = BacktestRequest(strategies=("SampleStrategy",), timerange="20261101-20261102", enable_protections=False)


class Steps:
    """A ``Progress`` that remembers the steps."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def step(self, name: str, total: float = 1.0) -> None:
        self.names.append(name)

    def done(self, units: float, trades: int | None = None) -> None: ...


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    candles = some_candles(T0, "5m", [100.0 + number % 9 for number in range(200)])
    CandleFiles(tmp_path / "data").save("BTC/USDT", "5m", candles)
    exchange = ExchangeSettings(name="simulated", pair_whitelist=("BTC/USDT",))
    return some_settings(
        exchange=exchange, user_data_dir=tmp_path, datadir=tmp_path / "data", raw={"stake_currency": "USDT"}
    )


def simulated(settings: Settings, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    steps = Steps()
    return orjson.loads(backtested(settings, replace(REQUEST, **changes), steps)), steps.names


def test_a_backtest_gives_its_result_and_stores_it(settings: Settings) -> None:
    found, steps = simulated(settings)
    assert list(found["strategy"]) == ["SampleStrategy"]
    assert steps == ["load", "analyze", "backtest"]
    meta = found["metadata"]["SampleStrategy"]
    folder = settings.user_data_dir / "backtest_results"
    stored = json.loads((folder / f"{meta['filename']}.meta.json").read_text())
    assert stored["SampleStrategy"]["run_id"] == meta["run_id"] != ""
    kept = orjson.loads(result(settings, ResultQuestion(folder, meta["filename"], "SampleStrategy")))
    assert kept["strategy"]["SampleStrategy"]["total_trades"] == found["strategy"]["SampleStrategy"]["total_trades"]
    grown = wallet(settings, WalletQuestion(folder, meta["filename"], "SampleStrategy"))
    assert list(grown.columns) == ["date", "__date_ts", "total_quote"]
    moved = market_change(settings, MarketChangeQuestion(folder, meta["filename"]))
    assert list(moved.columns) == ["date", "mean", "rel_mean", "count", "__date_ts"]
    assert moved.rows[0][0].endswith("Z")


def test_the_same_backtest_is_not_simulated_twice_unless_that_is_asked_for(settings: Settings) -> None:
    first, _ = simulated(settings)
    again, steps = simulated(settings)
    assert (steps, again["metadata"]["SampleStrategy"]["run_id"]) == ([], first["metadata"]["SampleStrategy"]["run_id"])
    for changes in ({"cache": "none"}, {"stake_amount": 50.0}, {"timerange": "20261101-"}):
        assert simulated(settings, **changes)[1] != []


def test_a_result_need_not_be_stored(settings: Settings) -> None:
    found, _ = simulated(settings, export="none")
    assert "filename" not in found["metadata"]["SampleStrategy"]
    assert not (settings.user_data_dir / "backtest_results").exists()


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"strategies": ("NoSuch",)}, StrategyError, "NoSuch"),
        ({"timerange": "20200101-20200102"}, Refused, "candles"),
        ({"cache": "year"}, Refused, "year"),
    ],
)
def test_what_can_not_be_simulated_says_why(
    settings: Settings, changes: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        simulated(settings, **changes)


def test_a_simulation_has_nothing_that_opens_the_account() -> None:
    config = MappingProxyType({"apiKey": "a", "secret": "b", "rateLimit": 5})
    exchange = ExchangeSettings(name="binance", key=Secret("k"), private_key=Secret("p"), ccxt_config=config)
    chosen = for_simulation(some_settings(dry_run=False, exchange=exchange))
    assert (chosen.dry_run, chosen.runmode) == (True, RunMode.BACKTEST)
    assert not any(chosen.exchange.secrets())
    assert chosen.exchange.ccxt_config == {"rateLimit": 5}


def test_analyses_answer_in_the_words_of_their_replies(settings: Settings) -> None:
    found = looked_ahead(
        settings, LookaheadRequest(strategy="SampleStrategy", timerange=REQUEST.timerange, minimum_trades=1), Steps()
    )
    assert (found.strategy, found.has_bias) == ("SampleStrategy", None if found.total_signals < 1 else False)
    asked = RecursiveRequest(strategy="SampleStrategy", timerange="20261101-20261102", startup_candles=(50, 60))
    tried = tried_with_fewer_candles(settings, asked, Steps())
    assert {50, 60} <= set(tried.startup_candles)
    assert tried.strategy_startup_candles in tried.startup_candles
    assert all(set(changes) <= set(map(str, tried.startup_candles)) for changes in tried.results.values())
    assert orjson.loads(orjson.dumps(tried))["strategy"] == "SampleStrategy"


def test_an_optimisation_tells_what_it_has_found(settings: Settings) -> None:
    heard: list[Heard] = []
    order = HyperoptOrder(strategy="SampleStrategy", epochs=3, spaces=("stoploss",), timerange="20261101-", seed=1)
    found = optimised(settings, order, Teller(heard.append))
    assert (found.epochs, len(found.results)) == (3, 3)
    losses_of = [one.loss for one in found.results]
    assert losses_of == sorted(losses_of)
    assert (settings.user_data_dir / "hyperopt_results" / str(found.file)).is_file()
    told = [msgspec.json.decode(one.found, type=HyperoptFound) for one in heard if one.found]
    assert told[0].epochs == 1
    assert msgspec.json.decode(orjson.dumps(found), type=HyperoptFound).results[0].number == found.results[0].number


def test_loss_functions_that_ship_and_those_of_the_user_are_known(settings: Settings) -> None:
    folder = settings.user_data_dir / "hyperopts"
    folder.mkdir()
    body = "from freqtrade.optimize.hyperopt import IHyperOptLoss\nclass Mine(IHyperOptLoss):\n    '''My own.'''\n"
    (folder / "mine.py").write_text(body)
    (folder / "broken.py").write_text("1 / 0")
    names = {one.name: one.description for one in losses(settings, LossesQuestion())}
    assert names["Mine"] == "My own."
    assert "SharpeHyperOptLoss" in names
    assert "broken" not in names
