"""Files import what they were written for: modules of the bot, indicator libraries, learning."""

from __future__ import annotations

import sys

import pytest

from bot.strategy.surface import MODULES
from tests.builders import T0
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import HEAD, Desk

CANDLES = some_candles(T0, "5m", [10.0 + (step % 7) + step / 50 for step in range(120)])
INDICATORS = "    def populate_indicators(self, dataframe, metadata):\n"


@pytest.mark.parametrize("module", sorted(name for name, words in MODULES.items() if words))
def test_every_name_of_every_module_can_be_imported(desk: Desk, module: str) -> None:
    names = ", ".join(name for name in MODULES[module] if name != "__version__") or "__version__"
    desk.write(f"from {module} import {names}\n" + HEAD)
    assert desk.load_written().name == "Mine"


@pytest.mark.filterwarnings("ignore:Timestamp.dayofyear is deprecated")  # pandas-ta-classic, with pandas 3.1
@pytest.mark.parametrize(
    ("head", "line", "column"),
    [
        ("import talib.abstract as ta", "dataframe['x'] = ta.RSI(dataframe)", "x"),
        ("import ta", "dataframe['x'] = ta.momentum.rsi(dataframe['close'])", "x"),
        ("import pandas_ta as pta", "dataframe['x'] = pta.rsi(dataframe['close'], length=14)", "x"),
        ("import pandas_ta", "dataframe['x'] = dataframe.ta.kama(length=10)", "x"),
        ("import technical.indicators as ftt", "dataframe['x'] = ftt.hull_moving_average(dataframe, 10, 'close')", "x"),
        ("from sklearn.linear_model import LinearRegression", "dataframe['x'] = learnt(dataframe)", "x"),
        ("from technical import qtpylib", "dataframe['x'] = qtpylib.sma(dataframe['close'], 5)", "x"),
        ("from skopt.space import Integer", "dataframe['x'] = Integer(1, 5, name='n').high", "x"),
    ],
)
def test_the_usual_libraries_work(desk: Desk, head: str, line: str, column: str) -> None:
    learnt = (
        "def learnt(frame):\n"
        "    steps = [[step] for step in range(len(frame))]\n"
        "    return LinearRegression().fit(steps, frame['close']).predict(steps)\n"
    )
    desk.write(f"{head}\n{learnt}{HEAD}{INDICATORS}        {line}\n        return dataframe\n")
    frame = desk.load_written().analyze(CANDLES, "BTC/USDT")
    assert frame[column].iloc[-1] > 0


def test_a_package_that_is_installed_is_used_itself(desk: Desk) -> None:
    desk.write("x = 5\n", "skopt.py")
    desk.write("import skopt\n" + HEAD + "    def version(self):\n        return str(skopt.x)\n")
    known = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "skopt"}
    try:
        assert desk.load_written().version == "5"
    finally:
        sys.modules.pop("skopt", None)
        sys.path.remove(str(desk.folder / "strategies"))
        sys.modules.update(known)
