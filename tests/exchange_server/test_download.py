"""Downloads through the real library on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from bot.clock import SystemClock
from bot.data.download import Downloader
from bot.data.plan import wanted
from bot.data.repair import Repairer
from bot.data.trades import TradeDownloader
from bot.domain.market_data import DownloadRequest
from bot.storage.candle_files import CandleFiles
from bot.storage.trade_files import TradeFiles
from tests.exchange_server.wire import PAIR, Desk, Wire, a_desk, a_wire
from tests.fakes.data import Steps

DAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
SPAN = f"{DAY:%Y%m%d}-{DAY + timedelta(days=2):%Y%m%d}"


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with a_wire(pairs=4) as served:
        yield served


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    wire.control("faults", method="DELETE")
    with a_desk(wire) as opened:
        yield opened


def no_wait(_seconds: float) -> None:
    """Nobody waits."""


def test_candles_are_the_exchange_s_own(desk: Desk, wire: Wire, tmp_path: Path) -> None:
    request = DownloadRequest(pairs=(PAIR, "ETH/USDT"), timeframes=("1m", "1h"), timerange=SPAN)
    files = CandleFiles(tmp_path)
    wire.fault("status", "klines", status=503)
    wire.fault("truncated", "klines")
    done = Downloader(desk.market, files, SystemClock(), no_wait).run(
        request, wanted(request, request.pairs, is_futures=False), Steps()
    )
    assert [(file.added, file.error) for file in done] == [(2881, ""), (49, "")] * 2
    first = files.stored(PAIR, "1m")
    true = pd.concat([wire.server.market.candles(PAIR, "1m", DAY + timedelta(minutes=n), 961) for n in (0, 961, 1922)])
    pd.testing.assert_frame_equal(first, true.head(2881).reset_index(drop=True), check_exact=False, rtol=1e-6)


def test_trades_are_the_exchange_s_own(desk: Desk, tmp_path: Path) -> None:
    desk.market.markets()
    span = f"{DAY:%Y%m%d}-{DAY:%Y%m%d}T0600"
    request = DownloadRequest(pairs=(PAIR,), timerange=span)
    files = TradeFiles(tmp_path)
    (done,) = TradeDownloader(desk.market, files, SystemClock(), no_wait).run(request, [PAIR], Steps())
    assert (done.error, done.added) == ("", 6 * 60 * 4 + 1)
    assert set(files.load(PAIR)["side"]) == {"buy", "sell"}


def test_a_gap_is_repaired(desk: Desk) -> None:
    desk.market.markets()
    whole = desk.market.candles(PAIR, "5m", DAY, 100)
    done = Repairer(desk.market, no_wait).repaired(whole.drop(index=range(10, 40)), PAIR, "5m", "spot", Steps())
    pd.testing.assert_frame_equal(done.candles, whole)
    assert done.left.is_sound
