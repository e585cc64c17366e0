"""What is wrong with stored candles, and what of it can be repaired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.data.check import Gap, examined
from bot.data.repair import Repairer
from bot.errors import ExchangeError, TemporaryError
from tests.builders import a_market
from tests.fakes.data import Steps, no_candles
from tests.fakes.market import FakeMarket, some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAIR = "BTC/USDT"
WHOLE = some_candles(START, "1h", [float(100 + n) for n in range(40)])


def without(*rows: int) -> pd.DataFrame:
    return WHOLE.drop(index=list(rows)).reset_index(drop=True)


def with_number(row: int, column: str, value: float) -> pd.DataFrame:
    changed = WHOLE.copy()
    changed.loc[row, column] = value
    return changed


def test_whole_files_are_sound():
    found = examined(WHOLE, "1h")
    assert found.is_sound
    assert (found.candles, found.first, found.last) == (40, START, START + 39 * HOUR)
    assert examined(no_candles(), "1h").is_sound


def test_gaps_are_told_with_their_ends():
    found = examined(without(5, 6, 7, 20), "1h")
    assert found.gaps == (Gap(START + 5 * HOUR, START + 7 * HOUR, 3), Gap(START + 20 * HOUR, START + 20 * HOUR, 1))
    assert found.missing == 4
    assert not found.is_sound


def test_repeated_and_misplaced_candles_are_counted():
    found = examined(pd.concat([WHOLE.iloc[3:5], WHOLE], ignore_index=True), "1h")
    assert (found.duplicates, found.disorder, found.gaps) == (2, 1, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [("open", 0.0), ("close", -1.0), ("high", float("nan")), ("low", float("inf")), ("low", 1e9), ("volume", -1.0)],
)
def test_numbers_that_can_t_be_meant_are_counted(column, value):
    assert examined(with_number(4, column, value), "1h").bad == 1


def test_candles_beside_the_grid_are_counted_and_hide_no_gap():
    beside = WHOLE.copy()
    beside.loc[10, "date"] += timedelta(minutes=7)
    found = examined(beside, "1h")
    assert (found.off_grid, found.missing) == (1, 1)
    assert examined(WHOLE.assign(date=WHOLE["date"] + timedelta(minutes=7)), "1h").is_sound, "a grid of its own"


def test_months_and_funding_rates_have_no_fixed_distance():
    rates = pd.DataFrame({"date": WHOLE["date"].iloc[[0, 8, 12]], "funding_rate": [1e-4, 2e-4, float("nan")]})
    assert examined(rates, "1h", "funding_rate").gaps == ()
    assert examined(rates, "1h", "funding_rate").bad == 1
    assert examined(WHOLE.iloc[[0, 30]].assign(date=[START, START + timedelta(days=61)]), "1M").is_sound


class Exchange(FakeMarket):
    """Has the whole candles, three at a time. Each of ``errors`` is raised once."""

    def __init__(self, held: pd.DataFrame = WHOLE) -> None:
        super().__init__(a_market(PAIR), clock=ManualClock(START + timedelta(days=9)))
        self.candle_limit = 3
        self.errors: list[Exception] = []
        self.set_candles(PAIR, "1h", held)

    def candles(self, pair, timeframe, since, limit):
        if self.errors:
            raise self.errors.pop(0)
        return super().candles(pair, timeframe, since, limit)


def repaired(stored: pd.DataFrame, market: Exchange | None = None, pair: str = PAIR):
    waits: list[float] = []
    return Repairer(market or Exchange(), waits.append).repaired(stored, pair, "1h", "spot", Steps())


def test_gaps_are_filled_from_the_exchange():
    done = repaired(without(5, 6, 7, 8, 9, 20))
    pd.testing.assert_frame_equal(done.candles, WHOLE)
    assert (done.fetched, done.error, done.left.is_sound) == (6, "", True)


def test_impossible_numbers_are_replaced():
    done = repaired(with_number(4, "close", -1.0))
    pd.testing.assert_frame_equal(done.candles, WHOLE)
    assert done.fetched == 1


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(12)), again=st.lists(st.integers(0, 11), max_size=6))
def test_order_and_repetitions_are_mended_without_an_exchange(order, again):
    stored = WHOLE.iloc[[*order, *again]].reset_index(drop=True)
    done = repaired(stored, Exchange(no_candles()))
    pd.testing.assert_frame_equal(done.candles, WHOLE.iloc[:12])
    assert done.left.is_sound


def test_what_the_exchange_does_not_have_stays_missing_and_is_told():
    done = repaired(without(5, 20), Exchange(without(5)))
    assert done.fetched == 1
    assert done.left.gaps == (Gap(START + 5 * HOUR, START + 5 * HOUR, 1),)


def test_a_bad_candle_stays_where_there_is_no_other():
    done = repaired(with_number(4, "close", -1.0), Exchange(without(4)))
    assert len(done.candles) == 40
    assert done.left.bad == 1


def test_a_market_that_is_gone_and_a_refusal_are_told():
    assert repaired(without(5), pair="NO/USDT").error == "simulated has no market NO/USDT."
    market = Exchange()
    market.errors = [ExchangeError("not that far")]
    done = repaired(without(5), market)
    assert (done.error, len(done.candles)) == ("not that far", 39)


def test_an_exchange_that_can_t_answer_is_asked_again():
    market = Exchange()
    market.errors = [TemporaryError("busy")]
    assert repaired(without(5), market).left.is_sound
