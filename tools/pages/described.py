"""The API's own description of itself, without a server."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

from app import create_app
from app.config import DEFAULTS, flask_config
from app.openapi.build import describe
from app.openapi.outline import outline
from bot.domain.enums import RunMode
from bot.runtime import build_runtime
from bot.settings.load import load_settings


def document() -> Mapping[str, Any]:
    """The OpenAPI document of an application with default settings and without a version."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings([], environ={}, overrides={"user_data_dir": folder}, runmode=RunMode.OTHER)
        runtime = build_runtime(settings, reload=lambda: settings, on_fatal=print)
        usual = {key: DEFAULTS[key] for key in ("SESSION_COOKIE_NAME", "SESSIONS_FILE")}
        return describe(create_app(runtime.services, {**flask_config(settings), **usual}), "")


def outlined() -> Mapping[str, Any]:
    """The document as groups of calls, shapes and ways in."""
    return outline(document())
