"""Backtests: what starts them, where they stand, what is stored of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.wire.schema.requests import MAX_NUMBER, Amount, StrategyName
from bot.backtest.request import BacktestRequest
from bot.errors import Refused

Span = Annotated[str, Meta(max_length=60)]
OptionalTimeframe = Annotated[str, Meta(max_length=10, extra_json_schema={"pattern": "^([1-9][0-9]{0,5}[smhdwMy])?$"})]
TradeCount = Annotated[int, Meta(ge=-1, le=100_000)]
StakeText = Annotated[str, Meta(pattern=r"^(unlimited|[0-9]{1,15}(\.[0-9]{1,20})?)$")]
FileName = Annotated[str, Meta(min_length=1, max_length=200)]
NO_FREQAI = "FreqAI models are not part of this program (allowed: no freqaimodel)."


class FreqAiFields(Struct):
    """Accepted from clients that always send it."""

    identifier: Annotated[str, Meta(max_length=255)] = ""


class BacktestBody(Struct):
    """A backtest; what is left out or null is taken from the configuration. ``max_open_trades`` -1: no limit."""

    strategy: Annotated[StrategyName, Meta(min_length=1)]
    enable_protections: bool
    timeframe: OptionalTimeframe | None = None
    timeframe_detail: OptionalTimeframe | None = None
    timerange: Span | None = None
    max_open_trades: TradeCount | None = None
    stake_amount: Amount | StakeText | None = None
    dry_run_wallet: Amount | None = None
    backtest_cache: Literal["none", "day", "week", "month"] | None = None
    freqaimodel: Annotated[str, Meta(max_length=255)] | None = None
    freqai: FreqAiFields | None = None

    @property
    def request(self) -> BacktestRequest:
        """What is to be simulated; raises ``Refused``."""
        if self.freqaimodel:
            raise Refused(NO_FREQAI)
        return BacktestRequest(
            strategies=(self.strategy,),
            timerange=self.timerange or None,
            timeframe=self.timeframe or None,
            timeframe_detail=self.timeframe_detail or None,
            max_open_trades=self.max_open_trades,
            stake_amount=stake(self.stake_amount),
            dry_run_wallet=self.dry_run_wallet,
            enable_protections=self.enable_protections,
            cache=self.backtest_cache or "day",
        )


def stake(given: float | str | None) -> float | str | None:
    """A stake as the simulation takes it; raises ``Refused`` where the text is no amount that can be meant."""
    if not isinstance(given, str) or given == "unlimited":
        return given
    amount = float(given)
    if not 0 < amount <= MAX_NUMBER:
        raise Refused(f"stake_amount {given} can't be meant (allowed: unlimited, or an amount above 0).")
    return amount


class BacktestReply(Struct):
    """Where a backtest stands: ``progress`` from 0 to 1 within its ``step``."""

    status: Literal["not_started", "running", "ended", "error", "stopping", "not_running", "reset"]
    running: bool
    status_msg: str
    step: str
    progress: float
    trade_count: float | None = None
    backtest_result: dict[str, Any] | None = None


class HistoryReply(Struct):
    """A stored result; ``backtest_start_time`` (s) is when it ran, the other stamps (s) are its candles'."""

    filename: str
    strategy: str
    run_id: str
    backtest_start_time: int
    notes: str | None
    backtest_start_ts: int | None
    backtest_end_ts: int | None
    timeframe: str | None
    timeframe_detail: str | None


class HistoryQuery(Struct):
    """Which stored result."""

    filename: FileName
    strategy: Annotated[StrategyName, Meta(min_length=1)]


class NotesBody(Struct):
    """Notes on a stored result."""

    strategy: Annotated[StrategyName, Meta(min_length=1)]
    notes: Annotated[str, Meta(max_length=10_000)] = ""


class TableReply(Struct):
    """Rows under their columns' names; ``__date_ts`` in ms."""

    columns: list[str]
    length: int
    data: list[list[Any]]


class WalletReply(TableReply):
    """The account's worth over time, in stake currency."""

    capture_start_ts: int | None = None
