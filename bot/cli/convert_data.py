"""``tradepost convert-data``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.data_options import CandleTypes, DataFormat, Mode, Pairs, Timeframes
from bot.cli.data_tables import chosen_files
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.tables import with_progress
from bot.errors import Refused
from bot.storage.candle_files import CandleFiles
from bot.storage.candle_formats import read_candles, write_candles
from bot.storage.data_names import candle_path
from bot.storage.folder_lock import only_writer

From = Annotated[DataFormat, typer.Option("--format-from", help="Files of this format are read.")]
To = Annotated[DataFormat, typer.Option("--format-to", help="They are written in this format.")]
Erase = Annotated[bool, typer.Option("--erase", help="Delete the files that were read.")]


def command(
    format_from: From,
    format_to: To,
    config: ConfigFiles = None,
    erase: Erase = False,
    pairs: Pairs = None,
    timeframes: Timeframes = None,
    exchange: ExchangeName = None,
    trading_mode: Mode = None,
    candle_types: CandleTypes = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Write candle files in another format.

    A file of that format that exists already is replaced. With --erase a file is deleted once the other one is
    written.
    """
    check_formats(format_from, format_to)
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    files = chosen_files(
        CandleFiles(settings.datadir).files(),
        pairs=pairs,
        timeframes=timeframes,
        candle_types=candle_types,
        trading_mode=trading_mode,
        data_format=format_from,
    )
    with only_writer(settings.datadir):
        for file in with_progress("Converting", files, len(files)):
            target = candle_path(settings.datadir, file.pair, file.timeframe, file.candle_type, format_to)
            target = file.path.parent / target.name
            write_candles(read_candles(file.path, file.candle_type), target, format_to, file.candle_type)
            if erase:
                file.path.unlink()
    print(f"Converted {len(files)} files in {settings.datadir} from {format_from} to {format_to}.")


def check_formats(format_from: DataFormat, format_to: DataFormat) -> None:
    """Raise ``Refused`` where there is nothing to do."""
    if format_from is format_to:
        raise Refused(f"--format-from and --format-to are both {format_to}; allowed: two different formats.")
