"""``tradepost download-data``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.data_options import (
    CandleFormat,
    CandleTypes,
    Mode,
    Pairs,
    Timerange,
    TradeFormat,
)
from bot.cli.data_tables import show_downloads
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, config_files, quiet_settings
from bot.cli.progress_bar import ProgressBar
from bot.domain.market_data import DownloadRequest
from bot.runtime.data import download, is_futures_mode
from bot.runtime.pairs_file import wanted_pairs
from bot.settings.load import gather
from bot.settings.merge import found

FAILED = 1
USUAL = ("1m", "5m")
Loaded = Annotated[list[str] | None, typer.Option("--timeframes", "-t", help="Candle lengths: 1m and 5m otherwise.")]
Days = Annotated[int | None, typer.Option("--days", help="So many days back: 30 for a pair without a file.")]
NewDays = Annotated[int | None, typer.Option("--new-pairs-days", help="Days back for pairs that have no file yet.")]
Inactive = Annotated[bool, typer.Option("--include-inactive-pairs", help="Pairs that are not traded any more too.")]
OneByOne = Annotated[bool, typer.Option("--no-parallel-download", help="One file after the other.")]
Trades = Annotated[bool, typer.Option("--dl-trades", help="The exchange's public trades instead of candles.")]
Convert = Annotated[bool, typer.Option("--convert", help="With --dl-trades: make candles of the trades as well.")]
Erase = Annotated[bool, typer.Option("--erase", help="Begin anew: what is stored is replaced.")]
Prepend = Annotated[bool, typer.Option("--prepend", help="Add older candles in front, and none behind.")]
PairsFile = Annotated[Path | None, typer.Option("--pairs-file", help="File with a list of pairs, as JSON.")]


def command(
    config: ConfigFiles = None,
    pairs: Pairs = None,
    pairs_file: PairsFile = None,
    timeframes: Loaded = None,
    days: Days = None,
    new_pairs_days: NewDays = None,
    timerange: Timerange = None,
    include_inactive_pairs: Inactive = False,
    no_parallel_download: OneByOne = False,
    dl_trades: Trades = False,
    convert: Convert = False,
    erase: Erase = False,
    prepend: Prepend = False,
    exchange: ExchangeName = None,
    trading_mode: Mode = None,
    candle_types: CandleTypes = None,
    data_format_ohlcv: CandleFormat = None,
    data_format_trades: TradeFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Download candles, or public trades, of an exchange.

    Goes on from what is stored; broken off, it loses next to nothing and can be run again. Pairs are those of --pairs,
    of --pairs-file, of the config's whitelist or of pairs.json in the data folder. The exit code is 1 if nothing came
    or a pair failed.
    """
    files = config_files(config, userdir)
    settings = quiet_settings(
        files, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    request = DownloadRequest(
        pairs=wanted_pairs(settings.datadir, pairs or (), pairs_file, _own_whitelist(files)),
        timeframes=tuple(dict.fromkeys(timeframes or USUAL)),
        days=days,
        new_pairs_days=new_pairs_days or settings.new_pairs_days,
        timerange=timerange,
        erase=erase,
        prepend=prepend,
        include_inactive=include_inactive_pairs,
        parallel=not no_parallel_download,
        download_trades=dl_trades,
        convert_trades=convert,
        candle_types=tuple(candle_types or ()),
        trading_mode=trading_mode,
        format_candles=data_format_ohlcv,
        format_trades=data_format_trades,
    )
    is_futures_mode(settings, trading_mode)
    with ProgressBar() as bar:
        summary = download(settings, request, bar)
    show_downloads(settings.datadir, summary)
    if not summary.is_complete:
        raise typer.Exit(FAILED)


def _own_whitelist(files: Sequence[Path]) -> Sequence[str]:
    """What the user wrote: not the pattern for all pairs that fills the gap."""
    given = gather(files, os.environ, {}).values
    return found(given, "exchange.pair_whitelist") or ()
