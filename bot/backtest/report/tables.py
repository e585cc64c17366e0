"""The tables of a result: rows by pair, entry tag and exit reason, the most profitable first, the total last."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from bot.backtest.outcome import Outcome, SimTrade
from bot.backtest.report.account import Account
from bot.backtest.report.columns import Columns, columns_of, grouped
from bot.backtest.report.row import TOTAL, row

LEFT_OPEN = "force_exit"
Row = dict[str, Any]


def tables(outcome: Outcome, trades: Sequence[SimTrade], columns: Columns, account: Account) -> dict[str, Any]:
    """``trades`` stand in the order of ``columns``."""
    total = row(TOTAL, columns, account)
    by_pair = _table([trade.pair for trade in trades], columns, account, total, outcome.pairs)
    left = [trade for trade in trades if trade.exit_reason == LEFT_OPEN]
    still_open = columns_of(left)
    mixed = [(trade.enter_tag or "", trade.exit_reason) for trade in trades]
    return {
        "best_pair": by_pair[0],
        "worst_pair": min(by_pair[:-1] or by_pair, key=itemgetter("profit_total_abs")),
        "results_per_pair": by_pair,
        "results_per_enter_tag": _table([trade.enter_tag or "" for trade in trades], columns, account, total),
        "exit_reason_summary": _table([trade.exit_reason for trade in trades], columns, account, total),
        "mix_tag_stats": [_listed(one) for one in _table(mixed, columns, account, total)],
        "left_open_trades": _table(
            [trade.pair for trade in left], still_open, account, row(TOTAL, still_open, account)
        ),
    }


def _table(
    keys: Sequence[object], columns: Columns, account: Account, total: Row, wanted: Sequence[str] = ()
) -> list[Row]:
    """A row for each key, and for each wanted one that has no trades."""
    rows = [row(key, group, account) for key, group in grouped(keys, columns)]
    nothing = columns_of(())
    found = set(keys)
    rows += [row(key, nothing, account) for key in wanted if key not in found]
    return [*sorted(rows, key=lambda one: -one["profit_total_abs"]), total]


def _listed(one: Row) -> Row:
    """Tag and reason as a list, as it stands in JSON."""
    return {**one, "key": list(one["key"])} if isinstance(one["key"], tuple) else one
