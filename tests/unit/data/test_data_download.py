"""Downloads into files, from a market that answers as told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.data.download import Downloader
from bot.data.plan import Wanted, wanted
from bot.data.retries import WAITS_S
from bot.domain.market_data import DownloadRequest
from bot.errors import ExchangeError, Refused, TemporaryError
from tests.builders import a_market
from tests.fakes.data import FakeCandleStore, Steps
from tests.fakes.market import FakeMarket, some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)
NOW = START + timedelta(hours=50, minutes=10)
PAIRS = ("BTC/USDT", "ETH/USDT")
ALL = [float(100 + n) for n in range(60)]


class Exchange(FakeMarket):
    """Hourly candles of some pairs, ten at a time. ``errors`` are raised for a pair, one at each request."""

    def __init__(self, *pairs: str, **changes) -> None:
        super().__init__(*(a_market(pair, **changes) for pair in pairs or PAIRS), clock=ManualClock(NOW))
        self.candle_limit = 10
        self.errors: dict[str, list[BaseException]] = {}
        for pair in self._markets:
            self.set_candles(pair, "1h", some_candles(START, "1h", ALL))

    def candles(self, pair, timeframe, since, limit):
        if self.errors.get(pair):
            raise self.errors[pair].pop(0)
        return super().candles(pair, timeframe, since, limit)


class Rig:
    def __init__(self, market: Exchange | None = None) -> None:
        self.market = market or Exchange()
        self.files = FakeCandleStore()
        self.progress = Steps()
        self.waits: list[float] = []

    def run(self, pairs=PAIRS, **changes):
        request = DownloadRequest(**{"pairs": pairs, "timeframes": ("1h",), "timerange": "20261101-", **changes})
        loader = Downloader(self.market, self.files, ManualClock(NOW), self.waits.append)
        return loader.run(request, wanted(request, pairs, is_futures=False), self.progress)

    def asked(self):
        return [argument for method, argument in self.market.calls if method == "candles"]


def test_all_closed_candles_are_stored():
    rig = Rig()
    done = rig.run()
    assert [(file.pair, file.kind, file.added, file.error) for file in done] == [
        ("BTC/USDT", "1h", 50, ""),
        ("ETH/USDT", "1h", 50, ""),
    ]
    assert rig.files.closes("BTC/USDT", "1h") == ALL[:50]
    assert (done[0].first, done[0].last) == (START, START + timedelta(hours=49))


def test_it_goes_on_from_the_last_stored_candle():
    rig = Rig()
    rig.files.save("BTC/USDT", "1h", some_candles(START, "1h", [*ALL[:29], -5.0]))
    (done,) = rig.run(("BTC/USDT",))
    assert done.added == 20
    assert rig.files.closes("BTC/USDT", "1h") == ALL[:50], "and the last one is asked for again"
    assert len(rig.asked()) == 3


def test_a_file_that_is_complete_costs_no_request_and_no_write():
    rig = Rig()
    rig.run(("BTC/USDT",))
    saves, calls = rig.files.saves, len(rig.asked())
    (done,) = rig.run(("BTC/USDT",))
    assert (rig.files.saves, len(rig.asked()), done.added) == (saves, calls, 0)
    assert done.last == START + timedelta(hours=49)


def test_erase_begins_anew_even_over_a_file_that_can_t_be_read():
    rig = Rig()
    rig.files.save("BTC/USDT", "1h", some_candles(START, "1h", [1.0] * 60))
    rig.files.broken.add("BTC/USDT")
    rig.run(("BTC/USDT",), erase=True)
    rig.files.broken.clear()
    assert rig.files.closes("BTC/USDT", "1h") == ALL[:50]


def test_erase_keeps_the_old_file_where_nothing_new_comes():
    rig = Rig()
    rig.files.save("BTC/USDT", "1h", some_candles(START, "1h", [1.0]))
    rig.market.errors["BTC/USDT"] = [ExchangeError("no")]
    rig.run(("BTC/USDT",), erase=True)
    assert rig.files.closes("BTC/USDT", "1h") == [1.0]


def test_a_file_that_can_t_be_read_is_left_alone_and_told():
    rig = Rig()
    rig.files.broken.add("BTC/USDT")
    first, second = rig.run()
    assert "cut off" in first.error
    assert "--erase" in first.error
    assert rig.files.saves == 1
    assert second.error == ""


def test_prepend_adds_in_front_without_a_hole():
    rig = Rig()
    rig.files.save("BTC/USDT", "1h", some_candles(START + timedelta(hours=25), "1h", ALL[25:30]))
    (done,) = rig.run(("BTC/USDT",), prepend=True)
    assert rig.files.closes("BTC/USDT", "1h") == ALL[:30], "and nothing behind"
    assert (done.added, done.first) == (25, START)


def test_prepend_that_is_broken_off_leaves_no_hole():
    rig = Rig()
    rig.files.save("BTC/USDT", "1h", some_candles(START + timedelta(hours=25), "1h", ALL[25:30]))
    asked = rig.market.candles
    rig.market.candles = lambda pair, timeframe, since, limit: (
        asked(pair, timeframe, since, limit) if since > START + timedelta(hours=10) else gone()
    )
    with pytest.raises(KeyboardInterrupt):
        rig.run(("BTC/USDT",), prepend=True)
    assert rig.files.closes("BTC/USDT", "1h") == ALL[15:30]


def gone():
    raise KeyboardInterrupt


def test_what_has_come_is_kept_when_the_user_breaks_it_off():
    rig = Rig()
    rig.market.errors["ETH/USDT"] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        rig.run(("BTC/USDT", "ETH/USDT"), parallel=False)
    assert rig.files.closes("BTC/USDT", "1h") == ALL[:50]


def test_long_downloads_are_written_in_chunks():
    rig = Rig()
    minutes = some_candles(START, "1m", [1.0] * 2900)
    rig.market.set_candles("BTC/USDT", "1m", minutes)
    rig.files.saves = 0
    many = FakeMarket(a_market("BTC/USDT"), clock=ManualClock(START + timedelta(days=60)))
    many.candle_limit = 5000
    many.set_candles("BTC/USDT", "1m", some_candles(START, "1m", [1.0] * 70_000))
    request = DownloadRequest(pairs=("BTC/USDT",), timerange="20261101-")
    clock = ManualClock(START + timedelta(minutes=70_000))
    Downloader(many, rig.files, clock, rig.waits.append).run(request, [Wanted("BTC/USDT", "1m", "spot")], rig.progress)
    assert len(rig.files.stored("BTC/USDT", "1m")) == 70_000
    assert rig.files.saves == 4, "after each 20,000"


def test_a_pair_without_a_market_fails_and_the_others_do_not():
    first, second = Rig().run(("NO/USDT", "BTC/USDT"))
    assert (first.error, first.added) == ("simulated has no market NO/USDT.", 0)
    assert (second.error, second.added) == ("", 50)


def test_a_refusal_of_the_exchange_ends_one_pair_and_keeps_what_came():
    rig = Rig()
    asked = rig.market.candles
    rig.market.candles = lambda pair, timeframe, since, limit: (
        refuse()
        if pair == "BTC/USDT" and since >= START + timedelta(hours=20)
        else asked(pair, timeframe, since, limit)
    )
    first, second = rig.run()
    assert (first.error, first.added) == ("not that far", 20)
    assert (second.error, second.added) == ("", 50)
    assert rig.waits == []


def refuse():
    raise ExchangeError("not that far")


def test_an_exchange_that_can_t_answer_is_asked_again_after_a_while():
    rig = Rig()
    rig.market.errors["BTC/USDT"] = [TemporaryError("busy"), TemporaryError("busy")]
    first, _ = rig.run()
    assert (first.error, first.added) == ("", 50)
    assert rig.waits == [1.0, 2.0]


def test_an_exchange_that_stays_away_is_given_up_for_all_at_once():
    pairs = tuple(f"C{n}/USDT" for n in range(40))
    rig = Rig(Exchange(*pairs))
    rig.market.errors = {pair: [TemporaryError("away")] * 99 for pair in pairs}
    done = rig.run(pairs)
    assert all("away" in file.error for file in done)
    assert rig.waits == list(WAITS_S), "not once for each pair"


def test_a_pair_listed_later_is_not_asked_for_before():
    rig = Rig(Exchange("BTC/USDT", listed_at=START + timedelta(hours=40)))
    rig.run(("BTC/USDT",), timerange="20200101-")
    assert rig.files.closes("BTC/USDT", "1h") == ALL[40:50]
    assert len(rig.asked()) == 1


def test_an_exchange_that_has_less_than_was_asked_for_is_told():
    (done,) = Rig().run(("BTC/USDT",), timerange="20261029-")
    assert (done.added, done.first, done.note) == (50, START, "simulated has none before")
    (done,) = Rig().run(("BTC/USDT",))
    assert done.note == ""


def test_a_time_without_candles_is_told():
    (done,) = Rig().run(("BTC/USDT",), timerange="20261001-20261002")
    assert (done.added, done.first, done.error) == (0, None, "")
    assert done.note == "simulated has no candles of this time"


def test_a_full_disk_is_told():
    rig = Rig()
    rig.files.is_full = True
    (done,) = rig.run(("BTC/USDT",))
    assert "disk is full" in done.error


def test_a_timeframe_that_the_exchange_does_not_have_is_refused():
    with pytest.raises(Refused, match=r"no candles of 7m \(allowed: 1m, 5m"):
        Rig().run(timeframes=("7m",))


def test_other_types_of_candles_are_asked_for_as_such():
    rig = Rig()
    request = DownloadRequest(pairs=PAIRS, timerange="20261101-")
    loader = Downloader(rig.market, rig.files, ManualClock(NOW), rig.waits.append)
    (done,) = loader.run(request, [Wanted("BTC/USDT", "1h", "mark")], rig.progress)
    assert done.error == "There are no candles of the type mark here."


def test_progress_counts_files():
    rig = Rig()
    rig.run()
    assert rig.progress.names == [("Downloading candles", 2.0)]
    assert rig.progress.units == sorted(rig.progress.units)
    assert rig.progress.units[-1] == 2.0


def test_files_are_downloaded_together_unless_that_is_not_wanted():
    together, apart = Rig(), Rig()
    together.run()
    apart.run(parallel=False)
    assert [pair for pair, _ in together.asked()[:2]] == ["BTC/USDT", "ETH/USDT"]
    assert [pair for pair, _ in apart.asked()] == ["BTC/USDT"] * 5 + ["ETH/USDT"] * 5
