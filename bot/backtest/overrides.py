"""Which of the callbacks a strategy has of its own: only those are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Named after the methods of ``IStrategy``."""

    bot_loop_start: bool = False
    confirm_trade_entry: bool = False
    confirm_trade_exit: bool = False
    custom_entry_price: bool = False
    custom_exit_price: bool = False
    custom_stake_amount: bool = False
    custom_exit: bool = False
    custom_stoploss: bool = False
    custom_roi: bool = False
    leverage: bool = False
    check_entry_timeout: bool = False
    check_exit_timeout: bool = False
    adjust_entry_price: bool = False
    adjust_exit_price: bool = False
    adjust_order_price: bool = False
    adjust_trade_position: bool = False
    order_filled: bool = False

    @property
    def any(self) -> bool:
        """Whether the strategy's code runs while the simulation does."""
        return any(getattr(self, field.name) for field in fields(self))


def overrides_of(methods: Collection[str]) -> Overrides:
    """From the names of the methods that a strategy has of its own."""
    return Overrides(**{field.name: field.name in methods for field in fields(Overrides)})
