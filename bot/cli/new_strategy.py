"""``tradepost new-strategy``."""

from __future__ import annotations

from enum import StrEnum
from keyword import iskeyword
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import StrategyPath, UserDir
from bot.cli.strategy_template import TEMPLATES
from bot.errors import Conflict, Refused


class Kind(StrEnum):
    """How much the new file holds."""

    FULL = "full"
    MINIMAL = "minimal"
    ADVANCED = "advanced"


def command(
    strategy: Annotated[str, typer.Option("--strategy", "-s", help="Name of the class, such as MyStrategy.")],
    strategy_path: StrategyPath = None,
    template: Annotated[Kind, typer.Option(help="How much the file holds at the beginning.")] = Kind.FULL,
    userdir: UserDir = None,
) -> None:
    """Write a strategy file to begin with."""
    if not strategy.isidentifier() or iskeyword(strategy) or strategy.startswith("_"):
        allowed = "a letter, then letters, digits and _, such as MyStrategy"
        raise Refused(f"'{strategy}' can't be the name of a class (allowed: {allowed}).")
    folder = strategy_path or (userdir or Path("user_data")) / "strategies"
    file = folder / f"{strategy}.py"
    if file.exists():
        raise Conflict(f"{file} exists and was left as it is; choose another name.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(TEMPLATES[template.value].substitute(name=strategy))
    except OSError as error:
        raise Refused(f"{file} can't be written: {error.strerror}.") from None
    print(f"Wrote {file}; try it with: tradepost trade --strategy {strategy}")
