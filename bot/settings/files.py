"""Reads configuration files with the files that they include."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.settings.jsonfile import parsed

STDIN = Path("-")
INCLUDES = "add_config_files"
MAX_NESTING = 5


@dataclass(frozen=True, slots=True)
class Source:
    """Where settings come from: ``name`` for messages, ``values`` as read."""

    name: str
    values: dict[str, Any]


def read_files(files: Sequence[Path]) -> list[Source]:
    """The files in their order, each preceded by what it includes; ``-`` is standard input. Raises ``ConfigError``."""
    return [source for file in files for source in _read(file, 0)]


def read_text(file: Path) -> str:
    """A file's text; raises ``ConfigError`` where it can't be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"The config file {file} does not exist; `tradepost new-config -c {file}` makes one."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8 text.") from None
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}.") from None


def _read(file: Path, depth: int) -> list[Source]:
    """Included files first, so that the including file wins."""
    if depth > MAX_NESTING:
        raise ConfigError(
            f"{file} is included more than {MAX_NESTING} levels deep; do the files include one another?", key=INCLUDES
        )
    is_stdin = file == STDIN
    name = "standard input" if is_stdin else str(file)
    values = parsed(sys.stdin.read() if is_stdin else read_text(file), name)
    includes = values.pop(INCLUDES, [])
    if not isinstance(includes, list) or not all(isinstance(entry, str) for entry in includes):
        raise ConfigError(f"{INCLUDES} in {name} must be a list of file names.", key=INCLUDES, value=includes)
    below = [source for entry in includes for source in _read(file.parent / entry, depth + 1)]
    return [*below, Source(name, values)]
