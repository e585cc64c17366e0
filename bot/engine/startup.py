"""What is done whenever the bot begins to trade."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.domain.events import EventType
from bot.domain.trade import Trade
from bot.engine import messages
from bot.engine.bench import Workbench
from bot.engine.guard import guarded
from bot.engine.open_orders import OpenOrders
from bot.engine.parts import EngineParts
from bot.engine.protector import Protector
from bot.engine.reconcile import Reconciler
from bot.rules import stop

BOT_START, STARTUP = "bot_start_time", "startup_time"
log = logging.getLogger(__name__)


class Startup:
    """Messages, then the open trades one by one: orders followed, stops and missing fields set right."""

    def __init__(
        self,
        parts: EngineParts,
        bench: Workbench,
        open_orders: OpenOrders,
        protector: Protector,
        reconciler: Reconciler,
    ) -> None:
        self._parts = parts
        self._bench = bench
        self._open_orders = open_orders
        self._protector = protector
        self._reconciler = reconciler
        self.bot_start_at: datetime | None = None
        self.startup_at: datetime | None = None

    def run(self) -> None:
        """Begin to trade. A trade that fails is logged and left to the passes.

        Raises ``Conflict`` where the exchange's account can't be explained by the trades.
        """
        self._note_times()
        self._say_hello()
        self._parts.strategy.bot_start()
        self._bench.wallets.fetch()
        self._each(self._requery)
        self._reconciler.start()
        for work in (self._bench.steps.follow_one, self._set_stop, self._drop_empty):
            self._each(work)

    def load_times(self) -> None:
        """Read when the bot was first started ever, and when it last began to trade."""
        self.bot_start_at = self._moment(BOT_START)
        self.startup_at = self._moment(STARTUP)

    def _moment(self, key: str) -> datetime | None:
        value = self._parts.keys.get(key)
        return value if isinstance(value, datetime) else None

    def _each(self, work: Callable[[Trade], None]) -> None:
        for trade in self._bench.book.open_trades():
            known = self._bench.book.get(trade.id)
            if known is not None:
                with guarded(f"Trade {trade.id} on {trade.pair}"):
                    work(known)

    def _note_times(self) -> None:
        now, keys = self._parts.wall.now(), self._parts.keys
        if keys.get(BOT_START) is None:
            first, _ = self._bench.book.first_and_last
            keys.put(BOT_START, min(first[1], now) if first else now)
        keys.put(STARTUP, now)
        self.load_times()

    def _say_hello(self) -> None:
        settings, outbox, options = self._parts.settings, self._bench.outbox, self._parts.strategy.options
        if settings.dry_run:
            outbox.say(EventType.WARNING, "Dry run is enabled. All trades are simulated.")
        values = {
            "stake_amount": options.stake_amount,
            "stake_currency": settings.stake_currency,
            "minimal_roi": {str(minute): ratio for minute, ratio in options.minimal_roi.items()},
            "stoploss": options.stoploss,
            "trailing_stop": options.trailing_stop,
            "position_adjustment": options.position_adjustment_enable,
        }
        text = messages.startup(self._parts.market.name, self._parts.strategy.name, options.timeframe, values)
        outbox.say(EventType.STARTUP, text)
        methods = [dict(method) for method in self._parts.pairlist.describe()]
        pairs = f"{settings.stake_currency} pairs"
        outbox.say(EventType.STARTUP, f"Searching for {pairs} to buy and sell based on {methods}")
        protections = self._protector.describe()
        if protections:
            lines = (text for protection in protections for text in protection.values())
            outbox.say(EventType.STARTUP, "\n".join(["Using Protections:", *lines]))

    def _requery(self, trade: Trade) -> None:
        if self._parts.settings.exchange.skip_open_order_update:
            return
        self._open_orders.requery(trade)

    def _set_stop(self, trade: Trade) -> None:
        """A stop that never moved follows a strategy whose stop loss was changed."""
        ratio = self._parts.strategy.options.stoploss
        if trade.is_stop_trailing or trade.initial_stop_loss_ratio == -abs(ratio):
            return
        log.info("Trade %s on %s: the stop loss is set to %s again.", trade.id, trade.pair, ratio)
        self._bench.book.save(stop.initial(trade, trade.open_rate, ratio))

    def _drop_empty(self, trade: Trade) -> None:
        """A trade without fill and without order is what an interrupted cancel leaves behind."""
        if not trade.open_orders and not trade.entries:
            log.info("Trade %s on %s has no orders and is removed.", trade.id, trade.pair)
            self._bench.book.delete(trade.id)
