"""``list-markets`` and ``list-pairs``: the same list under two names."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

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
from bot.cli.tables import show_table
from bot.domain.market import Market
from bot.ports import MarketData
from bot.runtime.data import is_futures_mode
from bot.runtime.market import open_market

Bases = Annotated[list[str] | None, typer.Option("--base", help="Only this base coin; may be repeated.")]
Quotes = Annotated[list[str] | None, typer.Option("--quote", help="Only this quote coin; may be repeated.")]
All = Annotated[bool, typer.Option("--all", "-a", help="Markets that are not active too.")]
AsJson = Annotated[bool, typer.Option("--print-json", help="The symbols as JSON.")]
AsList = Annotated[bool, typer.Option("--print-list", help="The symbols in one line.")]
AsCsv = Annotated[bool, typer.Option("--print-csv", help="The table as CSV.")]
COLUMNS = ("Id", "Symbol", "Base", "Quote", "Active", "Spot", "Margin", "Future", "Leverage", "Min Stake")


def listing(what: str) -> Callable[..., None]:
    """The command that lists the exchange's ``what``: ``markets`` or ``pairs``."""

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
        trading_mode: Mode = None,
        userdir: UserDir = None,
        datadir: DataDir = None,
        verbose: Verbose = 0,
        logfile: LogFile = None,
    ) -> None:
        settings = quiet_settings(
            config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
        )
        with open_market(settings, swaps=is_futures_mode(settings, trading_mode)) as market:
            found = _chosen_markets(market, base, quote, inactive=all_markets)
            summary = _summary(market, found, what, base, quote, inactive=all_markets)
        _show_markets(
            summary,
            found,
            as_json=print_json,
            as_list=print_list,
            as_csv=print_csv,
            one_column=one_column,
        )

    command.__doc__ = f"List the {what} of the configured exchange, of the simulated one without a config."
    return command


def _chosen_markets(
    market: MarketData, bases: Sequence[str] | None, quotes: Sequence[str] | None, *, inactive: bool
) -> list[Market]:
    """The markets with these coins, by symbol."""
    base_coins, quote_coins = _upper(bases), _upper(quotes)
    return sorted(
        (
            one
            for one in market.markets().values()
            if (inactive or one.active)
            and (not base_coins or one.base in base_coins)
            and (not quote_coins or one.quote in quote_coins)
        ),
        key=lambda one: one.symbol,
    )


def _show_markets(
    title: str, markets: Sequence[Market], *, as_json: bool, as_list: bool, as_csv: bool, one_column: bool
) -> None:
    """Print the markets in the form that was asked for, a table otherwise."""
    symbols = [one.symbol for one in markets]
    if as_json:
        print(json.dumps(symbols))
    elif as_list:
        print(f"{title}: {', '.join(symbols)}.")
    elif one_column:
        print("\n".join(symbols))
    elif as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, markets))
    else:
        show_table(title, COLUMNS, map(_row, markets))


def _summary(
    market: MarketData,
    markets: Sequence[Market],
    what: str,
    bases: Sequence[str] | None,
    quotes: Sequence[str] | None,
    *,
    inactive: bool,
) -> str:
    """``Exchange simulated has 3 active pairs with BTC as base currency and with USDT, EUR as quote currencies``."""
    coins = [_coins("base", bases), _coins("quote", quotes)]
    condition = " and ".join(filter(None, coins))
    which = f"{'' if inactive else 'active '}{what} {condition}".strip()
    return f"Exchange {market.name} has {len(markets)} {which}"


def _coins(what: str, coins: Sequence[str] | None) -> str:
    if not coins:
        return ""
    named = ", ".join(dict.fromkeys(coin.upper() for coin in coins))
    return f"with {named} as {what} {'currencies' if len(coins) > 1 else 'currency'}"


def _row(one: Market) -> tuple[object, ...]:
    kinds = (one.active, one.spot, one.margin, one.swap)
    active, spot, margin, future = (("No", "Yes")[flag] for flag in kinds)
    leverage = "" if one.max_leverage is None else f"{one.max_leverage:g}"
    smallest = "" if one.min_cost is None else f"{one.min_cost:g}"
    names = (one.exchange_id or one.symbol.replace("/", ""), one.symbol, one.base, one.quote)
    return (*names, active, spot, margin, future, leverage, smallest)


def _upper(coins: Sequence[str] | None) -> set[str]:
    return {coin.upper() for coin in coins or ()}
