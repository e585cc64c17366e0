from __future__ import annotations

import pytest

from bot.storage.candle_files import CandleFiles
from tests.backtest.reference_candles import data_set


@pytest.fixture(scope="session")
def candle_folders(tmp_path_factory):
    """Folders with the candles of the recorded runs, by data set."""
    folders = {}
    for kind in ("waves", "walk"):
        files = CandleFiles(tmp_path_factory.mktemp(kind))
        for (pair, timeframe), frame in data_set(kind).items():
            files.save(pair, timeframe, frame)
        folders[kind] = files
    return folders
