"""Writes result files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from bot.backtest.archive import jsons, signals
from bot.backtest.archive.contents import CONFIG
from bot.backtest.archive.frames import tables_of
from bot.backtest.archive.history import point_to
from bot.backtest.archive.names import META, place, stems_from
from bot.backtest.archive.whole import new_file, replace_file
from bot.backtest.outcome import Outcome
from bot.backtest.report.spans import days_and_clock
from bot.settings.redact import redacted

Result = dict[str, Any]
LEVEL = 3  # thousands of trades look alike: more effort saves little


def store(
    directory: Path, outcomes: Sequence[Outcome], result: Result, *, config: Mapping[str, Any], at: datetime
) -> str:
    """Write the result of ``outcomes`` and return its stem; ``at`` becomes its name. Raises ``StorageError``.

    ``config`` is what the backtest ran with; its secrets are left out. The file that makes a result appear in lists
    is written last.
    """
    stem = _written(directory, outcomes, result, redacted(config), at)
    replace_file(place(directory, stem + META), jsons.dumped(result["metadata"]))
    point_to(directory, f"{stem}.zip")
    return stem


def with_filename(result: Result, stem: str) -> Result:
    """``result`` as clients get it once it is stored."""
    metadata = {name: {**one, "filename": stem, "strategy": name} for name, one in result["metadata"].items()}
    return {**result, "metadata": metadata}


def _written(
    directory: Path, outcomes: Sequence[Outcome], result: Result, config: Mapping[str, Any], at: datetime
) -> str:
    def write(stem: str, file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for ending, content in _members(outcomes, result, config):
                archive.writestr(f"{stem}{ending}", content)

    stems = stems_from(at)
    while True:
        stem = next(stems)
        if new_file(place(directory, f"{stem}.zip"), lambda file, stem=stem: write(stem, file)):  # type: ignore[misc]
            return stem


def _members(outcomes: Sequence[Outcome], result: Result, config: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Endings of names and contents; the market is the same for all strategies."""
    yield ".json", jsons.dumped(_as_stored(result))
    yield CONFIG, jsons.described(config)
    tables: dict[str, bytes] = {}
    for outcome in outcomes:
        yield f"_{outcome.strategy}.py", outcome.source.encode()
        if outcome.parameter_file is not None:
            yield f"_{outcome.strategy}.json", outcome.parameter_file.encode()
        tables.update(tables_of(outcome))
    yield from tables.items()
    yield from signals.members(outcomes)


def _as_stored(result: Result) -> Result:
    """Without the metadata, which lies beside, and with the spellings of dates and spans that result files have."""
    strategies = {name: _stored_strategy(one) for name, one in result["strategy"].items()}
    return {"strategy": strategies, "strategy_comparison": result["strategy_comparison"]}


def _stored_strategy(one: Result) -> Result:
    wallet = one["wallet_stats"]
    return {
        **one,
        "trades": [_stored_trade(trade) for trade in one["trades"]],
        "holding_avg": str(timedelta(seconds=one["holding_avg_s"])),
        "drawdown_duration": days_and_clock(one["drawdown_duration_s"]),
        "wallet_stats": {**wallet, "drawdown_duration": days_and_clock(wallet["drawdown_duration_s"])}
        if wallet
        else wallet,
    }


def _stored_trade(trade: Result) -> Result:
    return {**trade, "open_date": _with_offset(trade["open_date"]), "close_date": _with_offset(trade["close_date"])}


def _with_offset(iso: str) -> str:
    """``2026-10-01 00:05:00+00:00``."""
    return f"{iso[:10]} {iso[11:-1]}+00:00"
