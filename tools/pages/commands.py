"""docs/reference/cli.md: every command of ``tradepost`` with its options."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, ParameterInfo

from bot.cli.app import COMMANDS
from tools.pages import markdown
from tools.pages.markdown import cell, code, table

INTRODUCTION = """\
# Command line

`tradepost COMMAND --help` shows the same on the terminal, `tradepost --version` what is installed. `NO_COLOR=1` or
`tradepost --no-color COMMAND` prints without colors.

A command ends with exit code 0 when all went well, 2 for a wrong option, file or setting, 1 for anything unexpected and
130 after Ctrl-C.
"""
WORDS = {str: "text", int: "whole number", float: "number", Path: "path", bool: ""}
UNSAID = (None, False, 0, (), "")


def page() -> str:
    """The whole page."""
    return markdown.page(_lines())


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield from table(["command", "what it does"], ([f"[`{name}`](#{name})", text] for name, text in COMMANDS.items()))
    for name in COMMANDS:
        yield from _section(name, import_module(f"bot.cli.{name.replace('-', '_')}").command)


def _section(name: str, command: Any) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield from (inspect.getdoc(command) or COMMANDS[name]).replace("``", "`").splitlines()
    yield ""
    hints = get_type_hints(command, include_extras=True)
    options = [(parameter, hints[parameter.name]) for parameter in inspect.signature(command).parameters.values()]
    words = [parameter.name.upper() for parameter, hint in options if isinstance(_info(hint), ArgumentInfo)]
    yield from code(
        " ".join(["tradepost", name, *words, "[OPTIONS]" if len(options) > len(words) else ""]).strip(), "sh"
    )
    if options:
        yield from table(["option", "value", "default", "meaning"], (_row(*option) for option in options))


def _info(hint: Any) -> ParameterInfo:
    """What the command's file tells Typer about a parameter."""
    found = [word for word in get_args(hint)[1:] if isinstance(word, ParameterInfo)]
    if get_origin(hint) is not Annotated or not found:
        raise LookupError(f"{hint} is not annotated with an option or an argument.")
    return found[0]


def _row(parameter: inspect.Parameter, hint: Any) -> list[str]:
    info = _info(hint)
    names = [parameter.name.upper()] if isinstance(info, ArgumentInfo) else _names(parameter, info)
    value = "" if getattr(info, "count", False) else _kind(get_args(hint)[0])
    default = parameter.default
    return [
        ", ".join(f"`{name}`" for name in names),
        " ".join(filter(None, [value, _bounds(info) if value else ""])),
        "" if default is inspect.Parameter.empty or default in UNSAID else f"`{getattr(default, 'value', default)}`",
        cell(info.help or ""),
    ]


def _names(parameter: inspect.Parameter, info: ParameterInfo) -> list[str]:
    """The option's spellings; Typer takes the first for a default until it builds the command."""
    first = [info.default] if isinstance(info.default, str) else []
    return [*first, *(info.param_decls or ())] or [f"--{parameter.name.replace('_', '-')}"]


def _kind(kind: Any) -> str:
    """The type in a word or two; nothing for a switch."""
    if isinstance(kind, UnionType):
        return " or ".join(_kind(member) for member in get_args(kind) if member is not NoneType)
    if get_origin(kind) is list:
        return f"{_kind(get_args(kind)[0])}, repeatable"
    if get_origin(kind) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{member.value}`" for member in kind)
    return WORDS[kind]


def _bounds(info: ParameterInfo) -> str:
    lowest = "" if info.min is None else f"from {info.min:g}"
    return " ".join(filter(None, [lowest, "" if info.max is None else f"to {info.max:g}"]))
