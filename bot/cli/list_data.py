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
from bot.domain.market_data import DATA_FORMATS, is_futures
from bot.errors import StorageError
from bot.exchange.bars import from_ms
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.storage.candle_formats import read_candles
from bot.storage.data_names import StoredFile
from bot.storage.trade_files import TradeFiles

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
        _show_trades(settings, pairs, trading_mode, data_format_trades, with_range=show_timerange)
        return
    found = chosen_files(
        CandleFiles(settings.datadir).files(), pairs=pairs, trading_mode=trading_mode, data_format=data_format_ohlcv
    )
    files = _preferred(found, settings.data_format)
    print(f"Found {len(files)} pair / timeframe combinations.")
    if files and show_timerange:
        _show_ranges(files)
    elif files:
        show_table("", ("Pair", "Timeframe", "Type"), _joined(files))


def _preferred(files: Sequence[StoredFile], data_format: str) -> list[StoredFile]:
    """Of the files that hold the same in several formats the one that is read."""
    order = (data_format, *DATA_FORMATS)
    chosen: dict[tuple[str, str, str], StoredFile] = {}
    for file in sorted(files, key=lambda file: order.index(file.data_format)):
        chosen.setdefault((file.pair, file.timeframe, file.candle_type), file)
    return [file for file in files if file in chosen.values()]


def _joined(files: Sequence[StoredFile]) -> list[tuple[str, str, str]]:
    """One row for each pair and type."""
    groups = groupby(files, key=lambda file: (file.pair, file.candle_type))
    return [(pair, ", ".join(file.timeframe for file in group), kind) for (pair, kind), group in groups]


def _show_ranges(files: Sequence[StoredFile]) -> None:
    """A file that can't be read is told of after the others."""
    rows: list[tuple[object, ...]] = []
    errors = []
    for file in files:
        try:
            candles = read_candles(file.path, file.candle_type, ["date"])
        except StorageError as error:
            errors.append(str(error))
            continue
        span = day(first_date(candles)), day(last_date(candles))
        rows.append((file.pair, file.timeframe, file.candle_type, *span, len(candles)))
    show_table("", ("Pair", "Timeframe", "Type", "From", "To", "Candles"), rows)
    if errors:
        raise StorageError(" ".join(errors))


def _show_trades(
    settings: Settings,
    pairs: Sequence[str] | None,
    trading_mode: str | None,
    data_format: str | None,
    *,
    with_range: bool,
) -> None:
    files = TradeFiles(settings.datadir, data_format or settings.trades_format)
    stored = [file for file in files.files() if data_format in (None, file.data_format)]
    names = matching_pairs(pairs, [file.pair for file in stored])
    rows = [
        (pair, _mode(pair))
        for pair in sorted(names)
        if trading_mode is None or is_futures(pair) == (trading_mode == "futures")
    ]
    print(f"Found trades data for {len(rows)} {'pair' if len(rows) == 1 else 'pairs'}.")
    if rows and with_range:
        columns = ("Pair", "Type", "From", "To", "Trades")
        show_table("", columns, [(pair, kind, *_range(files, pair)) for pair, kind in rows])
    elif rows:
        show_table("", ("Pair", "Type"), rows)


def _range(files: TradeFiles, pair: str) -> tuple[str, str, int]:
    stamps = files.load(pair)["timestamp"]
    first, last = (day(from_ms(int(stamp))) for stamp in (stamps.min(), stamps.max())) if len(stamps) else ("", "")
    return first, last, len(stamps)


def _mode(pair: str) -> str:
    return "futures" if is_futures(pair) else "spot"
