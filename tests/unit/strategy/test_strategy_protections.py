"""The list of protections of a strategy file."""

import pytest

from bot.errors import StrategyError
from tests.unit.strategy.conftest import Desk


def test_a_strategy_without_protections_has_none(desk: Desk) -> None:
    assert list(desk.load().protections) == []


def test_protections_may_be_made_from_parameters(desk: Desk) -> None:
    strategy = desk.load(
        "    protection_params = {'pause': 7}\n"
        "    pause = IntParameter(1, 30, default=5, space='protection')\n"
        "    @property\n"
        "    def protections(self):\n"
        "        return [{'method': 'CooldownPeriod', 'stop_duration_candles': self.pause.value}]\n"
    )
    assert strategy.protections == [{"method": "CooldownPeriod", "stop_duration_candles": 7}]


def test_protections_may_look_at_the_market(desk: Desk) -> None:
    strategy = desk.load(
        "    @property\n"
        "    def protections(self):\n"
        "        return [{'method': 'CooldownPeriod', 'stop_duration': len(self.dp.current_whitelist())}]\n"
    )
    assert strategy.protections == [{"method": "CooldownPeriod", "stop_duration": 1}]


def test_a_list_that_cannot_be_made_is_the_strategys_error(desk: Desk) -> None:
    strategy = desk.load("    @property\n    def protections(self):\n        return [self.nothing]\n")
    refused = r"Strategy Mine: its protections can't be made: AttributeError: .*nothing"
    with pytest.raises(StrategyError, match=refused):
        _ = strategy.protections
