"""What strategies write into their list of protections."""

import logging
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.protection.build import METHODS, build_protections
from tests.unit.protection.past import closed, pair_stop, past, protections

COOLDOWN = {"method": "CooldownPeriod"}


def refusal(config: Any) -> ConfigError:
    """Why the second of two protections can't be made."""
    with pytest.raises(ConfigError) as caught:
        build_protections([COOLDOWN, config], "5m")
    return caught.value


@pytest.mark.parametrize("method", METHODS)
def test_no_parameter_is_needed(method: str) -> None:
    (described,) = protections({"method": method}).describe()
    assert described[method].startswith(f"{method} - ")
    assert "for 60 minutes" in described[method]


def test_protections_are_described_in_the_strategys_order() -> None:
    described = protections(
        {"method": "StoplossGuard", "only_per_pair": True, "lookback_period_candles": 1, "trade_limit": 4},
        {"method": "CooldownPeriod", "stop_duration": 1.5},
        {"method": "LowProfitPairs", "required_profit": 0.02},
        {"method": "MaxDrawdown", "max_allowed_drawdown": 0.2, "unlock_at": "7:05"},
    ).describe()
    assert [text for one in described for text in one.values()] == [
        "StoplossGuard - Locks for 60 minutes after 4 stoplosses of a pair in 1 candle.",
        "CooldownPeriod - Cooldown period for 1.5 minutes.",
        "LowProfitPairs - Locks pairs for 60 minutes whose profit is below 0.02 in 60 minutes.",
        "MaxDrawdown - Locks all pairs until 07:05 after a drawdown of more than 0.2 in 60 minutes.",
    ]


def test_a_strategy_may_have_none() -> None:
    none = build_protections((), "5m")
    assert (len(none), none.describe(), none.lookback.total_seconds()) == (0, [], 0)


def test_the_longest_look_back_decides_which_trades_are_read() -> None:
    both = protections(COOLDOWN, COOLDOWN | {"lookback_period_candles": 3}, timeframe="1h")
    assert both.lookback.total_seconds() == 3 * 3600


@pytest.mark.parametrize("configs", ["CooldownPeriod", COOLDOWN, None, 3])
def test_the_list_is_a_list(configs: Any) -> None:
    with pytest.raises(ConfigError, match=r"protections is .*; allowed: a list of mappings"):
        build_protections(configs, "5m")


def test_an_entry_is_a_mapping() -> None:
    error = refusal("CooldownPeriod")
    assert str(error).startswith("protections[1] is 'CooldownPeriod'; allowed: a mapping such as")


@pytest.mark.parametrize(
    ("method", "hint"), [("StoplosGuard", ", did you mean StoplossGuard?"), (None, ""), (["x"], ""), (3, "")]
)
def test_a_method_is_one_of_those_there_are(method: Any, hint: str) -> None:
    error = refusal({"method": method})
    assert error.key == "protections[1].method"
    known = "one of CooldownPeriod, LowProfitPairs, MaxDrawdown, StoplossGuard"
    assert str(error) == f"protections[1].method is {method!r}; allowed: {known}{hint}."


@pytest.mark.parametrize(
    ("method", "name", "value", "allowed"),
    [
        ("CooldownPeriod", "stop_duration", -1, "a number of at least 0"),
        ("CooldownPeriod", "stop_duration", "5", "a number of at least 0"),
        ("CooldownPeriod", "stop_duration", float("inf"), "a number of at least 0"),
        pytest.param("CooldownPeriod", "stop_duration", 10**400, "a number of at least 0", id="huge"),
        ("CooldownPeriod", "stop_duration", 10**9, "at most a hundred years"),
        ("CooldownPeriod", "stop_duration_candles", 10**8, "at most a hundred years"),
        ("CooldownPeriod", "stop_duration_candles", 2.5, "a whole number of at least 0"),
        ("CooldownPeriod", "lookback_period", 0, "a number of at least 1"),
        ("CooldownPeriod", "lookback_period_candles", 0, "a whole number of at least 1"),
        ("CooldownPeriod", "unlock_at", "24:00", 'a time of the day in UTC such as "23:30"'),
        ("CooldownPeriod", "unlock_at", 1430, 'a time of the day in UTC such as "23:30"'),
        ("StoplossGuard", "trade_limit", 0, "a whole number of at least 1"),
        ("StoplossGuard", "trade_limit", True, "a whole number of at least 1"),
        ("StoplossGuard", "required_profit", float("nan"), "a number"),
        ("StoplossGuard", "only_per_pair", "no", "True or False"),
        ("LowProfitPairs", "only_per_side", 1, "True or False"),
        ("MaxDrawdown", "max_allowed_drawdown", -0.1, "a number of at least 0"),
        ("MaxDrawdown", "calculation_mode", "balance", "ratios or equity"),
        ("MaxDrawdown", "calculation_mode", ["ratios"], "ratios or equity"),
    ],
)
def test_a_wrong_value_is_named_with_protection_and_parameter(method: str, name: str, value: Any, allowed: str) -> None:
    error = refusal({"method": method, name: value})
    assert str(error) == f"protections[1].{name} ({method}) is {value!r}; allowed: {allowed}."
    assert (error.key, error.allowed) == (f"protections[1].{name}", allowed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lookback_period", "lookback_period_candles"),
        ("stop_duration", "stop_duration_candles"),
        ("unlock_at", "stop_duration"),
        ("unlock_at", "stop_duration_candles"),
    ],
)
def test_alternatives_exclude_each_other(one: str, other: str) -> None:
    value = "12:00" if one == "unlock_at" else 5
    error = refusal({"method": "LowProfitPairs", one: value, other: 5})
    assert error.key == f"protections[1].{one}"
    assert error.allowed == f"either {one} or {other}, not both"


def test_what_is_none_is_not_given() -> None:
    config = COOLDOWN | {"stop_duration": None, "unlock_at": None, "stop_duration_candles": 2}
    stop = pair_stop(config, past(closed(60)))
    assert stop is not None
    assert stop.reason == "Cooldown period for 2 candles."


def test_a_parameter_that_the_protection_does_not_know_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        protections({"method": "LowProfitPairs", "only_per_pair": False, "trade_limits": 3, "lookback_period": 9})
    assert caplog.messages == [
        "protections[0].only_per_pair is no parameter of LowProfitPairs and is ignored. Did you mean only_per_side?",
        "protections[0].trade_limits is no parameter of LowProfitPairs and is ignored. Did you mean trade_limit?",
    ]
