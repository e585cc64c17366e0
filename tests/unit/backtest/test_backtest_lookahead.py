"""Trades are repeated with candles that end right after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import pytest

from bot.backtest.lookahead import LookaheadRequest, LookaheadResult, Run, check_request, lookahead, undisturbed
from bot.backtest.outcome import SimTrade
from bot.errors import Refused
from bot.ports.progress import NoProgress
from tests.builders import T0, some_settings
from tests.fakes.market import some_candles

STEP_MS = 300_000
START_MS = int(T0.timestamp() * 1000)
CANDLES = some_candles(T0, "5m", [100.0 + step % 9 for step in range(200)])


def a_sim_trade(entry: int, exit_: int, reason: str = "roi", pair: str = "BTC/USDT") -> SimTrade:
    """A trade from candle ``entry`` to candle ``exit_``."""
    return SimTrade(
        pair=pair, is_short=False, enter_tag=None, exit_reason=reason, opened_ms=START_MS + entry * STEP_MS,
        closed_ms=START_MS + exit_ * STEP_MS, open_rate=100.0, close_rate=101.0, amount=1.0, stake_amount=100.0,
        max_stake_amount=100.0, leverage=1.0, fee_open=0.0, fee_close=0.0, profit_amount=1.0, profit_ratio=0.01,
        stop_loss=90.0, stop_loss_ratio=-0.1, initial_stop_loss=90.0, initial_stop_loss_ratio=-0.1, min_rate=99.0,
        max_rate=101.0, funding_fees=0.0, orders=(),
    )  # fmt: skip


@dataclass
class FakeRuns:
    """Implements ``Runs``: trades are found again unless the test says that they change with fewer candles."""

    trades: list[SimTrade]
    indicators: dict[str, Any] = field(default_factory=dict)
    lost_entries: Sequence[int] = ()
    lost_exits: Sequence[int] = ()
    step_ms: int = STEP_MS
    asked: list[int | None] = field(default_factory=list)

    def run(self, pairs: Sequence[str] | None, stop_ms: int | None) -> Run:
        self.asked.append(None if stop_ms is None else (stop_ms - START_MS) // STEP_MS)
        frame = CANDLES if stop_ms is None else CANDLES[CANDLES["date"] <= pd.Timestamp(stop_ms, unit="ms", tz="UTC")]
        frame = frame.assign(**{name: make(frame) for name, make in self.indicators.items()})
        found = [
            self._seen(trade, stop_ms) for number, trade in enumerate(self.trades) if self._is_there(number, stop_ms)
        ]
        return Run(found, {"BTC/USDT": frame})

    def _is_there(self, number: int, stop_ms: int | None) -> bool:
        trade = self.trades[number]
        return stop_ms is None or (number not in self.lost_entries and trade.opened_ms < stop_ms)

    def _seen(self, trade: SimTrade, stop_ms: int | None) -> SimTrade:
        if stop_ms is None:
            return trade
        lost = self.trades.index(trade) in self.lost_exits
        return trade._replace(exit_reason="force_exit") if lost or trade.closed_ms >= stop_ms else trade


def analysed(runs: FakeRuns, **request: Any) -> LookaheadResult:
    wish = LookaheadRequest(strategy="Mine", timerange="-", **{"minimum_trades": 2, **request})
    return lookahead(runs, wish, NoProgress())


TRADES = [a_sim_trade(10, 20), a_sim_trade(30, 30), a_sim_trade(50, 60)]


def test_a_clean_strategy_is_found_clean() -> None:
    runs = FakeRuns(TRADES, {"sma": lambda frame: frame["close"].rolling(5).mean(), "tag": lambda frame: "x"})
    assert analysed(runs) == LookaheadResult(strategy="Mine", has_bias=False, total_signals=3)
    assert runs.asked == [None, 11, 21, 31, 31, 51, 61]


def test_entries_and_exits_that_are_gone_are_counted() -> None:
    result = analysed(FakeRuns(TRADES, lost_entries=[0], lost_exits=[2]))
    assert (result.has_bias, result.biased_entry_signals, result.biased_exit_signals) == (True, 1, 1)


def test_indicators_that_change_are_named() -> None:
    result = analysed(
        FakeRuns(
            TRADES,
            {
                "ahead": lambda frame: frame["close"].shift(-1),
                "mean": lambda frame: frame["close"].mean(),
                "word": lambda frame: ["last" if step == len(frame) - 1 else "" for step in range(len(frame))],
                "clean": lambda frame: frame["close"] * 2,
            },
        )
    )
    assert (result.has_bias, result.biased_indicators) == (True, ("ahead", "mean", "word"))


def test_no_more_trades_are_repeated_than_wanted_and_forced_exits_are_left_out() -> None:
    forced = a_sim_trade(70, 199, "force_exit")
    result = analysed(FakeRuns([forced, *TRADES]), targeted_trades=2)
    assert result.total_signals == 2


def test_too_few_trades_give_no_verdict() -> None:
    result = analysed(FakeRuns(TRADES), minimum_trades=4, targeted_trades=4)
    assert (result.has_bias, result.total_signals) == (None, 3)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"timerange": None}, "needs a timerange"),
        ({"minimum_trades": 0}, "minimum_trade_amount is 0; allowed: 1 or more"),
        ({"targeted_trades": 5}, "targeted_trade_amount is 5, less than minimum_trade_amount 10"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_request(replace(LookaheadRequest(strategy="Mine", timerange="20260101-"), **changes))


def test_trades_do_not_stand_in_each_others_way() -> None:
    settings = undisturbed(some_settings(max_open_trades=1), LookaheadRequest(strategy="Mine"))
    assert (settings.max_open_trades, settings.stake_amount, settings.dry_run_wallet) == (-1, 10_000.0, {"USDT": 1e9})
    assert settings.strategy_values["order_types"]["entry"] == "market"
    assert settings.entry_pricing.price_side == "other"
    kept = undisturbed(some_settings(), LookaheadRequest(strategy="Mine", allow_limit_orders=True))
    assert "order_types" not in kept.strategy_values
    assert kept.entry_pricing == some_settings().entry_pricing
