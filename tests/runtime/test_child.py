"""Analyses in a process of their own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError, Refused, StrategyError
from bot.runtime import research
from bot.runtime.child import Child, child_environment
from bot.service.candles import HistoryRequest
from bot.service.evaluation import EvaluationRequest
from bot.service.pairs import Whitelist
from bot.settings.start import settings_from_environment, start_environment
from bot.storage.candle_files import CandleFiles
from tests.builders import T0
from tests.fakes.market import some_candles

REQUEST = HistoryRequest(pair="BTC/USDT", timeframe="5m", timerange="20261101-", strategy="SampleStrategy")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Where the child finds config, candles and a noisy strategy."""
    config = {
        "dry_run": True,
        "stake_currency": "USDT",
        "stake_amount": 10,
        "user_data_dir": str(tmp_path),
        "datadir": str(tmp_path / "data"),
        "exchange": {"name": "simulated", "pair_whitelist": ["BTC/USDT"]},
        "api_server": {"enabled": True, "username": "u", "password": "a-long-password-of-a-test"},
    }
    file = tmp_path / "config.json"
    file.write_text(json.dumps(config))
    (tmp_path / "strategies").mkdir()
    body = "from freqtrade.strategy import IStrategy\nimport time\nprint('noise')\n"
    classes = {"Noisy": "return dataframe", "Endless": "time.sleep(60)", "Dying": "import os; os._exit(1)"}
    for name, code in classes.items():
        body += f"class {name}(IStrategy):\n    timeframe='5m'\n    stoploss=-0.1\n"
        body += f"    def populate_indicators(self, dataframe, metadata):\n        {code}\n"
    (tmp_path / "strategies" / "noisy.py").write_text(body)
    CandleFiles(tmp_path / "data").save("BTC/USDT", "5m", some_candles(T0, "5m", [100.0 + n % 9 for n in range(90)]))
    return {**child_environment(), **start_environment([file], {}, "webserver")}


def asked(environ: dict[str, str], strategy: str, limit_s: float = 60.0) -> Any:
    request = HistoryRequest(pair="BTC/USDT", timeframe="5m", timerange="20261101-", strategy=strategy)
    return Child(environ, limit_s)(request)


def test_a_child_analyses_whatever_the_strategy_prints(environ: dict[str, str]) -> None:
    chart = asked(environ, "Noisy")
    assert (chart.strategy, len(chart.table.rows)) == ("Noisy", 90)


def test_the_childs_refusal_is_the_callers(environ: dict[str, str]) -> None:
    with pytest.raises(StrategyError, match="NoSuch"):
        asked(environ, "NoSuch")


def evaluated(environ: dict[str, str], *methods: Mapping[str, Any], **changes: Any) -> Whitelist:
    values = {"blacklist": [], "stake_currency": "USDT", **changes}
    found = Child(environ)(EvaluationRequest(pairlists=methods, **values))
    assert isinstance(found, Whitelist)
    return found


def test_a_child_tries_a_chain_of_pairlists(environ: dict[str, str], tmp_path: Path) -> None:
    rated = {"method": "VolumePairList", "number_assets": 4}
    found = evaluated(environ, rated, {"method": "OffsetFilter", "offset": 1}, blacklist=["ETH/.*"])
    assert found.methods == ("VolumePairList", "OffsetFilter")
    assert 2 <= len(found.pairs) <= 3
    assert not any(pair.startswith("ETH/") for pair in found.pairs)
    assert evaluated(environ, {"method": "StaticPairList"}).pairs == ("BTC/USDT",)


def test_a_remote_list_is_waited_for_and_no_file_is_written(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('{"pairs": ["ETH/USDT", "NO/SUCH"]}')
    remote = {
        "method": "RemotePairList",
        "pairlist_url": f"file:///{tmp_path / 'list.json'}",
        "number_assets": 5,
        "save_to_file": "written.json",
    }
    assert evaluated(environ, remote).pairs == ("ETH/USDT",)
    assert not (tmp_path / "written.json").exists()


@pytest.mark.parametrize(
    ("methods", "changes", "reason"),
    [
        ([], {}, "No pairlist methods"),
        ([{"method": "NoSuch"}], {}, r"pairlists\[0\].method"),
        ([{"method": "VolumePairList"}], {}, r"pairlists\[0\].number_assets"),
        ([{"method": "AgeFilter"}], {}, "comes first"),
        ([{"method": "StaticPairList"}], {"exchange": "nowhere"}, "no exchange 'nowhere'"),
    ],
)
def test_a_chain_that_can_not_be_made_is_refused(
    environ: dict[str, str], methods: list[dict[str, Any]], changes: dict[str, Any], reason: str
) -> None:
    settings = settings_from_environment({**os.environ, **environ})
    values = {"blacklist": [], "stake_currency": "USDT", **changes}
    with pytest.raises(BotError, match=reason):
        research.evaluated(settings, EvaluationRequest(pairlists=methods, **values))


def test_a_child_that_dies_or_takes_too_long_is_a_refusal(environ: dict[str, str]) -> None:
    with pytest.raises(Refused, match="without an answer"):
        asked(environ, "Dying")
    with pytest.raises(Refused, match="more than 5 s"):
        asked(environ, "Endless", 5.0)


def test_children_find_the_same_code() -> None:
    assert all(path in child_environment()["PYTHONPATH"].split(os.pathsep) for path in sys.path if path)
