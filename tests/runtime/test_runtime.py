"""The whole bot in this process: simulated exchange, SQLite, its own thread; no server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.domain.enums import BotState, OrderType, RunMode
from bot.domain.lock import Lock
from bot.errors import BotBusy, DatabaseInUse, NotFound, Refused, StrategyError, WrongMode
from bot.ports.storage import MARKET_TIME
from bot.runtime import Runtime, build_runtime, research
from bot.runtime.clocks import market_clock
from bot.service.candles import HistoryRequest
from bot.settings.model import ExchangeSettings, Internals, Settings, SimulationSettings
from bot.state.commands import ForceEnter, ForceExit, Reload
from bot.storage.candle_files import CandleFiles
from bot.storage.database import open_database
from tests.builders import T0, some_settings
from tests.fakes.market import some_candles
from tests.fakes.memory import MemoryKeys
from tests.storage.servers import database_in

T = TypeVar("T")
PAIRS = 3


def settings_in(folder: Path, **changes: Any) -> Settings:
    exchange = ExchangeSettings(
        name="simulated", pair_whitelist=(".*/USDT",), sim=SimulationSettings(seed=3, speed=600, pairs=PAIRS)
    )
    values = {
        "exchange": exchange,
        "internals": Internals(process_throttle_s=0.05),
        "db_url": database_in(folder),
        "user_data_dir": folder,
        "datadir": folder / "data",
    }
    return some_settings(**{**values, **changes})


def until(what: str, probe: Callable[[], T | None], limit_s: float = 60.0) -> T:
    """The first answer that is there; the bot's thread needs no more than moments."""
    pause, end = threading.Event(), time.monotonic() + limit_s
    while time.monotonic() < end:
        answer = probe()
        if answer:
            return answer
        pause.wait(0.01)
    raise AssertionError(f"{what} did not happen")


@pytest.fixture
def fatal() -> list[str]:
    """Why the bot could not be built."""
    return []


@pytest.fixture
def run(tmp_path: Path, fatal: list[str]) -> Iterator[Callable[..., Runtime]]:
    """Starts runtimes; all are stopped with the test."""
    started: list[Runtime] = []

    def start(**changes: Any) -> Runtime:
        settings = settings_in(tmp_path, **changes)
        runtime = build_runtime(settings, reload=lambda: settings, on_fatal=fatal.append)
        started.append(runtime)
        runtime.start()
        return runtime

    yield start
    for runtime in started:
        runtime.stop()


def picture_of(runtime: Runtime) -> Any:
    return until("the first pass", lambda: runtime.services.snapshot().last_pass_at and runtime.services.snapshot())


def test_a_bot_trades_by_hand_reloads_and_keeps_its_trades(run: Callable[..., Runtime]) -> None:
    first = run(max_open_trades=9)
    picture = picture_of(first)
    assert (picture.state, len(picture.whitelist), picture.strategy.name) == (BotState.RUNNING, PAIRS, "SampleStrategy")
    held = {opened.trade.pair for opened in picture.open_trades}
    pair = next(pair for pair in picture.whitelist if pair not in held)
    trade = first.services.state.ask(ForceEnter(pair=pair, tag="by hand", order_type=OrderType.MARKET))
    assert first.services.state.ask(Reload()) == "Reloading config ..."
    until("the trade after the reload", lambda: trade.id in open_ids(first))
    first.stop()
    second = run(max_open_trades=9)
    until("the trade after a restart", lambda: trade.id in open_ids(second))
    second.services.state.ask(ForceExit(trade_id=trade.id, order_type=OrderType.MARKET))
    closed = until("the exit", lambda: closed_trade(second, trade.id))
    assert (closed.pair, closed.enter_tag, closed.exit_reason) == (pair, "by hand", "force_exit")


def open_ids(runtime: Runtime) -> set[int]:
    return {opened.trade.id for opened in runtime.services.snapshot().open_trades}


def closed_trade(runtime: Runtime, trade_id: int) -> Any:
    trade = runtime.services.trades.get(trade_id)
    return trade.trade if not trade.trade.is_open else None


def test_before_the_first_pass_reads_say_that_the_bot_starts(tmp_path: Path) -> None:
    runtime = build_runtime(settings_in(tmp_path), reload=lambda: settings_in(tmp_path), on_fatal=lambda _: None)
    with pytest.raises(BotBusy, match="starting"):
        runtime.services.profit.summary()
    assert runtime.services.snapshot().state is BotState.STOPPED
    runtime.stop()


def test_a_second_bot_is_refused_at_once_and_waits_when_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    owner = open_database(settings.db_url, exclusive=True)
    with pytest.raises(DatabaseInUse):
        build_runtime(settings, reload=lambda: settings, on_fatal=lambda _: None)
    monkeypatch.setenv("TRADEPOST_LOCK_WAIT_S", "30")

    class Leaving(threading.Event):
        """Lets the owner go while the newcomer waits."""

        def wait(self, timeout: float | None = None) -> bool:
            owner.close()
            return False

    build_runtime(settings, reload=lambda: settings, on_fatal=lambda _: None, wait=Leaving()).stop()


def test_a_strategy_that_is_not_there_is_fatal(run: Callable[..., Runtime], fatal: list[str]) -> None:
    runtime = run(strategy="NoSuch")
    until("the end", lambda: fatal)
    assert "Impossible to load Strategy 'NoSuch'" in fatal[0]
    assert "NoSuch" in (runtime.services.snapshot().failure or "")


def write_strategy(folder: Path, protections: str) -> None:
    """``Guarded``, with ``protections`` as its list."""
    path = folder / "strategies" / "guarded.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "from freqtrade.strategy import IStrategy\n\n\nclass Guarded(IStrategy):\n"
        f"    timeframe = '5m'\n    stoploss = -0.5\n    protections = {protections}\n"
    )


def test_a_protections_lock_is_there_after_a_restart(tmp_path: Path, run: Callable[..., Runtime]) -> None:
    write_strategy(tmp_path, "[{'method': 'CooldownPeriod', 'stop_duration': 100_000}]")
    runtime = run(strategy="Guarded")
    pair = picture_of(runtime).whitelist[0]
    trading = runtime.services.trading
    trade = trading.force_enter(pair, order_type=OrderType.MARKET)
    trading.force_exit(str(trade.id), order_type=OrderType.MARKET)
    (lock,) = until("the lock", lambda: cooldowns(runtime))
    assert (lock.pair, lock.reason) == (pair, "Cooldown period for 100000 minutes.")
    runtime.stop()
    second = run(strategy="Guarded")
    picture_of(second)
    assert cooldowns(second) == [lock]


def cooldowns(runtime: Runtime) -> list[Lock]:
    """The locks that ``CooldownPeriod`` has set; the bot's own last no longer than a candle."""
    return [lock for lock in runtime.services.snapshot().locks if (lock.reason or "").startswith("Cooldown")]


def test_a_wrong_protection_is_fatal(tmp_path: Path, run: Callable[..., Runtime], fatal: list[str]) -> None:
    write_strategy(tmp_path, "[{'method': 'CooldownPeriod', 'stop_duration': 'long'}]")
    run(strategy="Guarded")
    until("the end", lambda: fatal)
    told = "protections[0].stop_duration (CooldownPeriod) is 'long'; allowed: a number of at least 0."
    assert fatal == [told]


def test_a_replay_trades_stored_candles(tmp_path: Path, run: Callable[..., Runtime]) -> None:
    files = CandleFiles(tmp_path / "candles")
    files.save("BTC/USDT", "5m", some_candles(T0, "5m", [100.0 + n % 7 for n in range(400)]))
    sim = SimulationSettings(speed=600, replay_dir=tmp_path / "candles")
    exchange = ExchangeSettings(name="replay", pair_whitelist=("BTC/USDT",), sim=sim)
    picture = picture_of(run(exchange=exchange))
    assert picture.whitelist == ("BTC/USDT",)
    assert picture.market_time > T0


def test_market_time_goes_on_where_it_was(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    wall = market_clock(some_settings(exchange=ExchangeSettings(name="other")), None, None)
    later = wall.now().replace(year=wall.now().year + 1)
    assert market_clock(settings, MemoryKeys(**{MARKET_TIME: later}), wall).now() >= later
    noted = MemoryKeys(**{MARKET_TIME: later})
    written = later + timedelta(minutes=4)  # by a bot that was killed before its next note
    assert market_clock(settings, noted, wall, written).now() >= written
    assert market_clock(settings, noted, wall, wall.now()).now() >= later
    assert market_clock(settings, MemoryKeys(), wall).now() >= T0.replace(year=2020)


def webserver(tmp_path: Path, **changes: Any) -> Runtime:
    settings = settings_in(tmp_path, runmode=RunMode.WEBSERVER, **changes)
    return build_runtime(settings, reload=lambda: settings, on_fatal=lambda _: None)


def test_without_a_bot_there_are_markets_and_strategies_but_no_trades(tmp_path: Path) -> None:
    runtime = webserver(tmp_path)
    runtime.start()
    services = runtime.services
    assert len(services.markets.tradable(quote="USDT").markets) == PAIRS
    assert services.strategies.names() == ["SampleStrategy", "SampleTrend"]
    found = services.strategies.get("SampleTrend")
    assert (found.name, [one["name"] for one in found.parameters]) == ("SampleTrend", ["buy_fast", "buy_slow"])
    assert {info.name for info in services.markets.pairlist_methods()} >= {"StaticPairList", "OffsetFilter"}
    assert services.markets.stored_candles() == []
    with pytest.raises(WrongMode):
        services.profit.summary()
    with pytest.raises(NotFound):
        services.strategies.get("NoSuch")
    runtime.stop()


@pytest.fixture
def stored(tmp_path: Path) -> Settings:
    """A folder with candles."""
    settings = settings_in(tmp_path, runmode=RunMode.WEBSERVER)
    files = CandleFiles(settings.datadir)
    files.save("BTC/USDT", "5m", some_candles(T0, "5m", [100.0 + n % 9 for n in range(300)]))
    return settings


def test_stored_candles_are_analysed(stored: Settings) -> None:
    from_start = history(stored, strategy="SampleStrategy", timerange="20261101-")
    assert from_start.table.first_at == T0
    assert {"rsi", "enter_tag"} <= set(from_start.table.columns)
    later = history(stored, strategy="SampleStrategy", timerange="20261101T1700-20261101T1800", columns=("rsi",))
    assert (later.table.first_at, len(later.table.rows)) == (T0.replace(hour=17), 13)
    assert later.table.rows[0][later.table.columns.index("rsi")] is not None
    raw = history(stored, timerange="")
    assert (raw.strategy, len(raw.table.rows)) == ("", 300)


def test_live_candles_come_from_the_exchange(stored: Settings) -> None:
    chart = history(stored, timerange="", live=True)
    assert len(chart.table.rows) > 100


def test_what_cannot_be_analysed_is_refused_in_words(stored: Settings) -> None:
    with pytest.raises(Refused, match=r"No data for NO/USDT, 5m in 20261101- found\."):
        history(stored, pair="NO/USDT", timerange="20261101-")
    with pytest.raises(StrategyError, match="NoSuch"):
        history(stored, strategy="NoSuch", timerange="20261101-")


def history(settings: Settings, **request: Any) -> Any:
    """What the child does, in this process."""
    values = {"pair": "BTC/USDT", "timeframe": "5m", "timerange": "", **request}
    return research.history(settings, HistoryRequest(**values))
