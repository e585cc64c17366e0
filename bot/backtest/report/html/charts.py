"""The charts, one function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from bot.backtest.report.html.curve import Curve
from bot.backtest.report.row import TOTAL

WON, LOST, ACCOUNT, MARKET = "#2e7d32", "#c62828", "#1565c0", "#8d99a6"
MAX_BARS = 40
HEIGHT = 340


def closed_curve(one: Mapping[str, Any]) -> Curve:
    """The balance after each closed trade, from the start of the backtest on."""
    trades = sorted(one["trades"], key=lambda trade: trade["close_timestamp"])
    starting = float(one["starting_balance"])
    profits = np.array([trade["profit_abs"] for trade in trades], dtype=np.float64)
    at_ms = np.array([one["backtest_start_ts"], *(trade["close_timestamp"] for trade in trades)], dtype=np.int64)
    return Curve(at_ms, starting + np.concatenate(([0.0], np.cumsum(profits))))


def equity(one: Mapping[str, Any], wallet: Curve | None, market: Curve | None) -> go.Figure:
    """The account, and what the same money would be worth had it followed the market."""
    figure = go.Figure()
    closed = closed_curve(one)
    if market is not None:
        worth = Curve(market.at_ms, closed.values[0] * (1 + market.values)).thinned()
        figure.add_scatter(x=worth.dates(), y=worth.values, name="market", line={"color": MARKET, "width": 1})
    if wallet is not None:
        shown = wallet.thinned()
        figure.add_scatter(x=shown.dates(), y=shown.values, name="account", line={"color": ACCOUNT, "width": 1.5})
    shown = closed.thinned()
    dash = {"color": WON, "width": 1.5, "shape": "hv"}
    figure.add_scatter(x=shown.dates(), y=shown.values, name="closed trades", line=dash)
    return _laid_out(figure, f"Balance ({one.get('stake_currency', '')})")


def drawdown(one: Mapping[str, Any], wallet: Curve | None) -> go.Figure:
    """How far the account is below its high."""
    falls = (closed_curve(one) if wallet is None else wallet).falls().thinned()
    figure = go.Figure()
    figure.add_scatter(x=falls.dates(), y=falls.values, fill="tozeroy", line={"color": LOST, "width": 1})
    figure.update_yaxes(tickformat=".1%")
    return _laid_out(figure, "Drawdown")


def profits_by(title: str, rows: Sequence[Mapping[str, Any]], currency: str) -> go.Figure:
    """Profits of a table's rows; of very many, those that won and lost most."""
    shown = [row for row in rows if row["key"] != TOTAL and row["trades"]]
    if len(shown) > MAX_BARS:
        shown = [*shown[: MAX_BARS // 2], *shown[-MAX_BARS // 2 :]]
        title = f"{title}: the best and the worst {MAX_BARS // 2}"
    names = [_name(row["key"]) for row in shown]
    notes = [f"{row['trades']} trades, {row['wins']} won" for row in shown]
    return _bars(f"{title} ({currency})", names, [row["profit_total_abs"] for row in shown], notes)


def profits_by_month(one: Mapping[str, Any]) -> go.Figure:
    """Profits of the trades that closed in each month."""
    months = one.get("periodic_breakdown", {}).get("month", ())
    names = [f"{month['date'][6:]}-{month['date'][3:5]}" for month in months]
    notes = [f"{month['wins']} won, {month['losses']} lost" for month in months]
    title = f"Profit by month ({one.get('stake_currency', '')})"
    return _bars(title, names, [month["profit_abs"] for month in months], notes)


def _name(key: Any) -> str:
    parts = key if isinstance(key, list | tuple) else [key]
    return " / ".join(str(part) or "(none)" for part in parts)


def _bars(title: str, names: Sequence[str], amounts: Sequence[float], notes: Sequence[str]) -> go.Figure:
    colors = [WON if amount >= 0 else LOST for amount in amounts]
    figure = go.Figure()
    figure.add_bar(x=names, y=amounts, marker={"color": colors}, hovertext=notes)
    figure.update_xaxes(type="category")
    return _laid_out(figure, title)


def _laid_out(figure: go.Figure, title: str) -> go.Figure:
    figure.update_layout(
        title={"text": title, "font": {"size": 15}},
        template="plotly_white",
        height=HEIGHT,
        margin={"l": 60, "r": 20, "t": 50, "b": 40},
        legend={"orientation": "h", "y": 1.12, "x": 1, "xanchor": "right"},
        showlegend=len(figure.data) > 1,
        hovermode="x unified" if len(figure.data) > 1 else "closest",
    )
    return figure
