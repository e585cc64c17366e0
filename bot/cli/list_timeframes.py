"""``tradepost list-timeframes``."""

from __future__ import annotations

from bot.cli.data_options import Mode
from bot.cli.options import (
    ConfigFiles,
    DataDir,
    ExchangeName,
    LogFile,
    OneColumn,
    UserDir,
    Verbose,
    quiet_settings,
)
from bot.runtime.data import is_futures_mode
from bot.runtime.market import open_market


def command(
    config: ConfigFiles = None,
    exchange: ExchangeName = None,
    one_column: OneColumn = False,
    trading_mode: Mode = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the candle lengths that the configured exchange offers."""
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    with open_market(settings, swaps=is_futures_mode(settings, trading_mode)) as market:
        timeframes = market.timeframes()
    if one_column:
        print("\n".join(timeframes))
    else:
        print(f"Timeframes available for the exchange `{settings.exchange.name}`: {', '.join(timeframes)}")
