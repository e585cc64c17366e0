"""Joins settings, storage, bot and services."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bot.clock import Clock, SystemClock
from bot.domain.enums import BotState
from bot.domain.market import Market
from bot.errors import BotError, DatabaseInUse, ExchangeError, StorageError
from bot.logs import RingHandler, find_ring
from bot.ports import ClosedTrades, JobStore, ReplyStore
from bot.runtime.child import Child, ChildWorkshop, child_environment
from bot.runtime.clocks import market_clock
from bot.runtime.following import Following
from bot.runtime.job_folder import JobFolder
from bot.runtime.lazy import deferred
from bot.runtime.nothing import NoTrades, PassingJobs, PassingReplies
from bot.runtime.notices import Notices
from bot.service import Services
from bot.service.build import build_services
from bot.service.jobs import Jobs
from bot.settings.folders import BACKTEST_RESULTS
from bot.settings.model import Settings
from bot.state.commands import FollowOrder
from bot.state.feed import KEPT_IN_MEMORY, Feed
from bot.state.shared import SharedState
from bot.state.snapshot import Snapshot
from bot.storage.database import Database, open_beside, open_database
from bot.storage.events import SqlEventStore
from bot.storage.jobs import SqlJobStore
from bot.storage.key_values import SqlKeyValueStore
from bot.storage.reader import SqlClosedTrades
from bot.storage.replies import SqlReplyStore
from bot.storage.trades import SqlTradeStore
from bot.worker import Worker

STOP_LIMIT_S = 25.0
LOCK_WAIT = "TRADEPOST_LOCK_WAIT_S"
LOCK_RETRY_S = 0.2
log = logging.getLogger(__name__)
_build_trader = deferred("bot.runtime.trading", "build_trader")
_known_markets = deferred("bot.runtime.trading", "known_markets")
_stored_files = deferred("bot.runtime.research", "stored_files")
_strategy_picture = deferred("bot.runtime.research", "strategy_picture")
_find_strategies = deferred("bot.strategy.find", "find_strategies")
_pairlist_methods = deferred("bot.pairlist.registry", "available")


class Runtime:
    """``start()`` lets the bot trade, ``stop()`` ends it and frees the database; ``services`` answer from the start."""

    def __init__(
        self,
        services: Services,
        worker: Worker | None = None,
        database: Database | None = None,
        *listeners: Following | Notices,
    ) -> None:
        self.services = services
        self._worker = worker
        self._database = database
        self._listeners = listeners

    def start(self) -> None:
        """See what became of earlier jobs, and start the bot's thread; it builds strategy and market itself."""
        self.services.jobs.start()
        if self._worker is not None:
            self._worker.start()

    def stop(self) -> None:
        """End jobs, let the bot finish its step, refuse what waits, tell those who listen, close the database."""
        self.services.jobs.stop()
        is_done = self._worker is None or self._worker.stop(STOP_LIMIT_S)
        for listener in self._listeners:
            listener.stop()
        self.services.state.close()
        if self._database is not None and is_done:
            self._database.close()


class _StoredCandles:
    """Implements the services' ``CandleCatalog``; reads the folder when it is asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def list(self) -> Sequence[tuple[str, str, str]]:
        found: Sequence[tuple[str, str, str]] = _stored_files(self._settings)
        return found


def build_runtime(
    settings: Settings,
    *,
    reload: Callable[[], Settings],
    on_fatal: Callable[[str], None],
    wait: threading.Event | None = None,
) -> Runtime:
    """Everything joined. ``reload`` reads the configuration again; ``on_fatal`` hears why the bot can't be built.

    Raises ``DatabaseInUse``, ``StorageError`` or ``ConfigError``.
    """
    wall = SystemClock()
    if not settings.runmode.trades:
        return _without_bot(settings, wall)
    database = _opened(settings.db_url, float(os.environ.get(LOCK_WAIT, "0")), wait or threading.Event())
    try:
        clock = market_clock(settings, SqlKeyValueStore(database), wall, SqlTradeStore(database).newest_moment())
        state = SharedState(_first_snapshot(settings, clock, wall), _feed(database))
        notices = Notices(state, wall)
        notices.use(settings)
    except BotError:
        database.close()
        raise
    following = Following()
    tell = partial(_tell_of_order, state)
    trader = partial(_build_trader, database=database, clock=clock, wall=wall, feed=state.feed, on_order=tell)
    build = partial(following.renewed, build=trader)
    worker = Worker(
        state,
        build=lambda: build(settings),
        rebuild=lambda: notices.renewed(reload(), build),
        wall=wall,
        on_fatal=notices.before(on_fatal),
    )
    jobs = SqlJobStore(database)
    services = _services(settings, state, SqlClosedTrades(database), SqlReplyStore(database), jobs, wall)
    return Runtime(services, worker, database, following, notices)


def _tell_of_order(state: SharedState, order_id: str) -> None:
    state.tell(FollowOrder(order_id))


def _feed(database: Database) -> Feed:
    """Numbers go on where an earlier run left them, and clients may ask for what that run told."""
    last = SqlEventStore(database).last_seq()
    return Feed(last, recent=SqlClosedTrades(database).events_after(last - KEPT_IN_MEMORY, KEPT_IN_MEMORY))


def _without_bot(settings: Settings, wall: Clock) -> Runtime:
    state = SharedState(_first_snapshot(settings, wall, wall), Feed())
    database = _for_jobs(settings)
    jobs = SqlJobStore(database) if database else PassingJobs()
    return Runtime(_services(settings, state, NoTrades(), PassingReplies(), jobs, wall), database=database)


def _for_jobs(settings: Settings) -> Database | None:
    """The database beside a bot that may trade on it; a server without one works, and forgets."""
    try:
        return open_beside(settings.db_url)
    except StorageError as error:
        log.warning("Jobs are known until this server ends, as there is no database for them: %s", error)
        return None


def _opened(db_url: str, wait_s: float, pause: threading.Event) -> Database:
    """The database; a server that takes over from another one waits for it to let go."""
    while True:
        try:
            return open_database(db_url, exclusive=True)
        except DatabaseInUse:
            if wait_s <= 0:
                raise
            log.info("Waiting for the bot before this one to let the database go.")
            pause.wait(LOCK_RETRY_S)
            wait_s -= LOCK_RETRY_S


def _first_snapshot(settings: Settings, clock: Clock, wall: Clock) -> Snapshot:
    """What reads get until the bot has its first picture."""
    trades = settings.runmode.trades
    return Snapshot(
        settings=settings,
        taken_at=wall.now(),
        market_time=clock.now(),
        runmode=settings.runmode,
        state=BotState.STOPPED if trades else None,
        markets={} if trades else _markets(settings),
    )


def _markets(settings: Settings) -> Mapping[str, Market]:
    try:
        markets: Mapping[str, Market] = _known_markets(settings)
    except ExchangeError as error:
        log.warning("The markets could not be read: %s", error)
        return {}
    return markets


def _services(
    settings: Settings, state: SharedState, reader: ClosedTrades, replies: ReplyStore, jobs: JobStore, wall: Clock
) -> Services:
    environ = child_environment()
    folder = JobFolder(settings.user_data_dir)
    workshop = ChildWorkshop(environ, settings.jobs)
    return build_services(
        state,
        reader,
        log_ring=find_ring() or RingHandler(),
        wall=wall,
        strategy_finder=lambda: _find_strategies(settings),
        candle_files=_StoredCandles(settings),
        pairlist_catalog=_pairlist_methods,
        ask=Child(environ, settings=settings.jobs),
        jobs=Jobs(workshop, jobs, folder, wall=wall, feed=state.feed),
        results=settings.user_data_dir / BACKTEST_RESULTS,
        replies=replies,
        strategy_loader=lambda name: _strategy_picture(settings, name),
    )
