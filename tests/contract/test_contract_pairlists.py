"""The catalogue of pairlist methods offers the recorded parameters, so that interfaces draw the recorded forms."""

from __future__ import annotations

from typing import Any

import pytest

from bot.pairlist.registry import available
from tests.contract.shapes import reply

WORDS = ("description", "help")
RECORDED = {one["name"]: one for one in reply("web", "GET_pairlists-available")["pairlists"]}
OURS = {info.name: info for info in available()}


def without_words(params: dict[str, Any]) -> dict[str, Any]:
    """Types, defaults and choices."""
    return {name: {key: value for key, value in param.items() if key not in WORDS} for name, param in params.items()}


@pytest.mark.parametrize("name", RECORDED)
def test_a_method_has_the_recorded_parameters(name: str) -> None:
    recorded, ours = RECORDED[name], OURS[name]
    assert ours.is_generator == recorded["is_pairlist_generator"]
    assert without_words(dict(ours.params)) == without_words(recorded["params"])
    for param in recorded["params"]:
        assert list(ours.params[param]) == list(recorded["params"][param])


def test_every_parameter_has_a_type_that_interfaces_know() -> None:
    kinds = {param["type"] for info in OURS.values() for param in info.params.values()}
    assert kinds <= {"number", "string", "boolean", "option", "list"}
