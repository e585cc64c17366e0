"""``tradepost list-exchanges``."""

from __future__ import annotations

from bot.cli.options import OneColumn
from bot.cli.tables import show_table
from bot.settings.rules import EXCHANGES

_ABOUT = {
    "simulated": "prices out of a seed; needs no network and no account",
    "replay": "plays stored candle files; needs exchange.sim.replay_dir or datadir",
}


def command(one_column: OneColumn = False) -> None:
    """List the exchanges that exchange.name may say."""
    if one_column:
        print("\n".join(EXCHANGES))
    else:
        show_table("", ("Exchange", "What it is"), [(name, _ABOUT[name]) for name in EXCHANGES])
