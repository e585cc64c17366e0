"""Repairs stored candles, as far as the exchange has what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from bot.data.check import Findings, Gap, examined, is_bad
from bot.data.fetch import Fetcher
from bot.data.frames import joined
from bot.data.retries import Pause
from bot.errors import ExchangeError
from bot.ports import MarketData
from bot.ports.progress import Progress


@dataclass(frozen=True, slots=True)
class Repaired:
    """The candles now, what is still wrong with them, how many were fetched, and why the others were not."""

    candles: pd.DataFrame
    left: Findings
    fetched: int
    error: str = ""


class Repairer:
    """For one thread; ``pause`` waits so many seconds after an exchange that was not able to answer."""

    def __init__(self, market: MarketData, pause: Pause) -> None:
        self._market = market
        self._fetcher = Fetcher(market, pause)

    def repaired(
        self, candles: pd.DataFrame, pair: str, timeframe: str, candle_type: str, progress: Progress
    ) -> Repaired:
        """In order, each date once (of several the last), without numbers that can't be meant, gaps filled.

        A bad candle for which the exchange has no other stays: a file never loses a date here.
        """
        ordered = joined([candles])
        bad = is_bad(ordered)
        spots = [*_spots(ordered[bad]), *examined(ordered, timeframe, candle_type).gaps]
        progress.step(f"Repairing {pair} {timeframe}", float(len(spots) or 1))
        parts, error = self._fetched(spots, pair, timeframe, candle_type, progress)
        fetched = pd.concat(parts, ignore_index=True) if parts else ordered.iloc[:0]
        whole = joined([ordered, fetched])
        return Repaired(whole, examined(whole, timeframe, candle_type), len(fetched), error)

    def _fetched(
        self, spots: Sequence[Gap], pair: str, timeframe: str, candle_type: str, progress: Progress
    ) -> tuple[list[pd.DataFrame], str]:
        found: list[pd.DataFrame] = []
        if not spots:
            return found, ""
        if pair not in self._market.markets():
            return found, f"{self._market.name} has no market {pair}."
        for number, gap in enumerate(spots, start=1):
            try:
                parts = self._fetcher.parts(pair, timeframe, gap.first, gap.last, candle_type)
                found.extend(part[~is_bad(part)] for part in parts)
            except ExchangeError as error:
                return found, str(error)
            progress.done(float(number))
        return [part for part in found if len(part)], ""


def _spots(bad: pd.DataFrame) -> Iterator[Gap]:
    for stamp in bad["date"]:
        moment = stamp.to_pydatetime()
        yield Gap(moment, moment, 1)
