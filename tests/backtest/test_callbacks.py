"""What a strategy is asked in a simulation, in which order, and what it sees."""

from __future__ import annotations

import sys

from tests.backtest.test_vectors import EXIT, FIRST, F, simulated


def said_by(strategy, candles, **options):
    """Everything that the strategy wrote down."""
    simulated(strategy, candles, **options)
    module = next(module for name, module in sys.modules.items() if name.startswith("tradepost_strategy_Asking_"))
    return getattr(module, strategy).said


def test_the_callbacks_come_in_this_order():
    said = said_by("Asking", [FIRST, F, (*F, EXIT), (101, 101.5, 100.5, 101), F])
    assert said[0] == ("bot_start",)
    assert [words for words in said if words[1:2] == ("00:05",)] == [
        ("loop", "00:05", 0, 1000.0),
        ("entry_price", "00:05", 100.0, "go", "00:00", "00:00"),
        ("stake", "00:05", 100.0, 990.0),
        ("confirm_entry", "00:05", "limit", 1.0),
        ("filled", "00:05", "buy", 1),
        ("stoploss", "00:05", 100.0, True),
        ("position", "00:05", 100.0),
        ("stoploss", "00:05", 100.5, False),
        ("roi", "00:05", 0),
        ("exit", "00:05", 100.0, 0.0),
    ]
    assert [words[0] for words in said if words[1:2] == ("00:15",)] == [
        "loop", "position", "stoploss", "roi", "confirm_exit", "filled",
    ]  # fmt: skip
    assert ("confirm_exit", "00:15", "exit_signal", 101.0) in said
    assert ("filled", "00:15", "sell", 2) in said
    assert ("loop", "00:10", 1, 900.0) in said


def test_what_a_strategy_does_to_its_copies_is_seen_by_nobody():
    said = said_by("Spoils", [FIRST, F, F, F])
    assert [words[2:] for words in said if words[0] == "seen"] == [(100.0, 95.0)] * 3


def test_a_strategy_may_want_no_trade():
    outcome = simulated("WantsNothing", [FIRST, F, F, F])
    assert not outcome.trades
    assert outcome.final_balance == 1000.0


def test_candles_that_the_strategy_reads_and_nobody_has_are_told_once(caplog):
    simulated("ReadsHours", [FIRST, F, F, F])
    assert caplog.text.count("The strategy reads 1h of BTC/USDT: no candles in this span.") == 1
