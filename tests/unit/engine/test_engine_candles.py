"""Candles are fetched once, joined without gaps and kept no longer than needed."""

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import pytest

from bot.clock import ManualClock
from bot.domain import timeframe as tf
from bot.domain.timeframe import EPOCH
from bot.engine.candles import CandleKeeper
from bot.engine.frames import empty_candles, joined, without_gaps
from bot.errors import TemporaryError
from tests.builders import T0
from tests.fakes.engine import a_rig, a_running_rig
from tests.fakes.market import FakeMarket, some_candles
from tests.unit.engine.rigs import ETH, PAIR

STEP = tf.span("5m")
KEY = (PAIR, "5m")


def a_keeper(closes: int = 20) -> tuple[CandleKeeper, FakeMarket, ManualClock]:
    clock = ManualClock(T0)
    market = FakeMarket(clock=clock)
    market.set_candles(*KEY, some_candles(T0 - 10 * STEP, "5m", [float(100 + i) for i in range(closes)]))
    return CandleKeeper(market, clock), market, clock


def fetch(keeper: CandleKeeper) -> None:
    keeper.refresh([KEY], lambda: None)


def opens(frame: pd.DataFrame) -> list[int]:
    """Candle numbers, 0 for the one that opens at T0."""
    return [round((date - T0) / STEP) for date in frame["date"]]


def test_a_pair_is_asked_for_only_when_a_new_candle_must_exist() -> None:
    keeper, market, clock = a_keeper()
    fetch(keeper)
    fetch(keeper)
    clock.advance(minutes=4)
    fetch(keeper)
    assert len(market.calls) == 1
    clock.advance(minutes=1)
    fetch(keeper)
    assert len(market.calls) == 2
    assert opens(keeper.candles(*KEY)) == list(range(-10, 1))


def test_no_more_candles_are_kept_than_wanted() -> None:
    keeper, market, clock = a_keeper(60)
    market.candle_limit = 10
    for _ in range(6):
        fetch(keeper)
        clock.advance(minutes=5)
    assert len(keeper.candles(*KEY)) == 10


def test_after_a_long_sleep_everything_is_fetched_again() -> None:
    keeper, market, clock = a_keeper(60)
    market.candle_limit = 10
    fetch(keeper)
    clock.advance(minutes=5 * 20)
    fetch(keeper)
    assert opens(keeper.candles(*KEY)) == list(range(10, 20))


def test_candles_that_came_late_leave_no_gap() -> None:
    keeper, market, clock = a_keeper(20)
    fetch(keeper)
    whole = some_candles(T0 - 10 * STEP, "5m", [100.0] * 20)
    market.set_candles(*KEY, whole[~whole["date"].isin([T0, T0 - STEP])])
    clock.advance(minutes=15)
    fetch(keeper)
    frame = keeper.candles(*KEY)
    assert opens(frame) == list(range(-10, 3))
    assert frame["volume"].iloc[-3] == 0.0


def test_the_callers_copy_can_be_changed() -> None:
    keeper, _, _ = a_keeper()
    fetch(keeper)
    copy = keeper.candles(*KEY)
    copy["close"] = 0.0
    assert keeper.candles(*KEY)["close"].iloc[-1] == 109.0


def test_a_pair_that_nobody_asked_for_has_no_candles() -> None:
    keeper, _, _ = a_keeper()
    assert keeper.candles(ETH, "5m").empty
    frame, at = keeper.analyzed(ETH, "5m")
    assert (frame.empty, at) == (True, EPOCH)


def test_strategies_see_what_was_analysed() -> None:
    rig = a_running_rig()
    frame, at = rig.trader._bench.candles.analyzed(PAIR, "5m")
    assert ("enter_long" in frame.columns, at) == (True, rig.clock.now())


def test_informative_candles_are_fetched_too() -> None:
    rig = a_rig()
    rig.give_candles(PAIR, "1h")
    rig.strategy.further_pairs = [(PAIR, "1h")]
    rig.run()
    assert not rig.trader._bench.candles.candles(PAIR, "1h").empty


def test_pairs_that_are_gone_are_forgotten() -> None:
    rig = a_running_rig()
    rig.pairlist.whitelist = ()
    picture = rig.run()
    assert (dict(picture.frames), picture.whitelist) == ({}, ())
    assert rig.trader._bench.candles.candles(PAIR, "5m").empty


def test_an_exchange_that_fails_thrice_in_a_row_is_away() -> None:
    keeper, market, _ = a_keeper()
    errors = [TemporaryError(f"No route {number}.") for number in range(3)]

    def fail_next() -> None:
        market.fail = errors.pop(0) if errors else None

    fail_next()
    with pytest.raises(TemporaryError, match="No route 2"):
        keeper.refresh([(f"C{number}/USDT", "5m") for number in range(4)], fail_next)


def candles_at(numbers: Sequence[int]) -> pd.DataFrame:
    whole = some_candles(T0, "5m", [float(100 + number) for number in range(max(numbers) + 1)])
    return whole.iloc[list(numbers)].reset_index(drop=True)


def test_a_missing_candle_stands_at_the_close_before() -> None:
    filled = without_gaps(candles_at([0, 1, 4]), "5m")
    assert opens(filled) == [0, 1, 2, 3, 4]
    for name in ("open", "high", "low", "close"):
        assert filled[name].iloc[2] == 101.0
    assert filled["volume"].tolist() == [10.0, 10.0, 0.0, 0.0, 10.0]


def test_doubles_and_disorder_are_put_right() -> None:
    assert opens(without_gaps(candles_at([2, 0, 1, 1]), "5m")) == [0, 1, 2]


def test_an_even_frame_is_returned_as_it_is() -> None:
    frame = candles_at([0, 1, 2])
    assert without_gaps(frame, "5m") is frame
    month = candles_at([0, 5])
    assert without_gaps(month, "1M") is month


def test_joining_prefers_the_newer_word() -> None:
    newer = candles_at([1, 2])
    newer["close"] = 7.0
    whole = joined(candles_at([0, 1]), newer, "5m", keep=9)
    assert (opens(whole), whole["close"].tolist()) == ([0, 1, 2], [100.0, 7.0, 7.0])


def test_joining_nothing_changes_nothing() -> None:
    kept = candles_at([0, 1])
    assert joined(kept, empty_candles(), "5m", keep=9) is kept


def test_joining_fills_the_gap_between() -> None:
    assert opens(joined(candles_at([0, 1]), candles_at([4]), "5m", keep=4)) == [1, 2, 3, 4]


def test_the_frames_begin_where_they_began() -> None:
    keeper, _, _ = a_keeper()
    fetch(keeper)
    assert keeper.newest(*KEY) == T0 - timedelta(minutes=5)
