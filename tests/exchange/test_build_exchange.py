"""Which exchange the settings mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bot.clock import ManualClock
from bot.domain.market import Market
from bot.errors import ConfigError
from bot.exchange.build import OpenCandles, build_market, build_orders, replay_start
from bot.exchange.paper import PaperOrders
from bot.settings.model import ExchangeSettings, Settings, SimulationSettings
from tests.builders import T0, some_settings
from tests.fakes.market import FakeMarket, some_candles


class Folder:
    """Stored candles of BTC/USDT and of a futures pair."""

    def __init__(self, path: Path, data_format: str) -> None:
        self.path = path
        self.data_format = data_format

    def list(self) -> list[tuple[str, str, str]]:
        return [("BTC/USDT", "5m", "spot"), ("BTC/USDT:USDT", "5m", "futures")]

    def load(self, pair: str, timeframe: str) -> pd.DataFrame:
        return some_candles(T0, timeframe, [100.0] * 100)


class EmptyFolder(Folder):
    def list(self) -> list[tuple[str, str, str]]:
        return []


def settings_for(name: str, **sim: Any) -> Settings:
    return some_settings(exchange=ExchangeSettings(name=name, sim=SimulationSettings(**sim)))


def remembering(opened: list[tuple[Path, str]]) -> OpenCandles:
    def open_folder(path: Path, data_format: str) -> Folder:
        opened.append((path, data_format))
        return Folder(path, data_format)

    return open_folder


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(T0)


def test_the_simulated_exchange_follows_seed_and_size(clock):
    market, same = (build_market(settings_for("simulated", seed=5, pairs=7), clock) for _ in range(2))
    other = build_market(settings_for("Simulated", seed=6, pairs=7), clock)
    assert market.name == other.name == "simulated"
    assert sum(is_usdt(entry) for entry in market.markets().values()) == 7
    assert market.tickers() == same.tickers() != other.tickers()


def is_usdt(entry: Market) -> bool:
    return entry.active and entry.quote == "USDT"


def test_an_impossible_size_names_the_setting(clock):
    with pytest.raises(ConfigError, match="1 to 5000") as refusal:
        build_market(settings_for("simulated", pairs=0), clock)
    assert refusal.value.key == "exchange.sim.pairs"


def test_a_replay_plays_the_spot_files_of_its_folder(clock):
    opened = []
    market = build_market(settings_for("replay", replay_dir=Path("candles")), clock, remembering(opened))
    assert market.name == "replay"
    assert list(market.markets()) == ["BTC/USDT"]
    assert opened == [(Path("candles"), "feather")]


def test_a_replay_prefers_the_configured_format(clock):
    opened = []
    settings = replace(settings_for("replay", replay_dir=Path("candles")), data_format="json")
    build_market(settings, clock, remembering(opened))
    replay_start(settings, clock, remembering(opened))
    assert opened == [(Path("candles"), "json")] * 2


def test_a_replay_without_a_folder_of_its_own_plays_the_stored_data(clock):
    opened = []
    settings = replace(settings_for("replay"), datadir=Path("data"))
    build_market(settings, clock, remembering(opened))
    assert opened == [(Path("data"), "feather")]


@pytest.mark.parametrize("open_candles", [None, EmptyFolder])
def test_a_replay_without_files_names_the_folder(clock, open_candles):
    with pytest.raises(ConfigError, match="no candle files to replay in nowhere") as refusal:
        build_market(settings_for("replay", replay_dir=Path("nowhere")), clock, open_candles)
    assert refusal.value.key == "exchange.sim.replay_dir"


def test_a_replay_starts_with_a_quarter_of_its_candles_behind_it(clock):
    start = replay_start(settings_for("replay"), clock, Folder)
    assert start == T0 + timedelta(minutes=500) / 4


def test_another_exchange_is_refused_with_the_choice(clock):
    with pytest.raises(ConfigError, match="'krakn' is not supported") as refusal:
        build_market(settings_for("krakn"), clock)
    assert refusal.value.key == "exchange.name"


def test_orders_are_paper_with_the_configured_fee(clock):
    orders = build_orders(some_settings(fee=0.003), FakeMarket(), clock)
    assert isinstance(orders, PaperOrders)
    assert orders.balances() is None


def test_real_money_is_refused(clock):
    with pytest.raises(ConfigError, match="no trading with real money") as refusal:
        build_orders(some_settings(dry_run=False), FakeMarket(), clock)
    assert refusal.value.key == "dry_run"


def test_a_day_of_market_time_can_be_built_anywhere_in_time():
    for year in (2019, 2026, 2040):
        market = build_market(settings_for("simulated", pairs=2), ManualClock(datetime(year, 6, 1, tzinfo=UTC)))
        assert len(market.candles("BTC/USDT", "1h", None, 24)) == 24
