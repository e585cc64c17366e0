"""What the bot needs from outside, as narrow protocols; ``bot.runtime`` alone knows who implements them."""

from bot.ports.exchange import MarketData, Orders
from bot.ports.jobs import JobFiles, JobStore, Workshop
from bot.ports.producers import Producers
from bot.ports.storage import (
    ClosedTrades,
    EventStore,
    KeyValueStore,
    LockStore,
    NoteStore,
    ReplyStore,
    TradeStore,
    WalletHistory,
)
from bot.ports.strategy import Analysis, Callbacks, Strategy

__all__ = [
    "Analysis",
    "Callbacks",
    "ClosedTrades",
    "EventStore",
    "JobFiles",
    "JobStore",
    "KeyValueStore",
    "LockStore",
    "MarketData",
    "NoteStore",
    "Orders",
    "Producers",
    "ReplyStore",
    "Strategy",
    "TradeStore",
    "WalletHistory",
    "Workshop",
]
