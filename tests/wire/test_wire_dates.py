from datetime import timedelta

import pytest

from app.wire import dates
from tests.builders import T0


def test_dates_are_spelt_without_zone_and_fraction():
    assert dates.text(T0.replace(microsecond=999_999)) == "2026-11-01 12:00:00"


def test_stamps_are_whole_and_exact():
    moment = T0.replace(microsecond=831_999)
    assert dates.milliseconds(moment) == 1793534400831
    assert dates.seconds(moment) == 1793534400


def test_iso_dates_end_with_z():
    assert dates.iso(T0) == "2026-11-01T12:00:00Z"
    assert dates.iso(T0.replace(microsecond=5)) == "2026-11-01T12:00:00.000005Z"


def test_no_moment_is_nothing():
    assert (dates.text(None), dates.milliseconds(None), dates.seconds(None), dates.iso(None)) == (None,) * 4


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "a day ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "a week ago"),
        (timedelta(days=29), "4 weeks ago"),
        (timedelta(days=121), "4 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_how_long_ago_is_said_in_words(passed, words):
    assert dates.ago(T0 - passed, T0) == words
