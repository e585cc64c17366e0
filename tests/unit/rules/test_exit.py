"""Whether to leave a trade, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.enums import Direction
from bot.ports import Analysis
from bot.rules import exit as leaving
from bot.rules import roi
from bot.settings.model import StrategyOptions
from tests.builders import T0, a_trade
from tests.fakes.strategy import FakeStrategy

QUIET = StrategyOptions(stoploss=-0.1)
TABLE = replace(QUIET, minimal_roi={0: 0.05, 30: 0.02, 60: 0.0})
LATER = T0 + timedelta(minutes=10)


def reasons(
    rate: float, options: StrategyOptions = QUIET, strategy: FakeStrategy | None = None, **signals: object
) -> list[str]:
    analysis = Analysis("BTC/USDT", T0, **signals)  # type: ignore[arg-type]  # any mix of signals
    decisions = leaving.decide(a_trade(), analysis, rate, options, strategy or FakeStrategy(), LATER)[1]
    return [decision.reason for decision in decisions]


def test_nothing_happens_without_a_reason() -> None:
    assert reasons(101.0) == []


def test_an_exit_signal_leaves_with_its_tag_or_its_name() -> None:
    assert reasons(101.0, exit_long=True) == ["exit_signal"]
    assert reasons(101.0, exit_long=True, exit_tag="too hot") == ["too hot"]


def test_an_entry_signal_outweighs_an_exit_signal() -> None:
    assert reasons(101.0, exit_long=True, enter_long=True) == []


def test_signals_can_be_switched_off() -> None:
    off = replace(QUIET, use_exit_signal=False)
    assert reasons(101.0, off, FakeStrategy(exit_word="bored"), exit_long=True) == []


def test_exit_profit_only_waits_for_the_offset() -> None:
    options = replace(QUIET, exit_profit_only=True, exit_profit_offset=0.01)
    assert reasons(100.5, options, exit_long=True) == []
    assert reasons(103.0, options, exit_long=True) == ["exit_signal"]


def test_the_strategy_s_own_exit_ignores_that_and_is_asked_where_there_is_no_signal() -> None:
    options = replace(QUIET, exit_profit_only=True)
    assert reasons(95.0, options, FakeStrategy(exit_word="bored")) == ["bored"]
    assert reasons(95.0, options, FakeStrategy(exit_word="bored"), exit_long=True) == []
    assert reasons(95.0, options, FakeStrategy(exit_word="bored"), exit_long=True, enter_long=True) == ["bored"]


def test_the_strategy_is_not_asked_when_the_signal_already_leaves() -> None:
    strategy = FakeStrategy(exit_word="bored")
    assert reasons(101.0, QUIET, strategy, exit_long=True) == ["exit_signal"]
    assert strategy.called("custom_exit") == []


def test_a_hit_stop_leaves() -> None:
    assert reasons(90.0) == ["stop_loss"]


def test_a_trailing_stop_has_its_own_name_and_comes_after_roi() -> None:
    trade = a_trade(stop_loss=108.0, is_stop_trailing=True)
    _, decisions = leaving.decide(trade, None, 107.0, TABLE, FakeStrategy(), LATER)
    assert [decision.reason for decision in decisions] == ["roi", "trailing_stop_loss"]


def test_liquidation_comes_before_the_stop() -> None:
    trade = a_trade(liquidation_price=92.0)
    _, decisions = leaving.decide(trade, None, 90.0, QUIET, FakeStrategy(), LATER)
    assert [decision.reason for decision in decisions] == ["liquidation"]


def test_the_wanted_profit_leaves() -> None:
    assert reasons(106.0, TABLE) == ["roi"]
    assert reasons(104.0, TABLE) == []


def test_an_entry_signal_may_hold_the_profit() -> None:
    options = replace(TABLE, ignore_roi_if_entry_signal=True)
    assert reasons(106.0, options, enter_long=True) == []
    assert reasons(106.0, options) == ["roi"]


def test_all_reasons_are_tried_in_order() -> None:
    table = replace(QUIET, minimal_roi={0: -1.0})
    assert reasons(89.0, table, exit_long=True) == ["exit_signal", "stop_loss", "roi"]


def test_extreme_rates_are_remembered() -> None:
    up, _ = leaving.decide(a_trade(min_rate=99.0, max_rate=101.0), None, 105.0, QUIET, FakeStrategy(), LATER)
    assert (up.min_rate, up.max_rate) == (99.0, 105.0)
    first, _ = leaving.decide(a_trade(min_rate=None, max_rate=None), None, 100.0, QUIET, FakeStrategy(), LATER)
    assert (first.min_rate, first.max_rate) == (100.0, 100.0)


def test_a_short_trade_reads_the_short_signals() -> None:
    trade = a_trade(direction=Direction.SHORT, stop_loss=120.0)
    analysis = Analysis("BTC/USDT", T0, exit_short=True, enter_long=True)
    _, decisions = leaving.decide(trade, analysis, 99.0, QUIET, FakeStrategy(), LATER)
    assert [decision.reason for decision in decisions] == ["exit_signal"]


@pytest.mark.parametrize(("minutes", "ratio"), [(0, 0.05), (29, 0.05), (30, 0.02), (59, 0.02), (60, 0.0), (999, 0.0)])
def test_the_table_s_latest_entry_counts(minutes: int, ratio: float) -> None:
    assert roi.threshold(TABLE.minimal_roi, minutes) == ratio


def test_before_the_table_s_first_entry_nothing_is_wanted() -> None:
    assert roi.threshold({10: 0.01}, 9) is None
    assert not roi.is_reached(a_trade(), 9.9, replace(QUIET, minimal_roi={}), FakeStrategy(), LATER)


@pytest.mark.parametrize(
    ("own", "table", "expected"),
    [(0.01, {0: 0.05}, 0.01), (0.09, {0: 0.05}, 0.05), (None, {0: 0.05}, 0.05), (0.03, {}, 0.03), (None, {}, None)],
)
def test_the_strategy_s_own_wish_counts_where_it_is_lower(
    own: float | None, table: dict[int, float], expected: float | None
) -> None:
    options = replace(QUIET, minimal_roi=table, use_custom_roi=True)
    assert roi.wanted(a_trade(), options, FakeStrategy(own_roi=own), LATER) == expected
