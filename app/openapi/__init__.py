"""The API described for programs (``/openapi.json``) and for readers (``/docs``), where ``enable_openapi`` says so."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from app.context import services
from app.openapi.build import describe
from app.openapi.outline import outline
from app.replies import json_reply
from app.ui import page_response

NAME = "openapi"
bp = Blueprint(NAME, __name__)


class Description:
    """The document of one application: built when somebody first asks, then kept. Any thread may ask."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._built: Mapping[str, Any] | None = None

    def document(self, version: str, root: str) -> Mapping[str, Any]:
        """The document; ``root`` is the sub-path that a proxy serves the application under, or empty."""
        with self._lock:
            if self._built is None:
                self._built = describe(self._app, version)
        return {**self._built, "servers": [{"url": root}]} if root else self._built


def register(app: Flask) -> None:
    """Add both routes, where the configuration wants them; without it they do not exist."""
    if app.config["ENABLE_OPENAPI"]:
        app.extensions[NAME] = Description(app)
        app.register_blueprint(bp)


@bp.get("/openapi.json")
def document() -> Response:
    """The OpenAPI 3.1 document."""
    return json_reply(_document())


@bp.get("/docs")
def page() -> Response:
    """The document as a page."""
    return page_response(render_template("docs.html", **outline(_document())))


def _document() -> Mapping[str, Any]:
    description: Description = current_app.extensions[NAME]
    return description.document(services().system.version, request.script_root)
