"""The sample strategies that ship with Tradepost, as files."""

from __future__ import annotations

from pathlib import Path

import bot

FOLDER = Path(bot.__file__).parent / "strategy" / "samples"


def sample_files() -> list[Path]:
    """The files, by name."""
    return sorted(file for file in FOLDER.glob("*.py") if not file.name.startswith("_"))
