"""What clients may send. Numbers may come as text; unknown fields are ignored.

The bounds keep out what can't be meant: zero, infinite and absurd amounts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

from app.wire.schema.choice import ChoiceFields
from bot.domain.enums import Direction, OrderType
from bot.errors import Refused
from bot.service.candles import HistoryRequest
from bot.state.commands import LockRequest

MAX_NUMBER = 1e15
MAX_TIMESCALE = 3650
MAX_PAGE = 10_000
MAX_EVENTS = 1000
MAX_READS = 20
MAX_EVENT_SEQ = 2**63 - 1
MAX_OFFSET = 2**53
MAX_LOG_LIMIT = 100_000
MAX_CANDLES = 2**53
FIRST_YEAR, LAST_YEAR = 1, 9999

Amount = Annotated[float, Meta(gt=0, le=MAX_NUMBER)]
Leverage = Annotated[float, Meta(ge=1, le=1000)]
Timescale = Annotated[int, Meta(ge=1, le=MAX_TIMESCALE)]
Pair = Annotated[str, Meta(min_length=1, max_length=100)]
Timeframe = Annotated[
    str, Meta(min_length=1, max_length=10, extra_json_schema={"pattern": "^[1-9][0-9]{0,5}[smhdwMy]$"})
]
Tag = Annotated[str, Meta(max_length=255)]
StrategyName = Annotated[str, Meta(max_length=100)]
TradeIdText = Annotated[str, Meta(max_length=30)]
Columns = Annotated[list[Annotated[str, Meta(max_length=255)]], Meta(max_length=1000)]


class Side(Enum):
    """Direction of a forced entry."""

    long = "long"
    short = "short"


class OrderKind(Enum):
    """Type of a forced order."""

    limit = "limit"
    market = "market"


class LockSide(Enum):
    """Which entries a lock stops."""

    both = "*"
    long = "long"
    short = "short"


class CandleType(Enum):
    """What a candle file holds."""

    spot = "spot"
    futures = "futures"
    mark = "mark"
    index = "index"
    premium_index = "premiumIndex"
    funding_rate = "funding_rate"
    open_interest = "open_interest"


class ForceEnterBody(Struct):
    """A forced entry; ``price`` and ``stakeamount`` in stake currency."""

    pair: Pair
    side: Side = Side.long
    price: Amount | None = None
    ordertype: OrderKind | None = None
    stakeamount: Amount | None = None
    entry_tag: Tag | None = None
    leverage: Leverage | None = None

    @property
    def direction(self) -> Direction:
        """Which way the trade bets."""
        return Direction(self.side.value)

    @property
    def order_type(self) -> OrderType | None:
        """The chosen order type."""
        return OrderType(self.ordertype.value) if self.ordertype else None


class ForceExitBody(Struct):
    """A forced exit; ``amount`` in base currency leaves a part. ``tradeid`` ``all`` leaves every trade."""

    tradeid: TradeIdText | int
    ordertype: OrderKind | None = None
    amount: Amount | None = None
    price: Amount | None = None

    @property
    def order_type(self) -> OrderType | None:
        """The chosen order type."""
        return OrderType(self.ordertype.value) if self.ordertype else None


class BlacklistBody(Struct):
    """Pairs or patterns to add."""

    blacklist: Annotated[list[Pair], Meta(max_length=1000)]


class BlacklistQuery(Struct):
    """Entries to remove; the key may be repeated."""

    pairs_to_delete: Annotated[list[Pair], Meta(max_length=1000)] = []


class LockBody(Struct):
    """One lock to add; ``until`` needs a time zone and is moved up to the next candle."""

    pair: Pair
    until: Annotated[datetime, Meta(tz=True)]
    side: LockSide = LockSide.both
    reason: Annotated[str, Meta(max_length=255)] | None = ""

    @property
    def request(self) -> LockRequest:
        """The lock as the bot gets it; raises ``Refused`` for an end that no calendar has."""
        if not FIRST_YEAR < self.until.year < LAST_YEAR:
            raise Refused(f"A lock can't end in the year {self.until.year} (allowed: up to {LAST_YEAR - 1}).")
        return LockRequest(
            pair=self.pair, until=self.until.astimezone(UTC), side=self.side.value, reason=self.reason or ""
        )


class LockDeleteBody(Struct):
    """Locks to end: one by id, all of a pair, or both."""

    pair: Pair | None = None
    lockid: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class DaysQuery(Struct):
    """How many days back."""

    timescale: Timescale = 7


class WeeksQuery(Struct):
    """How many weeks back."""

    timescale: Timescale = 4


class MonthsQuery(Struct):
    """How many months back."""

    timescale: Timescale = 3


class TradesQuery(Struct):
    """Which closed trades: by id, or with ``order_by_id=false`` the last closed first."""

    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 500
    offset: Annotated[int, Meta(ge=0, le=MAX_OFFSET)] = 0
    order_by_id: bool = True


class LogsQuery(Struct):
    """The last ``limit`` records; all without a limit."""

    limit: Annotated[int, Meta(ge=0, le=MAX_LOG_LIMIT)] | None = None


class PairQuery(Struct):
    """Trades of one pair only."""

    pair: Annotated[str, Meta(max_length=100)] | None = None


class NotesQuery(Struct):
    """Custom data under one key only."""

    key: Tag | None = None


class OpenNotesQuery(NotesQuery):
    """Custom data under one key only; ``limit`` and ``offset`` count trades."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    offset: Annotated[int, Meta(ge=0, le=MAX_OFFSET)] = 0


class PairCandlesQuery(Struct):
    """Which candles; ``limit`` 0 means all."""

    pair: Pair
    timeframe: Timeframe
    limit: Annotated[int, Meta(ge=0)] | None = None


class PairCandlesBody(PairCandlesQuery):
    """Which candles with which columns; null means all columns."""

    columns: Columns | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What the reply depends on beside the bot's picture."""
        return (self.pair, self.timeframe, self.limit, None if self.columns is None else tuple(self.columns))


class PairHistoryQuery(Struct):
    """Which stored candles under which strategy."""

    pair: Pair
    timeframe: Timeframe
    timerange: Annotated[str, Meta(max_length=60)]
    strategy: StrategyName
    freqaimodel: str | None = None

    @property
    def request(self) -> HistoryRequest:
        """The request as the analyst gets it."""
        return HistoryRequest(
            pair=self.pair, timeframe=self.timeframe, timerange=self.timerange, strategy=self.strategy
        )


class PairHistoryBody(ChoiceFields, kw_only=True):
    """Which stored candles; raw without a strategy. ``live_mode`` asks the exchange instead of the disk."""

    pair: Pair
    timeframe: Timeframe
    timerange: Annotated[str, Meta(max_length=60)]
    strategy: StrategyName | None = None
    columns: Columns | None = None
    live_mode: bool = False
    limit: int | None = None
    freqaimodel: str | None = None

    @property
    def request(self) -> HistoryRequest:
        """The request as the analyst gets it."""
        return HistoryRequest(
            pair=self.pair,
            timeframe=self.timeframe,
            timerange=self.timerange,
            strategy=self.strategy or None,
            columns=None if self.columns is None else tuple(self.columns),
            live=self.live_mode,
            choice=self.choice,
        )


class PlotConfigQuery(Struct):
    """Whose plot configuration."""

    strategy: StrategyName | None = None


class AvailablePairsQuery(Struct):
    """Which candle files; empty text does not filter."""

    timeframe: Annotated[str, Meta(max_length=10)] | None = None
    stake_currency: Annotated[str, Meta(max_length=30)] | None = None
    candletype: CandleType | None = None

    @property
    def candle_type(self) -> str | None:
        """The chosen type."""
        return self.candletype.value if self.candletype else None


class EventsQuery(Struct):
    """Which stored events: those after a number, oldest first."""

    after: Annotated[int, Meta(ge=0, le=MAX_EVENT_SEQ)] = 0
    limit: Annotated[int, Meta(ge=1, le=MAX_EVENTS)] = 100


class OpeningQuery(Struct):
    """How a socket or a stream begins: after which event, with the bot as it is."""

    after: Annotated[int, Meta(ge=0, le=MAX_EVENT_SEQ)] | None = None
    snapshot: bool = False


class StreamQuery(OpeningQuery):
    """Which events a stream carries: their types, separated by commas; without any all but candles' rows."""

    types: Annotated[str, Meta(max_length=1000)] = ""


class BatchQuery(Struct):
    """What to read: calls as they stand behind ``/api/v1/``, with their query."""

    get: Annotated[list[Annotated[str, Meta(min_length=1, max_length=1000)]], Meta(min_length=1, max_length=MAX_READS)]


class MarketsQuery(ChoiceFields, kw_only=True):
    """Which markets; a trading bot shows those of its own exchange."""

    base: Annotated[str, Meta(max_length=30)] | None = None
    quote: Annotated[str, Meta(max_length=30)] | None = None
    include_inactive: bool = False
