"""``tradepost trades-to-ohlcv``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.data_options import CandleFormat, Mode, Pairs, TradeFormat
from bot.cli.data_tables import matching_pairs, show_downloads
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.tables import with_progress
from bot.data.resample import converted
from bot.domain.market_data import Downloaded, DownloadSummary, is_futures
from bot.errors import Refused
from bot.storage.candle_files import CandleFiles
from bot.storage.folder_lock import only_writer
from bot.storage.trade_files import TradeFiles

FAILED = 1
USUAL = ("1m", "5m")
Made = Annotated[list[str] | None, typer.Option("--timeframes", "-t", help="Candle lengths: 1m and 5m otherwise.")]
Erase = Annotated[bool, typer.Option("--erase", help="Replace candle files instead of adding to them.")]


def command(
    config: ConfigFiles = None,
    pairs: Pairs = None,
    timeframes: Made = None,
    erase: Erase = False,
    exchange: ExchangeName = None,
    trading_mode: Mode = None,
    data_format_ohlcv: CandleFormat = None,
    data_format_trades: TradeFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Make candles of stored public trades.

    The candle that holds the last trade is left out, as it may not have been complete. The exit code is 1 if a pair
    failed.
    """
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    trades = TradeFiles(settings.datadir, data_format_trades or settings.trades_format)
    candles = CandleFiles(settings.datadir, data_format_ohlcv or settings.data_format)
    stored = [file.pair for file in trades.files()]
    names = sorted(
        pair
        for pair in matching_pairs(pairs, stored)
        if trading_mode is None or (trading_mode == "futures") == is_futures(pair)
    )
    if not names:
        raise Refused(f"There are no stored trades of these pairs in {settings.datadir}: download-data --dl-trades.")
    done: list[Downloaded] = []
    with only_writer(settings.datadir):
        for pair in with_progress("Making candles", names, len(names)):
            kind = "futures" if is_futures(pair) else "spot"
            done += converted(pair, trades, candles, tuple(timeframes or USUAL), kind, erase=erase)
    summary = DownloadSummary(tuple(done))
    show_downloads(settings.datadir, summary)
    if summary.failed:
        raise typer.Exit(FAILED)
