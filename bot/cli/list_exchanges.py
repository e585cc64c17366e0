"""``tradepost list-exchanges``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.data_options import Mode
from bot.cli.options import OneColumn
from bot.cli.tables import show_table
from bot.domain.exchange_entry import ExchangeEntry
from bot.runtime.exchanges import all_exchanges

COLUMNS = ("Exchange", "Class name", "Supported", "Markets", "Comment")
All = Annotated[bool, typer.Option("--all", "-a", help="Those that lack what trading needs too.")]
Dex = Annotated[bool, typer.Option("--dex-exchanges", help="Only decentralised exchanges.")]
Futures = Annotated[
    bool, typer.Option("--ccxt-show-futures-options-exchanges", help="Those without a spot market too.")
]


def command(
    one_column: OneColumn = False,
    all_exchanges_too: All = False,
    trading_mode: Mode = None,
    dex_exchanges: Dex = False,
    futures_exchanges: Futures = False,
) -> None:
    """List the exchanges that exchange.name may say: the class names are what stands there."""
    found = [
        entry
        for entry in all_exchanges()
        if (all_exchanges_too or _is_usual(entry, trading_mode, with_futures=futures_exchanges))
        and (not dex_exchanges or entry.dex)
        and (trading_mode is None or any(mode.trading_mode == trading_mode for mode in entry.trade_modes))
    ]
    if one_column:
        print("\n".join(entry.classname for entry in found))
    else:
        show_table("", COLUMNS, map(_row, found))


def _is_usual(entry: ExchangeEntry, trading_mode: str | None, *, with_futures: bool) -> bool:
    has_spot = any(mode.trading_mode == "spot" for mode in entry.trade_modes)
    return entry.valid and (has_spot or with_futures or trading_mode == "futures")


def _row(entry: ExchangeEntry) -> tuple[str, ...]:
    modes = ", ".join(f"{mode.margin_mode} {mode.trading_mode}".strip() for mode in entry.trade_modes)
    kind = [f"alias for {entry.alias_for}"] if entry.is_alias else []
    kind += ["not usable"] if not entry.valid else []
    kind += ["decentralised"] if entry.dex else []
    comments = "; ".join(filter(None, (*kind, entry.comment)))
    return (entry.name, entry.classname, "yes" if entry.supported else "", modes, comments)
