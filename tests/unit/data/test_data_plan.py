"""What has to be downloaded, given what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.data.plan import Stored, Wanted, checked, walk, wanted
from bot.data.walks import Backward, Forward
from bot.domain.market_data import DownloadRequest
from bot.domain.timerange import parse
from bot.errors import BotError, ConfigError

NOW = datetime(2026, 11, 20, 12, 3, tzinfo=UTC)
LAST_CLOSED = datetime(2026, 11, 20, 11, 55, tzinfo=UTC)


def a_request(**changes) -> DownloadRequest:
    return DownloadRequest(**{"pairs": ("BTC/USDT",), **changes})


def a_walk(stored=None, timeframe="5m", **changes):
    request = a_request(**changes)
    return walk(request, parse(request.timerange), timeframe, stored, NOW, 1000)


def between(first: str, last: str) -> Stored:
    return Stored(*(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, last)))


@pytest.mark.parametrize(
    ("changes", "begin"),
    [
        ({}, datetime(2026, 10, 21, tzinfo=UTC)),
        ({"days": 3}, datetime(2026, 11, 17, tzinfo=UTC)),
        ({"days": 3, "new_pairs_days": 5}, datetime(2026, 11, 15, tzinfo=UTC)),
        ({"timerange": "20261101T0002-"}, datetime(2026, 11, 1, tzinfo=UTC)),
        ({"timerange": "-20261118"}, datetime(2026, 10, 21, tzinfo=UTC)),
    ],
)
def test_a_new_pair_begins_where_it_is_asked_to(changes, begin):
    way, note = a_walk(**changes)
    assert isinstance(way, Forward)
    assert (way.begin, note) == (begin, "")


def test_only_closed_candles_are_wanted():
    way, _ = a_walk(days=1)
    assert way.stop == LAST_CLOSED
    way, _ = a_walk(timerange="20261101-20261102")
    assert way.stop == datetime(2026, 11, 2, tzinfo=UTC)


def test_a_stored_pair_goes_on_from_its_last_candle():
    way, note = a_walk(between("2026-11-01", "2026-11-10T10:00"), days=3)
    assert isinstance(way, Forward)
    assert (way.begin, note) == (datetime(2026, 11, 10, 10, tzinfo=UTC), "")


def test_new_pairs_days_is_for_new_pairs():
    way, note = a_walk(between("2026-11-15", "2026-11-18"), new_pairs_days=30)
    assert way.begin == datetime(2026, 11, 18, tzinfo=UTC)
    assert note == ""


def test_it_is_told_that_older_candles_need_prepend():
    _, note = a_walk(between("2026-11-15", "2026-11-18"), days=10)
    assert note == "stored from 2026-11-15 00:00 on, older ones need --prepend"


def test_nothing_is_missing_where_the_last_closed_candle_is_stored():
    assert a_walk(Stored(LAST_CLOSED - timedelta(days=2), LAST_CLOSED)) == (None, "")


def test_prepend_goes_back_and_nowhere_else():
    way, _ = a_walk(between("2026-11-15", "2026-11-18"), days=10, prepend=True)
    assert isinstance(way, Backward)
    assert (way.begin, way.before) == (datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC))
    assert a_walk(between("2026-11-01", "2026-11-18"), days=10, prepend=True) == (None, "nothing is missing in front")


def test_spot_wants_a_file_for_each_timeframe():
    files = wanted(a_request(timeframes=("1m", "1h")), ["A/USDT", "B/USDT"], is_futures=False)
    assert files == [Wanted(pair, name, "spot") for pair in ("A/USDT", "B/USDT") for name in ("1m", "1h")]


def test_futures_come_with_marks_and_funding_rates():
    files = wanted(a_request(timeframes=("1m", "5m")), ["A/USDT:USDT"], is_futures=True)
    assert [(file.timeframe, file.candle_type) for file in files] == [
        ("1m", "futures"),
        ("5m", "futures"),
        ("1h", "mark"),
        ("1h", "funding_rate"),
    ]
    only = wanted(a_request(timeframes=("5m",), candle_types=("mark",)), ["A/USDT:USDT"], is_futures=True)
    assert [(file.timeframe, file.candle_type) for file in only] == [("5m", "mark")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"days": 2, "timerange": "20261101-"}, "days is 2 and timerange is 20261101-; allowed: one of them"),
        ({"days": 0}, "days is 0; allowed: 1 to 10000"),
        ({"new_pairs_days": 99_999}, "new_pairs_days is 99999; allowed: 1 to 10000"),
        ({"erase": True, "prepend": True}, "erase and prepend"),
        ({"timeframes": ()}, "No timeframes"),
        ({"timeframes": ("5x",)}, "not a timeframe"),
        ({"candle_types": ("sport",)}, "no candle type"),
        ({"timerange": "yesterday"}, "Incorrect syntax"),
    ],
)
def test_a_request_that_can_t_be_meant_is_refused(changes, text):
    with pytest.raises(BotError, match=text):
        checked(a_request(**changes))


def test_days_and_a_timerange_are_an_error_of_the_configuration():
    with pytest.raises(ConfigError) as raised:
        checked(a_request(days=1, timerange="20261101-"))
    assert raised.value.key == "days"
