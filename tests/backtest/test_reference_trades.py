"""The trades that freqtrade 2026.9 made of the same strategies on the same candles, recorded once."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bot.backtest.outcome import SimTrade
from tests.backtest.digests import digest
from tests.backtest.reference_candles import BASES
from tests.backtest.running import run, settings_for

EXPECTED = Path(__file__).with_name("expected")
CASES = sorted(path.name.removesuffix(".json.gz") for path in EXPECTED.glob("*.json.gz"))
RECORDED = json.loads((EXPECTED / "recorded.json").read_text())
COUNTERS = (
    "rejected_signals", "timedout_entry_orders", "timedout_exit_orders", "canceled_trade_entries",
    "canceled_entry_orders", "replaced_entry_orders",
)  # fmt: skip


def pairs_of(dataset):
    return [f"{base}/USDT" for base in BASES[: 5 if dataset == "waves" else 6]]


@pytest.mark.parametrize("case", CASES)
def test_every_trade_is_the_recorded_one(case, candle_folders):
    want = json.loads(gzip.decompress((EXPECTED / f"{case}.json.gz").read_bytes()))
    outcome = run(
        want["strategy"], candle_folders[want["dataset"]], pairs_of(want["dataset"]),
        timerange=want["timerange"], enable_protections=True,
    )  # fmt: skip
    expected = sorted((dict(zip(want["columns"], trade, strict=True)) for trade in want["trades"]), key=opening)
    found = sorted((row_of(trade) for trade in outcome.trades), key=opening)
    for one, other in zip(expected, found, strict=True):
        assert close(one, other), (one, other)
    metrics = want["metrics"]
    assert {name: getattr(outcome.counters, name) for name in COUNTERS} == {name: metrics[name] for name in COUNTERS}
    assert outcome.final_balance == pytest.approx(metrics["final_balance"], abs=1e-6)
    assert outcome.market_change == pytest.approx(metrics["market_change"], rel=1e-9)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["id"])
def test_further_recorded_runs_have_the_same_trades(case, candle_folders):
    changes = dict(case["settings"])
    if "dry_run_wallet" in changes:
        changes["dry_run_wallet"] = {"USDT": float(changes["dry_run_wallet"])}
    outcome = run(
        case["strategy"], candle_folders[case["dataset"]], pairs_of(case["dataset"]),
        settings=settings_for(**changes), timerange=case["timerange"], **case["wishes"],
    )  # fmt: skip
    counters = outcome.counters
    assert len(outcome.trades) == case["trades"]
    assert digest(row_of(trade) for trade in outcome.trades) == case["digest"]
    assert counters.rejected_signals == case["rejected_signals"]
    assert [counters.timedout_entry_orders, counters.timedout_exit_orders] == case["timedout"]
    canceled = [counters.canceled_trade_entries, counters.canceled_entry_orders, counters.replaced_entry_orders]
    assert canceled == case.get("canceled", canceled)
    assert outcome.market_change == pytest.approx(case["market_change"], rel=1e-9)


def row_of(trade: SimTrade):
    orders = [[order.filled_ms, order.side, order.amount, order.price] for order in trade.orders]
    return {
        "pair": trade.pair,
        "open": trade.opened_ms,
        "close": trade.closed_ms,
        "is_short": trade.is_short,
        "open_rate": trade.open_rate,
        "close_rate": trade.close_rate,
        "exit_reason": trade.exit_reason,
        "enter_tag": trade.enter_tag or "",
        "amount": trade.amount,
        "stake_amount": trade.stake_amount,
        "profit_ratio": trade.profit_ratio,
        "profit_abs": trade.profit_amount,
        "fee_open": trade.fee_open,
        "fee_close": trade.fee_close,
        "leverage": trade.leverage,
        "funding_fees": trade.funding_fees,
        "stop_loss_abs": trade.stop_loss,
        "orders": orders if len(orders) > 2 else None,
    }


def opening(trade):
    return trade["open"], trade["pair"], trade["close"]


def close(one, other):
    """Equal, numbers within 1e-8."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return abs(one - other) <= 1e-8 * max(abs(one), abs(other), 1e-12)
    return one == other
