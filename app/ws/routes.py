"""Both sockets: refused before the upgrade, or handed to the hub."""

from __future__ import annotations

import logging
import socket
from functools import partial

import simple_websocket
from flask import Blueprint, Response, current_app, g, request
from wsproto import WSConnection
from wsproto.utilities import ProtocolError

from app.context import services
from app.errors import HttpRefusal, error_reply
from app.extensions import sock
from app.limits import caller_address
from app.params import read_query
from app.wire.schema.requests import OpeningQuery
from app.ws import handover
from app.ws.access import Doorkeeper, Holds
from app.ws.answers import answers
from app.ws.client import WRONG_TOKEN, Client
from app.ws.handshake import check_headers, keep_only_needed_headers, server_socket
from app.ws.hub import Hub
from app.ws.link import TRY_LATER, Link
from app.ws.opening import Wish
from bot.errors import WrongMode
from bot.service.picture import WRONG_STATE

RETRY_AFTER_S = 5
log = logging.getLogger(__name__)
bp = Blueprint("ws", __name__)


def hub() -> Hub:
    """The application's sockets."""
    found: Hub = current_app.extensions["hub"]
    return found


def doorkeeper() -> Doorkeeper:
    """Who checks tokens."""
    found: Doorkeeper = current_app.extensions["doorkeeper"]
    return found


@bp.before_request
def refuse() -> None:
    """Answer those who may not come in with a plain reply."""
    lent = server_socket()
    check_headers()
    g.socket_holds = None
    asked = read_query(OpeningQuery)
    g.socket_wish = Wish(asked.after, asked.snapshot)
    if request.endpoint == "ws.messages":
        g.socket_holds = doorkeeper().admit_request()
        if g.socket_holds is None:
            raise HttpRefusal(403, WRONG_TOKEN)
    if not services().snapshot().runmode.trades:
        raise WrongMode(WRONG_STATE)
    _check_room(is_bridged=not handover.is_plain(lent))
    keep_only_needed_headers()


@sock.route("/message/ws", bp=bp)  # type: ignore[untyped-decorator]  # flask-sock has no types
def messages(ws: simple_websocket.Server) -> None:
    """Events and requests; ``token`` in the query is a socket token or an access token.

    With ``after`` in the query what happened after that number comes first, with ``snapshot`` the bot as it is.
    Messages then carry their number.
    """
    _serve(ws, g.socket_holds)


@sock.route("/message/ws_token", bp=bp)  # type: ignore[untyped-decorator]  # flask-sock has no types
def messages_after_token(ws: simple_websocket.Server) -> None:
    """The same; the first message brings the token and subscribes to all events but the candles' rows."""
    _serve(ws, None)


@bp.errorhandler(ProtocolError)
@bp.errorhandler(simple_websocket.ConnectionError)
def not_a_handshake(_: Exception) -> Response:
    """What the headers' check let through and the protocol did not."""
    return error_reply(400, "This is not a WebSocket handshake.")


@bp.errorhandler(ConnectionError)
def gone(_: ConnectionError) -> Response:
    """The client hung up during the handshake: nobody reads this."""
    return Response(status=400)


def _check_room(*, is_bridged: bool) -> None:
    owner = hub()
    limits = owner.limits
    is_full = (
        owner.is_stopping
        or len(owner) >= limits.max_clients
        or (g.socket_holds is None and owner.strangers >= limits.max_strangers)
        or (is_bridged and len(owner) >= limits.max_bridged)
    )
    if is_full:
        raise HttpRefusal(503, "Too many sockets are open.", {"Retry-After": str(RETRY_AFTER_S)})


def _serve(ws: simple_websocket.Server, holds: Holds | None) -> None:
    """Hand the socket over; the request ends at once, except where the server encrypts."""
    try:
        is_plain = handover.is_plain(ws.sock)
        inner, outer = (handover.take(ws.sock), None) if is_plain else socket.socketpair()
    except OSError as error:
        log.error("A socket could not be taken over and is closed: %s", error)
        ws.close(TRY_LATER, "No more sockets can be opened.")
        return
    ws.connected = False  # flask-sock then leaves the closing to the hub
    _adopt(handover.prepared(inner), ws.ws, holds)
    if outer is not None:
        handover.pump(ws.sock, outer)


def _adopt(taken: socket.socket, protocol: WSConnection, holds: Holds | None) -> None:
    owner = hub()
    link = Link(taken, protocol, owner.limits, owner.now, caller_address())
    answer = partial(answers, snapshot=services().snapshot)
    client = Client(
        link,
        holds,
        admit=doorkeeper().admit,
        answer=answer,
        limits=owner.limits,
        now=owner.now,
        opening=current_app.extensions["opening"],
        wish=g.socket_wish,
    )
    owner.adopt(client)
