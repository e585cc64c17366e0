"""``tradepost convert-trade-data``."""

from __future__ import annotations

from bot.cli.convert_data import Erase, From, To, check_formats
from bot.cli.data_options import Mode, Pairs
from bot.cli.data_tables import matching_pairs
from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.tables import with_progress
from bot.domain.market_data import is_futures
from bot.storage.data_names import trades_path
from bot.storage.folder_lock import only_writer
from bot.storage.trade_files import TradeFiles, read_trades, write_trades


def command(
    format_from: From,
    format_to: To,
    config: ConfigFiles = None,
    erase: Erase = False,
    pairs: Pairs = None,
    exchange: ExchangeName = None,
    trading_mode: Mode = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Write files of public trades in another format.

    A file of that format that exists already is replaced. With --erase a file is deleted once the other one is
    written.
    """
    check_formats(format_from, format_to)
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    stored = TradeFiles(settings.datadir).files()
    names = matching_pairs(pairs, [file.pair for file in stored])
    files = [
        file
        for file in stored
        if file.data_format == format_from
        and file.pair in names
        and (trading_mode is None or (trading_mode == "futures") == is_futures(file.pair))
    ]
    with only_writer(settings.datadir):
        for file in with_progress("Converting", files, len(files)):
            target = file.path.parent / trades_path(settings.datadir, file.pair, format_to).name
            write_trades(read_trades(file.path), target, format_to)
            if erase:
                file.path.unlink()
    print(f"Converted {len(files)} files of trades in {settings.datadir} from {format_from} to {format_to}.")
