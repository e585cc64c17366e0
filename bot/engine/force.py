"""What users do to trades by hand. Checks first; a refusal has changed nothing."""

from __future__ import annotations

import logging

from bot.domain.enums import BotState, CancelReason, Direction, ExitReason, OrderStatus, OrderType, TradingMode
from bot.domain.trade import Trade
from bot.engine.bench import Workbench
from bot.engine.checks import positive
from bot.engine.entries import Entries
from bot.engine.exits import Exits
from bot.engine.fills import AUTO_LOCK
from bot.engine.open_orders import OpenOrders
from bot.engine.parts import EngineParts
from bot.engine.plans import EntryPlan, ExitPlan, NotConfirmed
from bot.errors import ExchangeError, NotFound, OrderNotFound, Refused
from bot.rules.entry import slots_left
from bot.state.commands import (
    CancelOpenOrder,
    DeletedTrade,
    DeleteTrade,
    ForceEnter,
    ForceExit,
    ReloadTrade,
)
from bot.state.snapshot import OpenTrade

NOT_RUNNING = "trader is not running"
log = logging.getLogger(__name__)


class TradeCommands:
    """Force entry and exit, cancel, delete and reload; ``state`` is what the bot does at that moment."""

    def __init__(
        self, parts: EngineParts, bench: Workbench, entries: Entries, exits: Exits, open_orders: OpenOrders
    ) -> None:
        self._parts = parts
        self._bench = bench
        self._entries = entries
        self._exits = exits
        self._open_orders = open_orders

    def force_enter(self, command: ForceEnter, state: BotState) -> Trade:
        """Open a trade or add to one. A request that comes again is told what became of it."""
        held = self._bench.book.of_pair(command.pair)
        known = self._entries.placed_before(EntryPlan(pair=command.pair, trade=held, request=command.request))
        if known is not None:
            return known
        trade = self._entry_checks(command, state)
        plan = EntryPlan(
            pair=command.pair,
            direction=trade.direction if trade else command.direction,
            tag=command.tag,
            price=command.price,
            order_type=command.order_type or self._force_entry_type(),
            stake_amount=command.stake_amount,
            trade=trade,
            request=command.request,
        )
        try:
            return self._entries.place(plan)
        except (ExchangeError, NotConfirmed) as error:
            log.warning("Forced entry on %s failed: %s", command.pair, error)
            raise Refused(f"Failed to enter position for {command.pair}. {error}") from error

    def force_exit(self, command: ForceExit, state: BotState) -> str:
        """Leave one trade, a part of it, or all."""
        if state not in (BotState.RUNNING, BotState.PAUSED):
            raise Refused(NOT_RUNNING)
        if command.trade_id is None:
            return self._exit_all(command)
        amount, price = positive(command.amount, "amount"), positive(command.price, "price")
        plan = ExitPlan(
            kind=ExitReason.FORCE_EXIT,
            reason=ExitReason.FORCE_EXIT.value,
            order_type=command.order_type,
            amount=amount,
            price=price,
            request=command.request,
        )
        if not self._exits.placed_before(command.trade_id, plan):
            trade = self._bench.book.get(command.trade_id)
            if trade is None:
                raise Refused("invalid argument")
            self._exit(trade, plan)
        return f"Created exit order for trade {command.trade_id}."

    def cancel_open_order(self, command: CancelOpenOrder, state: BotState) -> OpenTrade:
        """Cancel all open orders of a trade; one that never filled is deleted and shown a last time."""
        if state not in (BotState.RUNNING, BotState.PAUSED):
            raise Refused(NOT_RUNNING)
        trade = self._bench.book.get(command.trade_id)
        if trade is None:
            raise NotFound("Invalid trade_id.")
        if not trade.open_orders:
            raise Refused("No open order for trade_id.")
        trade = self._open_orders.cancel_all(trade, CancelReason.USER_REQUEST)
        return OpenTrade(trade, self._bench.rates.last(trade))

    def delete(self, command: DeleteTrade) -> DeletedTrade:
        """Cancel a trade's open orders and forget it; refused while an order can't be cancelled."""
        trade = self._bench.book.find(command.trade_id)
        if trade is None:
            raise NotFound(f"Trade with id '{command.trade_id}' not found.")
        count = self._cancel_for_deletion(trade)
        self._bench.book.delete(trade.id)
        self._bench.wallets.fetch()
        message = f"Deleted trade #{trade.id} for pair {trade.pair}. Closed {count} open orders."
        log.info("%s", message)
        return DeletedTrade(trade.id, message, count)

    def reload(self, command: ReloadTrade) -> OpenTrade:
        """Read an open trade's orders from the exchange again; a closed one is only shown."""
        trade = self._bench.book.find(command.trade_id)
        if trade is None:
            raise NotFound(f"Could not find trade with id {command.trade_id}.")
        if not trade.is_open:
            return OpenTrade(trade, trade.close_rate)
        self._open_orders.requery(trade)
        known = self._bench.book.find(command.trade_id) or trade
        return OpenTrade(known, self._bench.rates.last(known) if known.is_open else known.close_rate)

    def _entry_checks(self, command: ForceEnter, state: BotState) -> Trade | None:
        """The open trade to add to, if there is one; raises ``Refused`` in the order that clients know."""
        settings, options = self._parts.settings, self._parts.strategy.options
        if not settings.force_entry_enable:
            raise Refused("Force_entry not enabled.")
        if state is not BotState.RUNNING:
            raise Refused(NOT_RUNNING)
        if command.direction is Direction.SHORT and settings.trading_mode is TradingMode.SPOT:
            raise Refused("Can't go short on Spot markets.")
        self._market_check(command.pair)
        for number, what in ((command.price, "price"), (command.stake_amount, "stake amount")):
            positive(number, what)
        positive(command.leverage, "leverage")
        trade = self._bench.book.of_pair(command.pair)
        self._lock_check(command.pair, trade.direction if trade else command.direction)
        if trade is not None:
            self._addition_check(trade)
        elif not slots_left(len(self._bench.book), options.max_open_trades):
            raise Refused("Maximum number of trades is reached.")
        return trade

    def _market_check(self, pair: str) -> None:
        market, stake = self._bench.markets.current().get(pair), self._parts.settings.stake_currency
        if market is None or not market.active:
            raise Refused("Symbol does not exist or market is not active.")
        if market.quote != stake:
            raise Refused(f"Wrong pair selected. Only pairs with stake-currency {stake} allowed.")

    def _lock_check(self, pair: str, direction: Direction) -> None:
        """A user who leaves and enters again means it: the bot's own lock of that candle is for signals."""
        lock = self._bench.locks.locking(pair, direction.value, self._parts.clock.now(), ignoring=AUTO_LOCK)
        if lock is not None:
            why = f": {lock.reason.rstrip('.')}" if lock.reason else ""
            raise Refused(f"{pair} is locked until {lock.until:%Y-%m-%d %H:%M:%S} UTC{why}.")

    def _addition_check(self, trade: Trade) -> None:
        refusal = f"position for {trade.pair} already open - id: {trade.id}"
        if not self._parts.strategy.options.position_adjustment_enable:
            raise Refused(refusal)
        if trade.open_orders:
            raise Refused(f"{refusal} and has open order {','.join(order.order_id for order in trade.open_orders)}")

    def _force_entry_type(self) -> OrderType | None:
        configured = self._parts.strategy.options.order_types.force_entry
        return OrderType(configured) if configured else None

    def _exit_all(self, command: ForceExit) -> str:
        failed = []
        plan = ExitPlan(
            kind=ExitReason.FORCE_EXIT,
            reason=ExitReason.FORCE_EXIT.value,
            order_type=command.order_type,
            request=command.request,
        )
        for trade in self._bench.book.open_trades():
            if self._exits.placed_before(trade.id, plan):
                continue
            try:
                self._exit(trade, plan)
            except Refused as refusal:
                failed.append(f"trade {trade.id}: {refusal}")
        if failed:
            raise Refused(f"Exit orders were created for the other trades, but not for {'; '.join(failed)}")
        return "Created exit orders for all open trades."

    def _exit(self, trade: Trade, plan: ExitPlan) -> None:
        try:
            if not trade.has_position:  # nothing to sell yet: what has filled meanwhile is sold below
                trade = self._exits.clear_orders(trade, plan.kind)
            known = self._bench.book.get(trade.id)
            if known is not None and known.has_position:
                self._exits.leave(known, plan)
        except (ExchangeError, NotConfirmed) as error:
            log.warning("Forced exit of trade %s failed: %s", trade.id, error)
            raise Refused(f"Failed to exit trade. {error}") from error

    def _cancel_for_deletion(self, trade: Trade) -> int:
        orders = (*trade.open_orders, *([trade.stop_order] if trade.stop_order else []))
        if any(order.status is OrderStatus.INTENT for order in orders):
            raise Refused(f"Trade {trade.id} has an order that is just being placed; try again in a moment.")
        count = 0
        for order in orders:
            try:
                report = self._parts.orders.cancel(order.order_id, order.pair)
            except OrderNotFound:
                log.warning("%s: the exchange does not know order %s.", order.pair, order.order_id)
            except ExchangeError as error:
                raise Refused(f"Trade {trade.id} is not deleted, its order could not be cancelled: {error}") from error
            else:
                if report.status.is_open:
                    raise Refused(f"Trade {trade.id} is not deleted, the exchange has not cancelled its order yet.")
                count += 1
        return count
