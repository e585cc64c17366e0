"""Writes small files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bot.errors import ConfigError


def write_private(file: Path, text: str) -> None:
    """Replace ``file`` in one step; only its owner may read it. Raises ``ConfigError``."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mkstemp gives mode 0600
    except OSError as error:
        raise ConfigError(f"{file} can't be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as draft:
            draft.write(text)
            draft.flush()
            os.fsync(draft.fileno())
        Path(name).replace(file)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ConfigError(f"{file} can't be written: {error.strerror}.") from None
