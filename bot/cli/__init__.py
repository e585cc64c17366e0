"""The command line: one file per command; a command's file is imported only when that command is asked for."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from bot.cli.app import build_app
from bot.cli.arguments import usual
from bot.errors import BotError

__all__ = ["main"]

REFUSED, UNEXPECTED, INTERRUPTED = 2, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 2 refused or wrong usage, 1 unexpected, 130 interrupted."""
    given = usual(sys.argv[1:] if arguments is None else arguments)
    try:
        build_app(given, import_module)(args=given, prog_name="tradepost")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else UNEXPECTED if end.code else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BotError as error:
        print(f"error: {error}", file=sys.stderr)
        return REFUSED
    except Exception:
        traceback.print_exc()
        print("error: this should not have happened; the lines above say where.", file=sys.stderr)
        return UNEXPECTED
    return 0
