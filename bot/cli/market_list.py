"""What ``list-markets`` and ``list-pairs`` share."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli.tables import show_table
from bot.clock import SystemClock
from bot.domain.market import Market
from bot.exchange.build import build_market
from bot.ports import MarketData
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles

Bases = Annotated[list[str] | None, typer.Option("--base", help="Only this base coin; may be repeated.")]
Quotes = Annotated[list[str] | None, typer.Option("--quote", help="Only this quote coin; may be repeated.")]
All = Annotated[bool, typer.Option("--all", "-a", help="Markets that are not active too.")]
AsJson = Annotated[bool, typer.Option("--print-json", help="The symbols as JSON.")]
AsList = Annotated[bool, typer.Option("--print-list", help="The symbols in one line.")]
AsCsv = Annotated[bool, typer.Option("--print-csv", help="The table as CSV.")]
COLUMNS = ("Id", "Symbol", "Base", "Quote", "Active", "Spot", "Future", "Min Stake")


def open_market(settings: Settings) -> MarketData:
    """The market data of the configured exchange."""
    return build_market(settings, SystemClock(), lambda folder: CandleFiles(folder, settings.data_format))


def chosen_markets(
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


def show_markets(
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


def summary(market: MarketData, markets: Sequence[Market], what: str, *, inactive: bool) -> str:
    """``Exchange simulated has 100 active pairs``."""
    return f"Exchange {market.name} has {len(markets)} {'' if inactive else 'active '}{what}"


def _row(one: Market) -> tuple[object, ...]:
    active, spot, future = (("No", "Yes")[flag] for flag in (one.active, one.spot, one.swap))
    smallest = "" if one.min_cost is None else f"{one.min_cost:g}"
    return (one.symbol.replace("/", ""), one.symbol, one.base, one.quote, active, spot, future, smallest)


def _upper(coins: Sequence[str] | None) -> set[str]:
    return {coin.upper() for coin in coins or ()}
