"""``tradepost list-data``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

import typer

from bot.cli.data_options import CandleFormat, Mode, Pairs, TradeFormat
from bot.cli.data_tables import chosen_files, day, matching_pairs
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.tables import show_table
from bot.data.frames import first_date, last_date
from bot.domain.timerange import parse
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.storage.candle_formats import read_candles
from bot.storage.data_names import StoredFile
from bot.storage.trade_files import TradeFiles, read_trades

ShowRange = Annotated[bool, typer.Option("--show-timerange", help="From when to when, and how many; reads all files.")]
ShowTrades = Annotated[bool, typer.Option("--trades", help="Public trades instead of candles.")]


def command(
    config: ConfigFiles = None,
    exchange: ExchangeName = None,
    pairs: Pairs = None,
    trading_mode: Mode = None,
    show_timerange: ShowRange = False,
    trades: ShowTrades = False,
    data_format_ohlcv: CandleFormat = None,
    data_format_trades: TradeFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the stored candles, or public trades; of all formats and trading modes unless an option says otherwise."""
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    if trades:
        _show_trades(settings, pairs, data_format_trades, with_range=show_timerange)
        return
    files = chosen_files(
        CandleFiles(settings.datadir).files(), pairs=pairs, trading_mode=trading_mode, data_format=data_format_ohlcv
    )
    print(
        f"Found {len({(file.pair, file.timeframe, file.candle_type) for file in files})} pair / timeframe combinations."
    )
    if files and show_timerange:
        columns = ("Pair", "Timeframe", "Type", "From", "To", "Candles")
        show_table("", columns, [_row_with_range(file) for file in files])
    elif files:
        show_table("", ("Pair", "Timeframe", "Type"), _joined(files))


def _joined(files: Sequence[StoredFile]) -> list[tuple[str, str, str]]:
    """One row for each pair and type."""
    groups = groupby(files, key=lambda file: (file.pair, file.candle_type))
    return [(pair, ", ".join(dict.fromkeys(file.timeframe for file in group)), kind) for (pair, kind), group in groups]


def _row_with_range(file: StoredFile) -> tuple[object, ...]:
    candles = read_candles(file.path, file.candle_type, ["date"])
    span = day(first_date(candles)), day(last_date(candles))
    return (file.pair, file.timeframe, file.candle_type, *span, len(candles))


def _show_trades(settings: Settings, pairs: Sequence[str] | None, data_format: str | None, *, with_range: bool) -> None:
    stored = TradeFiles(settings.datadir).files()
    names = matching_pairs(pairs, [file.pair for file in stored])
    files = [file for file in stored if file.pair in names and data_format in (None, file.data_format)]
    print(f"Found trades data for {len({file.pair for file in files})} pairs.")
    if not files:
        return
    if not with_range:
        show_table("", ("Pair", "Format"), [(file.pair, file.data_format) for file in files])
        return
    rows = []
    for file in files:
        frame = read_trades(file.path)
        stamps = frame["timestamp"]
        ends = [day(parse(f"{stamp}-").start) for stamp in (stamps.min(), stamps.max())] if len(frame) else ["", ""]
        rows.append((file.pair, file.data_format, *ends, len(frame)))
    show_table("", ("Pair", "Format", "From", "To", "Trades"), rows)
