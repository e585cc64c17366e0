"""Arguments as users of older tools write them, in the form that our parser reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MANY = (
    "--analysis-groups",
    "--base",
    "--breakdown",
    "--candle-types",
    "--enter-reason-list",
    "--exit-reason-list",
    "--indicator-list",
    "--pairs",
    "--quote",
    "--spaces",
    "--startup-candle",
    "--strategy-list",
    "--timeframes",
    "--trade-ids",
    "-p",
    "-t",
)
EVERYWHERE = ("--no-color", "--version", "-V")
END = "--"


def usual(arguments: Sequence[str]) -> list[str]:
    """``arguments`` with the options of the program in front, and ``--base A B`` written as ``--base A --base B``."""
    before, end, after = _parted(arguments)
    program = [word for word in before if word in EVERYWHERE]
    return [*program, *_spread([word for word in before if word not in EVERYWHERE]), *end, *after]


def _parted(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What stands before ``--``, the mark itself, and what stands after it."""
    at = arguments.index(END) if END in arguments else len(arguments)
    return arguments[:at], arguments[at : at + 1], arguments[at + 1 :]


def _spread(arguments: Sequence[str]) -> Iterator[str]:
    option, values = "", 0
    for word in arguments:
        if word.startswith("-"):
            option, values = word if word in MANY else "", 0
        elif option:
            if values:
                yield option
            values += 1
        yield word
