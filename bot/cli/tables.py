"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

T = TypeVar("T")
Justify = Literal["left", "right"]
MIN_WIDTH = 160  # a pipe has no width: do not fold what a program will read


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, justify: Justify = "left"
) -> None:
    """Print a table to standard output; cells are plain text, markup in them is not interpreted."""
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    table = Table(title=title or None)
    for column in columns:
        table.add_column(column, overflow="fold", justify=justify)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    console.print(table)


def with_progress(what: str, steps: Iterable[T], total: int | None = None) -> Iterable[T]:
    """``steps``, with a bar on standard error while they last; no bar where that is no terminal."""
    console = Console(stderr=True)
    return track(steps, what, total, console=console, transient=True, disable=not console.is_terminal)
