"""Secrets: which are too weak for where the server listens, and where the generated ones are kept."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

from bot.errors import ConfigError
from bot.settings.check import refusal
from bot.settings.model import ApiSettings, Secret
from bot.settings.write import write_private

EXAMPLES = frozenset(
    {
        "SuperSecret1!",
        "somethingrandom",
        "somethingRandomSomethingRandom123",
        "super-secret",
        "secret_Ws_t0ken",
        "your_websocket_token",
    }
)
MIN_KEY_LENGTH = 32
KEPT_IN = "secrets.json"
HOW_TO = "`tradepost new-secrets -c FILE` writes new ones into a config file"
IN_CONTAINER = "TRADEPOST_IN_CONTAINER"
_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
_NO = ("", "0", "f", "false", "no")


@dataclass(frozen=True, slots=True)
class NewSecrets:
    """Freshly made secrets."""

    password: str
    jwt_secret_key: str
    ws_token: str


def new_secrets() -> NewSecrets:
    """A password of 128 random bits; key and token of 256."""
    return NewSecrets(secrets.token_urlsafe(16), secrets.token_hex(32), secrets.token_urlsafe(32))


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach a server that listens on ``address``."""
    try:
        return IPv4Address(address).is_loopback
    except AddressValueError:
        return False


def in_container(environ: Mapping[str, str]) -> bool:
    """Whether the program runs in a container; ``TRADEPOST_IN_CONTAINER`` decides where it is set."""
    if IN_CONTAINER in environ:
        return is_told_container(environ)
    return any(mark.exists() for mark in _CONTAINER_MARKS)


def is_told_container(environ: Mapping[str, str]) -> bool:
    """Whether the environment says so, as that of our image does."""
    return environ.get(IN_CONTAINER, "").lower() not in _NO


def is_sheltered(api: ApiSettings, environ: Mapping[str, str]) -> bool:
    """Whether strangers are kept away by other means: loopback, a socket file, a container's port mapping."""
    return bool(api.unix_socket) or is_loopback(api.listen_ip_address) or in_container(environ)


def examples_in_use(api: ApiSettings) -> list[str]:
    """Paths of the secrets that stand in public documentation."""
    held = {
        "api_server.password": (api.password,),
        "api_server.jwt_secret_key": (api.jwt_secret_key,),
        "api_server.ws_token": api.ws_tokens,
    }
    return [path for path, values in held.items() if any(value.reveal() in EXAMPLES for value in values)]


def check_secrets(api: ApiSettings, environ: Mapping[str, str]) -> list[str]:
    """Sentences of warning about the secrets; raises ``ConfigError`` for those that protect nobody."""
    if not api.username or not api.password:
        missing = "password" if api.username else "username"
        raise ConfigError(
            f"api_server.{missing} is missing, so nobody could log in; allowed: a text of your own ({HOW_TO}).",
            key=f"api_server.{missing}",
            allowed="a text of your own",
        )
    key = api.jwt_secret_key.reveal()
    if key and key not in EXAMPLES and len(key) < MIN_KEY_LENGTH:
        raise refusal("api_server.jwt_secret_key", "", f"{MIN_KEY_LENGTH} characters or more ({HOW_TO})")
    return _about_examples(api, environ)


def _about_examples(api: ApiSettings, environ: Mapping[str, str]) -> list[str]:
    paths = examples_in_use(api)
    if paths and not is_sheltered(api, environ):
        where = f"while listening on {api.listen_ip_address}, where others can reach the bot"
        raise refusal(paths[0], "", f"a secret of your own instead of the documentation's example, {where} ({HOW_TO})")
    if not paths:
        return []
    verb = "are examples" if len(paths) > 1 else "is an example"
    return [f"{', '.join(paths)} {verb} from the documentation, which everybody knows: {HOW_TO}."]


def with_kept_secrets(api: ApiSettings, folder: Path, *, may_write: bool) -> ApiSettings:
    """``api`` with generated secrets where none were given, the same at every start.

    They are kept in ``secrets.json`` in ``folder``. A known example is no key to sign with: it is replaced too.
    """
    needs_key = not api.jwt_secret_key or api.jwt_secret_key.reveal() in EXAMPLES
    if not needs_key and api.ws_tokens:
        return api
    key, token = _kept(folder / KEPT_IN, may_write=may_write)
    return replace(
        api,
        jwt_secret_key=Secret(key) if needs_key else api.jwt_secret_key,
        ws_tokens=api.ws_tokens or (Secret(token),),
    )


def _kept(file: Path, *, may_write: bool) -> tuple[str, str]:
    """The kept key and token; made, and written if allowed, where the file lacks them."""
    stored = _stored(file)
    made = new_secrets()
    key, token = stored.get("jwt_secret_key", made.jwt_secret_key), stored.get("ws_token", made.ws_token)
    if may_write and set(stored) != {"jwt_secret_key", "ws_token"}:
        write_private(file, json.dumps({"jwt_secret_key": key, "ws_token": token}, indent=2) + os.linesep)
    return key, token


def _stored(file: Path) -> dict[str, str]:
    """What the file holds that can be used; a key that is too short is not."""
    try:
        values = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{file}, which keeps generated secrets, can't be read ({error}); repair or remove it."
        ) from None
    if not isinstance(values, dict):
        raise ConfigError(f"{file}, which keeps generated secrets, must hold a JSON object; repair or remove it.")
    wanted = {"jwt_secret_key": MIN_KEY_LENGTH, "ws_token": 16}
    return {name: values[name] for name, size in wanted.items() if len(str(values.get(name, ""))) >= size}
