"""The figures side by side, each with the ratio that was promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

SMALL = tuple(f"/{path} (JWT)" for path in ("version", "show_config", "whitelist", "locks", "health"))
# Milliseconds with 100,000 closed trades, after a change.
MANY = {"profit": 150, "performance": 150, "stats": 150, "daily": 150, "trades?limit=500": 50}


ENTRY_AND_EXIT = 2
REFERENCE_ORDERS = "orders that the reference had filled on our exchange"


@dataclass(frozen=True)
class Row:
    """``target`` is the least ratio; for times and memory ``at_most`` is an absolute bound instead."""

    name: str
    unit: str
    target: float | None = None
    at_most: float | None = None
    more_is_better: bool = True


ROWS = (
    Row("launch to /ping", "s", at_most=1.5, more_is_better=False),
    Row("resident memory", "MB", at_most=180, more_is_better=False),
    Row("/ping", "1/s", target=1.2),
    *(Row(name, "1/s", target=3) for name in SMALL),
    Row("/status", "1/s", target=20),
    Row("/status unchanged (304)", "1/s", target=25),
    Row("/profit", "1/s", target=100),
    Row("/balance", "1/s", target=100),
    Row("/performance", "1/s", target=10),
    Row("/daily", "1/s", target=10),
    Row("/trades?limit=500", "1/s", target=20),
    Row("/pair_candles", "1/s", target=10),
    Row("/ping p99 while analysing", "ms", target=3, more_is_better=False),
    Row("forceenter, median", "ms", target=3, more_is_better=False),
    Row("forceexit, median", "ms", target=3, more_is_better=False),
    Row("pass with new candles, 50 pairs", "ms", target=3, more_is_better=False),
    Row("pass with new candles, 100 pairs", "ms", target=3, more_is_better=False),
    Row("publish to last of 200 sockets", "ms", target=4, more_is_better=False),
    Row("publish to last of 1000 sockets", "ms", target=4, more_is_better=False),
    Row("memory per socket", "kB", at_most=30, more_is_better=False),
    Row("/ping p99 without sockets", "ms", target=1, more_is_better=False),
    Row("/ping p99 beside 1000 sockets", "ms", target=1, more_is_better=False),
    *(Row(f"/{path}, first call", "ms", at_most=limit, more_is_better=False) for path, limit in MANY.items()),
    *(Row(f"/{path}, unchanged", "ms", at_most=2, more_is_better=False) for path in tuple(MANY)[:-1]),
    Row("memory for 100,000 closed trades", "MB", at_most=30, more_is_better=False),
    Row("500 candles of 100 pairs over the wire", "s", at_most=2, more_is_better=False),
    Row("new candles of 100 pairs over the wire", "s", at_most=2, more_is_better=False),
    Row("memory after 1,000 rounds of them", "MB", at_most=5, more_is_better=False),
    Row("orders of 50 identical forced entries with a key", "", at_most=1, more_is_better=False),
    Row("orders of 50 identical forced entries without a key", "", at_most=1, more_is_better=False),
    Row("24 simulated hours: memory", "MB", at_most=10, more_is_better=False),
    Row("24 simulated hours: threads", "", at_most=1, more_is_better=False),
    Row("24 simulated hours: files", "", at_most=2, more_is_better=False),
    Row("backtest: whole command", "s CPU", target=5, more_is_better=False),
    Row("backtest: engine and report", "s CPU", target=20, more_is_better=False),
    Row("backtest: peak memory", "MB", target=1, more_is_better=False),
    Row("backtest with callbacks: engine and report", "s CPU", target=5, more_is_better=False),
    Row("backtests: trades that differ", "", at_most=0, more_is_better=False),
    Row("backtest of 100 pairs over a year: peak memory", "MB", at_most=4096, more_is_better=False),
    Row(REFERENCE_ORDERS, "", more_is_better=True),
)


def show(ours: Mapping[str, float], theirs: Mapping[str, float]) -> None:
    """Print the table; a row without a figure is left out."""
    table = Table(
        title="50 pairs, 50 open and 2,000 closed trades (first call, unchanged: 100,000), 8 connections, medians"
    )
    for heading in ("what", "reference", "Tradepost", "ratio", "promised", ""):
        table.add_column(heading, justify="left" if heading in ("what", "") else "right")
    for row in ROWS:
        if row.name == REFERENCE_ORDERS:
            if row.name in theirs:
                table.add_row(
                    row.name, f"{theirs[row.name]:g}", "", "", "2", "met" if theirs[row.name] == 2 else "MISSED"
                )
        elif row.name in ours:
            table.add_row(*_cells(row, ours[row.name], theirs.get(row.name, _base(row, theirs))))
    Console().print(table)


def _base(row: Row, theirs: Mapping[str, float]) -> float | None:
    """An answer 'unchanged' is held against the full one."""
    return theirs.get("/status") if row.name == "/status unchanged (304)" else None


def _cells(row: Row, ours: float, theirs: float | None) -> tuple[str, ...]:
    shown = (row.name, f"{theirs:,.2f} {row.unit}" if theirs else "-", f"{ours:,.2f} {row.unit}")
    ratio = None
    if theirs:
        ratio = ours / theirs if row.more_is_better else theirs / ours
    promised = f"<= {row.at_most:g} {row.unit}" if row.at_most is not None else f">= {row.target:g} x"
    is_met = ours <= row.at_most if row.at_most is not None else (None if ratio is None else ratio >= (row.target or 0))
    verdict = {True: "met", False: "MISSED", None: ""}[is_met]
    return (*shown, f"{ratio:.1f} x" if ratio else "-", promised, verdict)
