"""The browser interface that the user installed; every path that is no other route belongs to it."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

from flask import Response, current_app, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from bot.ui_package import INDEX, VERSION

# Its scripts come from here alone; it may be shown other bots of the user, wherever they run, and loads icons.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
    "font-src 'self' data:; connect-src 'self' http: https: ws: wss:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
FOREVER = "public, max-age=31536000, immutable"
SCRIPTS = (".js", ".mjs")
NOT_INSTALLED = "not_installed"


def is_installed() -> bool:
    """Whether there is an interface to show."""
    return (folder() / INDEX).is_file()


def folder() -> Path:
    """Where it lies."""
    found: Path = current_app.config["UI_FOLDER"]
    return found


def version() -> str:
    """Its version, or that there is none."""
    file = folder() / VERSION
    return file.read_text(errors="replace").strip() if file.is_file() else NOT_INSTALLED


def serve() -> Response | None:
    """A file of the interface, or its first page, for a path that is no route; ``None`` leaves that to the router."""
    if request.url_rule is not None or not isinstance(request.routing_exception, NotFound):
        return None
    path = request.path.removeprefix("/")
    if request.method not in ("GET", "HEAD") or path.startswith(("api", ".")) or not is_installed():
        return None
    return file_reply(path) or index()


def index() -> Response:
    """The first page."""
    return _sent(folder() / INDEX)


def file_reply(path: str) -> Response | None:
    """A file inside the folder; ``None`` where there is none of that name, hidden ones included."""
    joined = safe_join(str(folder()), path)
    if joined is None or any(part.startswith(".") for part in Path(path).parts):
        return None
    found = Path(joined)
    if not found.is_file() or not found.resolve().is_relative_to(folder().resolve()):
        return None
    return _sent(found)


def _sent(file: Path) -> Response:
    kind = "application/javascript" if file.suffix in SCRIPTS else mimetypes.guess_type(file.name)[0]
    reply = send_file(file.resolve(), mimetype=kind or "application/octet-stream", conditional=True, etag=True)
    reply.headers["Cache-Control"] = FOREVER if HASHED.search(file.name) else "no-cache"
    reply.headers["Content-Security-Policy"] = POLICY
    return reply
