"""Where machine code is kept between runs."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numba

log = logging.getLogger(__name__)


def cached(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled with all that it calls, on its first call ever; then read from the user's cache folder.

    The compiler looks for changes in the function's own file only, so the folder is named after all of this package.
    """
    before = numba.config.CACHE_DIR
    folder = cache_folder(os.environ) / _fingerprint(Path(__file__).parent)
    numba.config.CACHE_DIR = before or str(folder)
    try:
        return numba.njit(function, cache=True)
    except (OSError, RuntimeError) as error:
        log.warning("The compiled simulation can't be kept in %s (%s), so every run compiles it anew.", folder, error)
        return numba.njit(function)
    finally:
        numba.config.CACHE_DIR = before


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Below the user's cache folder."""
    given = environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if given.startswith("/") else Path("~/.cache").expanduser()
    return base / "tradepost" / "compiled"


def _fingerprint(package: Path) -> str:
    """Changes with every file of ``package``."""
    digest = hashlib.sha256()
    for file in sorted(package.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
