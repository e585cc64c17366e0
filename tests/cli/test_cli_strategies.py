"""``tradepost list-strategies``, ``new-strategy`` and ``create-userdir``."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bot.settings.folders import PARTS
from tests.builders import T0
from tests.cli.conftest import Run
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import Desk

SAMPLES = ["SampleStrategy", "SampleTrend"]


def test_the_samples_are_there_from_the_beginning(run: Run, folder: Path) -> None:
    assert run("list-strategies", "-1").out.split() == SAMPLES
    assert list(folder.iterdir()) == [], "looking changes nothing"


@pytest.mark.parametrize("template", ["full", "minimal", "advanced"])
def test_a_new_strategy_can_be_loaded(run: Run, folder: Path, template: str) -> None:
    ended = run("new-strategy", "-s", "Mine", "--template", template)
    assert ended.code == 0
    assert (folder / "user_data/strategies/Mine.py").is_file()
    rows = [line for line in run("list-strategies").out.splitlines() if "Mine" in line]
    assert len(rows) == 1
    assert "OK" in rows[0]


def test_a_new_strategy_overwrites_nothing(run: Run, folder: Path) -> None:
    file = folder / "user_data/strategies/Mine.py"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n")
    ended = run("new-strategy", "-s", "Mine")
    assert ended.code == 2
    assert "was left as it is" in ended.err
    assert file.read_text() == "# mine\n"


@pytest.mark.parametrize("name", ["my-strategy", "1st", "../Mine", "class", "None", "_Hidden"])
def test_a_name_that_no_class_can_have_is_refused(run: Run, folder: Path, name: str) -> None:
    ended = run("new-strategy", "-s", name)
    assert ended.code == 2
    assert "can't be the name of a class" in ended.err
    assert not (folder / "user_data").exists()


def test_a_new_strategy_needs_a_name(run: Run) -> None:
    assert run("new-strategy").code == 2


def test_a_broken_file_is_listed_with_its_line(run: Run, folder: Path) -> None:
    strategies = folder / "user_data/strategies"
    strategies.mkdir(parents=True)
    (strategies / "broken.py").write_text("x = 1\ny = undefined\n")
    ended = run("list-strategies")
    assert ended.code == 0
    assert "LOAD FAILED" in ended.out
    assert "line 2" in ended.out


def test_two_strategies_of_one_name_are_pointed_out(run: Run, folder: Path) -> None:
    run("new-strategy", "-s", "Mine")
    strategies = folder / "user_data/strategies"
    (strategies / "copy.py").write_text((strategies / "Mine.py").read_text())
    assert run("list-strategies").out.count("DUPLICATE NAME") == 2


def test_sub_folders_are_searched_when_asked_for(run: Run, folder: Path) -> None:
    run("new-strategy", "-s", "Deep", "--strategy-path", folder / "more/deeper")
    more = ("--strategy-path", folder / "more")
    assert run("list-strategies", "-1", *more).out.split() == SAMPLES
    assert run("list-strategies", "-1", *more, "--recursive-strategy-search").out.split() == ["Deep", *SAMPLES]


def test_create_userdir_makes_folders_and_samples(run: Run, folder: Path) -> None:
    ended = run("create-userdir", "--userdir", "mine")
    assert ended.code == 0
    assert {path.name for path in (folder / "mine").iterdir()} == set(PARTS)
    assert (folder / "mine/strategies/sample_strategy.py").is_file()


def test_create_userdir_keeps_what_is_there_until_reset(run: Run, folder: Path) -> None:
    run("create-userdir", "--userdir", "mine")
    sample = folder / "mine/strategies/sample_strategy.py"
    original = sample.read_text()
    sample.write_text("# changed\n")
    assert "nothing was changed" in run("create-userdir", "--userdir", "mine").out
    assert sample.read_text() == "# changed\n"
    assert run("create-userdir", "--userdir", "mine", "--reset").code == 0
    assert sample.read_text() == original


def test_create_userdir_needs_to_know_where(run: Run) -> None:
    assert run("create-userdir").code == 2


def test_a_folder_that_cannot_be_made_is_refused(run: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    ended = run("create-userdir", "--userdir", "file/mine")
    assert ended.code == 2
    assert "can't be made" in ended.err


def test_parameters_are_counted_by_space(run: Run, folder: Path) -> None:
    run("new-strategy", "-s", "Mine")
    own = "    x = IntParameter(1, 5, default=3, space='mine')\n    enter_x = IntParameter(1, 5, default=3)\n"
    (folder / "user_data/strategies/other.py").write_text(
        f"from freqtrade.strategy import *\nclass Other(IStrategy):\n    stoploss = -0.1\n{own}"
    )
    rows = {line.split()[1]: line for line in run("list-strategies").out.splitlines() if " OK " in line}
    assert [cell.strip() for cell in rows["Mine"].split("│")[4:8]] == ["Yes", "2", "1", "0"]
    assert "enter: 1, mine: 1" in rows["Other"]
    assert "No" in rows["SampleStrategy"]


@pytest.mark.parametrize("template", ["full", "minimal", "advanced"])
def test_a_new_strategy_finds_signals(run: Run, folder: Path, template: str) -> None:
    run("new-strategy", "-s", "Mine", "--template", template)
    desk = Desk(folder / "user_data")
    closes = [100 + 10 * math.sin(i / 9) + 6 * math.sin(i / 2) + i / 50 for i in range(900)]
    desk.candles.frames["BTC/USDT", "1h"] = some_candles(T0, "1h", [50.0 + i / 10 for i in range(75)])
    frame = desk.load_written().analyze(some_candles(T0, "5m", closes), "BTC/USDT")
    assert frame["enter_long"].sum() > 0
    assert frame["exit_long"].sum() > 0


OLD = """
from freqtrade.strategy import IStrategy
class Old(IStrategy):
    stoploss = -0.1
    use_sell_signal = True
"""


def test_old_strategies_are_updated_and_kept(run: Run, folder: Path) -> None:
    file = folder / "user_data/strategies/old.py"
    file.parent.mkdir(parents=True)
    file.write_text(OLD)
    shown = run("strategy-updater", "--dry-run")
    assert "+    use_exit_signal = True" in shown.out
    assert file.read_text() == OLD
    assert run("strategy-updater", "--strategy-list", "Old").code == 0
    assert file.read_text() == OLD.replace("sell", "exit")
    assert (folder / "user_data/strategies_orig_updater/old.py").read_text() == OLD
    assert "has no old names" in run("strategy-updater").out
    file.write_text(OLD)
    assert "is there already" in run("strategy-updater").text
    assert file.read_text() == OLD
    assert run("strategy-updater", "--strategy-list", "Nobody").code == 2
