"""Downloads."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from app.errors import InvalidInput
from app.wire.schema.backtest import Span
from app.wire.schema.choice import ChoiceFields
from app.wire.schema.requests import CandleType, Pair, Timeframe
from bot.domain.market_data import DownloadRequest

MAX_DAYS = 36_500
USUAL = ("1m", "5m")
NOT_BOTH = "Value error, Only one of timeframes or days can be provided, not both."


class DownloadBody(ChoiceFields, kw_only=True):
    """What to download: the last ``days`` or a ``timerange``; neither goes on from what is stored.

    Without ``timeframes`` 1m and 5m.
    """

    pairs: Annotated[list[Pair], Meta(min_length=1, max_length=1000)]
    timeframes: Annotated[list[Timeframe], Meta(max_length=50)] | None = None
    days: Annotated[int, Meta(ge=1, le=MAX_DAYS)] | None = None
    timerange: Span | None = None
    erase: bool = False
    download_trades: bool = False
    candle_types: Annotated[list[CandleType], Meta(max_length=20)] | None = None
    prepend_data: bool = False

    @property
    def request(self) -> DownloadRequest:
        """What is to be downloaded; raises ``InvalidInput`` where two spans of time are given."""
        if self.days is not None and self.timerange:
            raise InvalidInput.at(("body",), NOT_BOTH)
        return DownloadRequest(
            pairs=tuple(self.pairs),
            timeframes=USUAL if self.timeframes is None else tuple(self.timeframes),
            days=self.days,
            timerange=self.timerange or None,
            erase=self.erase,
            download_trades=self.download_trades,
            candle_types=tuple(kind.value for kind in self.candle_types or ()),
            prepend=self.prepend_data,
            exchange=self.choice.exchange,
            trading_mode=self.trading_mode or None,
            margin_mode=self.margin_mode or None,
        )
