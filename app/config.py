"""The web side's settings, under the names that Flask and its extensions read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.settings.model import Settings
from bot.ui_package import ui_folder

API_PREFIX = "/api/v1"
MEGABYTE = 1024 * 1024
DAY_S = 24 * 3600
DEFAULTS: Mapping[str, Any] = {
    "MAX_CONTENT_LENGTH": MEGABYTE,
    "TRUSTED_PROXIES": 0,
    "ALLOWED_ORIGINS": (),
    "ENABLE_OPENAPI": False,
    "JWT_ALGORITHM": "HS256",
    "JWT_DECODE_ALGORITHMS": ["HS256"],
    "JWT_IDENTITY_CLAIM": "identity",
    "JWT_ENCODE_NBF": False,
    "JWT_ACCESS_TOKEN_EXPIRES": timedelta(minutes=15),
    "JWT_REFRESH_TOKEN_EXPIRES": timedelta(days=30),
    "RATE_LIMIT_STORAGE": "memory://",
    "RATE_LIMIT_LOGIN": "10 per minute",
    "RATE_LIMIT_WRITE": "120 per minute",
    "SESSION_COOKIE_NAME": "tradepost_session",
    "SESSION_COOKIE_PATH": None,
    "SESSIONS_FILE": None,
    "UI_FOLDER": Path("user_data/ui"),
    "SESSION_IDLE_S": 7 * DAY_S,
    "SESSION_LIFE_S": 30 * DAY_S,
    "WS_MAX_CLIENTS": 1000,
    "WS_FALLBACK_CLIENTS": 4,
}


def flask_config(settings: Settings) -> dict[str, Any]:
    """What of the settings the web side is built with; credentials are read anew after each reload instead."""
    api = settings.api
    return {
        "TRUSTED_PROXIES": api.trusted_proxies,
        "ALLOWED_ORIGINS": api.cors_origins,
        "ENABLE_OPENAPI": api.enable_openapi,
        "RATE_LIMIT_LOGIN": api.rate_limit_login,
        "RATE_LIMIT_WRITE": api.rate_limit_write,
        "RATE_LIMIT_STORAGE": api.rate_limit_storage,
        "SESSION_COOKIE_NAME": cookie_name(settings),
        "SESSIONS_FILE": settings.user_data_dir / "sessions.sqlite",
        "UI_FOLDER": ui_folder(settings.user_data_dir),
        "WS_MAX_CLIENTS": api.max_ws_clients,
        "WS_FALLBACK_CLIENTS": max(1, api.threads // 4),
    }


def cookie_name(settings: Settings) -> str:
    """A name of its own for each bot: cookies do not tell ports apart, so two bots would log each other out."""
    word = re.sub(r"[^a-z0-9]+", "_", settings.bot_name.lower()).strip("_")
    return f"tradepost_{word or 'bot'}_{settings.api.listen_port}"
