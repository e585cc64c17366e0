"""Puts a built browser interface from a zip file into the user folder, where the server finds it."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from bot.errors import BotError

INDEX, VERSION = "index.html", ".uiversion"
MAX_FILES = 20_000
MAX_BYTES = 300 * 1024 * 1024
CHUNK = 1 << 20
UNKNOWN = "unknown"


class UnusableUi(BotError):
    """The file holds no browser interface that could be installed safely; nothing has changed."""


def ui_folder(user_data_dir: Path) -> Path:
    """Where the interface of a bot lies."""
    return user_data_dir / "ui"


def install(package: Path, folder: Path, version: str | None = None) -> str:
    """Replace what is in ``folder`` by the interface in ``package``; returns its version.

    The files beside the topmost ``index.html`` are taken. Raises ``UnusableUi``, and then ``folder`` is as before.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with _opened(package) as archive:
            _extract(archive, fresh)
        known = version or _written_version(fresh) or UNKNOWN
        (fresh / VERSION).write_text(known)
        fresh.chmod(0o755)
        _swap(fresh, folder)
    except OSError as error:
        raise UnusableUi(f"{folder} could not be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return known


def erase(folder: Path) -> bool:
    """Remove the interface; whether there was one."""
    if not folder.is_dir():
        return False
    shutil.rmtree(folder)
    return True


def _opened(package: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(package)
    except FileNotFoundError:
        raise UnusableUi(f"There is no file {package}.") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise UnusableUi(f"{package} is no zip file that can be read ({error}).") from error


def _extract(archive: zipfile.ZipFile, target: Path) -> None:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) > MAX_FILES:
        raise UnusableUi(f"The zip file holds {len(files)} files; allowed: {MAX_FILES}.")
    root = _root(files)
    left = MAX_BYTES
    for entry in files:
        path = _safe_path(entry)
        if path.is_relative_to(root):
            left -= _written(archive, entry, target / path.relative_to(root), left)


def _root(files: list[zipfile.ZipInfo]) -> PurePosixPath:
    """The folder of the topmost ``index.html``."""
    found = [path.parent for path in map(_safe_path, files) if path.name == INDEX]
    if not found:
        raise UnusableUi(f"The zip file holds no {INDEX}; allowed: a built browser interface.")
    return min(found, key=lambda folder: len(folder.parts))


def _safe_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    path = PurePosixPath(entry.filename)
    is_odd = path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[0]
    if is_odd or stat.S_ISLNK(entry.external_attr >> 16):
        raise UnusableUi(f"The zip file holds {entry.filename[:100]!r}, which leads out of its folder.")
    return path


def _written(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Bytes written; what a zip says of its sizes is not believed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("wb") as out:
        for chunk in _chunks(archive, entry):
            count += len(chunk)
            if count > left:
                raise UnusableUi(f"The zip file's files are too large; allowed: {MAX_BYTES // CHUNK} MB in all.")
            out.write(chunk)
    return count


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise UnusableUi(f"{entry.filename[:100]!r} in the zip file can't be read ({error}).") from error


def _written_version(folder: Path) -> str | None:
    file = folder / VERSION
    return file.read_text(errors="replace").strip()[:100] or None if file.is_file() else None


def _swap(fresh: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; if that fails the old one comes back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.replace(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
