"""A trader on fakes: BTC/USDT at 100, a wallet of 1000 USDT, five-minute candles, a clock that the test moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.clock import ManualClock
from bot.domain import timeframe as tf
from bot.domain.enums import BotState
from bot.domain.events import Event, EventType
from bot.domain.trade import Trade
from bot.engine.parts import EngineParts
from bot.engine.trader import Trader
from bot.settings.model import Settings
from bot.state.feed import Feed
from bot.state.snapshot import Snapshot
from tests.builders import T0, some_settings
from tests.fakes.market import FakeMarket, some_candles
from tests.fakes.memory import (
    MemoryEvents,
    MemoryKeys,
    MemoryLocks,
    MemoryNotes,
    MemoryTrades,
    MemoryWalletHistory,
    SumLedger,
)
from tests.fakes.orders import FakeOrders
from tests.fakes.strategy import FakeStrategy

CANDLES = 50


@dataclass
class FixedPairs:
    """A pair list that the test writes; ``refusals`` is the answer to changes, ``fail`` is raised once."""

    whitelist: tuple[str, ...] = ("BTC/USDT",)
    blacklist: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("StaticPairList",)
    refusals: dict[str, str] = field(default_factory=dict)
    fail: Exception | None = None

    def refresh(self) -> Sequence[str]:
        error, self.fail = self.fail, None
        if error is not None:
            raise error
        return self.whitelist

    def expanded_blacklist(self) -> Sequence[str]:
        return self.blacklist

    def change_blacklist(self, add: Sequence[str], remove: Sequence[str]) -> dict[str, str]:
        self.blacklist = tuple(pair for pair in (*self.blacklist, *add) if pair not in remove)
        return self.refusals

    def describe(self) -> Sequence[Mapping[str, str]]:
        return [{"StaticPairList": "StaticPairList"}]


class Rig:
    """The fakes with a trader on them. ``restart()`` builds another trader on the same stores and exchange."""

    def __init__(
        self,
        *trades: Trade,
        settings: Settings | None = None,
        pairs: Sequence[str] = ("BTC/USDT",),
        market: FakeMarket | None = None,
        options: Mapping[str, Any] | None = None,
        fill_at_once: bool = False,
    ) -> None:
        self.settings = settings or some_settings()
        self.clock = ManualClock(T0 + timedelta(seconds=2))
        self.wall = ManualClock(T0)
        self.market = market or FakeMarket(clock=self.clock)
        self.orders = FakeOrders(fill_at_once=fill_at_once)
        self.strategy = FakeStrategy()
        self.strategy.options = replace(self.strategy.options, **(options or {}))
        self.trades = MemoryTrades(*trades)
        self.locks = MemoryLocks()
        self.keys = MemoryKeys()
        self.wallet_history = MemoryWalletHistory()
        self.events = MemoryEvents()
        self.pairlist = FixedPairs(tuple(pairs))
        self.feed = Feed()
        self.heard: list[Event] = []
        self.feed.subscribe(self.heard.append)
        for pair in pairs:
            self.give_candles(pair)
        self.trader = self._trader()

    def start(self) -> Rig:
        """Start the trader."""
        self.trader.startup()
        return self

    def restart(self) -> Rig:
        """What a new process would do: a new trader on what is stored, after half a minute."""
        self.pass_time(seconds=30)
        self.trader = self._trader()
        return self.start()

    def run(self, passes: int = 1) -> Snapshot:
        """Run passes and show the picture, as the worker does."""
        for _ in range(passes):
            self.trader.run_pass()
            picture = self.show()
        return picture

    def show(self) -> Snapshot:
        """Publish."""
        picture = self.trader.picture()
        self.trader.release_events()
        return picture

    def ask(self, command: Any) -> Any:
        """Have a command carried out."""
        answer = self.trader.handle(command)
        self.show()
        return answer

    def pass_time(self, **span: float) -> None:
        """Let market and wall move on; the exchange's reports follow."""
        self.clock.advance(**span)
        self.wall.advance(**span)
        self.orders.at = self.clock.now()

    def give_candles(self, pair: str, timeframe: str = "5m", count: int = CANDLES) -> None:
        """Candles at 100 around T0, before and after."""
        start = T0 - count * tf.span(timeframe)
        self.market.set_candles(pair, timeframe, some_candles(start, timeframe, [100.0] * (count * 3)))

    def signal(self, pair: str = "BTC/USDT", **columns: Any) -> None:
        """What the strategy says on the newest candle of ``pair``."""
        self.strategy.signals[pair] = columns or {"enter_long": 1, "enter_tag": "dip"}

    def only_trade(self) -> Trade:
        """The trade that is stored."""
        (trade,) = self.trades.all()
        return trade

    def heard_types(self) -> list[str]:
        """Types of the trade messages so far."""
        return [event.type.value for event in self.heard if event.type.value.startswith(("entry", "exit"))]

    def last(self, kind: EventType) -> Mapping[str, Any]:
        """Data of the newest event of a type."""
        return [event.data for event in self.heard if event.type is kind][-1]

    def said(self, kind: EventType) -> list[str]:
        """Texts of the events of a type that are a sentence."""
        return [event.data["status"] for event in self.heard if event.type is kind]

    def _trader(self) -> Trader:
        return Trader(
            EngineParts(
                settings=self.settings,
                strategy=self.strategy,
                market=self.market,
                orders=self.orders,
                trades=self.trades,
                locks=self.locks,
                notes=MemoryNotes(),
                keys=self.keys,
                wallet_history=self.wallet_history,
                events=self.events,
                pairlist=self.pairlist,
                clock=self.clock,
                wall=self.wall,
                ledger=SumLedger(),
                feed=self.feed,
            )
        )


def a_rig(**changes: Any) -> Rig:
    """A started rig; see ``Rig``."""
    return Rig(**changes).start()


def a_running_rig(**changes: Any) -> Rig:
    """A started rig after its first pass."""
    rig = a_rig(**changes)
    rig.run()
    assert rig.trader.state is BotState.RUNNING
    return rig
