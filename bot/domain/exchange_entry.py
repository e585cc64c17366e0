"""An exchange as the list of exchanges shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TradeMode:
    """A way of trading; ``margin_mode`` is empty for spot."""

    trading_mode: str
    margin_mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeEntry:
    """``classname`` is what ``exchange.name`` in the config says. ``valid``: it has all that trading needs.

    ``supported``: its support is looked after by the exchange library's authors, or it is our own. The comments name
    what is missing: what is needed where it is not valid, otherwise what would be of use.
    """

    name: str
    classname: str
    valid: bool
    supported: bool
    comment: str
    comment_futures: str
    dex: bool
    is_alias: bool
    alias_for: str | None
    trade_modes: tuple[TradeMode, ...]
