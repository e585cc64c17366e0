"""Candles of other lengths and pairs: how their columns are called, and when they are seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from bot.errors import StrategyError
from bot.strategy.helpers import merge_informative_pair
from tests.builders import T0
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import Desk

CANDLES = some_candles(T0, "5m", [10.0, 11.0, 12.0, 11.0])
SLOW = some_candles(T0, "15m", [10.0, 20.0])


@pytest.fixture
def shop(desk: Desk) -> Desk:
    for pair in ("BTC/USDT", "ETH/USDT", "XRP/BTC"):
        desk.candles.frames[pair, "15m"] = SLOW
    return desk


def decorated(*decorations: str, body: str = "return dataframe") -> str:
    lines = "".join(f"    @informative({decoration})\n" for decoration in decorations)
    return f"{lines}    def other(self, dataframe, metadata):\n        {body}\n"


@pytest.mark.parametrize(
    ("decoration", "column"),
    [
        ("'15m'", "close_15m"),
        ("'15m', ''", "close_15m"),
        ("'15m', 'ETH/{stake}'", "eth_usdt_close_15m"),
        ("'15m', 'ETH/{quote}'", "eth_usdt_close_15m"),
        ("'15m', '{base}/{quote}'", "btc_usdt_close_15m"),
        ("'15m', '{BASE}/{QUOTE}'", "btc_usdt_close_15m"),
        ("'15m', 'ETH/{stake}', '{column}_{timeframe}'", "close_15m"),
        ("'15m', 'ETH/{stake}', '{base}_{column}'", "eth_close"),
        ("'15m', 'ETH/{stake}', '{BASE}_{QUOTE}_{column}_{timeframe}'", "ETH_USDT_close_15m"),
        ("'15m', 'XRP/BTC', '{quote}_{column}'", "btc_close"),
        ("'15m', 'ETH/{stake}', '{asset}_{column}'", "ETH/USDT_close"),
        ("'15m', fmt='slow_{column}'", "slow_close"),
        ("'15m', 'ETH/{stake}', lambda column, **kwargs: kwargs['base'] + column", "ethclose"),
        ("'15m', 'ETH/{stake}', lambda column: 'x_' + column", "x_close"),
        ("'15m', 'ETH/{stake}', fmt=lambda *, column, BASE, timeframe, **_: BASE + column + timeframe", "ETHclose15m"),
        ("'15m', candle_type='spot'", "close_15m"),
    ],
)
def test_columns_are_called_as_asked(shop: Desk, decoration: str, column: str) -> None:
    frame = shop.load(decorated(decoration)).analyze(CANDLES, "BTC/USDT")
    assert frame[column].tolist()[2:] == [10.0, 10.0]


def test_candles_of_another_kind_are_empty(shop: Desk) -> None:
    frame = shop.load(decorated("'15m', candle_type='mark'")).analyze(CANDLES, "BTC/USDT")
    assert frame["close_15m"].isna().all()


def test_decorations_can_be_stacked(shop: Desk) -> None:
    strategy = shop.load(decorated("'15m'", "'15m', 'ETH/{stake}'", "'15m', 'XRP/BTC'"))
    frame = strategy.analyze(CANDLES, "BTC/USDT")
    assert {"close_15m", "eth_usdt_close_15m", "xrp_btc_close_15m"} <= set(frame.columns)
    pairs = [("ETH/USDT", "15m"), ("XRP/BTC", "15m"), ("BTC/USDT", "15m")]
    assert sorted(strategy.informative_pairs()) == sorted(pairs)


def test_the_method_is_told_which_pair_it_gets(shop: Desk) -> None:
    body = "return dataframe.assign(who=metadata['pair'])"
    frame = shop.load(decorated("'15m', 'ETH/{stake}'", body=body)).analyze(CANDLES, "BTC/USDT")
    assert frame["eth_usdt_who_15m"].iloc[-1] == "ETH/USDT"


def test_another_pairs_candles_are_worked_on_once_for_all_pairs(shop: Desk) -> None:
    body = "self.calls = getattr(self, 'calls', 0) + 1\n        return dataframe.assign(n=self.calls)"
    strategy = shop.load(decorated("'15m', 'ETH/{stake}'", body=body))
    for pair in ("BTC/USDT", "XRP/USDT"):
        assert strategy.analyze(CANDLES, pair)["eth_usdt_n_15m"].iloc[-1] == 1
    shop.candles.frames["ETH/USDT", "15m"] = some_candles(T0, "15m", [10.0, 21.0])
    assert strategy.analyze(CANDLES, "BTC/USDT")["eth_usdt_n_15m"].iloc[-1] == 2


def test_without_the_cache_every_pair_works_on_them(shop: Desk) -> None:
    body = "self.calls = getattr(self, 'calls', 0) + 1\n        return dataframe.assign(n=self.calls)"
    strategy = shop.load(decorated("'15m', 'ETH/{stake}', cache=False", body=body))
    assert [strategy.analyze(CANDLES, pair)["eth_usdt_n_15m"].iloc[-1] for pair in ("A/USDT", "B/USDT")] == [1, 2]


def test_columns_that_are_there_already_are_refused(shop: Desk) -> None:
    strategy = shop.load(decorated("'15m', 'ETH/{stake}', '{column}_{timeframe}'", "'15m'"))
    with pytest.raises(StrategyError, match=r"close_15m.* are there already; give them an own fmt"):
        strategy.analyze(CANDLES, "BTC/USDT")


def test_a_forgotten_return_is_named(shop: Desk) -> None:
    strategy = shop.load(decorated("'15m'", body="dataframe['x'] = 1"))
    with pytest.raises(StrategyError, match=r"other returned no frame with a date column \(is a return missing\?\)"):
        strategy.analyze(CANDLES, "BTC/USDT")


def test_faster_candles_are_refused(desk: Desk) -> None:
    with pytest.raises(StrategyError, match="other asks for 1m candles; allowed: the strategy's 5m or longer"):
        desk.load(decorated("'1m'"))


def test_merged_columns_take_the_timeframe_a_suffix_or_nothing() -> None:
    def columns(**options: object) -> list[str]:
        return list(merge_informative_pair(CANDLES, SLOW[["date", "close"]], "5m", "15m", **options).columns)[-2:]

    assert columns() == ["date_15m", "close_15m"]
    assert columns(append_timeframe=False, suffix="slow") == ["date_slow", "close_slow"]
    assert columns(append_timeframe=False)[-1] == "close_y"
    with pytest.raises(ValueError, match="not both"):
        columns(suffix="slow")


def test_without_filling_only_the_first_candle_shows_the_slow_one() -> None:
    merged = merge_informative_pair(CANDLES, SLOW, "5m", "15m", ffill=False)
    assert merged["close_15m"].notna().tolist() == [False, False, True, False]


def test_another_date_column_can_be_named() -> None:
    renamed = CANDLES.rename(columns={"date": "at"})
    merged = merge_informative_pair(renamed, SLOW.rename(columns={"date": "at"}), "5m", "15m", date_column="at")
    assert merged["close_15m"].iloc[-1] == 10.0


def test_a_month_is_seen_when_the_calendar_ends_it() -> None:
    days = some_candles(datetime(2026, 2, 26, tzinfo=UTC), "1d", [1.0] * 5)
    month = some_candles(datetime(2026, 2, 1, tzinfo=UTC), "1d", [7.0])
    merged = merge_informative_pair(days, month, "1d", "1M")
    seen = merged.loc[merged["close_1M"].notna(), "date"].iloc[0]
    assert seen == pd.Timestamp("2026-02-28", tz="UTC")
