"""What the user does to trades: the bot thread decides, one command after the other."""

from __future__ import annotations

from bot.domain.enums import Direction, OrderType
from bot.domain.trade import MAX_ID, Trade
from bot.errors import NotFound, Refused
from bot.service.picture import bot_picture
from bot.service.views import TradeView, view_of
from bot.state.commands import CancelOpenOrder, DeletedTrade, DeleteTrade, ForceEnter, ForceExit, ReloadTrade
from bot.state.shared import SharedState

ALL_TRADES = "all"


class Trading:
    """Force entry and exit, cancel, delete, reload."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def force_enter(
        self,
        pair: str,
        *,
        direction: Direction = Direction.LONG,
        price: float | None = None,
        order_type: OrderType | None = None,
        stake_amount: float | None = None,
        tag: str | None = None,
        leverage: float | None = None,
        request: str = "",
    ) -> Trade:
        """Open a trade or add to one; raises ``Refused`` with the bot's reason.

        The same ``request`` (32 hexadecimal digits or more) is carried out once, also over a restart.
        """
        bot_picture(self._state)
        return self._state.ask(
            ForceEnter(
                pair=pair,
                direction=direction,
                price=price,
                order_type=order_type,
                stake_amount=stake_amount,
                tag=tag or "force_entry",
                leverage=leverage,
                request=request,
            )
        )

    def force_exit(
        self,
        trade_id: str | int,
        *,
        order_type: OrderType | None = None,
        amount: float | None = None,
        price: float | None = None,
        request: str = "",
    ) -> str:
        """Leave a trade, a part of it, or with ``"all"`` every trade; raises ``Refused``. ``request`` as above."""
        bot_picture(self._state)
        if trade_id == ALL_TRADES:
            return self._state.ask(ForceExit(trade_id=None, order_type=order_type, request=request))
        number = _number(trade_id)
        return self._state.ask(
            ForceExit(trade_id=number, order_type=order_type, amount=amount, price=price, request=request)
        )

    def cancel_open_order(self, trade_id: int) -> TradeView:
        """Cancel a trade's open orders; a trade without any fill is deleted and shown for the last time."""
        bot_picture(self._state)
        return view_of(self._state.ask(CancelOpenOrder(_known(trade_id, "Invalid trade_id."))))

    def delete(self, trade_id: int) -> DeletedTrade:
        """Cancel a trade's open orders and forget it."""
        bot_picture(self._state)
        return self._state.ask(DeleteTrade(_known(trade_id, f"Trade with id '{trade_id}' not found.")))

    def reload(self, trade_id: int) -> TradeView:
        """Read a trade's orders from the exchange again."""
        bot_picture(self._state)
        return view_of(self._state.ask(ReloadTrade(_known(trade_id, f"Could not find trade with id {trade_id}."))))


def _known(trade_id: int, otherwise: str) -> int:
    """``trade_id`` where a database could hold it."""
    if not 0 < trade_id <= MAX_ID:
        raise NotFound(otherwise)
    return trade_id


def _number(trade_id: str | int) -> int:
    text = str(trade_id)
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= MAX_ID):
        raise Refused("invalid argument")
    return int(text)
