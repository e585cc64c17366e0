"""Which pages are generated, and which of them are not current."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tools.pages import calls, commands, keys
from tools.pages.described import outlined

DOCS = Path(__file__).parents[2] / "docs"
CALLS, COMMANDS, KEYS = Path("reference/api"), Path("reference/cli.md"), Path("reference/configuration.md")


def pages(docs: Path) -> dict[Path, str]:
    """Text of every generated page by its path below ``docs``; the meanings of the settings are read from there."""
    made = {CALLS / name: text for name, text in calls.pages(outlined()).items()}
    made[COMMANDS] = commands.page()
    made[KEYS] = keys.refreshed((docs / KEYS).read_text())
    return made


def stale(docs: Path) -> Mapping[Path, str | None]:
    """Files below ``docs`` that are not current, with the text they should have; None for a file that is too much."""
    wanted = {docs / path: text for path, text in pages(docs).items()}
    surplus = set((docs / CALLS).glob("*.md")) - set(wanted)
    changed = {path: text for path, text in wanted.items() if not path.is_file() or path.read_text() != text}
    return {**changed, **dict.fromkeys(sorted(surplus))}


def write(changes: Mapping[Path, str | None]) -> list[Path]:
    """Make the files what ``changes`` says; the paths of those that were touched."""
    for path, text in changes.items():
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return list(changes)
