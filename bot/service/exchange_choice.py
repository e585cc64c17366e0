"""Another exchange or trading mode than the configured one, for a single call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.enums import TradingMode
from bot.errors import Refused
from bot.settings.exchange_names import real_exchanges
from bot.settings.model import MADE_UP, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeChoice:
    """``None`` takes what is configured."""

    exchange: str | None = None
    trading_mode: TradingMode | None = None
    margin_mode: str | None = None

    def is_configured(self, settings: Settings) -> bool:
        """Whether this is what the configuration says anyway."""
        return self.exchange in (None, settings.exchange.name) and self.trading_mode in (None, settings.trading_mode)


def check_exchange(name: str | None) -> None:
    """Raises ``Refused`` for a name that is none."""
    known = (*MADE_UP, *real_exchanges())
    if name is not None and name not in known:
        near = ", ".join(one for one in known if one[:2] == name[:2].lower()) or ", ".join(MADE_UP)
        raise Refused(f"Exchange '{name}' is not known (allowed: a name of /exchanges, such as {near}).")
