"""The trader: one pass over all pairs after the other, commands between them."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bot import __version__
from bot.domain import timeframe as tf
from bot.domain.enums import BotState, CancelReason
from bot.domain.events import EventType
from bot.domain.trade import Trade
from bot.engine.adjustments import Adjustments
from bot.engine.adoption import Adoption
from bot.engine.analysis import Analyses
from bot.engine.bench import Workbench
from bot.engine.candles import start_calls
from bot.engine.disk import Disk
from bot.engine.entries import Entries
from bot.engine.exchange_stops import ExchangeStops
from bot.engine.exits import Exits
from bot.engine.fills import Fills
from bot.engine.force import TradeCommands
from bot.engine.guard import guarded
from bot.engine.handlers import Handlers
from bot.engine.news import OrderNews
from bot.engine.open_orders import OpenOrders
from bot.engine.orders import OrderDesk
from bot.engine.panic import Panic
from bot.engine.parts import EngineParts
from bot.engine.picture import Moment, Painter
from bot.engine.preview import Previews
from bot.engine.protector import Protector
from bot.engine.reconcile import Reconciler
from bot.engine.risk_commands import RiskCommands
from bot.engine.schedule import Schedule
from bot.engine.startup import Startup
from bot.engine.states import StateMachine
from bot.engine.throttle import wait_for_candle_s, wait_s
from bot.errors import TemporaryError
from bot.state.commands import Command
from bot.state.snapshot import Revisions, Snapshot

LOOK_EVERY = timedelta(seconds=60)  # at prices while stopped
ANALYSIS_WARNING_RATIO = 0.25
log = logging.getLogger(__name__)


class Trader:
    """All methods belong to the bot's thread.

    ``between_pairs`` is called between two pairs of a pass; it may carry out commands through ``handle()``, and
    raise to end the pass there.
    """

    def __init__(self, parts: EngineParts, bench: Workbench | None = None) -> None:
        """Raises ``ConfigError`` where the strategy has wrong protections or needs more candles than there are."""
        bench = bench or Workbench.of(parts)
        options = parts.strategy.options
        start_calls(options.startup_candle_count, parts.market.candle_limit, parts.market.name)
        bench.candles.need(options.startup_candle_count)
        bench.locks.timeframe = options.timeframe
        self._parts = parts
        self._bench = bench
        protector = Protector(parts, bench)
        fills = Fills(parts, bench, protector)
        self._desk = OrderDesk(parts, bench, fills)
        self._analyses = Analyses(parts, bench)
        self._exits = Exits(parts, bench, self._analyses, self._desk)
        self._entries = Entries(parts, bench, self._analyses, self._desk)
        self._stops = ExchangeStops(parts, bench, self._desk, self._exits)
        self._adjustments = Adjustments(parts, bench, self._entries, self._exits)
        self._open_orders = OpenOrders(parts, bench, self._desk, self._exits)
        self._schedule = Schedule(parts, bench)
        adoption = Adoption(parts, bench, self._entries, fills)
        self._reconciler = Reconciler(parts, bench, self._desk, self._exits, adoption)
        self._startup = Startup(parts, bench, self._open_orders, protector, self._reconciler)
        self._states = StateMachine(bench, self._begin)
        trades = TradeCommands(parts, bench, self._entries, self._exits, self._open_orders)
        self._panic = Panic(bench, self._states, self._exits, self._open_orders, bench.risk)
        risk = RiskCommands(bench.risk, self._panic, Previews(parts, bench, bench.risk))
        news = OrderNews(bench, self._states, self._open_orders, self._stops)
        self._handlers = Handlers(
            self._states, trades, self._reconciler, risk, news, bench, parts.pairlist, parts.clock
        )
        self._disk = Disk(parts, bench)
        self._painter = Painter(parts, bench)
        self._whitelist: tuple[str, ...] = ()
        self._shown_revision = -1
        self._last_pass_at: datetime | None = None
        self._last_pass_s = 0.0
        self._looked_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._has_failed = False
        self._has_old_pairs = False
        self._considered: frozenset[int] = frozenset()
        self.between_pairs: Callable[[], None] = _nothing

    @property
    def state(self) -> BotState:
        """What the bot does at present."""
        return self._states.state

    @property
    def revisions(self) -> Revisions:
        """Those of the newest picture."""
        return self._painter.revisions

    def startup(self, after: Revisions | None = None) -> None:
        """Read the trades from disk and take up the configured first state; ``after`` a reload, go on counting."""
        if after is not None:
            self._painter = Painter(self._parts, self._bench, after)
        self._load()
        with guarded("Reading the markets"):
            self._bench.markets.refresh()
        with guarded("Choosing the pairs"):
            self._refresh_pairs()
        self._desk.restore(self._bench.book.open_trades())
        self._states.enter(self._parts.settings.initial_state, reloaded=after is not None)

    def run_pass(self) -> None:
        """One pass. Raises ``TemporaryError`` when the exchange is away; other errors mean that trading must stop."""
        if not self._states.is_active:
            self._stand_by()
            return
        began_at = self._parts.wall.now()
        for step in (
            self._disk.catch_up,
            self._reconciler.run_if_due,
            self._bench.wallets.keep,
            self._refresh_markets,
            self._refresh_pairs,
            self._refresh_candles,
            self._panic.watch,
            self._panic.carry_on,
            self._begin_loop,
            self._analyze,
            self._look_after_orders,
            self._look_for_exits,
            self._adjust_positions,
            self._look_for_entries,
            self._protect_entries,
            self._run_schedule,
        ):
            step()
            if not self._states.is_active:
                return
        self._finish(began_at)

    def handle(self, command: Command[Any]) -> object:
        """Carry out a command; raises ``BotError`` with the refusal."""
        return self._handlers.handle(command)

    def picture(self) -> Snapshot:
        """The bot at this moment."""
        self._shown_revision = self._bench.book.revision
        return self._painter.paint(
            Moment(
                state=self.state,
                whitelist=self._whitelist,
                last_pass_at=self._last_pass_at,
                last_pass_s=self._last_pass_s,
                failure=self._bench.book.trouble if self._bench.book.is_behind else None,
                bot_start_at=self._startup.bot_start_at,
                startup_at=self._startup.startup_at,
            )
        )

    @property
    def has_news(self) -> bool:
        """Whether a new picture would show other trades, or events wait for one."""
        return self._shown_revision != self._bench.book.revision or len(self._bench.outbox) > 0

    def release_events(self) -> None:
        """Send what happened; call it when the picture that shows it is published."""
        self._bench.outbox.release()

    def next_pass_in(self, elapsed_s: float) -> float:
        """Wall seconds until the next pass, ``elapsed_s`` after the last one began."""
        throttle_s = self._parts.settings.internals.process_throttle_s
        if not self._states.is_active:
            return wait_s(throttle_s, elapsed_s)
        return wait_for_candle_s(throttle_s, elapsed_s, self._parts.clock, self._parts.strategy.options.timeframe)

    def heartbeat(self) -> None:
        """Log that the bot is alive, as often as the user wants it."""
        now, interval_s = self._parts.wall.now(), self._parts.settings.internals.heartbeat_interval_s
        if interval_s <= 0 or (self._beat_at and (now - self._beat_at).total_seconds() < interval_s):
            return
        self._beat_at = now
        log.info("Bot heartbeat. PID=%s, version='%s', state='%s'", os.getpid(), __version__, self.state.name)

    def fail(self, error: BaseException) -> None:
        """Tell of an error that the bot can't get over, and stop."""
        self._has_failed = True
        text = "".join(traceback.format_exception(error))
        self._bench.outbox.say(EventType.EXCEPTION, f"{type(error).__name__}:\n```\n{text}```")
        self._states.halt()

    def keep_going(self, error: BaseException) -> None:
        """The reload came to nothing: tell why and go on as before."""
        self._bench.outbox.say(EventType.EXCEPTION, f"The configuration was not reloaded: {error}")
        self._states.resume()

    def shutdown(self, *, is_reload: bool = False) -> None:
        """Leave everything on disk as the next start wants it, and the exchange alone."""
        try:
            self._leave(is_reload=is_reload)
        finally:
            self._parts.market.close()

    def _leave(self, *, is_reload: bool) -> None:
        if not is_reload:
            self._bench.outbox.say(EventType.STATUS, "process died")
        if self._parts.settings.cancel_open_orders_on_exit:
            self._cancel_orders(self._bench.book.open_trades())
        self._bench.book.flush()
        self._disk.save_time()
        if not is_reload and len(self._bench.book):
            self._states.warn_of_open_trades()

    def _begin(self) -> None:
        """Trading begins; after a failure, what is known may be behind the disk or was never read."""
        if self._has_failed and not self._bench.book.is_behind:
            self._load()
            self._desk.restore(self._bench.book.open_trades())
            self._has_failed = False
        self._startup.run()

    def _load(self) -> None:
        """Read everything from disk."""
        self._bench.book.load()
        self._bench.locks.load()
        self._bench.risk.load()
        self._startup.load_times()

    def _stand_by(self) -> None:
        """Stopped: the open trades keep their prices, and nothing is traded."""
        self._disk.save_time_if_due(self._parts.wall.now())
        if self.state is not BotState.STOPPED:
            return
        if self._parts.settings.cancel_open_orders_on_exit:
            self._cancel_orders(self._bench.book.open_trades())
        now = self._parts.wall.now()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            for trade in self._trades():
                with guarded(f"Trade {trade.id} on {trade.pair}"):
                    self._bench.rates.exit(trade)

    def _run_schedule(self) -> None:
        with guarded("Storing the balances"):
            self._schedule.run()

    def _refresh_markets(self) -> None:
        self._bench.markets.refresh()
        with guarded("The steps of the markets"):
            self._bench.steps.follow()

    def _refresh_pairs(self) -> None:
        """The pairs to trade, and those of open trades."""
        try:
            chosen = self._parts.pairlist.refresh()
        except TemporaryError as error:
            log.log(
                logging.DEBUG if self._has_old_pairs else logging.WARNING,
                "The pair list could not be refreshed, the last one is used: %s",
                error,
            )
            chosen, self._has_old_pairs = self._parts.pairlist.whitelist, True
        else:
            self._has_old_pairs = False
        held = [trade.pair for trade in self._bench.book.open_trades()]
        pairs = tuple(dict.fromkeys([*chosen, *held]))
        if pairs != self._whitelist:
            self._whitelist = pairs
            self._bench.outbox.put(EventType.WHITELIST, {"data": list(pairs)})

    def _refresh_candles(self) -> None:
        timeframe = self._parts.strategy.options.timeframe
        wanted = [(pair, timeframe) for pair in self._whitelist]
        with guarded("The strategy's informative pairs"):
            wanted += [(pair, other) for pair, other, *_ in self._parts.strategy.informative_pairs()]
        self._bench.candles.refresh(wanted, self.between_pairs)
        self._bench.candles.forget_others(wanted)

    def _begin_loop(self) -> None:
        self._parts.strategy.bot_loop_start(self._parts.clock.now())

    def _analyze(self) -> None:
        began_at = self._parts.wall.now()
        for pair in self._each(self._whitelist):
            with guarded(f"Analysing {pair}"):
                self._analyses.analyze(pair)
        timeframe = self._parts.strategy.options.timeframe
        took_s = (self._parts.wall.now() - began_at).total_seconds()
        self._warn_if_slow(took_s, timeframe)

    def _look_after_orders(self) -> None:
        waiting = [order for trade in self._bench.book.open_trades() for order in trade.open_orders]
        with self._desk.looked_up(waiting):
            for trade in self._trades():
                with guarded(f"Orders of trade {trade.id} on {trade.pair}"):
                    self._open_orders.look_after(trade)

    def _look_for_exits(self) -> None:
        rates = self._bench.rates
        self._considered = frozenset(self._bench.book.ids())
        rates.keep_only(self._considered)
        rates.prefetch([trade.pair for trade in self._bench.book.open_trades()])
        stops = [trade.stop_order for trade in self._bench.book.open_trades()]
        try:
            with self._desk.looked_up(stop for stop in stops if stop is not None):
                for trade in self._trades():
                    with guarded(f"Trade {trade.id} on {trade.pair}"):
                        self._exits.consider(self._stops.look_after(trade))
        finally:
            rates.forget()

    def _adjust_positions(self) -> None:
        if not self._parts.strategy.options.position_adjustment_enable:
            return
        for trade in self._trades():
            with guarded(f"Adjusting trade {trade.id} on {trade.pair}"):
                self._adjustments.consider(trade, self.state)

    def _look_for_entries(self) -> None:
        for pair in self._each(self._parts.pairlist.whitelist):
            if self.state is not BotState.RUNNING or not self._entries.is_open_to_trade():
                return
            with guarded(f"Entry on {pair}"):
                self._entries.consider(pair)

    def _protect_entries(self) -> None:
        """What was entered in this pass does not wait for the next one to get its stop on the exchange."""
        for trade in self._bench.book.open_trades():
            if trade.id not in self._considered:
                with guarded(f"Stop loss of trade {trade.id} on {trade.pair}"):
                    self._stops.look_after(trade)

    def _finish(self, began_at: datetime) -> None:
        """Value the coins, write down what may be written late, remember when."""
        with guarded("Valuing the coins"):
            self._bench.rates.value(
                coin for coin, balance in self._bench.wallets.current().balances.items() if balance.total
            )
        now = self._parts.wall.now()
        self._disk.flush_if_due(now)
        self._disk.save_time_if_due(now)
        self._last_pass_at = now
        self._last_pass_s = (now - began_at).total_seconds()

    def _cancel_orders(self, trades: Iterable[Trade]) -> None:
        for trade in trades:
            with guarded(f"Orders of trade {trade.id} on {trade.pair}"):
                self._open_orders.cancel_all(trade, CancelReason.ALL_CANCELLED)

    def _each(self, pairs: Iterable[str]) -> Iterator[str]:
        """``pairs``, with commands carried out before each; ends when one of them stops the bot."""
        for pair in list(pairs):
            self.between_pairs()
            if not self._states.is_active:
                return
            yield pair

    def _trades(self) -> Iterator[Trade]:
        """The open trades as they are when their turn comes, with commands carried out before each."""
        state = self.state
        for trade_id in self._bench.book.ids():
            self.between_pairs()
            if self.state is not state and not self._states.is_active:
                return
            trade = self._bench.book.get(trade_id)
            if trade is not None:
                yield trade

    def _warn_if_slow(self, took_s: float, timeframe: str) -> None:
        candle_s = self._parts.clock.real_seconds(tf.span(timeframe))
        if took_s > candle_s * ANALYSIS_WARNING_RATIO:
            log.warning(
                "Strategy analysis took %.2f s, which is more than 25%% of the timeframe (%.2f s). "
                "This can lead to delayed orders and missed signals.",
                took_s,
                candle_s,
            )


def _nothing() -> None:
    """Nobody waits."""
