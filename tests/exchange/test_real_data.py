"""Data of a real exchange that is not there: perpetual futures, their other candles, public trades."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import ccxt
import pytest

from bot.clock import ManualClock
from bot.domain.market import CandleRequest
from bot.errors import ExchangeError, TemporaryError
from bot.exchange.bars import to_ms
from bot.exchange.quirks import quirks_of
from bot.exchange.real.candles import closed_candles, funding_rates
from bot.exchange.real.client import Client
from bot.exchange.real.connect import connect
from bot.exchange.real.directory import exchanges
from bot.exchange.real.market_data import RealMarket
from bot.exchange.real.markets import public_trades
from bot.runtime.exchanges import all_exchanges
from bot.settings.model import ExchangeSettings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
START = datetime(2026, 11, 1, tzinfo=UTC)
START_MS = to_ms(START)
PAIR = "BTC/USDT:USDT"
ENTRY = {
    "id": "BTCUSDT",
    "symbol": PAIR,
    "base": "BTC",
    "quote": "USDT",
    "swap": True,
    "linear": True,
    "contractSize": 0.01,
    "limits": {"leverage": {"max": 125}},
}


class Library:
    """As much of ccxt as is asked for; ``asked`` keeps the calls."""

    id = "someexchange"
    has = {"fetchTrades": True}
    timeframes = {"1h": "1h"}
    precisionMode = 4  # noqa: N815 - the library's
    features = {"spot": {"fetchOHLCV": {"limit": 1000}}, "swap": {"linear": {"fetchOHLCV": {"limit": 200}}}}
    last_response_headers: dict[str, str] = {}

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    async def load_markets(self, _reload: bool) -> dict[str, Any]:
        spot = {**ENTRY, "symbol": "BTC/USDT", "swap": False, "linear": None, "spot": True}
        inverse = {**ENTRY, "symbol": "BTC/USD:BTC", "linear": False}
        return {entry["symbol"]: entry for entry in (spot, ENTRY, inverse)}

    async def fetch_ohlcv(self, *arguments: Any, params: Any = None) -> list[list[float]]:
        self.asked.append(("fetch_ohlcv", arguments, params))
        return [[START_MS + hour * 3_600_000, 1, 2, 1, 2, 9] for hour in range(3)]

    async def fetch_funding_rate_history(self, *arguments: Any, params: Any = None) -> list[dict[str, Any]]:
        self.asked.append(("fetch_funding_rate_history", arguments, params))
        return [{"timestamp": START_MS + hour * 3_600_000, "fundingRate": hour / 1e4} for hour in (8, 0, 8)]

    async def fetch_trades(self, *arguments: Any) -> list[dict[str, Any]]:
        self.asked.append(("fetch_trades", arguments, {}))
        return [
            {"timestamp": START_MS, "id": "7", "type": None, "side": "buy", "price": 2.0, "amount": 3.0, "cost": None}
        ]

    async def close(self) -> None:
        return None


@pytest.fixture
def market() -> Iterator[RealMarket]:
    opened = RealMarket(Client(Library()), ManualClock(NOW), swaps=True)
    yield opened
    opened.close()


def asked(market: RealMarket, candle_type: str) -> Any:
    ((_, answer),) = market.many_candles([CandleRequest(PAIR, "1h", START, 10, candle_type)])
    return answer


def test_futures_are_the_linear_swaps(market):
    (found,) = market.markets().values()
    assert (found.symbol, found.swap, found.spot, found.contract_size) == (PAIR, True, False, 0.01)
    assert (found.exchange_id, found.max_leverage) == ("BTCUSDT", 125)
    assert market.candle_limit == 200


def test_other_candles_are_asked_for_by_their_price(market):
    assert len(asked(market, "futures")) == 3
    assert len(asked(market, "mark")) == 3
    assert market.client.library.asked == [
        ("fetch_ohlcv", (PAIR, "1h", START_MS, 10), None),
        ("fetch_ohlcv", (PAIR, "1h", START_MS, 10), {"price": "mark"}),
    ]


def test_funding_rates_come_in_order_each_once(market):
    rates = asked(market, "funding_rate")
    assert list(rates.columns) == ["date", "funding_rate"]
    assert [moment.to_pydatetime() for moment in rates["date"]] == [START, START + timedelta(hours=8)]
    assert list(rates["funding_rate"]) == [0, 8e-4]
    assert str(rates["date"].dtype) == "datetime64[ms, UTC]"
    assert funding_rates([]).empty


def test_entries_that_are_no_rates_are_a_failure_of_the_exchange():
    with pytest.raises(TemporaryError, match="no funding rates"):
        funding_rates([{"timestamp": 1}])


def test_public_trades_have_their_cost(market):
    trades = market.public_trades(PAIR, START, 500)
    assert trades.to_dict("records") == [
        {"timestamp": START_MS, "id": "7", "type": None, "side": "buy", "price": 2.0, "amount": 3.0, "cost": 6.0}
    ]
    assert public_trades([{"timestamp": None}, {"timestamp": 5, "price": 0, "amount": 1}]).empty


def test_an_exchange_without_public_trades_says_so(market):
    market.client.library.has = {}
    with pytest.raises(ExchangeError, match="someexchange does not tell public trades"):
        market.public_trades(PAIR, START, 500)


def test_a_month_is_over_when_the_calendar_says_so():
    row = [to_ms(datetime(2026, 12, 1, tzinfo=UTC)), 1, 2, 1, 2, 9]
    last_day = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert closed_candles([row], "1M", last_day).empty
    assert len(closed_candles([row], "1M", last_day + timedelta(hours=2))) == 1
    february = [to_ms(datetime(2026, 2, 1, tzinfo=UTC)), 1, 2, 1, 2, 9]
    assert len(closed_candles([february], "1M", datetime(2026, 3, 1, 1, tzinfo=UTC))) == 1


def test_the_client_for_futures_asks_for_futures():
    client = connect(ExchangeSettings(name="binance", enable_ws=False), swaps=True)
    try:
        options = client.library.options
        assert options["defaultType"] == "swap"
        assert options["fetchMarkets"]["types"] == quirks_of("binance").swap_options["fetchMarkets"]["types"]
    finally:
        client.close()


def test_all_exchanges_of_the_library_are_described():
    found = {entry.classname: entry for entry in exchanges()}
    assert set(ccxt.exchanges) >= set(found)
    assert len(found) > 90
    binance = found["binance"]
    assert (binance.name, binance.valid, binance.supported, binance.dex, binance.is_alias) == (
        "Binance", True, True, False, False,
    )  # fmt: skip
    assert [(mode.trading_mode, mode.margin_mode) for mode in binance.trade_modes] == [
        ("spot", ""),
        ("futures", "isolated"),
        ("futures", "cross"),
    ]
    assert found["alpaca"].comment == "missing opt: fetchL2OrderBook"
    assert found["alpaca"].comment_futures == (
        "missing futures opt: setLeverage, setMarginMode, fetchFundingHistory, fetchFundingRateHistory, "
        "fetchPositions, fetchLeverageTiers, fetchMarkOHLCV, fetchIndexOHLCV, fetchPremiumIndexOHLCV"
    )
    assert found["apex"].dex
    assert not found["bitflyer"].valid
    assert found["bitflyer"].comment == "missing: fetchOHLCV"


def test_the_simulated_exchange_and_the_replay_come_first():
    assert [entry.classname for entry in all_exchanges()[:2]] == ["simulated", "replay"]
