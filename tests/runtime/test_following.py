"""A whole bot that trades on what another one sends, and keeps to it over reloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.runtime import Runtime, build_runtime
from bot.runtime.following import Following
from bot.settings.consumer_model import ConsumerSettings, ProducerSettings
from bot.settings.model import Settings
from bot.settings.secret import Secret
from tests.builders import T0, some_settings
from tests.fakes.producer import WAIT_S, FakeProducer, a_producer, candles, table, whitelist
from tests.runtime.test_runtime import picture_of, settings_in, until

STRATEGY = """
from freqtrade.strategy import IStrategy
class Follows(IStrategy):
    timeframe = "5m"
    stoploss = -0.9
    minimal_roi = {}
    process_only_new_candles = False
    def populate_indicators(self, dataframe, metadata):
        other, _ = self.dp.get_producer_df(metadata["pair"], producer_name="other")
        is_told = not other.empty and metadata["pair"] in self.dp.get_producer_pairs("other")
        dataframe["told"] = int(other["enter_long"].iloc[-1]) if is_told else 0
        return dataframe
    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = dataframe["told"]
        return dataframe
    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
"""


@pytest.fixture
def producer() -> Iterator[FakeProducer]:
    with a_producer() as server:
        yield server


def following(port: int) -> ConsumerSettings:
    one = ProducerSettings(name="other", host="127.0.0.1", port=port, ws_token=Secret("token"))
    return ConsumerSettings(producers=(one,), sleep_time_s=0.01)


def settings(folder: Path, consumer: ConsumerSettings, **changes: Any) -> Settings:
    (folder / "strategies").mkdir(exist_ok=True)
    (folder / "strategies" / "follows.py").write_text(STRATEGY)
    return settings_in(folder, strategy="Follows", timeframe=None, consumer=consumer, **changes)


def started(settings: Settings) -> Runtime:
    runtime = build_runtime(settings, reload=lambda: settings, on_fatal=pytest.fail)
    runtime.start()
    return runtime


def test_a_bot_enters_where_the_one_it_follows_signals(tmp_path: Path, producer: FakeProducer) -> None:
    pairlists = ({"method": "ProducerPairList", "producer_name": "other"},)
    runtime = started(settings(tmp_path, following(producer.port), pairlists=pairlists))
    link = producer.connection()
    assert picture_of(runtime).open_trades == ()
    pair = min(pair for pair in runtime.services.snapshot().markets if pair.endswith("/USDT"))
    link.send(candles(table(T0, [1.0, 2.0]), pair=pair))
    link.send(whitelist(pair, "NO/SUCH"))
    trades = until("the entry", lambda: runtime.services.snapshot().open_trades)
    assert [opened.trade.pair for opened in trades] == [pair]
    assert runtime.services.pairs.whitelist().pairs == (pair,)
    runtime.stop()
    assert producer.left.get(timeout=WAIT_S) == 1000


def test_a_reload_keeps_the_connection_unless_the_producers_change(producer: FakeProducer) -> None:
    def joined(_settings: Settings, producers: Any) -> Any:
        return producers

    follow = Following()
    first = follow.renewed(some_settings(consumer=following(producer.port)), joined)
    link = producer.connection()
    assert follow.renewed(some_settings(consumer=following(producer.port), bot_name="other name"), joined) is first
    link.send(whitelist("ETH/USDT"))
    until("the news", lambda: first.pairs("other") == ("ETH/USDT",))
    with a_producer() as other:
        second = follow.renewed(some_settings(consumer=following(other.port)), joined)
        other.connection().send(whitelist("ADA/USDT"))
        until("the other's news", lambda: second.pairs("other") == ("ADA/USDT",))
        assert producer.left.get(timeout=WAIT_S) == 1000
        assert follow.renewed(some_settings(), joined) is None
    follow.stop()


def test_a_reload_that_fails_changes_nobody(producer: FakeProducer) -> None:
    def refuse(_settings: Settings, producers: object) -> object:
        raise ConfigError("no")

    follow = Following()
    before = some_settings(consumer=following(producer.port))
    kept: Any = follow.renewed(before, lambda _, producers: producers)
    link = producer.connection()
    with pytest.raises(ConfigError):
        follow.renewed(some_settings(consumer=following(1)), refuse)
    link.send(whitelist("ETH/USDT"))
    until("the news", lambda: kept.pairs("other") == ("ETH/USDT",))
    follow.stop()
