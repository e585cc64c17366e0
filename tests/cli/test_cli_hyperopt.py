"""``tradepost hyperopt``, ``hyperopt-list``, ``hyperopt-show`` and ``list-hyperoptloss``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.runtime.stages import stage_of
from tests.cli.conftest import Run
from tests.runtime.test_hyperopting import RANGE, SOURCE, Lab

USUAL = ("hyperopt", "-s", "Mine", "--hyperopt-loss", "OnlyProfitHyperOptLoss", "--timerange", RANGE, "-j", "1")
SHORT = (*USUAL, "-e", "5", "--random-state", "1", "--spaces", "buy", "sell")


@pytest.fixture(autouse=True)
def lab(folder: Path) -> Iterator[Lab]:
    """The laboratory as the user folder of the working directory."""
    made = Lab(folder / "user_data")
    (folder / "user_data/data").rename(folder / "candles")
    config = {
        "stake_currency": "USDT", "stake_amount": 50, "fee": 0.001, "datadir": "candles",
        "exchange": {"name": "simulated", "pair_whitelist": ["BTC/USDT", "ETH/USDT"]},
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    yield made
    stage_of.cache_clear()


def test_a_search_shows_and_keeps_the_best(run: Run, folder: Path) -> None:
    ended = run(*SHORT)
    assert ended.code == 0, ended.err
    assert "5 epochs are kept in" in ended.out
    assert "buy_params = {" in ended.out
    assert "The parameters were written to" in ended.out
    stored = json.loads((folder / "user_data/strategies/mine.json").read_text())
    assert stored["strategy_name"] == "Mine"
    assert f'"buy_rsi": {stored["params"]["buy"]["buy_rsi"]},' in ended.out


def test_parameters_come_as_json(run: Run, folder: Path) -> None:
    ended = run(*SHORT, "--print-json", "--disable-param-export")
    assert set(ended.json()) == {"params"}
    assert not (folder / "user_data/strategies/mine.json").exists()


def test_every_epoch_can_be_shown(run: Run) -> None:
    few = sum("│" in line for line in run(*SHORT).out.splitlines())
    assert sum("│" in line for line in run(*SHORT, "--print-all").out.splitlines()) == 5 >= few


def test_windows_are_reported_with_their_tests(run: Run) -> None:
    ended = run(*SHORT, "--walk-forward", "2")
    assert ended.code == 0, ended.err
    assert "Walk forward" in ended.out
    assert "10 epochs are kept in" in ended.out


def test_a_search_goes_on_where_it_ended(run: Run) -> None:
    run(*SHORT)
    assert "10 epochs are kept in" in run(*SHORT, "--resume").out


def test_what_was_tried_is_listed(run: Run, folder: Path) -> None:
    run(*SHORT)
    assert "5 of 5 epochs of Mine" in run("hyperopt-list").out
    assert "0 of 5 epochs" in run("hyperopt-list", "--min-trades", "100000").out
    assert "0 of 5 epochs" in run("hyperopt-list", "--max-objective", "-1e9", "--profitable", "--best").out
    assert "Best result" not in run("hyperopt-list", "--no-details").out
    assert "params" in run("hyperopt-list", "--print-json").json()
    assert run("hyperopt-list", "--export-csv", "epochs.csv").code == 0
    with (folder / "epochs.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0]["buy_rsi"] == "40"


def test_an_epoch_is_shown_and_its_parameters_kept(run: Run, folder: Path) -> None:
    run(*SHORT, "--disable-param-export")
    ended = run("hyperopt-show", "-n", "1")
    assert ended.code == 0, ended.err
    assert '"buy_rsi": 40,' in ended.out
    assert json.loads((folder / "user_data/strategies/mine.json").read_text())["params"]["buy"]["buy_rsi"] == 40
    assert run("hyperopt-show", "-n", "-5", "--print-json").json()["params"]["buy_rsi"] == 40
    assert run("hyperopt-show", "--no-header").out.count("│") == 0
    refused = run("hyperopt-show", "-n", "99")
    assert refused.code == 2
    assert "There is no epoch 99 (allowed: 1 to 5, or -5 to -1 from the end)" in refused.text


def test_loss_functions_are_listed_with_the_users(run: Run, folder: Path) -> None:
    own = folder / "user_data/hyperopts"
    own.mkdir()
    (own / "own.py").write_text(
        "from freqtrade.optimize.hyperopt import IHyperOptLoss\nclass Own(IHyperOptLoss):\n    '''Mine.'''\n"
    )
    (own / "broken.py").write_text("x = undefined\n")
    ended = run("list-hyperoptloss")
    assert "Mine." in ended.out
    assert "LOAD FAILED" in ended.out
    assert "line 1: NameError" in ended.out
    assert {"Own", "CalmarHyperOptLoss"} < set(run("list-hyperoptloss", "-1").out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("hyperopt", "-s", "Mine"), "No loss function is named"),
        ((*USUAL, "-e", "0"), "epochs is 0"),
        ((*USUAL, "--spaces", "enter"), "no parameters in the space 'enter'"),
        ((*USUAL, "--stake-amount", "much"), "--stake-amount is 'much'"),
        ((*USUAL, "--resume"), "There are no hyperopt results in"),
        (("hyperopt-list",), "There are no hyperopt results in"),
        (("hyperopt-show", "--hyperopt-filename", "x.fthypt"), "There is no file x.fthypt"),
    ],
)
def test_what_stands_in_the_way_is_said(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert words in ended.text


def test_nothing_fits(run: Run, lab: Lab) -> None:
    lab.write(SOURCE)
    run(*SHORT, "--min-trades", "100000")
    assert run("hyperopt-list", "--print-json").json() == {}
    assert run("hyperopt-show", "--best").code == 2
