"""``self.dp`` of a strategy: candles, tickers, books and messages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.domain.market import described
from bot.errors import ExchangeError
from bot.strategy.context import StrategyContext
from bot.strategy.words import CandleType, RunMode

PUBLIC_TRADES = ("timestamp", "id", "type", "side", "price", "amount", "cost")
log = logging.getLogger(__name__)


def is_spot(candle_type: str | None) -> bool:
    """Whether the usual candles are meant."""
    return str(candle_type or CandleType.SPOT) == CandleType.SPOT


class DataProvider:
    """Frames are as good as copies: pandas copies what a strategy changes."""

    def __init__(self, context: StrategyContext, timeframe: str) -> None:
        self._context = context
        self._timeframe = timeframe
        self._said: dict[str, datetime] = {}
        self.runmode = RunMode(context.runmode.value)

    @property
    def available_pairs(self) -> Sequence[tuple[str, str]]:
        """(pair, timeframe) of the whitelist's candles."""
        return [(pair, self._timeframe) for pair in self._context.whitelist()]

    def current_whitelist(self) -> list[str]:
        """The pairs that the bot looks at now."""
        return list(self._context.whitelist())

    def get_pair_dataframe(self, pair: str, timeframe: str | None = None, candle_type: str = "") -> pd.DataFrame:
        """Closed candles of a pair, oldest first; empty for a pair that is neither traded nor informative.

        Only spot candles are kept: marks, indexes and funding rates are empty.
        """
        if not is_spot(candle_type):
            return pd.DataFrame(columns=OHLCV)
        return self._context.candles.candles(pair, timeframe or self._timeframe).copy(deep=False)

    def ohlcv(self, pair: str, timeframe: str | None = None, copy: bool = True, candle_type: str = "") -> pd.DataFrame:  # noqa: ARG002
        """The same; ``copy`` is kept for files that name it."""
        return self.get_pair_dataframe(pair, timeframe, candle_type)

    def historic_ohlcv(self, pair: str, timeframe: str | None = None, candle_type: str = "") -> pd.DataFrame:
        """The same."""
        return self.get_pair_dataframe(pair, timeframe, candle_type)

    def get_analyzed_dataframe(self, pair: str, timeframe: str | None = None) -> tuple[pd.DataFrame, datetime]:
        """Candles with the strategy's columns, and when they were made; empty and 1970 for an unknown pair."""
        frame, made_at = self._context.candles.analyzed(pair, timeframe or self._timeframe)
        return frame.copy(deep=False), made_at

    def get_producer_pairs(self, producer_name: str = "default") -> list[str]:
        """The whitelist of a bot that this one follows; empty until it has told."""
        producers = self._context.producers
        return [] if producers is None else list(producers.pairs(producer_name))

    def get_producer_df(
        self,
        pair: str,
        timeframe: str | None = None,
        candle_type: str | None = None,
        producer_name: str = "default",
    ) -> tuple[pd.DataFrame, datetime]:
        """Candles and columns that a followed bot made, and when; empty and 1970 for what it has not told."""
        key = pair, timeframe or self._timeframe, str(candle_type or CandleType.SPOT)
        producers = self._context.producers
        known = None if producers is None else producers.frame(producer_name, key)
        return (pd.DataFrame(columns=OHLCV), tf.EPOCH) if known is None else (known[0].copy(), known[1])

    def ticker(self, pair: str) -> dict[str, Any]:
        """Bid, ask and last price; empty where the exchange has none."""
        try:
            ticker = self._context.market.tickers([pair]).get(pair)
        except ExchangeError as error:
            log.warning("No ticker of %s for the strategy: %s", pair, error)
            return {}
        if ticker is None:
            return {}
        return {
            "symbol": pair,
            "bid": ticker.bid,
            "ask": ticker.ask,
            "last": ticker.last,
            "quoteVolume": ticker.quote_volume,
            "percentage": ticker.percentage,
        }

    def orderbook(self, pair: str, maximum: int) -> dict[str, Any]:
        """The best ``maximum`` levels of each side as [price, amount]."""
        book = self._context.market.order_book(pair, maximum)
        sides = {"bids": book.bids, "asks": book.asks}
        return {
            "symbol": pair,
            **{name: [[level.price, level.amount] for level in levels] for name, levels in sides.items()},
        }

    def funding_rate(self, pair: str) -> dict[str, Any]:  # noqa: ARG002
        """Empty: spot markets, the only ones so far, have no funding."""
        return {}

    def trades(self, pair: str, timeframe: str | None = None, copy: bool = True, candle_type: str = "") -> pd.DataFrame:  # noqa: ARG002
        """No rows: other people's trades are not collected (``exchange.use_public_trades``)."""
        return pd.DataFrame(columns=PUBLIC_TRADES)

    def market(self, pair: str) -> dict[str, Any] | None:
        """A pair's market in the words that files know."""
        market = self._context.market.markets().get(pair)
        return None if market is None else described(market)

    def send_msg(self, message: str, *, always_send: bool = False) -> None:
        """Tell the user; the same words once per candle unless ``always_send``."""
        candle_at = tf.floor(self._context.clock.now(), self._timeframe)
        if not always_send and self._said.get(message) == candle_at:
            return
        self._said = {text: at for text, at in self._said.items() if at == candle_at} | {message: candle_at}
        self._context.send_msg(message)

    def check_delisting(self, pair: str) -> datetime | None:
        """When the pair leaves the exchange, where the exchange says so."""
        market = self._context.market.markets().get(pair)
        return None if market is None else market.delisted_at
