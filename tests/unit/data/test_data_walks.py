"""The way through time that a download takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.data.frames import joined
from bot.data.walks import Backward, Forward, Walk
from tests.fakes.market import some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
OF_THE_EXCHANGE = some_candles(START, "1h", [float(100 + n) for n in range(60)])


def walked(walk: Walk, held, limit: int, *, jumps: bool) -> list:
    """All that a way brings. An exchange that ``jumps`` answers with the first candles from then on, wherever."""
    parts = []
    for _ in range(200):
        since = walk.since
        if since is None:
            return parts
        answer = held[held["date"] >= since].head(limit)
        if not jumps:
            answer = answer[answer["date"] < since + limit * HOUR]
        parts.append(walk.take(answer))
    raise AssertionError("The way has no end.")


@settings(max_examples=40, deadline=None)
@given(
    kept=st.sets(st.integers(0, 59)),
    limit=st.integers(1, 20),
    jumps=st.booleans(),
    begin=st.integers(-30, 59),
    stop=st.integers(0, 80),
)
def test_forward_brings_every_candle_of_the_span_once(kept, limit, jumps, begin, stop):
    held = OF_THE_EXCHANGE.iloc[sorted(kept)]
    first, last = START + begin * HOUR, START + stop * HOUR
    parts = walked(Forward(first, last, "1h", limit), held, limit, jumps=jumps)
    found = [close for part in parts for close in part["close"]]
    assert found == list(held[(held["date"] >= first) & (held["date"] <= last)]["close"])


@settings(max_examples=40, deadline=None)
@given(
    kept=st.sets(st.integers(0, 59)),
    limit=st.integers(1, 20),
    before=st.integers(1, 59),
    begin=st.integers(-30, 59),
    jumps=st.booleans(),
)
def test_backward_brings_every_older_candle_once_newest_part_first(kept, limit, before, begin, jumps):
    held = OF_THE_EXCHANGE.iloc[sorted(kept)]
    first, edge = START + begin * HOUR, START + before * HOUR
    parts = walked(Backward(first, edge, "1h", limit), held, limit, jumps=jumps)
    firsts = [part["date"].iloc[0] for part in parts if len(part)]
    assert firsts == sorted(firsts, reverse=True)
    found = [close for part in reversed(parts) for close in part["close"]]
    assert found == list(held[(held["date"] >= first) & (held["date"] < edge)]["close"])


def test_backward_ends_where_the_exchange_has_nothing_older():
    walk = Backward(START - timedelta(days=900), START + 5 * HOUR, "1h", 5)
    assert len(walk.take(OF_THE_EXCHANGE.head(5))) == 5
    assert walk.since == START - 5 * HOUR
    assert walk.take(OF_THE_EXCHANGE.head(5)).empty
    assert walk.since == START - timedelta(days=900), "is there anything at all?"
    assert walk.take(OF_THE_EXCHANGE.head(5)).empty
    assert walk.since is None


def test_the_share_grows_to_one():
    walk = Forward(START, START + 9 * HOUR, "1h", 5)
    shares = [walk.share]
    while walk.since is not None:
        walk.take(OF_THE_EXCHANGE[OF_THE_EXCHANGE["date"] >= walk.since].head(5))
        shares.append(walk.share)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_months_are_walked_day_by_day_at_their_ends():
    months = some_candles(START, "1d", [1.0, 2.0])
    months["date"] = [START, datetime(2026, 12, 1, tzinfo=UTC)]
    walk = Forward(START, datetime(2027, 1, 1, tzinfo=UTC), "1M", 1)
    assert len(walk.take(months.head(1))) == 1
    assert walk.since == START + timedelta(days=1)


def test_of_candles_with_the_same_date_the_latest_part_counts():
    old, new = some_candles(START, "1h", [1.0, 2.0]), some_candles(START + HOUR, "1h", [5.0, 6.0])
    assert list(joined([old, new])["close"]) == [1, 5, 6]
    assert list(joined([new, old])["close"]) == [1, 2, 6]
