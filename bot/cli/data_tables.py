"""Stored data as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bot.cli.tables import show_table
from bot.domain import timeframe as tf
from bot.domain.market_data import Downloaded, DownloadSummary
from bot.errors import Refused
from bot.pairlist.patterns import matching, problem
from bot.storage.data_names import StoredFile


def show_downloads(folder: Path, summary: DownloadSummary) -> None:
    """What was downloaded to standard output, what was not to standard error."""
    columns = ("Pair", "Timeframe", "Type", "New", "From", "To", "")
    rows = [
        (file.pair, file.kind, file.candle_type, file.added, day(file.first), day(file.last), _remark(file))
        for file in summary.files
    ]
    show_table(f"Stored in {folder}", columns, rows)
    for pair, why in summary.skipped.items():
        print(f"{pair} was left out: {why}.", file=sys.stderr)
    for file in summary.failed:
        print(f"error: {file.pair} {file.kind}: {file.error}", file=sys.stderr)


def day(moment: datetime | None) -> str:
    """To the second, in UTC."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def chosen_files(
    files: Iterable[StoredFile],
    *,
    pairs: Sequence[str] | None = None,
    timeframes: Sequence[str] | None = None,
    candle_types: Sequence[str] | None = None,
    trading_mode: str | None = None,
    data_format: str | None = None,
) -> list[StoredFile]:
    """The files that all the options mean, shorter candles first. Raises ``Refused`` for a pattern that is none."""
    found = list(files)
    names = matching_pairs(pairs, [file.pair for file in found])
    return sorted(
        (
            file
            for file in found
            if file.pair in names
            and (not timeframes or file.timeframe in timeframes)
            and (not candle_types or file.candle_type in candle_types)
            and (not trading_mode or (trading_mode == "futures") == (file.candle_type != "spot"))
            and (not data_format or file.data_format == data_format)
        ),
        key=lambda file: (file.pair, file.candle_type, tf.seconds(file.timeframe), file.data_format),
    )


def matching_pairs(patterns: Sequence[str] | None, pairs: Sequence[str]) -> set[str]:
    """The pairs that any pattern means, all without patterns. Raises ``Refused`` for a pattern that is none."""
    if not patterns:
        return set(pairs)
    found = {pattern for pattern in patterns if pattern in pairs}
    for pattern in patterns:
        why = problem(pattern)
        if why is not None:
            raise Refused(f"'{pattern}' is neither a pair nor a pattern: {why} (allowed: BTC/USDT or .*/USDT).")
        found.update(matching(pattern, pairs))
    return found


def _remark(file: Downloaded) -> str:
    return "failed" if file.error else file.note
