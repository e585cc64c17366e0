"""Every statistic of results that the reference wrote comes out equal, under the same names in the same order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.backtest.archive.store import with_filename
from bot.backtest.report.result import results
from tests.contract.shapes import differences as shape_differences
from tests.unit.backtest.recordings import FOLDER, POSITION, PROTECTED, recorded

# What result files spell in another way than the API, which is what results() gives.
OTHER_SPELLING = {"open_date", "close_date", "holding_avg", "drawdown_duration"}


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        found = [] if list(ours) == list(theirs) else [f"{path}: {list(ours)} are not {list(theirs)}"]
        common = [key for key in theirs if key in ours and key not in OTHER_SPELLING]
        return found + [line for key in common for line in differences(ours[key], theirs[key], f"{path}.{key}")]
    if isinstance(theirs, list) and isinstance(ours, list):
        found = [] if len(ours) == len(theirs) else [f"{path}: {len(ours)} are not {len(theirs)}"]
        pairs = enumerate(zip(ours, theirs, strict=False))
        return found + [line for place, pair in pairs for line in differences(*pair, f"{path}[{place}]")]
    if isinstance(theirs, int | float) and not isinstance(theirs, bool):
        return [] if ours == pytest.approx(theirs, rel=1e-9, abs=1e-12) else [f"{path}: {ours} is not {theirs}"]
    return [] if ours == theirs else [f"{path}: {ours!r} is not {theirs!r}"]


@pytest.mark.parametrize("stem", [POSITION, PROTECTED])
def test_every_statistic_is_equal(stem):
    outcome, theirs = recorded(stem)
    ours = results([outcome])
    assert not differences(ours["strategy"], theirs["strategy"])
    assert not differences(ours["strategy_comparison"], theirs["strategy_comparison"])
    metadata = theirs["metadata"][outcome.strategy]
    assert ours["metadata"][outcome.strategy] == {key: metadata[key] for key in metadata if key != "filename"}


def test_keys_order_and_types_are_those_of_the_api():
    theirs = json.loads((FOLDER / "api_result.json").read_text())
    outcome, _ = recorded(PROTECTED)
    renamed = replace(outcome, strategy="RigStrategy", notes="", locks=())
    ours = with_filename(results([renamed]), "backtest-result")
    assert not list(shape_differences(theirs, ours))
