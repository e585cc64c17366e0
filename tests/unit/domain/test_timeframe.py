"""The grid of candles."""

from datetime import UTC, datetime

import pytest

from bot.domain import timeframe as tf
from bot.errors import Refused


@pytest.mark.parametrize(
    ("text", "length_s"), [("1s", 1), ("1m", 60), ("5m", 300), ("4h", 14400), ("1d", 86400), ("1w", 604800)]
)
def test_a_timeframe_has_a_length(text: str, length_s: int) -> None:
    assert tf.seconds(text) == length_s
    assert tf.minutes(text) == length_s // 60


@pytest.mark.parametrize("text", ["", "5", "m", "0m", "-5m", "5x", "5m ", "99999999m"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a timeframe"):
        tf.seconds(text)


def test_floor_and_next_open_frame_the_candle() -> None:
    moment = datetime(2026, 11, 1, 10, 2, 30, tzinfo=UTC)
    assert tf.floor(moment, "5m") == datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    assert tf.next_open(moment, "5m") == datetime(2026, 11, 1, 10, 5, tzinfo=UTC)


def test_a_boundary_opens_its_own_candle() -> None:
    moment = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    assert tf.floor(moment, "5m") == moment
    assert tf.next_open(moment, "5m") == datetime(2026, 11, 1, 10, 5, tzinfo=UTC)


def test_weeks_begin_on_monday() -> None:
    assert tf.floor(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "1w").weekday() == 0


@pytest.mark.parametrize(
    ("timeframe", "opens", "follows"),
    [("1M", (2026, 2, 1), (2026, 3, 1)), ("3M", (2026, 1, 1), (2026, 4, 1)), ("1y", (2026, 1, 1), (2027, 1, 1))],
)
def test_months_and_years_are_those_of_the_calendar(
    timeframe: str, opens: tuple[int, int, int], follows: tuple[int, int, int]
) -> None:
    moment = datetime(2026, 2, 28, 23, 59, tzinfo=UTC)
    assert tf.floor(moment, timeframe) == datetime(*opens, tzinfo=UTC)
    assert tf.next_open(moment, timeframe) == datetime(*follows, tzinfo=UTC)
    assert tf.floor(datetime(*opens, tzinfo=UTC), timeframe) == datetime(*opens, tzinfo=UTC)
