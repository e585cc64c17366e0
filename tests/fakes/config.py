"""Config files for tests, and settings loaded from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.enums import RunMode
from bot.settings.load import load_settings
from bot.settings.model import Settings

ON_A_HOST = {"TRADEPOST_IN_CONTAINER": "0"}
JWT_KEY = "a-test-key-that-is-long-enough-for-hs256"

DOCUMENTED_BASIC = """{
"api_server": {
"enabled": true,
"listen_ip_address": "127.0.0.1",
"listen_port": 8080,
"verbosity": "error",
"enable_openapi": false,
"jwt_secret_key": "somethingrandom",
"CORS_origins": [],
"username": "Freqtrader",
"password": "SuperSecret1!",
"ws_token": "secret_Ws_t0ken"
}
}"""
DOCUMENTED_DOCKER = """{
"api_server": {
"enabled": true,
"listen_ip_address": "0.0.0.0",
"listen_port": 8080,
"username": "Freqtrader",
"password": "SuperSecret1!"
}
}"""


def an_api_section(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "enabled": True,
        "username": "tester",
        "password": "a-long-test-password",
        "jwt_secret_key": JWT_KEY,
        "ws_token": "a-long-socket-token",
    }
    return {**values, **changes}


def a_config(**changes: Any) -> dict[str, Any]:
    return {"api_server": an_api_section(), **changes}


def write_config(folder: Path, name: str = "config.json", **changes: Any) -> Path:
    file = folder / name
    file.write_text(json.dumps(a_config(**changes)))
    return file


def write_text(folder: Path, text: str, name: str = "config.json") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def loaded(
    *files: Path,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    runmode: RunMode = RunMode.DRY_RUN,
) -> Settings:
    """Settings as ``tradepost trade`` would load them on a host that is no container."""
    return load_settings(files, environ={**ON_A_HOST, **(environ or {})}, overrides=overrides or {}, runmode=runmode)
