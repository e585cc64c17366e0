"""Which exchanges there are. A heavy import: load it when it is asked for."""

from __future__ import annotations

from bot.domain.exchange_entry import ExchangeEntry, TradeMode
from bot.exchange.real.directory import exchanges
from bot.settings.model import REPLAY, SIMULATED

SPOT = (TradeMode("spot", ""),)
_OURS = {
    SIMULATED: ("Simulated", "prices out of a seed; needs no network and no account"),
    REPLAY: ("Replay", "plays stored candle files; needs exchange.sim.replay_dir or datadir"),
}


def all_exchanges() -> list[ExchangeEntry]:
    """Ours, and those of the exchange library by name."""
    return [*(_our(name) for name in _OURS), *exchanges()]


def _our(classname: str) -> ExchangeEntry:
    name, comment = _OURS[classname]
    return ExchangeEntry(
        name=name,
        classname=classname,
        valid=True,
        supported=True,
        comment=comment,
        comment_futures="",
        dex=False,
        is_alias=False,
        alias_for=None,
        trade_modes=SPOT,
    )
