"""Joins the commands. Only the one that was asked for is imported, so that ``tradepost trade`` starts quickly."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Annotated

import typer

from bot import __version__

COMMANDS = {
    "trade": "Trade, and serve the API.",
    "webserver": "Serve the API without trading.",
    "new-config": "Write a config file with secrets of its own.",
    "new-secrets": "Make a new password, JWT key and WebSocket token.",
    "show-config": "Show the combined configuration.",
    "show-trades": "Show the trades in a database.",
    "db": "Take over, copy or check the database of trades.",
    "backtesting": "Try strategies on stored candles.",
    "backtesting-show": "Show the stored result of a backtest.",
    "backtesting-analysis": "Look into the trades of a backtest by tags and indicators.",
    "list-strategies": "List the strategies that can be used.",
    "lookahead-analysis": "Tell whether strategies look into the future.",
    "recursive-analysis": "Tell how many candles a strategy's indicators need.",
    "hyperopt": "Search for better parameters of a strategy.",
    "hyperopt-list": "List what an optimisation has tried.",
    "hyperopt-show": "Show one set of parameters that an optimisation has tried.",
    "list-hyperoptloss": "List the loss functions of hyperopt.",
    "list-exchanges": "List the exchanges.",
    "list-markets": "List the markets of the exchange.",
    "list-pairs": "List the pairs of the exchange.",
    "list-timeframes": "List the candle lengths of the exchange.",
    "test-pairlist": "Show which pairs the pairlists choose.",
    "download-data": "Download candles or public trades.",
    "list-data": "List the stored candles or public trades.",
    "check-data": "Look for gaps and faults in stored candles, and repair them.",
    "convert-data": "Write candle files in another format.",
    "convert-trade-data": "Write files of public trades in another format.",
    "trades-to-ohlcv": "Make candles of stored public trades.",
    "create-userdir": "Make the folder for strategies, data and logs.",
    "new-strategy": "Write a new strategy file.",
    "strategy-updater": "Rewrite old strategy files with today's names.",
    "notify-test": "Send a test message to everybody who is notified.",
    "install-ui": "Install a browser interface from a zip file.",
    "exchange-server": "Serve the simulated market over the protocol of a real exchange.",
    "drill": "Trade while everything goes wrong, and count what is lost.",
    "doctor": "Look for problems and say how to solve them.",
}
ImportModule = Callable[[str], ModuleType]


def build_app(arguments: Sequence[str], load: ImportModule) -> typer.Typer:
    """The application for these arguments: commands that they don't name are known by name and summary only."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help="Tradepost, a crypto trading bot.")
    app.callback()(_program)
    for name, summary in COMMANDS.items():
        command = load(f"bot.cli.{name.replace('-', '_')}").command if name in arguments else _not_loaded
        app.command(name, short_help=summary, help=None if command is not _not_loaded else summary)(command)
    return app


def _not_loaded() -> None:
    raise RuntimeError("A command ran without having been loaded.")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"Tradepost {__version__}")
        print(f"Python    {platform.python_version()}")
        print(f"System    {platform.platform()}")
        raise typer.Exit


def _program(
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", "-V", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Print without colors; NO_COLOR=1 does so too.")] = False,
) -> None:
    """Tradepost, a crypto trading bot."""
    if no_color:
        os.environ["NO_COLOR"] = "1"
