"""Old names in strategy files are replaced, and nothing else."""

from __future__ import annotations

import logging

import pytest

from bot.errors import StrategyError
from bot.strategy.update import updated
from tests.builders import T0
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import HEAD, Desk
from tests.unit.strategy.test_strategy_legacy import OLD


def test_an_updated_file_needs_no_warning(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    candles = some_candles(T0, "5m", [10.0, 11.0, 12.0, 11.0])
    before = desk.load(OLD).analyze(candles, "BTC/USDT")
    caplog.clear()
    new = updated(HEAD + OLD)
    desk.write(new)
    strategy = desk.load_written()
    with caplog.at_level(logging.WARNING):
        after = strategy.analyze(candles, "BTC/USDT")
    assert "old names" not in caplog.text
    assert set(after.columns) == set(before.columns)
    assert after["enter_long"].equals(before["enter_long"])
    assert strategy.options.exit_profit_only
    assert strategy.options.order_types.emergency_exit == "limit"
    for old in (
        "INTERFACE_VERSION = 2",
        "populate_buy_trend",
        '"buy"',
        '"sell"',
        "custom_sell",
        "sell_reason",
        "buy_tag",
    ):
        assert old not in new


@pytest.mark.parametrize(
    "text",
    [
        "buy = 5\nsell: int = 3\n",
        "# populate_buy_trend stays in a comment\n",
        "x = 'I buy and sell'\n",
        "buy_params = {'buy_rsi': 3}\nbuy_rsi = 1\n",
        'print("""buy""")\n',
        "y = f(side='buyer')\n",
    ],
)
def test_what_is_no_old_name_stays(text: str) -> None:
    assert updated(text) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dataframe.loc[x, 'buy'] = 1\n", "dataframe.loc[x, 'enter_long'] = 1\n"),
        ("order_types = {'buy': 'limit'}\nd['sell'] = 1\n", "order_types = {'entry': 'limit'}\nd['exit_long'] = 1\n"),
        ("unfilledtimeout: dict = {\n  'sell': 5,\n}\n", "unfilledtimeout: dict = {\n  'exit': 5,\n}\n"),
        ("f'{trade.buy_tag} buy_tag {x}'\n", "f'{trade.enter_tag} buy_tag {x}'\n"),
        ("use_sell_signal = True\n", "use_exit_signal = True\n"),
        ("n = trade.nr_of_successful_buys\n", "n = trade.nr_of_successful_entries\n"),
    ],
)
def test_old_names_become_todays(old: str, new: str) -> None:
    assert updated(old) == new
    assert updated(new) == new


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(StrategyError, match="can't be read as Python"):
        updated("x = (\n")
