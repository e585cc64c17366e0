"""``python -m app.openapi.postman [FOLDER]`` writes collection and environment, by default to ``docs/postman``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app.openapi.postman.collection import collection, environment
from app.openapi.postman.described import bare_document

FOLDER = Path("docs/postman")


def files() -> dict[str, str]:
    """The files by name."""
    made = {
        "tradepost.postman_collection.json": collection(bare_document()),
        "local.postman_environment.json": environment(),
    }
    return {name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()}


def main(arguments: Sequence[str]) -> None:
    """Write the files into the folder that is named, or the default one."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
