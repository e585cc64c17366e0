"""Tables of a result as text, for terminals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.backtest.report.periods import PERIODS
from bot.backtest.report.row import TOTAL
from bot.domain.amounts import plain
from bot.errors import Refused

Result = Mapping[str, Any]
RESULTS = "Win  Draw  Loss  Win%"
NO_TAG = "OTHER"
AVERAGES = ("Avg Profit %", "Tot Profit", "Tot Profit %", "Avg Duration", RESULTS)


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells are texts, as many in each row as there are columns."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def strategy_tables(one: Result, breakdown: Sequence[str] = ()) -> Iterator[TextTable]:
    """The tables of one strategy; ``breakdown`` names the periods to show. Raises ``Refused`` for an unknown one."""
    check_periods(breakdown)
    currency = str(one.get("stake_currency", ""))
    yield _table("BACKTESTING REPORT", ("Pair", "Trades"), one.get("results_per_pair", ()), currency)
    yield _table("LEFT OPEN TRADES REPORT", ("Pair", "Trades"), one.get("left_open_trades", ()), currency)
    tags = [{**row, "key": row["key"] or NO_TAG} for row in one.get("results_per_enter_tag", ())]
    yield _table("ENTER TAG STATS", ("Enter Tag", "Entries"), tags, currency)
    yield _table("EXIT REASON STATS", ("Exit Reason", "Exits"), one.get("exit_reason_summary", ()), currency)
    yield _table("MIXED TAG STATS", ("Enter Tag", "Exit Reason", "Trades"), one.get("mix_tag_stats", ()), currency)
    yield from (_breakdown(one, period, currency) for period in breakdown)


def strategy_summary(rows: Sequence[Result], currency: str) -> TextTable:
    """A row for each strategy; ``currency`` is empty where they have several."""
    columns = ("Strategy", "Trades", *_averages(currency), "Drawdown")
    return TextTable("STRATEGY SUMMARY", columns, [[*_row(row, 1), _drawdown(row, currency)] for row in rows])


def check_periods(periods: Sequence[str]) -> None:
    """Raises ``Refused`` for a period that no result is broken down by."""
    for period in periods:
        if period not in PERIODS:
            raise Refused(f"'{period}' is no period of a breakdown (allowed: {', '.join(PERIODS)}).")


def win_text(one: Result) -> str:
    """Wins, draws, losses and the part of wins in percent, in columns of their own."""
    wins, draws, losses = (int(one.get(name, 0)) for name in ("wins", "draws", "losses"))
    count = wins + draws + losses
    percent = wins / count * 100 if count else 0.0
    shown = f"{percent:.0f}" if percent in (0.0, 100.0) else f"{percent:.1f}"
    return f"{wins:>4}  {draws:>4}  {losses:>4}  {shown:>4}"


def _averages(currency: str) -> Sequence[str]:
    return [f"{name} {currency}".strip() if name == "Tot Profit" else name for name in AVERAGES]


def _table(title: str, heads: Sequence[str], rows: Sequence[Result], currency: str) -> TextTable:
    columns = (*heads, *_averages(currency))
    return TextTable(title, columns, [_row(row, len(heads) - 1) for row in rows])


def _row(row: Result, keys: int) -> list[str]:
    """``keys``: how many cells the key takes; the total has one."""
    key = row.get("key", row.get("exit_reason", ""))
    cells = list(map(str, key)) if isinstance(key, list | tuple) else [str(key)]
    return [
        *cells[:keys],
        *[""] * (keys - len(cells)),
        str(row["trades"]),
        str(row["profit_mean_pct"]),
        f"{row['profit_total_abs']:.3f}",
        str(row["profit_total_pct"]),
        str(row["duration_avg"]),
        win_text(row),
    ]


def _breakdown(one: Result, period: str, currency: str) -> TextTable:
    rows = [
        [
            str(row["date"]),
            str(row.get("trades", row.get("wins", 0) + row.get("draws", 0) + row.get("losses", 0))),
            plain(row["profit_abs"], 3),
            str(round(row.get("profit_factor") or 0.0, 2)),
            win_text(row),
        ]
        for row in one.get("periodic_breakdown", {}).get(period, ())
    ]
    columns = (period.capitalize(), "Trades", f"Tot Profit {currency}".strip(), "Profit Factor", RESULTS)
    return TextTable(f"{period.upper()} BREAKDOWN", columns, rows)


def _drawdown(row: Result, currency: str) -> str:
    """``24.949 USDT  2.49%``."""
    amount = f"{row.get('max_drawdown_abs', 0)} {currency}".strip()
    return f"{amount}  {row.get('max_drawdown_account', 0.0):.2%}"


def pair_list(one: Result) -> str:
    """The pairs by profit, as they may stand in a configuration."""
    rows = [row for row in one.get("results_per_pair", ()) if row["key"] != TOTAL]
    lines = [f'"{row["key"]}",  // {row["profit_mean"]:.2%}' for row in rows]
    return "\n".join([f"Pairs for Strategy {one.get('strategy_name', '')}:", "[", *lines, "]"])
