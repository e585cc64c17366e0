"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from bot.errors import StorageError

Write = Callable[[IO[bytes]], None]


def replace_file(path: Path, content: bytes) -> None:
    """The file holds its old content or ``content``, never a part of it. Raises ``StorageError``."""
    draft = _draft(path, lambda file: _write_all(file, content))
    try:
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritten(path, error) from None


def new_file(path: Path, write: Write) -> bool:
    """Make a file that must not exist yet; whether it did not. Raises ``StorageError``."""
    if path.exists():
        return False
    draft = _draft(path, write)
    try:
        os.link(draft, path)  # unlike a renaming, this fails where another program was faster
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        with suppress(FileNotFoundError):
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _draft(path: Path, write: Write) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _unwritten(path, error) from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())  # drafts are private; results are as readable as other files
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritten(path, error) from None
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _write_all(file: IO[bytes], content: bytes) -> None:
    file.write(content)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} can't be written: {error.strerror}.")
