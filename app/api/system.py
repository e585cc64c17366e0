"""The program itself."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.params import read_query
from app.replies import cached_reply, json_reply, tagged_reply
from app.schemas import document
from app.wire import system as wire
from app.wire.schema.bot import HealthReply, LogsReply, ShowConfigReply, StatusTextReply, SysinfoReply, VersionReply
from app.wire.schema.requests import LogsQuery

bp = Blueprint("system", __name__)


@bp.get("/ping")
@document(reply=StatusTextReply, tag="system", public=True)
def ping() -> Response:
    """Whether the server answers; the only call without credentials."""
    return json_reply({"status": "pong"})


@bp.get("/version")
@document(reply=VersionReply, tag="system")
def version() -> Response:
    """Tradepost's version."""
    return tagged_reply({"version": services().system.version})


@bp.get("/show_config")
@document(reply=ShowConfigReply, tag="system")
def show_config() -> Response:
    """The configuration in force, without secrets."""
    return cached_reply(("config",), lambda: wire.configuration(services().snapshot(), services().system.version))


@bp.get("/logs")
@document(query=LogsQuery, reply=LogsReply, tag="system")
def logs() -> Response:
    """The newest log records, oldest first."""
    asked = read_query(LogsQuery)
    return tagged_reply(wire.logs(services().system.logs(asked.limit)))


@bp.get("/sysinfo")
@document(reply=SysinfoReply, tag="system")
def sysinfo() -> Response:
    """Use of processor and memory."""
    return tagged_reply(wire.machine(services().system.machine()))


@bp.get("/health")
@document(reply=HealthReply, tag="system", needs_bot=True)
def health() -> Response:
    """When the bot last worked, and why it stopped if it did."""
    return tagged_reply(wire.health(services().system.health()))
