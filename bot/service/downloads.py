"""Downloads of candles and trades into the data folder."""

from __future__ import annotations

from bot.domain import timeframe as timeframes
from bot.domain import timerange
from bot.domain.job import Job, JobCategory
from bot.domain.market_data import DownloadRequest
from bot.service.exchange_choice import check_exchange
from bot.service.jobs import Jobs


class Downloads:
    """One at a time."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def begin(self, request: DownloadRequest) -> Job:
        """Start; raises ``Refused`` while another download runs, and for what can be seen to be wrong at once."""
        for timeframe in request.timeframes:
            timeframes.seconds(timeframe)
        timerange.parse(request.timerange)
        check_exchange(request.exchange)
        return self._jobs.begin(JobCategory.DOWNLOAD, request, busy="Data Download is already running.")
