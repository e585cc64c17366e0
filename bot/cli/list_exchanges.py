"""``tradepost list-exchanges``."""

from __future__ import annotations

from bot.cli.options import OneColumn
from bot.cli.tables import show_table
from bot.settings.exchange_names import real_exchanges
from bot.settings.model import MADE_UP, REPLAY, SIMULATED

_ABOUT = {
    SIMULATED: "prices out of a seed; needs no network and no account",
    REPLAY: "plays stored candle files; needs exchange.sim.replay_dir or datadir",
}
_REAL = "through ccxt, in dry runs and with real money"


def command(one_column: OneColumn = False) -> None:
    """List the exchanges that exchange.name may say."""
    names = (*MADE_UP, *real_exchanges())
    if one_column:
        print("\n".join(names))
    else:
        show_table("", ("Exchange", "What it is"), [(name, _ABOUT.get(name, _REAL)) for name in names])
