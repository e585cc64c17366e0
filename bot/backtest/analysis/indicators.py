"""Indicators at the entries and exits of trades, and at signals that led to none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bot.backtest.analysis.trades import ALL, Filter, entered, moments
from bot.errors import Refused

Tables = Mapping[str, pd.DataFrame]
SHOWN = ("pair", "open_date", "enter_reason", "exit_reason")
CANDLE = ("date", "open", "high", "low", "close", "volume")


def at_trades(
    trades: pd.DataFrame, names: Sequence[str], *, entries: Tables | None, exits: Tables | None
) -> pd.DataFrame:
    """A row for each trade; ``entries`` and ``exits`` are the analysed candles by pair, ``None`` leaves a side out.

    Names of trade fields give these, other names a column for each side: ``rsi (entry)`` and ``rsi (exit)``, or
    ``rsi`` where only one side is asked for. Raises ``Refused`` for a name that neither has.
    """
    sides = {"entry": (entries, "open_date"), "exit": (exits, "close_date")}
    asked = {side: one for side, one in sides.items() if one[0] is not None}
    table = trades[list(SHOWN)].copy()
    candles = {side: _before(trades, tables or {}, moment) for side, (tables, moment) in asked.items()}
    wanted = [name for name in _wanted(names, candles) if name not in SHOWN]
    for side, frame in candles.items():
        for name in wanted:
            if name not in trades.columns:
                table[name if len(candles) == 1 else f"{name} ({side})"] = _column(frame, name)
    return table.assign(**{name: trades[name] for name in wanted if name in trades.columns})


def at_rejected(tables: Tables, names: Sequence[str], wanted: Filter) -> pd.DataFrame:
    """A row for each signal that led to no trade, by date."""
    rows = [frame.assign(pair=pair) for pair, frame in tables.items() if len(frame)]
    columns = ["pair", "date", "enter_reason"]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.concat(rows, ignore_index=True).rename(columns={"enter_tag": "enter_reason"})
    if "enter_reason" not in table.columns:
        table["enter_reason"] = ""
    table["date"] = moments(table["date"])
    table = entered(table.sort_values("date", kind="stable"), wanted, opened="date", closed="date")
    asked = [name for name in _wanted(names, {"rejected": table}) if name not in columns]
    return table[columns].assign(**{name: _column(table, name) for name in asked})


def _before(trades: pd.DataFrame, tables: Tables, moment: str) -> pd.DataFrame:
    """The last analysed candle that opened before each trade's moment, in the order of ``trades``."""
    by_pair = ((str(pair), rows) for pair, rows in trades.groupby("pair"))
    found = [_latest(rows[moment], tables[pair]) for pair, rows in by_pair if pair in tables]
    found = [frame for frame in found if len(frame)]
    return (pd.concat(found) if found else pd.DataFrame()).reindex(trades.index)


def _latest(at: pd.Series[Any], candles: pd.DataFrame) -> pd.DataFrame:
    if candles.empty:
        return candles
    ordered = candles.assign(date=moments(candles["date"])).sort_values("date", kind="stable")
    places = np.asarray(ordered["date"].searchsorted(at, side="left")) - 1
    is_known = places >= 0
    return ordered.iloc[places[is_known]].set_axis(at.index[is_known])


def _wanted(names: Sequence[str], candles: Tables) -> Sequence[str]:
    """``all`` stands for every indicator."""
    if ALL not in names:
        return names
    columns = dict.fromkeys(name for frame in candles.values() for name in frame.columns)
    return [name for name in columns if name not in CANDLE]


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name not in frame.columns:
        known = ", ".join(map(str, frame.columns)) or "none"
        raise Refused(f"'{name}' is neither an indicator nor a field of trades (the candles have: {known}).")
    return frame[name]
