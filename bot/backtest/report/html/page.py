"""Puts the charts and the summary onto one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from bot.backtest.archive import frames
from bot.backtest.archive.contents import load
from bot.backtest.archive.whole import replace_file
from bot.backtest.outcome import Outcome
from bot.backtest.report.html.charts import drawdown, equity, profits_by, profits_by_month
from bot.backtest.report.html.curve import Curve
from bot.backtest.report.text_metrics import metric_lines, no_trades
from bot.errors import NotFound

Result = Mapping[str, Any]
# A report stays with its reader: nothing offers to send it anywhere.
CHARTS = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "lasso2d", "select2d", "autoScale2d"],
    "plotlyServerURL": "",
    "responsive": True,
}
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1f2933; margin: 0 auto; max-width: 1180px; padding: 16px 24px; }
h1 { font-size: 22px; margin: 8px 0 0; } h2 { font-size: 18px; margin: 28px 0 8px; }
p.span { color: #5b6b7a; margin: 2px 0 16px; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 10px 0; }
.tiles div { border: 1px solid #dde3e9; border-radius: 6px; padding: 8px 12px; min-width: 88px; }
.tiles b { display: block; font-size: 18px; } .tiles span { color: #5b6b7a; font-size: 13px; }
.won { color: #2e7d32; } .lost { color: #c62828; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; } .charts > .wide { grid-column: 1 / -1; }
.charts > div { min-width: 0; border: 1px solid #dde3e9; border-radius: 6px; padding: 4px; }
@media (max-width: 820px) { .charts { grid-template-columns: 1fr; } }
table { border-collapse: collapse; margin: 12px 0; font-variant-numeric: tabular-nums; }
td { border-bottom: 1px solid #e6ebf0; padding: 3px 18px 3px 0; vertical-align: top; }
td:last-child { text-align: right; }
"""


@dataclass(frozen=True, slots=True)
class Curves:
    """The account at each candle, by strategy, and the growth of the market."""

    wallets: Mapping[str, Curve] = field(default_factory=dict)
    market: Curve | None = None


def write_page(path: Path, result: Result, curves: Curves) -> None:
    """Write the report of ``result``; raises ``StorageError`` where the file can't be written."""
    replace_file(path, "\n".join(_page(result, curves)).encode())


def write_stored(path: Path, directory: Path, stem: str) -> None:
    """The report of a stored result."""
    result = load(directory, stem)
    write_page(path, result, _stored_curves(directory, stem, list(result["strategy"])))


def write_outcomes(path: Path, outcomes: Sequence[Outcome], result: Result) -> None:
    """The report of a result that need not be stored."""
    wallets = {one.strategy: Curve(one.wallet_ms, one.wallet_total) for one in outcomes if len(one.wallet_ms)}
    market = outcomes[0].market if outcomes else None
    curve = None if market is None or market.empty else _market(market)
    write_page(path, result, Curves(wallets, curve))


def _stored_curves(directory: Path, stem: str, strategies: Sequence[str]) -> Curves:
    """Results of older versions have no tables."""
    wallets = {}
    for strategy in strategies:
        try:
            table = frames.wallet(directory, stem, strategy)
        except NotFound:
            continue
        wallets[strategy] = Curve(table[frames.DATE_TS].to_numpy(), table["total_quote"].to_numpy())
    try:
        return Curves(wallets, _market(frames.market_change(directory, stem)))
    except NotFound:
        return Curves(wallets)


def _market(table: Any) -> Curve:
    at_ms = np.asarray(table["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
    return Curve(at_ms, table["rel_mean"].fillna(0.0).to_numpy(dtype=np.float64))


def _page(result: Result, curves: Curves) -> Iterator[str]:
    names = ", ".join(result["strategy"])
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Backtest of {escape(names)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style><script>{get_plotlyjs()}</script></head><body>"
    yield f"<h1>Backtest of {escape(names)}</h1>"
    for name, one in result["strategy"].items():
        yield from _strategy(name, one, curves.wallets.get(name), curves.market)
    yield "</body></html>"


def _strategy(name: str, one: Result, wallet: Curve | None, market: Curve | None) -> Iterator[str]:
    span = f"{one.get('backtest_start')} to {one.get('backtest_end')}, candles of {one.get('timeframe')}"
    yield f'<h2>{escape(name)}</h2><p class="span">{escape(span)}</p>'
    if not one["trades"]:
        yield f"<p>{escape(no_trades(one))}</p>"
        return
    lines = metric_lines(one)
    yield from _tiles(one, dict(reversed(lines)))  # of two with one name the first is shown
    yield '<div class="charts">'
    for figure, is_wide in _figures(one, wallet, market):
        config = {**CHARTS, "displayModeBar": is_wide}
        chart = to_html(figure, config=config, include_plotlyjs=False, full_html=False)
        yield f'<div class="{"wide" if is_wide else "half"}">{chart}</div>'
    yield "</div><table>"
    yield from (f"<tr><td>{escape(text)}</td><td>{escape(value)}</td></tr>" for text, value in lines if text)
    yield "</table>"


def _figures(one: Result, wallet: Curve | None, market: Curve | None) -> Iterator[tuple[go.Figure, bool]]:
    currency = str(one.get("stake_currency", ""))
    yield equity(one, wallet, market), True
    yield drawdown(one, wallet), True
    yield profits_by("Profit by pair", one.get("results_per_pair", ()), currency), False
    yield profits_by_month(one), False
    yield profits_by("Profit by entry tag", one.get("results_per_enter_tag", ()), currency), False
    yield profits_by("Profit by exit reason", one.get("exit_reason_summary", ()), currency), False


def _tiles(one: Result, lines: Mapping[str, str]) -> Iterator[str]:
    color = "won" if one["profit_total_abs"] >= 0 else "lost"
    yield '<div class="tiles">'
    yield _tile("Profit", lines["Absolute profit"], color)
    yield _tile("Profit %", lines["Total profit %"], color)
    yield _tile("Drawdown", lines["Max % of account underwater"])
    yield _tile("Trades", str(one["total_trades"]))
    yield _tile("Won", f"{one.get('wins', 0) / one['total_trades']:.1%}")
    yield _tile("Profit factor", lines["Profit factor"])
    yield _tile("Sharpe", lines["Sharpe (closed trades)"])
    yield _tile("Market", lines["Market change"])
    yield "</div>"


def _tile(name: str, value: str, color: str = "plain") -> str:
    return f'<div><b class="{color}">{escape(value)}</b><span>{escape(name)}</span></div>'
