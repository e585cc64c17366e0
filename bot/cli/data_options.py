"""Options of the commands about stored data."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bot.domain.enums import TradingMode


class DataFormat(StrEnum):
    """Formats of files, see ``market_data.DATA_FORMATS``."""

    FEATHER = "feather"
    PARQUET = "parquet"
    JSON = "json"
    JSONGZ = "jsongz"


class CandleType(StrEnum):
    """Kinds of candles, see ``market_data.CANDLE_TYPES``."""

    SPOT = "spot"
    FUTURES = "futures"
    MARK = "mark"
    INDEX = "index"
    PREMIUM_INDEX = "premiumIndex"
    FUNDING_RATE = "funding_rate"
    OPEN_INTEREST = "open_interest"


Pairs = Annotated[
    list[str] | None,
    typer.Option("--pairs", "-p", help="Only these pairs, or those that a pattern such as .*/USDT means."),
]
Timeframes = Annotated[list[str] | None, typer.Option("--timeframes", "-t", help="Only these candle lengths.")]
CandleTypes = Annotated[list[CandleType] | None, typer.Option("--candle-types", help="Only these kinds of candles.")]
Mode = Annotated[TradingMode | None, typer.Option("--trading-mode", "--tradingmode", help="Spot or futures.")]
CandleFormat = Annotated[
    DataFormat | None, typer.Option("--data-format-ohlcv", help="Format of candle files; dataformat_ohlcv otherwise.")
]
TradeFormat = Annotated[
    DataFormat | None, typer.Option("--data-format-trades", help="Format of trade files; dataformat_trades otherwise.")
]
Timerange = Annotated[str | None, typer.Option("--timerange", help="Span of time, such as 20260101-20260201.")]
