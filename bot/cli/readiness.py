"""What must be true before the server starts; each refusal says what to do."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from bot.errors import ConfigError, NotFound, StorageError
from bot.settings.model import ApiSettings

SQLITE = "sqlite:///"
_SQLITE_HEADER = b"SQLite format 3\x00"


def check_port(api: ApiSettings) -> None:
    """The server may listen where it is to listen; raises ``ConfigError``."""
    if api.unix_socket:
        _check_folder(Path(api.unix_socket).parent, "api_server.unix_socket")
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((api.listen_ip_address, api.listen_port))
        except OSError as error:
            raise _unusable(api, error) from None


def check_database(db_url: str) -> None:
    """A database file can be written; raises ``StorageError``. Other databases answer for themselves."""
    file = database_file(db_url)
    if file is None:
        return
    if not file.parent.is_dir():
        raise StorageError(f"The database's folder {file.parent} does not exist; make it, or change db_url.")
    if file.exists():
        _check_file(file)
    elif not os.access(file.parent, os.W_OK | os.X_OK):
        raise StorageError(f"The database {file} can't be made: this user may not write into {file.parent}.")


def database_file(db_url: str) -> Path | None:
    """The file of an SQLite database; ``None`` for a database in memory or on a server."""
    if not db_url.startswith(SQLITE) or ":memory:" in db_url:
        return None
    return Path(db_url.removeprefix(SQLITE).partition("?")[0])


def existing_file(db_url: str) -> Path | None:
    """The same, where it has to be there; raises ``NotFound``."""
    file = database_file(db_url)
    if file is not None and not file.is_file():
        raise NotFound(f"There is no database {file}; name another one with --db-url.")
    return file


def _check_file(file: Path) -> None:
    if not file.is_file():
        raise StorageError(f"The database {file} is not a file; change db_url.")
    if not os.access(file, os.R_OK | os.W_OK):
        raise StorageError(f"This user may not write the database {file}; change its owner, or db_url.")
    with file.open("rb") as head:
        start = head.read(len(_SQLITE_HEADER))
    if start and start != _SQLITE_HEADER:
        raise StorageError(f"{file} is not an SQLite database; change db_url.")


def _check_folder(folder: Path, key: str) -> None:
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"{key} lies in {folder}, where this user can't write.", key=key, value=str(folder))


def _unusable(api: ApiSettings, error: OSError) -> ConfigError:
    place = f"{api.listen_ip_address}:{api.listen_port}"
    if error.errno == errno.EADDRINUSE:
        return ConfigError(
            f"Port {api.listen_port} on {api.listen_ip_address} is in use, perhaps by another bot; stop it, or change"
            " api_server.listen_port.",
            key="api_server.listen_port",
            value=api.listen_port,
            allowed="a port that nobody listens on",
        )
    return ConfigError(
        f"api_server can't listen on {place}: {error.strerror}; change listen_ip_address or listen_port.",
        key="api_server.listen_ip_address",
        value=api.listen_ip_address,
        allowed="an address of this machine",
    )
