"""Single trades on a handful of candles, as freqtrade 2026.9 made them: 5m, stake 100, no fee, stop 5 %, no ROI."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pandas as pd
import pytest

from tests.backtest.running import Folder, run, settings_for
from tests.builders import a_market

START = datetime(2026, 10, 1, tzinfo=UTC)
ENTER, EXIT, BOTH = "enter", "exit", "both"
FIRST = (100, 101, 99, 100, ENTER)
F = (100, 100.5, 99.5, 100)
UP = (100, 104, 99.5, 101)
ROI = {"minimal_roi": {"0": 0.03}}
LATE_ROI = {"minimal_roi": {"0": 0.1, "10": 0.01}}
FEE = {"fee": 0.001}
TRAIL = {"trailing_stop": True, "stoploss": -0.03}
TRAIL_ONLY = {
    "stoploss": -0.1, "trailing_stop": True, "trailing_stop_positive": 0.01, "trailing_stop_positive_offset": 0.03,
    "trailing_only_offset_is_reached": True,
}  # fmt: skip


class Want(NamedTuple):
    """In and out as number of the candle and rate; ratio where it was recorded."""

    opened: int
    open_rate: float
    closed: int
    close_rate: float
    reason: str
    ratio: float | None = None


VECTORS = {
    "exit signal": ({}, [FIRST, F, (100, 102, 99, 101, EXIT), (101, 103, 100, 102), F, F],
                    [Want(1, 100, 3, 101, "exit_signal")]),
    "exit signal with a fee": (FEE, [FIRST, F, (100, 102, 99, 101, EXIT), (101, 103, 100, 102), F, F],
                               [Want(1, 100, 3, 101, "exit_signal", 0.007982)]),
    "stop": ({}, [FIRST, F, (99, 99, 94, 96), F, F], [Want(1, 100, 2, 95, "stop_loss")]),
    "gap through the stop": ({}, [FIRST, F, (90, 92, 88, 91), F, F], [Want(1, 100, 2, 90, "stop_loss")]),
    "roi": (ROI, [FIRST, F, UP, F], [Want(1, 100, 2, 103, "roi")]),
    "roi with a fee": (ROI | FEE, [FIRST, F, UP, F], [Want(1, 100, 2, 103.2062, "roi", 0.03)]),
    "stop before roi": (ROI, [FIRST, F, (100, 104, 94, 101), F], [Want(1, 100, 2, 95, "stop_loss")]),
    "roi in the entry candle": (ROI, [FIRST, (100, 104, 99.5, 103.5), F, F], [Want(1, 100, 1, 103, "roi")]),
    "roi in a red entry candle": (ROI, [FIRST, (100, 104, 98, 98.5), F, F], [Want(1, 100, 1, 103, "roi")]),
    "stop in the entry candle": ({}, [FIRST, (100, 101, 94, 96), F, F], [Want(1, 100, 1, 95, "stop_loss")]),
    "trailing": (TRAIL, [FIRST, F, (100, 106, 104, 105), (105, 105, 102, 103), F],
                 [Want(1, 100, 3, 102.82, "trailing_stop_loss")]),
    "trailing within a candle": (TRAIL, [FIRST, F, (101, 106, 102, 105), F],
                                 [Want(1, 100, 2, 102.82, "trailing_stop_loss")]),
    "trailing in the entry candle": (TRAIL, [FIRST, (100, 106, 98, 105), F, F],
                                     [Want(1, 100, 1, 98, "trailing_stop_loss")]),
    "trailing from an offset": (TRAIL_ONLY, [FIRST, F, (101, 104, 102.5, 103.5), F],
                                [Want(1, 100, 2, 102.96, "trailing_stop_loss")]),
    "trailing from an offset in the entry candle": (TRAIL_ONLY, [FIRST, (100, 104, 99.5, 103.5), F, F],
                                                    [Want(1, 100, 1, 102, "trailing_stop_loss")]),
    "exit signal before stop": ({}, [FIRST, F, (*F, EXIT), (99, 99.5, 90, 91), F],
                                [Want(1, 100, 3, 99, "exit_signal")]),
    "enter and exit at once": ({}, [(100, 101, 99, 100, BOTH), F, F, F], []),
    "end of the data": ({}, [FIRST, F, F, (101, 102, 100, 101.5)], [Want(1, 100, 3, 101, "force_exit")]),
    "signal on the last candle but one": ({}, [F, F, FIRST, F], []),
    "late roi at the open": (LATE_ROI, [FIRST, F, F, (102, 102.5, 101.5, 102)], [Want(1, 100, 3, 102, "roi")]),
    "late roi below the open": (LATE_ROI, [FIRST, F, F, (100.5, 102.5, 100.2, 102)], [Want(1, 100, 3, 101, "roi")]),
    "an entry signal holds an exit signal back": ({}, [FIRST, F, (*F, BOTH), (101, 103, 100, 102), F],
                                                  [Want(1, 100, 4, 100, "force_exit")]),
    "entered again after a stop": ({}, [FIRST, (100, 101, 94, 96, ENTER), (96, 97, 95.5, 96), (96, 97, 95.5, 96)],
                                   [Want(1, 100, 1, 95, "stop_loss"), Want(2, 96, 3, 96, "force_exit")]),
    "exits only with a profit": (
        {"exit_profit_only": True},
        [FIRST, F, (*F, EXIT), (99.5, 100, 99, 99.5), (100, 101, 99.5, 101, EXIT), (101, 102, 100, 101), F],
        [Want(1, 100, 5, 101, "exit_signal")]),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_a_trade_goes_as_it_was_observed(name):
    options, candles, wanted = VECTORS[name]
    outcome = simulated("Vector", candles, **options)
    found = [
        (number(trade.opened_ms), trade.open_rate, number(trade.closed_ms), trade.close_rate, trade.exit_reason)
        for trade in outcome.trades
    ]
    assert found == [want[:5] for want in wanted]
    for trade, want in zip(outcome.trades, wanted, strict=True):
        assert want.ratio is None or trade.profit_ratio == pytest.approx(want.ratio, abs=1e-6)


def test_fees_are_paid_on_both_sides():
    outcome = simulated("Vector", [FIRST, F, (100, 102, 99, 101, EXIT), (101, 103, 100, 102), F, F], fee=0.001)
    assert outcome.final_balance == pytest.approx(1000.799)


WAITING = [FIRST, (100, 101, 99, 100), (100, 101, 98, 99), (98, 98.5, 96, 97), F, F]


def test_a_limit_entry_waits_for_its_price():
    (trade,) = simulated("EntersAt97", WAITING).trades
    assert number(trade.opened_ms) == 1, "a trade is opened when it is wanted, not when it fills"
    assert [number(order.filled_ms) for order in trade.orders] == [3, 5]
    assert (trade.open_rate, trade.amount, trade.stop_loss) == (97, 1.0309, 92.15)
    assert trade.stake_amount == pytest.approx(99.9973)
    assert (trade.close_rate, trade.exit_reason) == (100, "force_exit")


def test_a_limit_entry_is_given_up_after_its_time():
    outcome = simulated("EntersAt97", WAITING, unfilledtimeout={"entry": 5})
    assert not outcome.trades
    assert outcome.counters.timedout_entry_orders == 1


def simulated(strategy, candles, **options):
    """``fee`` is the account's, all else the strategy's."""
    fee = options.pop("fee", 0.0)
    rows = [(*candle, "")[:5] for candle in candles]
    frame = pd.DataFrame([row[:4] for row in rows], columns=["open", "high", "low", "close"], dtype="float64")
    frame["volume"] = 10.0
    frame["enter"] = [int(row[4] in (ENTER, BOTH)) for row in rows]
    frame["exit"] = [int(row[4] in (EXIT, BOTH)) for row in rows]
    frame.insert(0, "date", pd.date_range(START, periods=len(rows), freq="5min").as_unit("ms"))
    frame.loc[len(rows) - 1, "high"] += 0.0001  # makes the month's tick a ten-thousandth, and changes nothing else
    market = a_market(amount_precision=0.0001, min_amount=0.0001)
    settings = settings_for(fee=fee, strategy_values=options)
    return run(strategy, Folder({("BTC/USDT", "5m"): frame}), ["BTC/USDT"],
               settings=settings, markets={"BTC/USDT": market}, timerange=f"{int(START.timestamp())}-")  # fmt: skip


def number(moment_ms):
    return (moment_ms - int(START.timestamp() * 1000)) // 300_000
