"""``tradepost check-data``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from bot.cli.data_options import CandleFormat, CandleTypes, Mode, Pairs, Timeframes
from bot.cli.data_tables import chosen_files, day
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.progress_bar import ProgressBar
from bot.cli.tables import show_table
from bot.data.check import Findings
from bot.data.repair import Repairer
from bot.runtime.data import Checked, check_files
from bot.runtime.market import open_market
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.storage.data_names import StoredFile
from bot.storage.folder_lock import only_writer

FAULTY = 1
SHOWN_GAPS = 20
COLUMNS = ("Pair", "Timeframe", "Type", "Candles", "From", "To", "Gaps", "Missing", "Findings")
Repair = Annotated[bool, typer.Option("--repair", help="Mend what can be mended, with candles of the exchange.")]
AllGaps = Annotated[bool, typer.Option("--all-gaps", help=f"List all gaps, not only {SHOWN_GAPS} of a file.")]


def command(
    config: ConfigFiles = None,
    repair: Repair = False,
    all_gaps: AllGaps = False,
    pairs: Pairs = None,
    timeframes: Timeframes = None,
    exchange: ExchangeName = None,
    trading_mode: Mode = None,
    candle_types: CandleTypes = None,
    data_format_ohlcv: CandleFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Look for gaps, repeated or misplaced candles and impossible numbers in stored candles.

    With --repair files are put in order, and what is missing or impossible is asked for again; each file is replaced
    as a whole. The exit code is 1 if anything is wrong, or still wrong after the repair.
    """
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    files = chosen_files(
        CandleFiles(settings.datadir).files(),
        pairs=pairs,
        timeframes=timeframes,
        candle_types=candle_types,
        trading_mode=trading_mode,
        data_format=data_format_ohlcv,
    )
    found = list(_repaired(settings, files) if repair else _looked_at(files))
    show_table(f"{len(found)} files in {settings.datadir}", COLUMNS, map(_row, found))
    for one in found:
        for line in _lines(one, None if all_gaps else SHOWN_GAPS):
            print(line)
    if any(not one.findings.is_sound or one.error for one in found):
        raise typer.Exit(FAULTY)


def _looked_at(files: Sequence[StoredFile]) -> Iterator[Checked]:
    with ProgressBar() as bar:
        yield from check_files(files, bar)


def _repaired(settings: Settings, files: Sequence[StoredFile]) -> Iterator[Checked]:
    """Spot and futures are different markets of an exchange."""
    for swaps in (False, True):
        chosen = [file for file in files if (file.candle_type != "spot") is swaps]
        if not chosen:
            continue
        with only_writer(settings.datadir), open_market(settings, swaps=swaps) as market, ProgressBar() as bar:
            for one in check_files(chosen, bar, repairer=Repairer(market, time.sleep)):
                if one.is_written:
                    name = f"{one.file.pair} {one.file.timeframe}"
                    print(f"{name}: repaired, {one.fetched} candles of {market.name}.", file=sys.stderr)
                yield one


def _row(one: Checked) -> tuple[object, ...]:
    file, found = one.file, one.findings
    span = day(found.first), day(found.last)
    counts = (found.candles, *span, len(found.gaps), found.missing)
    return (file.pair, file.timeframe, file.candle_type, *counts, ", ".join(_words(found)) or "sound")


def _words(found: Findings) -> Iterator[str]:
    named = {
        "repeated": found.duplicates,
        "out of order": found.disorder,
        "beside the grid": found.off_grid,
        "with impossible numbers": found.bad,
    }
    if found.problem:
        yield "can't be read"
    elif not found.candles:
        yield "empty"
    yield from (f"{count} {what}" for what, count in named.items() if count)
    yield from found.layout
    if found.gaps:
        yield f"{found.missing} missing"


def _lines(one: Checked, limit: int | None) -> Iterator[str]:
    """Every gap, and why something could not be read or repaired."""
    name = f"{one.file.pair} {one.file.timeframe} {one.file.candle_type}"
    if one.findings.problem:
        yield f"{name}: {one.findings.problem} download-data --erase begins anew."
    for gap in one.findings.gaps[:limit]:
        yield f"{name}: missing from {day(gap.first)} to {day(gap.last)}, {gap.count} candles"
    if limit is not None and len(one.findings.gaps) > limit:
        yield f"{name}: and {len(one.findings.gaps) - limit} more gaps (--all-gaps lists them)"
    if one.is_written and not one.findings.is_sound:
        yield f"{name}: not all could be repaired: {one.error or 'the exchange has no other candles of that time'}"
