"""Which class a name means: of several in a file, of two with one name, of a source that comes with the name."""

from __future__ import annotations

import base64

import pytest

from bot.errors import StrategyError
from bot.strategy.loader import load_strategy
from tests.builders import T0, some_settings
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import HEAD, Desk

CANDLES = some_candles(T0, "5m", [10.0, 11.0])


def embedded(text: str, name: str = "Mine") -> str:
    return f"{name}:{base64.b64encode(text.encode()).decode()}"


def test_a_file_may_hold_several_strategies(desk: Desk) -> None:
    desk.write(HEAD + HEAD.replace("Mine", "Yours").replace("-0.1", "-0.2"))
    assert desk.load(name="Yours").options.stoploss == -0.2


def test_a_strategy_may_derive_from_one_in_another_file(desk: Desk) -> None:
    desk.write(HEAD.replace("Mine", "Base"), "a_base_of_mine.py")
    desk.write("from a_base_of_mine import Base\nclass Child(Base):\n    stoploss = -0.4\n", "child.py")
    assert desk.load(name="Child").options.stoploss == -0.4


def test_a_name_that_is_there_twice_is_warned_about(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    first = desk.write(HEAD, "a.py")
    second = desk.write(HEAD.replace("-0.1", "-0.2"), "b.py")
    assert load_strategy("Mine", some_settings(user_data_dir=desk.folder), desk.context()).options.stoploss == -0.1
    assert f"Strategy Mine is defined more than once: {first} is used, not {second}." in caplog.text


def test_the_configured_name_may_bring_its_source(desk: Desk) -> None:
    name = embedded(HEAD + "    def version(self):\n        return 'embedded'\n")
    strategy = load_strategy(name, some_settings(user_data_dir=desk.folder, strategy=name), desk.context())
    assert (strategy.name, strategy.version) == ("Mine", "embedded")
    assert strategy.source.startswith("\nfrom freqtrade.strategy import *")


def test_nobody_else_may_bring_a_source(desk: Desk) -> None:
    with pytest.raises(StrategyError, match="Mine brings its own source; only the configuration may do that"):
        load_strategy(embedded(HEAD), some_settings(user_data_dir=desk.folder, strategy="Mine"), desk.context())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mine:!!", "The source of strategy Mine can't be read"),
        ("Mine:" + base64.b64encode(b"\xff\xfe").decode(), "The source of strategy Mine can't be read"),
        (embedded("class A(:\n"), "The strategy file <Mine> can't be loaded: line 1: SyntaxError"),
        (embedded("x = 1 / 0\n"), "The strategy file <Mine> can't be loaded: line 1: ZeroDivisionError"),
        (embedded(HEAD, "Other"), "no class of this name was found in the given source. Did you mean"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(desk: Desk, name: str, words: str) -> None:
    with pytest.raises(StrategyError) as refusal:
        load_strategy(name, some_settings(user_data_dir=desk.folder, strategy=name), desk.context())
    assert words.removesuffix(" Did you mean") in str(refusal.value)


def test_an_error_while_running_names_the_line_of_the_file(desk: Desk) -> None:
    strategy = desk.load("    def populate_indicators(self, dataframe, metadata):\n        return dataframe['x']\n")
    line = HEAD.count("\n") + 2
    with pytest.raises(StrategyError, match=rf"Strategy Mine failed on BTC/USDT: line {line}: KeyError: 'x'"):
        strategy.analyze(CANDLES, "BTC/USDT")
