"""Downloads of public trades, and the candles that they make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.data.resample import candles_of, converted
from bot.data.trades import TradeDownloader
from bot.domain.market_data import TRADE_COLUMNS, DownloadRequest
from bot.errors import ConfigError, ExchangeError, TemporaryError
from bot.exchange.bars import to_ms
from bot.exchange.made_up_trades import trades_of
from tests.builders import a_market
from tests.fakes.data import FakeCandleStore, FakeTradeStore, Steps
from tests.fakes.market import FakeMarket, some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)
START_MS = to_ms(START)
PAIR = "BTC/USDT"


def some_trades(*offsets_ms: int, price: float = 100.0) -> pd.DataFrame:
    rows = [
        (START_MS + offset, str(number), None, "buy", price + number, 2.0, 2 * (price + number))
        for number, offset in enumerate(offsets_ms)
    ]
    return pd.DataFrame(rows, columns=list(TRADE_COLUMNS))


class Exchange(FakeMarket):
    """Trades as given, a few at a time. Each of ``errors`` is raised once."""

    def __init__(self, trades: pd.DataFrame, page: int = 4) -> None:
        super().__init__(a_market(PAIR))
        self.trades = trades
        self.page = page
        self.errors: list[Exception] = []
        self.asked = 0

    def public_trades(self, pair, since, limit):
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.trades[self.trades["timestamp"] >= to_ms(since)].head(min(limit, self.page))


class Rig:
    def __init__(self, trades: pd.DataFrame, **options) -> None:
        self.market = Exchange(trades, **options)
        self.files = FakeTradeStore()
        self.progress = Steps()
        self.waits: list[float] = []

    def run(self, now=START + timedelta(hours=8), chunk=100_000, **changes):
        request = DownloadRequest(**{"pairs": (PAIR,), "timerange": "20261101-", **changes})
        loader = TradeDownloader(self.market, self.files, ManualClock(now), self.waits.append, chunk=chunk)
        return loader.run(request, [PAIR], self.progress)[0]

    def ids(self) -> list[str]:
        return list(self.files.load(PAIR)["id"])


def test_all_trades_are_stored_each_once():
    rig = Rig(some_trades(0, 5, 5, 5, 9, 20_000_000, 20_000_001))
    done = rig.run()
    assert rig.ids() == ["0", "1", "2", "3", "4", "5", "6"]
    assert (done.kind, done.added, done.error) == ("trades", 7, "")
    assert done.first == START


def test_as_many_in_a_millisecond_as_fit_on_a_page_hide_no_later_ones():
    rig = Rig(some_trades(5, 5, 5, 5, 6, 7, 9_000_000))
    rig.run()
    assert rig.ids() == ["0", "1", "2", "3", "4", "5", "6"]


def test_many_trades_are_written_in_chunks():
    rig = Rig(some_trades(*range(0, 40, 2)))
    rig.run(chunk=4)
    assert rig.files.saves >= 4
    assert len(rig.ids()) == 20


def test_it_goes_on_from_the_last_stored_trade():
    rig = Rig(some_trades(0, 5, 5, 9, 12))
    rig.files.save(PAIR, some_trades(0, 5))
    assert rig.run().added == 3
    assert rig.ids() == ["0", "1", "2", "3", "4"]
    assert rig.run().added == 0


def test_trades_after_the_span_are_left_out():
    rig = Rig(some_trades(0, 1000, 90_000_000))
    rig.run(timerange="20261101-20261102", now=START + timedelta(days=5))
    assert rig.ids() == ["0", "1"]


def test_erase_begins_anew():
    rig = Rig(some_trades(0, 5))
    rig.files.save(PAIR, some_trades(0, 1, 2, 3))
    rig.run(erase=True)
    assert rig.ids() == ["0", "1"]


def test_prepend_is_refused():
    with pytest.raises(ConfigError, match="--erase"):
        Rig(some_trades(0)).run(prepend=True)


def test_a_failure_is_tried_again_and_a_refusal_is_told():
    rig = Rig(some_trades(0, 5))
    rig.market.errors = [TemporaryError("busy"), TemporaryError("busy")]
    assert rig.run().error == ""
    assert rig.waits == [1.0, 2.0]
    rig.market.errors = [ExchangeError("There are no public trades here.")]
    assert rig.run(erase=True).error == "There are no public trades here."
    assert rig.ids() == ["0", "1"], "what is stored stays"


def test_a_full_disk_is_told():
    rig = Rig(some_trades(0, 5))
    rig.files.is_full = True
    assert "disk is full" in rig.run().error


def test_no_trades_are_told():
    done = Rig(some_trades()).run()
    assert (done.note, done.error, done.first) == ("there are no trades of this time", "", None)


def test_progress_counts_pairs():
    rig = Rig(some_trades(0, 5_000_000))
    rig.run()
    assert rig.progress.names == [("Downloading trades", 1.0)]
    assert rig.progress.units == sorted(rig.progress.units)
    assert rig.progress.units[-1] == 1.0


def test_trades_make_candles_and_the_last_one_is_left_out():
    candles = candles_of(some_trades(0, 59_999, 60_000, 240_000, 300_000), "1m")
    assert list(candles["date"]) == [START, START + timedelta(minutes=1), START + timedelta(minutes=4)]
    assert candles.iloc[0].tolist()[1:] == [100, 101, 100, 101, 4]
    assert candles.iloc[1].tolist()[1:] == [102, 102, 102, 102, 2]
    assert candles_of(some_trades(0), "1m").empty
    assert candles_of(some_trades(), "1m").empty


def test_weeks_begin_on_mondays_and_months_with_the_calendar():
    trades = some_trades(0, 86_400_000, 40 * 86_400_000)
    assert list(candles_of(trades, "1w")["date"]) == [
        datetime(2026, 10, 26, tzinfo=UTC),
        datetime(2026, 11, 2, tzinfo=UTC),
    ]
    assert list(candles_of(trades, "1M")["date"]) == [START]


@settings(max_examples=40, deadline=None)
@given(closes=st.lists(st.floats(0.5, 1e5), min_size=2, max_size=30), volume=st.floats(1e-6, 1e6))
def test_candles_of_made_up_trades_are_the_candles_that_they_were_made_of(closes, volume):
    candles = some_candles(START, "1m", closes, volume)
    opens = np.array([to_ms(moment) for moment in candles["date"]], dtype=np.int64)
    bars = candles[["open", "high", "low", "close", "volume"]].to_numpy().T
    again = candles_of(trades_of(opens, 60_000, bars), "1m")
    pd.testing.assert_frame_equal(again, candles.iloc[:-1].astype(again.dtypes))


def test_converted_candles_join_those_that_trades_do_not_cover():
    trades, files = FakeTradeStore(), FakeCandleStore()
    trades.save(PAIR, some_trades(60_000, 120_000, 180_000))
    files.save(PAIR, "1m", some_candles(START, "1m", [1.0, 2.0, 3.0, 4.0]))
    (done,) = converted(PAIR, trades, files, ["1m"], "spot", erase=False)
    assert files.closes(PAIR, "1m") == [1, 100, 101, 4]
    assert (done.added, done.first, done.error) == (2, START, "")
    converted(PAIR, trades, files, ["1m"], "spot", erase=True)
    assert files.closes(PAIR, "1m") == [100, 101]


def test_too_few_trades_make_no_candles():
    (done,) = converted(PAIR, FakeTradeStore(), FakeCandleStore(), ["1m"], "spot", erase=False)
    assert done.error == "BTC/USDT has too few stored trades."
