"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by `make pages`; changes made here are lost. -->"


def cell(text: str) -> str:
    """``text`` for one cell of a table, with code marked the Markdown way."""
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table with an empty line behind it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def code(text: str, language: str = "") -> list[str]:
    """Lines of a block of code with an empty line behind it."""
    return [f"```{language}", *text.splitlines(), "```", ""]


def page(lines: Iterable[str]) -> str:
    """A whole generated page."""
    return "\n".join([NOTICE, "", *lines]).rstrip() + "\n"
