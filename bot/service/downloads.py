"""Downloads of candles and trades into the data folder."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import timeframe as timeframes
from bot.domain import timerange
from bot.domain.job import Job, JobCategory
from bot.service.exchange_choice import ExchangeChoice, check_exchange
from bot.service.jobs import Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOrder:
    """What to download. Patterns are allowed in ``pairs``; without ``days`` and ``timerange`` the last 30 days."""

    pairs: tuple[str, ...]
    timeframes: tuple[str, ...] = ("1m", "5m")
    days: int | None = None
    timerange: str | None = None
    erase: bool = False
    download_trades: bool = False
    candle_types: tuple[str, ...] = ()
    prepend: bool = False
    choice: ExchangeChoice = ExchangeChoice()


class Downloads:
    """One at a time."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def begin(self, order: DownloadOrder) -> Job:
        """Start; raises ``Refused`` while another download runs, and for what can be seen to be wrong at once."""
        for timeframe in order.timeframes:
            timeframes.seconds(timeframe)
        timerange.parse(order.timerange)
        check_exchange(order.choice.exchange)
        return self._jobs.begin(JobCategory.DOWNLOAD, order, busy="Data Download is already running.")
