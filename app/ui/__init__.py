"""The page at ``/``: the browser interface that the user installed, else a small one of our own.

Ours tells what runs here and how to reach it, and opens a browser session; it loads nothing from elsewhere.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request
from msgspec import Struct

from app.context import services
from app.replies import json_reply
from app.schemas import document
from app.ui import installed

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
ROBOTS = "User-agent: *\nDisallow: /\n"
ICON = "icon.svg"
bp = Blueprint("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


class PageVersionReply(Struct):
    """Version of the installed interface; ``not_installed`` where there is none."""

    version: str


def register(app: Flask) -> None:
    """Add the page and its files, and the interface behind all paths that nobody else has."""
    app.register_blueprint(bp)
    app.before_request(installed.serve)


def page_response(html: str) -> Response:
    """``html`` with a policy under which only this server's own files are loaded and no script stands in the page."""
    reply = Response(html, mimetype="text/html")
    reply.headers["Content-Security-Policy"] = PAGE_POLICY
    reply.headers["Cache-Control"] = "no-cache"
    return reply


@bp.get("/")
def first() -> Response:
    """The interface that is installed, else our own page."""
    return installed.index() if installed.is_installed() else page()


@bp.get("/tradepost")
@bp.get("/fallback_file.html")
def page() -> Response:
    """Our own page; what only a user may know is asked for by its script after the login."""
    facts: dict[str, Any] = {
        "version": services().system.version,
        "has_docs": current_app.config["ENABLE_OPENAPI"],
        "address": request.url_root.rstrip("/"),
    }
    return page_response(render_template("page.html", **facts))


@bp.get("/ui_version")
@document(reply=PageVersionReply, tag="page", public=True)
def ui_version() -> Response:
    """Version of the installed interface, which shows it."""
    return json_reply({"version": installed.version()})


@bp.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for browsers that ask for it by this name."""
    own = installed.file_reply("favicon.ico")
    if own is not None:
        return own
    return bp.send_static_file(ICON)


@bp.get("/robots.txt")
def robots() -> Response:
    """Search engines have no business here."""
    return Response(ROBOTS, mimetype="text/plain")
