"""What the strategy says about each pair's newest candle."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain import timeframe as tf
from bot.domain.events import EventType
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.ports import Analysis
from bot.rules.entry import is_outdated
from bot.state.snapshot import AnalyzedFrame

if TYPE_CHECKING:
    import pandas as pd

TAG_LENGTH = 255
log = logging.getLogger(__name__)


class Analyses:
    """Runs the strategy where there is a new candle, and keeps what it said."""

    def __init__(self, parts: EngineParts, bench: Workbench) -> None:
        self._parts = parts
        self._bench = bench
        self._newest: dict[str, Analysis] = {}
        self._warned: dict[str, datetime] = {}

    def analyze(self, pair: str) -> None:
        """Analyse ``pair`` if its newest candle asks for it; raises ``StrategyError``."""
        options = self._parts.strategy.options
        candle_at = self._bench.candles.newest(pair, options.timeframe)
        if candle_at is None:
            return
        known = self._newest.get(pair)
        is_new = known is None or known.candle_at != candle_at
        if is_new or not options.process_only_new_candles:
            frame = self._parts.strategy.analyze(self._bench.candles.candles(pair, options.timeframe), pair)
            self._newest[pair] = said(frame, pair, candle_at)
            self._publish(pair, frame, is_new=is_new)

    def newest(self, pair: str) -> Analysis | None:
        """What was said about the newest candle; ``None`` where there is none or it is too old to act upon."""
        known = self._newest.get(pair)
        if known is None:
            return None
        settings, now = self._parts.settings, self._parts.clock.now()
        timeframe = self._parts.strategy.options.timeframe
        if not is_outdated(known.candle_at, timeframe, now, settings.exchange.outdated_offset_min):
            return known
        if self._warned.get(pair) != known.candle_at:
            self._warned[pair] = known.candle_at
            age_min = (now - known.candle_at - tf.span(timeframe)).total_seconds() / 60
            log.warning("Outdated history for pair %s. Last candle closed %.0f minutes ago.", pair, age_min)
        return None

    def _publish(self, pair: str, frame: pd.DataFrame, *, is_new: bool) -> None:
        timeframe, now = self._parts.strategy.options.timeframe, self._parts.clock.now()
        annotations = self._parts.strategy.annotations(pair, frame)
        self._bench.candles.publish(AnalyzedFrame(pair, timeframe, frame, now, annotations))
        key = [pair, timeframe, self._parts.settings.trading_mode.value]
        self._bench.outbox.put(EventType.ANALYZED_DF, {"data": {"key": key, "df": frame.tail(1), "la": now}})
        if is_new:
            self._bench.outbox.put(EventType.NEW_CANDLE, {"data": key})


def said(frame: pd.DataFrame, pair: str, candle_at: datetime) -> Analysis:
    """The signals in the last row of an analysed frame; columns that are missing say nothing."""
    return Analysis(
        pair=pair,
        candle_at=candle_at,
        enter_long=_is_set(_last(frame, "enter_long")),
        exit_long=_is_set(_last(frame, "exit_long")),
        enter_short=_is_set(_last(frame, "enter_short")),
        exit_short=_is_set(_last(frame, "exit_short")),
        enter_tag=_text(_last(frame, "enter_tag")),
        exit_tag=_text(_last(frame, "exit_tag")),
    )


def _last(frame: pd.DataFrame, column: str) -> Any:
    return frame[column].iat[-1] if column in frame.columns and len(frame) else None


def _is_set(value: Any) -> bool:
    return bool(value == 1)


def _text(value: Any) -> str | None:
    return value[:TAG_LENGTH] if isinstance(value, str) and value else None
