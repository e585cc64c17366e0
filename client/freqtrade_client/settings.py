"""Which server the command line talks to, and as whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rapidjson

from freqtrade_client.address import listening_url
from freqtrade_client.errors import ConfigMissing, UsageError

DEFAULT_CONFIG = "config.json"
ENVIRONMENT_PREFIX = "FREQTRADE_CLIENT_"


@dataclass(frozen=True, slots=True)
class Target:
    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def find_target(*, config: str | None, url: str | None, username: str | None, environment: Mapping[str, str]) -> Target:
    """Options win over the environment, which wins over the configuration file.

    A file that nobody named is not read once there is a URL: its password belongs to another server.
    """
    url = url or environment.get(f"{ENVIRONMENT_PREFIX}URL")
    file = Target(url or "") if url and not config else configured(Path(config or DEFAULT_CONFIG))
    return Target(
        url=url or file.url,
        username=username or environment.get(f"{ENVIRONMENT_PREFIX}USERNAME") or file.username,
        password=environment.get(f"{ENVIRONMENT_PREFIX}PASSWORD") or file.password,
    )


def configured(path: Path) -> Target:
    """What ``api_server`` says in a configuration file of the bot or in one for the client alone."""
    section = read_json(path).get("api_server", {})
    if not isinstance(section, dict):
        raise UsageError(f"api_server in config file {path} must be an object.")
    return Target(
        url=listening_url(str(section.get("listen_ip_address", "127.0.0.1")), port_of(section, path)),
        username=text_of(section, "username"),
        password=text_of(section, "password"),
    )


def read_json(path: Path) -> dict[str, Any]:
    """Accepts comments and trailing commas."""
    if not path.is_file():
        raise ConfigMissing(f"Could not load config file {path}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = rapidjson.loads(text, parse_mode=rapidjson.PM_COMMENTS | rapidjson.PM_TRAILING_COMMAS)
    except (OSError, ValueError) as error:
        raise UsageError(f"Could not read config file {path}: {error}") from None
    if not isinstance(content, dict):
        raise UsageError(f"Config file {path} must hold an object.")
    return content


def port_of(section: Mapping[str, Any], path: Path) -> int:
    port = section.get("listen_port", 8080)
    if not str(port).isdecimal():
        raise UsageError(f"api_server.listen_port in config file {path} must be a number.")
    return int(port)


def text_of(section: Mapping[str, Any], key: str) -> str | None:
    value = section.get(key)
    return None if value is None else str(value)
