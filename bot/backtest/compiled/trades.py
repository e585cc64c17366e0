"""The records of a finished run as everybody else reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from bot.backtest.account import History
from bot.backtest.compiled.inputs import Records
from bot.backtest.compiled.layout import EXIT_SIGNAL, FORCE_EXIT, ROI, STOP_LOSS, TRAILING_STOP_LOSS, Run
from bot.backtest.outcome import SimOrder, SimTrade
from bot.backtest.parts import Parts
from bot.backtest.position import moment
from bot.domain.enums import ExitReason, OrderSide
from bot.rules.exit import REASON_LENGTH
from bot.stats.model import ClosedTrade

REASONS = {
    EXIT_SIGNAL: ExitReason.EXIT_SIGNAL.value,
    STOP_LOSS: ExitReason.STOP_LOSS.value,
    ROI: ExitReason.ROI.value,
    TRAILING_STOP_LOSS: ExitReason.TRAILING_STOP_LOSS.value,
    FORCE_EXIT: ExitReason.FORCE_EXIT.value,
}
BUY, SELL = OrderSide.BUY.value, OrderSide.SELL.value


def sim_trades(parts: Parts, work: Run, numbers: npt.NDArray[np.int64]) -> list[SimTrade]:
    """The trades of these numbers."""
    records, fee, fee_factor = work.trades[numbers], parts.fee, 1 + parts.fee
    pairs, is_short, is_entry = [data.pair for data in parts.pairs], False, True
    columns = [
        records["pair"],
        _moments(work, records["opened"]),
        _moments(work, records["closed"]),
        *(records[name] for name in ("open_rate", "close_rate", "amount", "stake", "profit", "profit_ratio", "stop")),
        *(records[name] for name in ("stop_ratio", "first_stop", "first_stop_ratio", "min_rate", "max_rate")),
    ]
    rows = zip(
        _enter_tags(parts, work, records),
        _reasons(parts, work, records, "exit_kind", "exit_decided"),
        _reasons(parts, work, records, "order_kind", "order_placed"),
        *(column.tolist() for column in columns),
        strict=True,
    )
    return [
        SimTrade(
            pairs[pair], is_short, tag, reason, opened_ms, closed_ms, open_rate, close_rate, amount, stake, stake, 1.0,
            fee, fee, profit, ratio, stop, stop_ratio, first_stop, first_stop_ratio, low, high, 0.0,
            (
                SimOrder(amount, open_rate, BUY, opened_ms, is_entry, tag, amount * open_rate * fee_factor),
                SimOrder(amount, close_rate, SELL, closed_ms, not is_entry, exit_tag, amount * close_rate * fee_factor),
            ),
        )
        for tag, reason, exit_tag, pair, opened_ms, closed_ms, open_rate, close_rate, amount, stake, profit, ratio,
        stop, stop_ratio, first_stop, first_stop_ratio, low, high in rows
    ]  # fmt: skip


def closed_facts(parts: Parts, work: Run, number: int) -> ClosedTrade:
    """What protections need of one closed trade."""
    (trade,) = sim_trades(parts, work, np.asarray([number]))
    return ClosedTrade(
        trade_id=number + 1,
        pair=trade.pair,
        is_short=trade.is_short,
        enter_tag=trade.enter_tag,
        exit_reason=trade.exit_reason,
        opened_at=moment(trade.opened_ms),
        closed_at=moment(trade.closed_ms),
        profit_amount=trade.profit_amount,
        profit_ratio=trade.profit_ratio,
        entry_value=trade.max_stake_amount,
        volume=sum(order.cost for order in trade.orders),
    )


def note_changes(history: History, work: Run, count: int) -> None:
    """Note all changes of the account."""
    changes = work.changes[:count]
    at_ms = _moments(work, changes["tick"]).tolist()
    history.totals.extend(zip(at_ms, changes["total"].tolist(), strict=True))
    for at, pair, amount in zip(at_ms, changes["pair"].tolist(), changes["amount"].tolist(), strict=True):
        history.amounts.setdefault(pair, []).append((at, amount))


def rejected(work: Run, count: int) -> Iterable[tuple[int, int]]:
    """Pair's place and moment of each signal that found no free slot."""
    signals = work.signals[work.rejected[:count]]
    return zip(signals["pair"].tolist(), _moments(work, signals["tick"]).tolist(), strict=True)


def _moments(work: Run, ticks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    moments: npt.NDArray[np.int64] = ticks * work.rules["step_ms"][0] + work.start_ms
    return moments


def _enter_tags(parts: Parts, work: Run, records: Records) -> Sequence[str | None]:
    tags = [data.enter_tag for data in parts.pairs]
    rows = (records["opened"] - work.pairs["first_tick"][records["pair"]]).tolist()
    return [tags[pair].at(row) for pair, row in zip(records["pair"].tolist(), rows, strict=True)]


def _reasons(parts: Parts, work: Run, records: Records, kind_name: str, tick_name: str) -> Sequence[str]:
    """The kind of exit or, where a signal brought a tag of its own, that."""
    tags = [data.exit_tag for data in parts.pairs]
    rows = (records[tick_name] - work.pairs["first_tick"][records["pair"]]).tolist()
    return [
        ((kind == EXIT_SIGNAL and tags[pair].at(row)) or REASONS[kind])[:REASON_LENGTH]
        for kind, pair, row in zip(records[kind_name].tolist(), records["pair"].tolist(), rows, strict=True)
    ]
