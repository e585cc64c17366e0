"""The shape of a JSON value: keys in their order, and the type of every leaf."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent / "samples"
MAPS = (
    "minimal_roi",
    "markets",
    "exit_reasons",
    "errors",
    "params",
    "value",
    "main_plot",
    "subplots",
    "progress_tasks",
    "results",
    "metadata",
    "strategy",
)


def samples(mode: str) -> list[str]:
    """Names of the recorded exchanges of one run mode."""
    return sorted(path.stem for path in (SAMPLES / mode).glob("*.json"))


def load(mode: str, name: str) -> dict[str, Any]:
    """A recorded exchange: method, path, query, body, status, reply."""
    found: dict[str, Any] = json.loads((SAMPLES / mode / f"{name}.json").read_text())
    return found


def reply(mode: str, name: str) -> Any:
    """The recorded reply."""
    return load(mode, name)["reply"]


def differences(expected: Any, given: Any, at: str = "$") -> Iterator[str]:
    """Where ``given`` has other keys, another order or other types than ``expected``; null fits every leaf."""
    if expected is None or given is None:
        return
    if isinstance(expected, dict) and isinstance(given, dict):
        yield from _object_differences(expected, given, at)
    elif isinstance(expected, list) and isinstance(given, list):
        if expected and given:
            yield from differences(expected[0], given[0], f"{at}[]")
    elif type(expected) is not type(given):
        yield f"{at}: {type(expected).__name__} expected, {type(given).__name__} given"


def _object_differences(expected: dict[str, Any], given: dict[str, Any], at: str) -> Iterator[str]:
    if at.rpartition(".")[2] in MAPS:
        if expected and given:
            yield from differences(next(iter(expected.values())), next(iter(given.values())), f"{at}[]")
        return
    for key in expected.keys() - given.keys():
        yield f"{at}.{key}: missing"
    for key in given.keys() - expected.keys():
        yield f"{at}.{key}: unknown"
    shared = [key for key in expected if key in given]
    if shared != [key for key in given if key in expected]:
        yield f"{at}: keys in another order"
    for key in shared:
        yield from differences(expected[key], given[key], f"{at}.{key}")
