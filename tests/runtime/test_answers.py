"""What children answer to the questions of the services."""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from bot.domain.market import Market
from bot.domain.market_data import DownloadRequest
from bot.errors import BotBusy, Refused
from bot.runtime.answers import ANSWERS, WORK, answer_to
from bot.runtime.child import AT_ONCE, Child
from bot.runtime.telling import Teller
from bot.service.candles import HistoryRequest
from bot.service.exchange_choice import ExchangeChoice
from bot.service.exchanges import ExchangesQuestion
from bot.service.markets import MarketsQuestion
from bot.settings.model import ExchangeSettings, Settings, SimulationSettings
from tests.builders import some_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    exchange = ExchangeSettings(name="simulated", sim=SimulationSettings(seed=3, speed=1, pairs=3))
    return some_settings(exchange=exchange, user_data_dir=tmp_path, datadir=tmp_path / "data")


def asked(settings: Settings, question: object) -> Any:
    return answer_to(settings, question, Teller(lambda _: None))


def test_markets_and_exchanges_are_read(settings: Settings) -> None:
    markets = asked(settings, MarketsQuestion(ExchangeChoice(exchange="simulated")))
    assert "BTC/USDT" in [market.symbol for market in markets]
    assert all(isinstance(market, Market) for market in markets)
    names = [one.classname for one in asked(settings, ExchangesQuestion())]
    assert names[:2] == ["simulated", "replay"]
    assert "kraken" in names


def test_a_download_tells_what_became_of_each_file(settings: Settings) -> None:
    (file,) = asked(settings, DownloadRequest(pairs=("BTC/USD.",), timeframes=("1h",), days=2))["files"]
    assert (file["pair"], file["kind"], file["added"] > 40) == ("BTC/USDT", "1h", True)
    assert [path.name for path in (settings.datadir).glob("*.feather")] == ["BTC_USDT-1h.feather"]


def test_a_download_with_a_failure_fails_with_the_reason(settings: Settings) -> None:
    settings.datadir.mkdir(parents=True)
    (settings.datadir / "BTC_USDT-1h.feather").write_text("no candles")
    with pytest.raises(Refused, match="1 of 1 downloads failed: BTC/USDT 1h spot: "):
        asked(settings, DownloadRequest(pairs=("BTC/USDT",), timeframes=("1h",), days=1))


def test_what_nobody_answers_is_refused(settings: Settings) -> None:
    with pytest.raises(Refused, match="Nobody answers a str"):
        asked(settings, "why?")


@pytest.mark.parametrize("target", [*ANSWERS.values(), *WORK.values()])
def test_every_question_has_someone_who_answers(target: str) -> None:
    assert callable(resolve_name(target))


def test_whoever_gets_no_turn_is_told_to_come_back() -> None:
    child = Child({}, wait_s=0.0)
    turns = child._turns
    held = [turns.acquire(blocking=False) for _ in range(AT_ONCE)]
    assert all(held)
    with pytest.raises(BotBusy, match="at the same time"):
        child(HistoryRequest(pair="A/B", timeframe="5m", timerange=""))
