"""What to tell about an exception in a strategy file."""

from __future__ import annotations

import traceback
from pathlib import Path


def failure(error: BaseException, path: Path | None) -> str:
    """Kind and text of the exception, and the lines of the user's file that led to it; else where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if path is not None and frame.filename == str(path)]
    lines = "".join(traceback.format_list(own or frames[-1:])).rstrip()
    return f"{type(error).__name__}: {error}\n{lines}"
