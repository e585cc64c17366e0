"""Builds the trader with everything heavy: strategy, indicators, simulated exchange. Imported in the bot's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.clock import Clock
from bot.domain.market import Market
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.engine.readiness import check_exchange
from bot.engine.trader import Trader
from bot.exchange import build as exchange
from bot.pairlist.chain import build_chain
from bot.pairlist.view import BotView
from bot.ports import MarketData, Orders, Producers
from bot.runtime.market import open_market
from bot.runtime.trade_book import EngineTrades
from bot.settings.model import Settings
from bot.state.feed import Feed
from bot.stats.ledger import Ledger
from bot.storage.candle_files import CandleFiles
from bot.storage.database import Database
from bot.storage.events import SqlEventStore
from bot.storage.key_values import SqlKeyValueStore
from bot.storage.locks import SqlLockStore
from bot.storage.notes import SqlNoteStore
from bot.storage.trades import SqlTradeStore
from bot.storage.wallet_history import SqlWalletHistory
from bot.strategy.context import StrategyContext
from bot.strategy.loader import load_strategy


def build_trader(
    settings: Settings,
    *,
    database: Database,
    clock: Clock,
    wall: Clock,
    feed: Feed,
    on_order: Callable[[str], None] | None = None,
    producers: Producers | None = None,
) -> Trader:
    """A trader on ``database``; ``on_order`` hears from any thread of orders that the exchange says have changed.

    Raises ``ConfigError``, ``StrategyError`` or ``StorageError``.
    """
    market = exchange.build_market(settings, clock, CandleFiles)
    try:
        orders, trades = exchange.build_orders(settings, market, clock, on_order), SqlTradeStore(database)
        return join_trader(settings, market, orders, trades, database, clock, wall, feed, producers)
    except BaseException:
        market.close()
        raise


def join_trader(
    settings: Settings,
    market: MarketData,
    orders: Orders,
    trades: SqlTradeStore,
    database: Database,
    clock: Clock,
    wall: Clock,
    feed: Feed,
    producers: Producers | None = None,
) -> Trader:
    """A trader on this exchange and these trades; raises as ``build_trader``."""
    locks, ledger = SqlLockStore(database), Ledger()
    events, notes, keys = SqlEventStore(database), SqlNoteStore(database), SqlKeyValueStore(database)
    view = BotView(
        stoploss=lambda: strategy.options.stoploss,
        max_open_trades=lambda: strategy.options.max_open_trades,
        open_trades=lambda: len(bench.book),
        closed_trades=lambda moment: bench.book.closed_after(moment),
        producer_pairs=None if producers is None else producers.pairs,
    )
    pairlist = build_chain(settings.pairlists, market, settings, clock, bot=view)
    bench = Workbench.build(
        settings,
        market=market,
        orders=orders,
        trades=trades,
        locks=locks,
        ledger=ledger,
        events=events,
        keys=keys,
        feed=feed,
        clock=clock,
        wall=wall,
    )
    context = StrategyContext(
        market=market,
        clock=clock,
        trades=EngineTrades(bench.book, trades),
        notes=notes,
        wallets=bench.wallets.current,
        candles=bench.candles,
        whitelist=lambda: pairlist.whitelist,
        send_msg=bench.send_msg,
        locks=bench.locks,
        runmode=settings.runmode,
        producers=producers,
    )
    strategy = load_strategy(settings.strategy or "", settings, context)
    parts = EngineParts(
        settings=settings,
        strategy=strategy,
        market=market,
        orders=orders,
        trades=trades,
        locks=locks,
        notes=notes,
        keys=keys,
        wallet_history=SqlWalletHistory(database),
        events=events,
        pairlist=pairlist,
        clock=clock,
        wall=wall,
        ledger=ledger,
        feed=feed,
    )
    check_exchange(parts, bench)
    return Trader(parts, bench)


def replay_start(settings: Settings, wall: Clock) -> datetime:
    """Where a replay begins."""
    return exchange.replay_start(settings, wall, CandleFiles)


def known_markets(settings: Settings) -> Mapping[str, Market]:
    """The exchange's markets, where no bot reads them."""
    with open_market(settings) as market:
        return market.markets()
