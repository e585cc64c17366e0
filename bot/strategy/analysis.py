"""Candles in, candles with indicators and signals out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StrategyError
from bot.strategy import informative
from bot.strategy.base import IStrategy
from bot.strategy.context import StrategyContext
from bot.strategy.failures import failure
from bot.strategy.legacy import with_new_columns
from bot.strategy.provider import is_spot
from bot.strategy.source import file_of, where

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)


class Analyzer:
    """Runs the three populate methods of a strategy, informative candles merged in before.

    ``indicators`` and ``signals`` are the two halves of ``analyze``: who tries many parameters of signals computes the
    indicators once.

    With ``is_strict`` nobody goes on after a failure: the error tells all, and nothing is logged.
    """

    def __init__(
        self,
        strategy: IStrategy,
        context: StrategyContext,
        timeframe: str,
        stake_currency: str,
        *,
        path: Path | None = None,
        is_strict: bool = False,
    ) -> None:
        self._strategy = strategy
        self._path = path
        self._is_strict = is_strict
        self._context = context
        self._timeframe = timeframe
        self._stake_currency = stake_currency
        informative.check(strategy, timeframe)
        self._informatives = informative.collect(strategy)
        self._informed = informative.InformedCache()

    def informative_pairs(self) -> Sequence[tuple[str, str]]:
        """(pair, timeframe) of the candles that decorated methods read, for the pairs looked at now."""
        wanted = (
            (informative.pair_of(spec, pair, self._stake_currency), spec.timeframe)
            for _, spec in self._informatives
            for pair in self._context.whitelist()
        )
        return list(dict.fromkeys(wanted))

    def analyze(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        """A new frame; raises ``StrategyError`` if the strategy's code fails or returns a frame that does not fit."""
        return self.signals(self.indicators(candles, pair), pair, candles)

    def indicators(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        """The candles with informative columns and indicators, in a frame of its own; errors as in ``analyze``."""
        frame = self._run(self._with_informatives, candles.copy(), pair)
        informed: pd.DataFrame = self._run(self._strategy.populate_indicators, frame, {"pair": pair})
        self._check(candles, informed, "populate_indicators", pair)
        return informed

    def signals(self, frame: pd.DataFrame, pair: str, candles: pd.DataFrame) -> pd.DataFrame:
        """``frame``, which holds indicators for ``candles``, with signals; ``frame`` itself stays as it is."""
        strategy, metadata = self._strategy, {"pair": pair}
        frame = self._run(strategy.populate_entry_trend, frame.assign(enter_tag=""), metadata)
        self._check(candles, frame, "populate_entry_trend", pair)
        frame = self._run(strategy.populate_exit_trend, with_new_columns(frame).assign(exit_tag=""), metadata)
        self._check(candles, frame, "populate_exit_trend", pair)
        return with_new_columns(frame)

    def _run(self, method: Callable[[pd.DataFrame, Any], pd.DataFrame], frame: pd.DataFrame, about: Any) -> Any:
        """What the strategy's code returns; its errors are told with their line and kept as the cause."""
        try:
            return method(frame, about)
        except StrategyError:
            raise
        except Exception as error:
            name, pair = type(self._strategy).__name__, about if isinstance(about, str) else about["pair"]
            if self._is_strict:
                raise StrategyError(f"Strategy {name} failed on {pair}: {failure(error, self._path)}") from error
            log.exception("Strategy %s failed on %s.", name, pair)
            raise StrategyError(f"Strategy {name} failed on {pair}: {where(file_of(self._strategy), error)}") from error

    def _with_informatives(self, frame: pd.DataFrame, pair: str) -> pd.DataFrame:
        for method, spec in self._informatives:
            other = informative.pair_of(spec, pair, self._stake_currency)
            candles = self._context.candles.candles(other, spec.timeframe)
            if not is_spot(spec.candle_type):
                candles = candles.iloc[:0]
            informed = self._informed.of(method, spec, other, candles, self._strategy)
            frame = informative.merge(frame, informed, spec, pair, self._stake_currency, self._timeframe)
        return frame

    def _check(self, before: pd.DataFrame, after: Any, method: str, pair: str) -> None:
        """The same candles must come back."""
        name = type(self._strategy).__name__
        problem = _difference(before, after)
        if problem is None:
            return
        text = f"Strategy {name}: {method} returned a frame with {problem} for {pair}."
        if not self._strategy.disable_dataframe_checks or not hasattr(after, "columns"):
            raise StrategyError(text)
        log.warning(text)


def _difference(before: pd.DataFrame, after: Any) -> str | None:
    if after is None or not hasattr(after, "columns"):
        return "no data (is a return missing?)"
    if len(before) != len(after):
        return f"{len(after)} rows instead of {len(before)}"
    if not len(before):
        return None
    for column in ("close", "date"):
        if column not in after.columns or before[column].iloc[-1] != after[column].iloc[-1]:
            return f"another last {column}"
    return None
