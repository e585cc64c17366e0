"""Reads of strategies and stored candles where no bot is needed. Heavy imports: load it when it is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.data.fetch import Fetcher
from bot.data.frames import joined
from bot.domain import timeframe as tf
from bot.domain.timerange import Timerange, parse
from bot.domain.wallet import Wallets
from bot.engine.frames import empty_candles
from bot.errors import Refused, StorageError
from bot.pairlist.chain import build_chain
from bot.pairlist.web import Sites
from bot.ports import MarketData
from bot.runtime.data import for_exchange, is_futures_mode
from bot.runtime.market import open_market
from bot.runtime.nothing import NoBook, NoLocks
from bot.service.candles import Chart, HistoryRequest, chart_table
from bot.service.evaluation import EvaluationRequest
from bot.service.pairs import Whitelist
from bot.settings.model import Settings
from bot.state.snapshot import StrategyPicture
from bot.storage.candle_files import CandleFiles
from bot.storage.database import open_database
from bot.storage.notes import SqlNoteStore
from bot.storage.sqlite import IN_MEMORY
from bot.strategy.context import StrategyContext
from bot.strategy.hooks import StrategyHooks
from bot.strategy.loader import load_strategy

if TYPE_CHECKING:
    import pandas as pd

LIVE_DAYS = 30


class StoredCandles:
    """Implements the strategies' ``CandleSource`` from the files of a span; nothing is analysed beforehand."""

    def __init__(self, files: CandleFiles, start: datetime | None, stop: datetime | None) -> None:
        self._files = files
        self._start = start
        self._stop = stop

    def candles(self, pair: str, timeframe: str) -> pd.DataFrame:
        """Empty where there is no file."""
        return self._files.load(pair, timeframe, self._start, self._stop)

    def analyzed(self, pair: str, timeframe: str) -> tuple[pd.DataFrame, datetime]:  # noqa: ARG002 - the protocol's
        """Nothing was."""
        return empty_candles(), tf.EPOCH


def strategy_picture(settings: Settings, name: str) -> StrategyPicture:
    """A strategy as clients see it, outside of any bot; raises ``StrategyError``."""
    with open_market(settings) as market:
        strategy = _idle_strategy(name, settings, market, Timerange(), ())
    return StrategyPicture(
        name=strategy.name,
        version=strategy.version,
        options=strategy.options,
        plot_config=strategy.plot_config,
        source=strategy.source,
        parameters=strategy.parameters,
    )


def history(settings: Settings, request: HistoryRequest) -> Chart:
    """Stored (or, with ``live``, the exchange's) candles of the span under a strategy.

    Raises ``Refused`` without candles, ``StrategyError`` where the strategy fails.
    """
    choice = request.choice
    chosen = for_exchange(settings, choice.exchange)
    is_futures = is_futures_mode(settings, choice.trading_mode, choice.margin_mode)
    with open_market(chosen, swaps=is_futures) as market:
        return _history(chosen, request, market)


def _history(settings: Settings, request: HistoryRequest, market: MarketData) -> Chart:
    span = parse(request.timerange)
    strategy = None
    startup = 0
    if request.strategy:
        chosen = replace(settings, strategy_values={**settings.strategy_values, "timeframe": request.timeframe})
        strategy = _idle_strategy(request.strategy, chosen, market, span, (request.pair,))
        startup = strategy.options.startup_candle_count
    earlier = None if span.start is None else span.start - startup * tf.span(request.timeframe)
    candles = _candles(settings, market, request, Timerange(earlier, span.stop))
    if candles.empty:
        raise Refused(f"No data for {request.pair}, {request.timeframe} in {request.timerange} found.")
    frame = strategy.analyze(candles, request.pair) if strategy else candles
    frame = _trimmed(frame, span, startup)
    return Chart(
        strategy=strategy.name if strategy else "",
        pair=request.pair,
        timeframe=request.timeframe,
        table=chart_table(frame, columns=request.columns),
        analyzed_at=SystemClock().now(),
        annotations=strategy.annotations(request.pair, frame) if strategy else (),
    )


def evaluated(settings: Settings, request: EvaluationRequest) -> Whitelist:
    """The pairs that a chain of methods chooses now; raises ``ConfigError``, ``Refused`` or ``TemporaryError``.

    It is only tried: lists of other sites are waited for, no file is written, and there are no trades to look at.
    """
    if not request.pairlists:
        raise Refused("No pairlist methods are given.")
    other = for_exchange(settings, request.exchange)
    mode = request.trading_mode or settings.trading_mode
    chosen = replace(
        other,
        stake_currency=request.stake_currency,
        trading_mode=mode,
        exchange=replace(other.exchange, pair_blacklist=tuple(request.blacklist)),
    )
    methods = [{name: value for name, value in entry.items() if name != "save_to_file"} for entry in request.pairlists]
    with open_market(chosen, swaps=is_futures_mode(chosen, mode)) as market:
        chain = build_chain(methods, market, chosen, SystemClock(), web=_PatientSites())
        return Whitelist(pairs=tuple(chain.refresh()), methods=tuple(chain.methods))


class _PatientSites(Sites):
    """Lists of other sites, waited for."""

    def beside(self, work: Callable[[], None]) -> None:
        work()


def stored_files(settings: Settings) -> Sequence[tuple[str, str, str]]:
    """Pair, timeframe and candle type of every candle file."""
    return CandleFiles(settings.datadir, settings.data_format).list()


def _candles(settings: Settings, market: MarketData, request: HistoryRequest, span: Timerange) -> pd.DataFrame:
    if request.live:
        return _live_candles(market, request, span)
    try:
        files = CandleFiles(settings.datadir, settings.data_format)
        return files.load(request.pair, request.timeframe, span.start, span.stop)
    except StorageError as error:
        raise Refused(str(error)) from error


def _live_candles(market: MarketData, request: HistoryRequest, span: Timerange) -> pd.DataFrame:
    """All candles of the span as the exchange has them now."""
    now = SystemClock().now()
    start = span.start or now - timedelta(days=LIVE_DAYS)
    fetcher = Fetcher(market, time.sleep)
    parts = list(fetcher.parts(request.pair, request.timeframe, start, min(span.stop or now, now)))
    return joined(parts) if parts else empty_candles()


def _trimmed(frame: pd.DataFrame, span: Timerange, startup: int) -> pd.DataFrame:
    """Without the candles that only fed the indicators."""
    if span.start is None:
        return frame.iloc[startup:].reset_index(drop=True)
    return frame[frame["date"] >= span.start].reset_index(drop=True)


def _idle_strategy(
    name: str, settings: Settings, market: MarketData, span: Timerange, pairs: Sequence[str]
) -> StrategyHooks:
    files = CandleFiles(settings.datadir, settings.data_format)
    context = StrategyContext(
        market=market,
        clock=SystemClock(),
        trades=NoBook(),
        notes=SqlNoteStore(open_database(IN_MEMORY, exclusive=True)),
        wallets=lambda: Wallets(stake_currency=settings.stake_currency),
        candles=StoredCandles(files, None, span.stop),
        whitelist=lambda: pairs,
        send_msg=lambda _: None,
        locks=NoLocks(),
        runmode=settings.runmode,
    )
    return load_strategy(name, settings, context)
