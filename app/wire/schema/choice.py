"""Fields that choose another exchange than the configured one."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.domain.enums import TradingMode
from bot.service.exchange_choice import ExchangeChoice

ModeName = Literal["spot", "margin", "futures"]
MarginName = Literal["", "isolated", "cross"]
ExchangeName = Annotated[str, Meta(max_length=100)]


class ChoiceFields(Struct, kw_only=True):
    """Left out, null or empty: what is configured."""

    exchange: ExchangeName | None = None
    trading_mode: Literal["spot", "margin", "futures", ""] | None = None
    margin_mode: MarginName | None = None

    @property
    def choice(self) -> ExchangeChoice:
        """What was chosen."""
        return ExchangeChoice(
            exchange=self.exchange or None,
            trading_mode=TradingMode(self.trading_mode) if self.trading_mode else None,
            margin_mode=self.margin_mode or None,
        )
