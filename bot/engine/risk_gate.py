"""The gate in front of every order: collects what the rules of ``bot.rules.risk`` need to know, and keeps the state."""

from __future__ import annotations

import json
import logging
from collections import deque
from datetime import datetime, timedelta
from decimal import Decimal

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.amounts import exact
from bot.domain.market import OrderBook
from bot.domain.risk import RiskLimits, RiskPicture, RiskState
from bot.domain.trade import Trade
from bot.engine.book import Book
from bot.errors import RiskRefused, StorageBusy
from bot.ports import KeyValueStore, MarketData
from bot.rules.risk import Intent, Objection, objection

STATE, PANIC = "risk_state", "risk_panic"
MINUTE = timedelta(minutes=1)
BOOK_DEPTH = 100
log = logging.getLogger(__name__)


class RiskGate:
    """The state outlives a restart; a dead-man switch that was armed over the API does not."""

    def __init__(
        self, limits: RiskLimits, book: Book, market: MarketData, keys: KeyValueStore, clock: Clock, wall: Clock
    ) -> None:
        self._limits = limits
        self._book = book
        self._market = market
        self._keys = keys
        self._clock = clock
        self._wall = wall
        self._state = RiskState.NORMAL
        self._reason = ""
        self._since: datetime | None = None
        self._sent: deque[datetime] = deque()
        self._day: tuple[tuple[int, datetime], float] | None = None
        self._alive_until: datetime | None = None
        self.is_panic = False

    def load(self) -> None:
        """Take up the stored state, and arm the switch where the configuration wants that."""
        stored = json.loads(str(self._keys.get(STATE) or "{}"))
        self._state = RiskState(stored.get("state", RiskState.NORMAL))
        self._reason = stored.get("reason", "")
        self._since = datetime.fromisoformat(stored["since"]) if stored.get("since") else None
        self.is_panic = bool(self._keys.get(PANIC))
        if self._limits.dead_man_timeout_s:
            self.keep_alive(self._limits.dead_man_timeout_s)

    @property
    def state(self) -> RiskState:
        """What may be ordered."""
        return self._state

    def set(self, state: RiskState, reason: str) -> None:
        """Change the state for good."""
        now = self._clock.now()
        self._put(STATE, json.dumps({"state": state, "reason": reason, "since": now.isoformat()}))
        self._state, self._reason, self._since = state, reason, now
        log.warning("The risk state is %s now: %s", state, reason or "no reason given")

    def set_panic(self, is_panic: bool) -> None:
        """Note that all trades are to be left, or that they are."""
        self._put(PANIC, int(is_panic))
        self.is_panic = is_panic

    def _put(self, key: str, value: str | int) -> None:
        """A brake must work whether the disk does or not."""
        try:
            self._keys.put(key, value)
        except StorageBusy as error:
            log.error("The risk gate's state can't be stored and holds until the bot's end only: %s", error)

    def keep_alive(self, timeout_s: float) -> None:
        """Arm the dead-man switch anew; 0 disarms it."""
        self._alive_until = self._wall.now() + timedelta(seconds=timeout_s) if timeout_s else None

    def is_overdue(self) -> bool:
        """Whether nobody gave a sign of life in time; the switch strikes once."""
        if self._alive_until is None or self._wall.now() < self._alive_until:
            return False
        self._alive_until = None
        return True

    def check(self, intent: Intent) -> None:
        """Raise ``RiskRefused`` with the rule and its figures; may raise ``ExchangeError`` where a book is needed."""
        found = self.objection(intent, self._order_book(intent))
        if found is not None:
            raise RiskRefused(found.text, rule=found.rule)

    def objection(self, intent: Intent, book: OrderBook | None) -> Objection | None:
        """The first rule against an order."""
        return objection(
            intent,
            self._limits,
            state=self._state,
            reason=self._reason,
            orders_last_minute=self._orders_last_minute(),
            daily_result=self._daily_result() if self._limits.max_daily_loss is not None else 0.0,
            book=book,
        )

    def count(self) -> None:
        """An order goes out."""
        self._sent.append(self._wall.now())

    def picture(self) -> RiskPicture:
        """For requests."""
        return RiskPicture(
            state=self._state,
            reason=self._reason,
            since=self._since,
            limits=self._limits,
            orders_last_minute=self._orders_last_minute(),
            daily_result=self._daily_result(),
            notional={trade.pair: float(held_notional(trade)) for trade in self._book.open_trades()},
            alive_until=self._alive_until,
            is_panic=self.is_panic,
        )

    def _order_book(self, intent: Intent) -> OrderBook | None:
        return None if self._limits.price_collar is None else self._market.order_book(intent.pair, BOOK_DEPTH)

    def _orders_last_minute(self) -> int:
        now = self._wall.now()
        while self._sent and now - self._sent[0] >= MINUTE:
            self._sent.popleft()
        return len(self._sent)

    def _daily_result(self) -> float:
        """Read again only when a trade has changed or a day has begun."""
        key = (self._book.revision, tf.floor(self._clock.now(), "1d"))
        if self._day is None or self._day[0] != key:
            try:
                self._day = (key, sum(fact.profit_amount for fact in self._book.closed_after(key[1])))
            except StorageBusy as error:
                log.warning("The day's result can't be read, the last known one counts: %s", error)
        return self._day[1] if self._day else 0.0


def held_notional(trade: Trade) -> Decimal:
    """Position and waiting entries at their rates, in stake currency."""
    waiting = (order for order in trade.open_orders if order.side is trade.entry_side)
    position = exact(trade.amount) * exact(trade.open_rate) if trade.has_position else Decimal(0)
    return position + sum((exact(order.remaining) * exact(order.safe_price) for order in waiting), Decimal(0))
