"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bot.errors import StorageError

Write = Callable[[IO[bytes]], object]
Link = Callable[[Path, Path], None]


def replace_file(path: Path, content: bytes) -> None:
    """The file holds its old content or ``content``, never a part of it. Raises ``StorageError``."""
    draft = _draft(path, lambda file: file.write(content))
    try:
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritten(path, error) from None


def new_file(path: Path, write: Write, link: Link = os.link) -> bool:
    """Make a file that must not exist yet; whether it did not. Raises ``StorageError``."""
    if path.exists():
        return False
    draft = _draft(path, write)
    try:
        link(draft, path)  # unlike a renaming, this fails where another program was faster
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        _renamed(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _renamed(draft: Path, path: Path) -> None:
    try:
        draft.rename(path)
    except OSError as error:
        raise _unwritten(path, error) from None


def _draft(path: Path, write: Write) -> Path:
    """A hidden file beside ``path`` that is safe on the disk; gone again where it could not be written."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            _filled(file, write, draft)
    except OSError as error:
        raise _unwritten(path, error) from None
    return draft


def _filled(file: IO[bytes], write: Write, draft: Path) -> None:
    try:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} can't be written: {error.strerror}.")
