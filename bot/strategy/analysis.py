"""Candles in, candles with indicators and signals out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StrategyError
from bot.strategy import informative
from bot.strategy.base import IStrategy
from bot.strategy.context import StrategyContext
from bot.strategy.failures import failure

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)


class Analyzer:
    """Runs the three populate methods of a strategy, informative candles merged in before.

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
        metadata = {"pair": pair}
        strategy = self._strategy
        try:
            frame = self._with_informatives(candles.copy(), pair)
            frame = strategy.populate_indicators(frame, metadata)
            self._check(candles, frame, "populate_indicators", pair)
            frame = strategy.populate_entry_trend(frame.assign(enter_tag=""), metadata)
            frame = strategy.populate_exit_trend(frame.assign(exit_tag=""), metadata)
        except StrategyError:
            raise
        except Exception as error:
            name = type(strategy).__name__
            if self._is_strict:
                raise StrategyError(f"Strategy {name} failed on {pair}: {failure(error, self._path)}") from error
            log.exception("Strategy %s failed on %s.", name, pair)
            raise StrategyError(f"Strategy {name} failed on {pair}: {type(error).__name__}: {error}") from error
        self._check(candles, frame, "populate_entry_trend or populate_exit_trend", pair)
        return frame

    def _with_informatives(self, frame: pd.DataFrame, pair: str) -> pd.DataFrame:
        for method, spec in self._informatives:
            other = informative.pair_of(spec, pair, self._stake_currency)
            candles = self._context.candles.candles(other, spec.timeframe).copy()
            informed = method(self._strategy, candles, {"pair": other})
            frame = informative.merge(frame, informed, spec, pair, self._stake_currency, self._timeframe)
        return frame

    def _check(self, before: pd.DataFrame, after: Any, method: str, pair: str) -> None:
        """The same candles must come back."""
        name = type(self._strategy).__name__
        problem = _difference(before, after)
        if problem is None:
            return
        text = f"Strategy {name}: {method} returned a frame with {problem} for {pair}."
        if not self._strategy.disable_dataframe_checks or after is None:
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
