"""The file that epochs are kept in, and the file of parameters."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.errors import NotFound, StorageError
from bot.hyperopt.export import export, whole_parameters
from bot.hyperopt.request import Epoch
from bot.hyperopt.results import EpochWriter, best_of, chosen_file, new_file, read_epochs
from bot.hyperopt.score import WORST
from bot.settings.model import StrategyOptions
from bot.strategy.base import IStrategy
from bot.strategy.parameters import IntParameter
from bot.strategy.values import load_parameters
from tests.builders import T0

METRICS = {"total_trades": 3, "profit_total_abs": 1.5, "profit_total": 0.0015, "stake_currency": "USDT"}


def an_epoch(number: int, loss: float = 1.0, **changes: object) -> Epoch:
    values = {"buy_x": number}
    return Epoch(number=number, loss=loss, parameters=values, details={"buy": values}, metrics=METRICS, **changes)


def written(path: Path, *epochs: Epoch) -> Path:
    with EpochWriter(path, "Mine") as writer:
        for epoch in epochs:
            writer.write(epoch)
    return path


def test_epochs_come_back_as_they_were(tmp_path: Path) -> None:
    epochs = [an_epoch(1, is_best=True, is_initial=True, is_random=True), an_epoch(2, WORST)]
    path = written(new_file(tmp_path, "Mine", T0), *epochs)
    assert path.name == "strategy_Mine_2026-11-01_12-00-00.fthypt"
    assert read_epochs(path) == ("Mine", epochs)
    row = json.loads(path.read_text().splitlines()[0])
    assert (row["current_epoch"], row["loss"], row["params_dict"], row["is_best"]) == (1, 1.0, {"buy_x": 1}, True)
    assert "3 trades" in row["results_explanation"]
    assert row["results_metrics"]["strategy_name"] == "Mine"


def test_numbers_of_numpy_are_written(tmp_path: Path) -> None:
    epoch = Epoch(number=1, loss=1.0, parameters={"x": np.int64(3)}, details={}, metrics={"y": np.float64(0.5)})
    assert read_epochs(written(tmp_path / "a.fthypt", epoch))[1][0].parameters == {"x": 3}


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.fthypt", an_epoch(1), an_epoch(2))
    path.write_bytes(path.read_bytes()[:-20])
    assert [epoch.number for epoch in read_epochs(path)[1]] == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [("x\n{}\n", "Line 1 of"), ("{}\n", "Line 1 of .* is no epoch"), ("[1]\n", "Line 1 of .* is no epoch")],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "a.fthypt"
    path.write_text(text)
    with pytest.raises(StorageError, match=words):
        read_epochs(path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't be written"):
        written(tmp_path / "file/a.fthypt", an_epoch(1))


def test_the_newest_file_is_chosen_or_one_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no hyperopt results in"):
        chosen_file(tmp_path, None)
    first = written(tmp_path / "hyperopt_results/a.fthypt", an_epoch(1))
    second = written(tmp_path / "hyperopt_results/b.fthypt", an_epoch(1))
    assert chosen_file(tmp_path, None) == second
    assert chosen_file(tmp_path, "a.fthypt") == first == chosen_file(tmp_path, str(first))
    with pytest.raises(NotFound, match=r"no file c\.fthypt"):
        chosen_file(tmp_path, "c.fthypt")


def test_the_best_epoch_made_enough_trades() -> None:
    assert best_of([an_epoch(1, 3.0), an_epoch(2, 1.0), an_epoch(3, 2.0)]).number == 2
    assert best_of([an_epoch(1, WORST)]) is None
    assert best_of([]) is None


class Mine(IStrategy):
    """Two parameters."""

    buy_x = IntParameter(1, 9, default=3)
    sell_y = IntParameter(1, 9, default=4)


def test_a_parameter_file_holds_what_was_found_and_what_holds_anyway(tmp_path: Path) -> None:
    strategy = Mine({})
    load_parameters(strategy, tmp_path / "mine.py")
    options = StrategyOptions(stoploss=-0.2, minimal_roi={0: 0.05}, max_open_trades=5)
    details = {"buy": {"buy_x": 7}, "roi": {"0": 0.1, "30": 0.0}, "trailing": {"trailing_stop": True}}
    file = export(tmp_path / "mine.py", "Mine", whole_parameters(strategy, options, details), T0)
    content = json.loads(file.read_text())
    assert (file.name, content["strategy_name"], content["ft_stratparam_v"]) == ("mine.json", "Mine", 1)
    params = content["params"]
    assert (params["buy"], params["sell"], params["roi"]) == ({"buy_x": 7}, {"sell_y": 4}, {"0": 0.1, "30": 0.0})
    assert (params["stoploss"], params["max_open_trades"]) == ({"stoploss": -0.2}, {"max_open_trades": 5})
    assert (params["trailing"]["trailing_stop"], params["trailing"]["trailing_stop_positive"]) == (True, None)
    again = Mine({})
    load_parameters(again, tmp_path / "mine.py")
    assert (again.buy_x.value, again.minimal_roi, again.trailing_stop) == (7, {"0": 0.1, "30": 0.0}, True)


def test_a_parameter_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be written"):
        export(tmp_path / "nowhere/mine.py", "Mine", {}, T0)
