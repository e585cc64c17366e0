"""``tradepost list-markets``."""

from __future__ import annotations

from bot.cli.market_list import (
    All,
    AsCsv,
    AsJson,
    AsList,
    Bases,
    Quotes,
    chosen_markets,
    open_market,
    show_markets,
    summary,
)
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


def command(
    config: ConfigFiles = None,
    exchange: ExchangeName = None,
    base: Bases = None,
    quote: Quotes = None,
    all_markets: All = False,
    print_list: AsList = False,
    print_json: AsJson = False,
    print_csv: AsCsv = False,
    one_column: OneColumn = False,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the markets of the configured exchange, of the simulated one without a config."""
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    market = open_market(settings)
    found = chosen_markets(market, base, quote, inactive=all_markets)
    show_markets(
        summary(market, found, "markets", inactive=all_markets),
        found,
        as_json=print_json,
        as_list=print_list,
        as_csv=print_csv,
        one_column=one_column,
    )
