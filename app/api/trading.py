"""What the user does to trades."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.extensions import limit_writes
from app.idempotency import request_digits
from app.params import path_int, read_body
from app.replies import json_reply
from app.schemas import document
from app.wire import trade as wire
from app.wire.schema.bot import ResultTextReply
from app.wire.schema.requests import ForceEnterBody, ForceExitBody
from app.wire.schema.trades import DeletedTradeReply, TradeReply, TradeStatusReply

bp = Blueprint("trading", __name__)
bp.before_request(limit_writes)
bp.before_request(bot_required)


@bp.post("/forceenter")
@bp.post("/forcebuy")  # what the call was named before short positions existed
@document(body=ForceEnterBody, reply=TradeReply, tag="trading", needs_bot=True, limited=True)
def force_enter() -> Response:
    """Open a trade now, whatever the strategy says."""
    order = read_body(ForceEnterBody)
    trade = services().trading.force_enter(
        order.pair,
        direction=order.direction,
        price=order.price,
        order_type=order.order_type,
        stake_amount=order.stakeamount,
        tag=order.entry_tag,
        leverage=order.leverage,
        request=request_digits(),
    )
    return json_reply(wire.plain(trade))


@bp.post("/forceexit")
@bp.post("/forcesell")  # what the call was named before short positions existed
@document(body=ForceExitBody, reply=ResultTextReply, tag="trading", needs_bot=True, limited=True)
def force_exit() -> Response:
    """Leave a trade, a part of it, or every trade now."""
    order = read_body(ForceExitBody)
    sentence = services().trading.force_exit(
        order.tradeid,
        order_type=order.order_type,
        amount=order.amount,
        price=order.price,
        request=request_digits(),
    )
    return json_reply({"result": sentence})


@bp.delete("/trades/<trade_id>")
@document(reply=DeletedTradeReply, tag="trading", needs_bot=True, limited=True, not_found=True)
def delete_trade(trade_id: str) -> Response:
    """Cancel a trade's open orders and forget the trade; nothing is sold."""
    return json_reply(wire.deleted(services().trading.delete(path_int("tradeid", trade_id))))


@bp.delete("/trades/<trade_id>/open-order")
@document(reply=TradeStatusReply, tag="trading", needs_bot=True, limited=True, not_found=True)
def cancel_open_order(trade_id: str) -> Response:
    """Cancel a trade's open orders; a trade that was never filled is removed and shown for the last time."""
    return json_reply(wire.status(services().trading.cancel_open_order(path_int("tradeid", trade_id))))


@bp.post("/trades/<trade_id>/reload")
@document(reply=TradeStatusReply, tag="trading", needs_bot=True, limited=True, not_found=True)
def reload_trade(trade_id: str) -> Response:
    """Read a trade's orders from the exchange again."""
    return json_reply(wire.status(services().trading.reload(path_int("tradeid", trade_id))))
