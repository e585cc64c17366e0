"""Spans of time as users write them."""

from datetime import UTC, datetime

import pytest

from bot.domain.timerange import Timerange, parse
from bot.errors import Refused

JAN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("", None, None),
        (None, None, None),
        ("20260101-", JAN, None),
        ("-20260101", None, JAN),
        ("20260101-20260201", JAN, datetime(2026, 2, 1, tzinfo=UTC)),
        ("20260101T0930-20260101T093015", JAN.replace(hour=9, minute=30), JAN.replace(hour=9, minute=30, second=15)),
        ("1767225600-1767225600000", JAN, JAN),
    ],
)
def test_forms(text: str | None, start: datetime | None, stop: datetime | None) -> None:
    assert parse(text) == Timerange(start, stop)


@pytest.mark.parametrize("text", ["-", "20260101", "2026-01-01", "20261301-", "abc-", "20260101-x", "²0260101-"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Incorrect syntax for timerange"):
        parse(text)


def test_a_span_runs_forward() -> None:
    with pytest.raises(Refused, match="Start date is after stop date"):
        parse("20260201-20260101")
