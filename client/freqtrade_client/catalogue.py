"""Which commands there are: the public methods of the client."""

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from freqtrade_client.arguments import Arguments
from freqtrade_client.client import FtRestClient
from freqtrade_client.errors import UnknownCommand, UsageError

Command = Callable[..., Any]


def commands() -> dict[str, Command]:
    methods = inspect.getmembers(FtRestClient, inspect.isfunction)
    return {name: method for name, method in methods if not name.startswith("_")}


def listing() -> str:
    """All commands with their descriptions, in alphabetical order."""
    return "\n".join(["Possible commands:", "", *(entry(name, method) for name, method in sorted(commands().items()))])


def entry(name: str, method: Command) -> str:
    lines = [name, f"\t{(inspect.getdoc(method) or '').splitlines()[0]}"]
    return "\n".join([*lines, f"\t{signature(name, method)}"] if parameters(method) else lines)


def signature(name: str, method: Command) -> str:
    """How to call a command, such as ``trade(trade_id)``."""
    return f"{name}{inspect.Signature(parameters(method))}"


def parameters(method: Command) -> list[inspect.Parameter]:
    _, *own = inspect.signature(method).parameters.values()
    return [parameter.replace(annotation=inspect.Parameter.empty) for parameter in own]


def run(client: FtRestClient, name: str, arguments: Arguments) -> Any:
    """The answer to a command; nothing is sent where the name or the arguments are wrong."""
    method = find(name)
    try:
        call = inspect.signature(method).bind(client, *arguments.positional, **arguments.named)
    except TypeError as error:
        raise UsageError(f"Error executing command {name}: {error}. Usage: {signature(name, method)}") from None
    return method(*call.args, **call.kwargs)


def find(name: str) -> Command:
    known = commands()
    if name not in known:
        nearest = get_close_matches(name.lower().replace("-", "_"), known, n=1)
        hint = f" Did you mean {nearest[0]}?" if nearest else ""
        raise UnknownCommand(f"Command {name} not defined.{hint}")
    return known[name]
