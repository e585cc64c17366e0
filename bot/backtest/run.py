"""One strategy's backtest: from analysed candles to the outcome."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from bot.backtest.account import Account
from bot.backtest.book import SimTrades
from bot.backtest.candles import CandleFolder, SimCandles, StoredSpan, check_candles
from bot.backtest.data import PairData, detailed, prepared
from bot.backtest.locks import SimLocks
from bot.backtest.loop import Detail
from bot.backtest.moment import SimClock
from bot.backtest.notes import SimNotes
from bot.backtest.outcome import Outcome, SimTrade
from bot.backtest.overrides import Overrides
from bot.backtest.parts import Choose, Parts
from bot.backtest.signal_candles import signal_candles
from bot.backtest.simulate import simulated
from bot.backtest.span import Span
from bot.backtest.steps import in_ticks
from bot.backtest.worth import account_worth, market_change, market_mean
from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.errors import Refused
from bot.ports import MarketData, Strategy
from bot.ports.progress import Progress
from bot.protection.build import build_protections
from bot.settings.model import Settings, StrategyOptions
from bot.strategy.context import StrategyContext

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a run is asked for beside settings and strategy.

    ``compiled``: whether machine code simulates where it can; ``None`` leaves that to the number of candles.
    """

    span: Span
    timerange: str = ""
    timeframe_detail: str = ""
    enable_protections: bool = False
    position_stacking: bool = False
    keeps_signals: bool = False
    notes: str = ""
    run_id: str = ""
    parameter_file: str | None = None
    compiled: bool | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """The span of a simulation, from the candle before its first one to its last, and the length of a candle."""

    start_ms: int
    end_ms: int
    step_ms: int


class World:
    """The simulated surroundings of one strategy: it is loaded with ``context``, then ``run()`` once.

    ``startup`` is the least number of candles before the first that is traded on: strategies that are compared begin
    together.
    """

    def __init__(
        self,
        settings: Settings,
        market: MarketData,
        pairs: Sequence[str],
        folder: CandleFolder,
        wall: Clock,
        startup: int = 0,
    ) -> None:
        self._startup = startup
        self._settings = settings
        self._markets = market.markets()
        self._pairs = pairs
        self._folder = folder
        self._wall = wall
        self._clock = SimClock()
        self._account = Account(settings, self._clock)
        self._locks = SimLocks(self._clock)
        self._candles = SimCandles(self._clock)
        self.trades: Sequence[SimTrade] = ()
        """What was traded, in closing order."""
        self.context = StrategyContext(
            market=market,
            clock=self._clock,
            trades=SimTrades(self._account),
            notes=SimNotes(),
            wallets=self._account.wallets,
            candles=self._candles,
            whitelist=lambda: self._pairs,
            send_msg=lambda _: None,
            locks=self._locks,
            runmode=settings.runmode,
        )

    def run(
        self,
        strategy: Strategy,
        overrides: Overrides,
        wishes: Wishes,
        progress: Progress,
        choose: Choose | None = None,
    ) -> Outcome:
        """Analyse, simulate, sum up. ``choose`` is asked in each candle for the pairs to enter. Raises ``BotError``."""
        began = self._wall.now()
        stored = self.prepare(strategy.options, wishes.span)
        strategy.bot_start()
        loaded, span = self.loaded(stored, strategy.options, wishes.span, progress)
        frames, pairs = self._analyzed(
            strategy, loaded, span, progress, keeps_frames=overrides.any or wishes.keeps_signals
        )
        ran = self.simulate(strategy, strategy.options, overrides, wishes, frames, pairs, progress, choose)
        outcome = self._outcome(strategy, wishes, pairs, ran.start_ms, ran.end_ms, ran.step_ms, began)
        if not wishes.keeps_signals:
            return outcome
        return replace(outcome, signals=signal_candles(self.trades, self._account.rejected, frames, pairs))

    def prepare(self, options: StrategyOptions, span: Span) -> StoredSpan:
        """From now on the strategy may ask for candles; they are read when they are needed."""
        stored = StoredSpan(self._folder, span, self._startup_of(options))
        self._candles.prepare(stored, options.timeframe)
        self._locks.timeframe = options.timeframe
        return stored

    def loaded(
        self, stored: StoredSpan, options: StrategyOptions, span: Span, progress: Progress
    ) -> tuple[dict[str, pd.DataFrame], Span]:
        """The candles of every pair that has some, and the span that can be traded on; raises ``Refused``."""
        step_ms = tf.seconds(options.timeframe) * 1000
        loaded = self._loaded(stored, options.timeframe, progress)
        first_ms = min(_ms(frame, 0) for frame in loaded.values())
        return loaded, span.fitted(first_ms, step_ms, self._startup_of(options))

    def _startup_of(self, options: StrategyOptions) -> int:
        return max(self._startup, options.startup_candle_count)

    def simulate(
        self,
        strategy: Strategy,
        options: StrategyOptions,
        overrides: Overrides,
        wishes: Wishes,
        frames: Mapping[str, pd.DataFrame],
        pairs: Sequence[PairData],
        progress: Progress,
        choose: Choose | None = None,
    ) -> Ran:
        """Trade on ``pairs`` by ``options``, which may differ from the strategy's own."""
        step_ms = tf.seconds(options.timeframe) * 1000
        start_ms = min(data.first_ms for data in pairs) - step_ms
        end_ms = max(data.last_ms for data in pairs)
        self._candles.begin(frames, self._wall.now())
        parts = self._parts(strategy, options, overrides, wishes, pairs, choose)
        detail = self._details(wishes, options.timeframe, pairs) if wishes.timeframe_detail else None
        self.trades = simulated(
            parts, start_ms, end_ms, step_ms, progress, detail,
            compiled=wishes.compiled, keeps_signals=wishes.keeps_signals,
        )  # fmt: skip
        return Ran(start_ms, end_ms, step_ms)

    def _parts(
        self,
        strategy: Strategy,
        options: StrategyOptions,
        overrides: Overrides,
        wishes: Wishes,
        pairs: Sequence[PairData],
        choose: Choose | None,
    ) -> Parts:
        fee = self._settings.fee
        markets = [in_ticks(self._markets[data.pair]) for data in pairs]
        protections = build_protections(strategy.protections if wishes.enable_protections else (), options.timeframe)
        return Parts(
            strategy=strategy.name,
            settings=self._settings,
            options=options,
            callbacks=strategy,
            overrides=overrides,
            account=self._account,
            clock=self._clock,
            locks=self._locks,
            protections=protections,
            pairs=pairs,
            markets=markets,
            fee=fee if fee is not None else max(markets[0].taker_fee, markets[0].maker_fee),
            timeframe_min=tf.minutes(options.timeframe),
            step_min=tf.minutes(options.timeframe),
            stacks=wishes.position_stacking,
            choose=choose,
        )

    def _loaded(self, stored: StoredSpan, timeframe: str, progress: Progress) -> dict[str, pd.DataFrame]:
        """The candles of every pair that has some."""
        progress.step("load", float(len(self._pairs)))
        loaded, missing = {}, []
        for number, pair in enumerate(self._pairs, 1):
            frame = stored.load(pair, timeframe, keep=False)
            if frame.empty:
                missing.append(pair)
                progress.done(float(number))
                continue
            check_candles(pair, timeframe, frame)
            loaded[pair] = frame
            progress.done(float(number))
        if not loaded:
            raise Refused(
                f"No {timeframe} candles of {', '.join(self._pairs)} lie in this span; {self._stored(timeframe)}."
            )
        if missing:
            log.warning("There are no %s candles of %s in this span; they are left out.", timeframe, ", ".join(missing))
        return loaded

    def _stored(self, timeframe: str) -> str:
        """What there is instead."""
        whole = [self._folder.load(pair, timeframe, None, None) for pair in self._pairs]
        dates = [frame["date"] for frame in whole if not frame.empty]
        if not dates:
            return "none of this length are stored (`tradepost list-data` shows what is)"
        first, last = min(one.iloc[0] for one in dates), max(one.iloc[-1] for one in dates)
        return f"stored are those from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"

    def _analyzed(
        self,
        strategy: Strategy,
        loaded: dict[str, pd.DataFrame],
        span: Span,
        progress: Progress,
        *,
        keeps_frames: bool,
    ) -> tuple[Mapping[str, pd.DataFrame], Sequence[PairData]]:
        """The strategy's frames, as far as it may ask for them later, and the rows to trade on; empties ``loaded``."""
        progress.step("analyze", float(len(loaded)))
        frames, rows, startup = {}, [], self._startup_of(strategy.options)
        for number, pair in enumerate(list(loaded), 1):
            analyzed = strategy.analyze(loaded.pop(pair), pair)
            step = in_ticks(self._markets[pair]).price_precision
            data = prepared(pair, analyzed, span, startup, step, all_tags=keeps_frames)
            if data is None:
                log.warning("%s has too few candles after the first %s; it is left out.", pair, startup)
            else:
                rows.append(data)
            if keeps_frames:
                frames[pair] = analyzed
            progress.done(float(number))
        if not rows:
            raise Refused(
                f"No pair has candles left after the first {startup}, which the strategy needs for its indicators."
            )
        return frames, rows

    def _details(self, wishes: Wishes, timeframe: str, pairs: Sequence[PairData]) -> Detail:
        """The shorter candles, where there are some."""
        length = wishes.timeframe_detail
        if tf.seconds(length) >= tf.seconds(timeframe) or tf.seconds(timeframe) % tf.seconds(length):
            raise Refused(
                f"The detail timeframe {length} does not divide the timeframe {timeframe} (allowed: shorter candles of"
                " which a whole number fits)."
            )
        stored = StoredSpan(self._folder, wishes.span, 0)
        found = ((index, stored.load(data.pair, length, keep=False)) for index, data in enumerate(pairs))
        details = {index: detailed(candles) for index, candles in found if not candles.empty}
        missing = [data.pair for index, data in enumerate(pairs) if index not in details]
        if missing:
            raise Refused(f"There are no {length} candles of {', '.join(missing)} in this span.")
        return Detail(details, tf.seconds(length) * 1000)

    def _outcome(
        self,
        strategy: Strategy,
        wishes: Wishes,
        pairs: Sequence[PairData],
        start_ms: int,
        end_ms: int,
        step_ms: int,
        began: datetime,
    ) -> Outcome:
        account = self._account
        times_ms = np.arange(start_ms, end_ms + 1, step_ms, dtype=np.int64)
        return Outcome(
            strategy=strategy.name,
            source=strategy.source,
            parameter_file=wishes.parameter_file,
            run_id=wishes.run_id,
            options=strategy.options,
            pairs=[data.pair for data in pairs],
            timerange=wishes.timerange,
            timeframe_detail=wishes.timeframe_detail,
            enable_protections=wishes.enable_protections,
            start_ms=start_ms,
            end_ms=end_ms,
            began_at_s=int(began.timestamp()),
            ended_at_s=int(self._wall.now().timestamp()),
            trades=self.trades,
            locks=tuple(self._locks.all),
            counters=account.tallies.frozen(),
            starting_balance=account.starting,
            final_balance=account.starting + account.closed_profit,
            wallet_ms=times_ms[1:],
            wallet_total=account_worth(times_ms[1:], account.history, pairs),
            market_change=market_change(pairs, start_ms),
            market=market_mean(pairs, times_ms[:-1], step_ms),
            notes=wishes.notes,
        )


def _ms(frame: pd.DataFrame, row: int) -> int:
    return int(frame["date"].iloc[row].timestamp() * 1000)
