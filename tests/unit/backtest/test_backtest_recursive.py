"""How far indicators over a few candles are from those over all."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd
import pytest

from bot.backtest.recursive import RecursiveRequest, RecursiveResult, recursive
from bot.backtest.span import Span
from bot.errors import Refused
from bot.ports.progress import NoProgress
from tests.builders import T0
from tests.fakes.market import some_candles

STEP_MS = 300_000
START_MS = int(T0.timestamp() * 1000)
CANDLES = some_candles(T0 - timedelta(minutes=5 * 500), "5m", [100.0 + step % 9 for step in range(1000)])


@dataclass
class FakeAnalyses:
    """Implements ``Analyses`` with the indicators of the test."""

    indicators: dict[str, object]
    startup_candles: int = 20
    step_ms: int = STEP_MS
    asked: list[tuple[Span, int]] = field(default_factory=list)

    def analyzed(self, pair: str, span: Span, startup: int) -> pd.DataFrame:
        self.asked.append((span, startup))
        millis = CANDLES["date"].astype("int64")
        first, last = (span.start_ms or 0) - startup * STEP_MS, span.stop_ms or millis.iloc[-1]
        frame = CANDLES[(millis >= first) & (millis <= last)].reset_index(drop=True)
        return frame.assign(**{name: make(frame) for name, make in self.indicators.items()})


def compared(startup: int = 20, counts: tuple[int, ...] = (40, 80), **indicators: object) -> RecursiveResult:
    request = RecursiveRequest(strategy="Mine", timerange="-", startup_candles=counts)
    analyses = FakeAnalyses(indicators, startup_candles=startup)
    return recursive(analyses, request, "BTC/USDT", Span(START_MS, None), NoProgress())


def test_an_indicator_that_forgets_is_not_listed() -> None:
    result = compared(sma=lambda frame: frame["close"].rolling(5).mean())
    assert result.changes == {}
    assert (result.startup_candles, result.own_startup_candles) == ((20, 40, 80), 20)


def test_one_that_remembers_is_listed_with_its_distance() -> None:
    result = compared(ewm=lambda frame: frame["close"].ewm(span=50, adjust=False).mean(), text=lambda frame: "x")
    assert list(result.changes) == ["ewm"]
    distances = [abs(result.changes["ewm"][count]) for count in (20, 40, 80)]
    assert distances[0] > distances[1] > 0
    assert distances[0] > distances[2] > 0


def test_a_distance_is_relative_to_the_value_over_all_candles() -> None:
    result = compared(count=lambda frame: float(len(frame)))
    whole = 500 + 20
    assert result.changes["count"] == {count: round((count + 2 - whole) / whole, 12) for count in (20, 40, 80)}


def test_what_is_missing_in_one_of_both_has_no_distance() -> None:
    result = compared(sma=lambda frame: frame["close"].rolling(300).mean(), zero=lambda frame: len(frame) % 260 * 1.0)
    assert all(math.isnan(change) for change in result.changes["sma"].values())
    assert all(math.isnan(change) for change in result.changes["zero"].values())


def test_indicators_that_look_ahead_are_named() -> None:
    result = compared(ahead=lambda frame: frame["close"].shift(-1), same=lambda frame: frame["close"] * 2)
    assert result.looks_ahead == ("ahead",)


def test_nothing_more_is_compared_once_nothing_differs() -> None:
    analyses = FakeAnalyses({"short": lambda frame: frame["close"].rolling(30).mean()})
    request = RecursiveRequest(strategy="Mine", startup_candles=(40, 80, 160))
    result = recursive(analyses, request, "BTC/USDT", Span(START_MS, None), NoProgress())
    assert list(result.changes["short"]) == [20]
    assert [startup for _, startup in analyses.asked] == [20, 20, 20, 40]


@pytest.mark.parametrize(
    ("startup", "counts", "words"),
    [(0, (40,), "startup_candle_count is 0; the analysis needs one of 1"), (20, (0,), "0 startup candles can't be")],
)
def test_what_cannot_be_compared_is_refused(startup: int, counts: tuple[int, ...], words: str) -> None:
    with pytest.raises(Refused, match=words):
        compared(startup, counts)


def test_a_span_without_candles_is_refused() -> None:
    request = RecursiveRequest(strategy="Mine")
    with pytest.raises(Refused, match="no candles in this timerange"):
        recursive(FakeAnalyses({}), request, "BTC/USDT", Span(START_MS * 2, None), NoProgress())
