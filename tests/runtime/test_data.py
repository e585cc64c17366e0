"""Downloads with the settings of a user."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.data.check import examined
from bot.domain.market_data import DownloadRequest
from bot.errors import ConfigError
from bot.runtime.data import download, for_exchange, is_futures_mode
from bot.settings.model import ExchangeSettings, Secret, Settings
from bot.storage.candle_files import CandleFiles
from tests.fakes.data import Steps

SPAN = "20261101-20261102"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(user_data_dir=tmp_path, datadir=tmp_path / "data" / "simulated", dry_run=True)


def test_candles_land_in_the_exchange_s_folder(settings: Settings) -> None:
    request = DownloadRequest(pairs=("BTC/USDT", "FTT/USDT"), timeframes=("1h",), timerange=SPAN)
    progress = Steps()
    summary = download(settings, request, progress)
    assert summary.is_complete
    assert [(file.pair, file.added) for file in summary.files] == [("BTC/USDT", 25)]
    assert list(summary.skipped) == ["FTT/USDT"]
    assert len(CandleFiles(settings.datadir).load("BTC/USDT", "1h")) == 25
    assert progress.units[-1] == 1.0


def test_another_exchange_has_its_own_folder_and_no_keys(settings: Settings, tmp_path: Path) -> None:
    mine = replace(settings, exchange=ExchangeSettings(name="kraken", key=Secret("k"), ccxt_config={"a": 1}))
    other = for_exchange(mine, "Simulated")
    assert (other.exchange.name, other.datadir) == ("simulated", tmp_path / "data" / "simulated")
    assert not any(other.exchange.secrets())
    assert other.exchange.ccxt_config == {}
    assert for_exchange(mine, "KRAKEN") is mine
    assert for_exchange(mine, None) is mine


def test_a_replay_gives_its_candles_away(settings: Settings, tmp_path: Path) -> None:
    download(settings, DownloadRequest(pairs=("BTC/USDT",), timeframes=("1h",), timerange=SPAN), Steps())
    source = replace(settings.exchange, name="replay", sim=replace(settings.exchange.sim, replay_dir=settings.datadir))
    copied = replace(settings, exchange=source, datadir=tmp_path / "copy")
    request = DownloadRequest(pairs=(".*",), timeframes=("1h", "1d"), timerange="20261101-")
    assert download(copied, request, Steps()).files[0].added == 25
    assert CandleFiles(tmp_path / "copy").list() == [("BTC/USDT", "1d", "spot"), ("BTC/USDT", "1h", "spot")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"exchange": "krakn"}, "There is no exchange 'krakn'"),
        ({"trading_mode": "options"}, "trading_mode is options; allowed: spot, margin, futures"),
        ({"margin_mode": "both"}, "margin_mode is both; allowed: isolated, cross"),
        ({"trading_mode": "futures"}, "no futures on 'simulated'"),
        ({"days": 1, "timerange": SPAN}, "days is 1 and timerange is"),
    ],
)
def test_what_can_t_be_meant_is_refused(settings: Settings, changes: dict[str, object], text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        download(settings, DownloadRequest(pairs=("BTC/USDT",), **changes), Steps())


def test_the_configured_mode_counts_where_none_is_asked_for(settings: Settings) -> None:
    assert not is_futures_mode(settings, None)
    assert is_futures_mode(settings, "futures", "isolated")


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.clock import ManualClock
from bot.data import download
from bot.data.plan import wanted
from bot.domain.market_data import DownloadRequest
from bot.exchange.synthetic import SyntheticMarket
from bot.ports.progress import NoProgress
from bot.storage.candle_files import CandleFiles
from datetime import UTC, datetime

class Dying(SyntheticMarket):
    asked = 0
    def candles(self, *request):
        self.asked += 1
        if self.asked > 70:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().candles(*request)

clock = ManualClock(datetime(2026, 11, 30, tzinfo=UTC))
request = DownloadRequest(pairs=("BTC/USDT", "ETH/USDT"), timeframes=("1m",), timerange="20261001-20261115")
loader = download.Downloader(Dying(1, 5, clock), CandleFiles(Path(sys.argv[1])), clock, print)
loader.run(request, wanted(request, request.pairs, is_futures=False), NoProgress())
"""


def test_a_download_that_is_killed_leaves_whole_files_and_goes_on(settings: Settings) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(settings.datadir)], check=False)
    assert ended.returncode == -signal.SIGKILL
    files = CandleFiles(settings.datadir)
    left = {pair: files.stored(pair, "1m") for pair in ("BTC/USDT", "ETH/USDT")}
    assert [len(candles) for candles in left.values()] == [20_000, 20_000]
    assert all(examined(candles, "1m").is_sound for candles in left.values())
    request = DownloadRequest(pairs=("BTC/USDT", "ETH/USDT"), timeframes=("1m",), timerange="20261001-20261115")
    assert [file.added for file in download(settings, request, Steps()).files] == [44_801, 44_801]
    assert examined(files.stored("BTC/USDT", "1m"), "1m").is_sound
