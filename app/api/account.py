"""Balances."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.replies import cached_reply
from app.schemas import document
from app.wire import balance as wire
from app.wire.schema.account import BalanceHistoryReply, BalanceReply, CountReply

bp = Blueprint("account", __name__)
bp.before_request(bot_required)


@bp.get("/balance")
@document(reply=BalanceReply, tag="account", needs_bot=True)
def balance() -> Response:
    """What the account holds, and what of it is the bot's."""
    return cached_reply(("trades", "prices"), lambda: wire.account(services().account.balance()))


@bp.get("/count")
@document(reply=CountReply, tag="account", needs_bot=True)
def count() -> Response:
    """Number of open trades and their limit; refused while the bot is stopped."""
    return cached_reply(("trades", "config"), lambda: wire.count(services().account.count()))


@bp.get("/historic_balance")
@document(reply=BalanceHistoryReply, tag="account", needs_bot=True)
def historic_balance() -> Response:
    """What the bot was worth, day by day."""
    return cached_reply(("trades",), lambda: wire.history(services().account.history()), also=services().minute())
