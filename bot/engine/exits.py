"""Leaving trades."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain import timeframe as tf
from bot.domain.amounts import exact, round_amount
from bot.domain.enums import CancelReason, ExitReason, OrderType
from bot.domain.order import Order
from bot.domain.profit import profit_at, recalculated
from bot.domain.trade import Trade
from bot.engine.analysis import Analyses
from bot.engine.bench import Workbench
from bot.engine.orders import Draft, OrderDesk
from bot.engine.parts import EngineParts
from bot.engine.plans import ExitPlan, NotConfirmed
from bot.errors import ExchangeError, Refused
from bot.rules import exit as rule
from bot.rules import price as price_rule
from bot.rules import stake as stake_rule

STOPS = (ExitReason.STOP_LOSS, ExitReason.TRAILING_STOP_LOSS, ExitReason.LIQUIDATION)
PANIC_EXIT = "panic_exit"  # no strategy is asked about it
MIN_WALLET_SHARE = 0.98  # fees taken in coins explain no more than the rest
log = logging.getLogger(__name__)


class Exits:
    """Decides by the rules and places exit orders; users' exits take the same way."""

    def __init__(self, parts: EngineParts, bench: Workbench, analyses: Analyses, desk: OrderDesk) -> None:
        self._parts = parts
        self._bench = bench
        self._analyses = analyses
        self._desk = desk
        self._tried: dict[tuple[int, str], datetime] = {}

    def consider(self, trade: Trade) -> None:
        """Move the trade's stop, and leave it if the rules say so."""
        rate = self._bench.rates.exit(trade)
        if rate is None:
            log.warning("%s has no price at the moment: trade %s is not checked.", trade.pair, trade.id)
            return
        if not trade.has_position:
            return
        analysis, options = self._analyses.newest(trade.pair), self._parts.strategy.options
        now = self._parts.clock.now()
        watches_stop = trade.stop_order is None or self._parts.settings.dry_run
        seen, decisions = rule.decide(
            trade, analysis, rate, options, self._parts.strategy, now, watches_stop=watches_stop
        )
        trade = self._remembered(trade, seen)
        for decision in decisions:
            if self._tries(trade, ExitPlan(kind=decision.kind, reason=str(decision.reason))):
                return

    def leave(self, trade: Trade, plan: ExitPlan) -> Trade:
        """Place the exit order, cancelling others first; returns the trade as it is then.

        Raises ``Refused`` or ``ExchangeError`` with the reason. A trade that filled or vanished while its orders
        were cancelled is returned as it ended.
        """
        order_type = self._order_type(plan)
        price = self._price(trade, plan, order_type)
        amount, is_whole = self._amount(trade, plan, price)
        if is_whole and not self._is_confirmed(trade, plan, order_type, amount, price):
            raise NotConfirmed("The strategy did not confirm the exit.")
        if any(_is_same(order, trade, amount, price) for order in trade.open_orders):
            return trade
        self._desk.check(trade, self._draft(trade, plan, order_type, amount, price))  # before anything is cancelled
        trade = self.clear_orders(trade, plan.kind)
        if not self._holds_position(trade):
            return trade
        trade, amount = self._sellable(trade, plan, price)
        draft = self._draft(trade, plan, order_type, amount, price)
        left = self._desk.submit(trade, draft)
        log.info("%s: exit order for %s at %s (%s).", trade.pair, amount, price, plan.reason)
        return left

    def _draft(self, trade: Trade, plan: ExitPlan, order_type: OrderType, amount: Decimal, price: Decimal) -> Draft:
        return Draft(
            side=trade.exit_side,
            order_type=order_type,
            amount=amount,
            price=price,
            time_in_force=self._parts.strategy.options.order_time_in_force.get("exit", "GTC"),
            tag=plan.reason,
            request=plan.request,
        )

    def placed_before(self, trade_id: int, plan: ExitPlan) -> bool:
        """Whether the same request has placed an exit of the trade already."""
        return self._desk.of_request(plan.request, trade_id) is not None

    def clear_orders(self, trade: Trade, kind: ExitReason) -> Trade:
        """Cancel the trade's open orders and its stop on the exchange: another order comes in their place."""
        reason = CancelReason.FORCE_EXIT if kind is ExitReason.FORCE_EXIT else CancelReason.REPLACED
        for order_id in [order.id for order in trade.open_orders]:
            order = next((order for order in trade.open_orders if order.id == order_id), None)
            if order is not None:
                trade = self._desk.cancel(trade, order, reason)
        if trade.stop_order is not None:
            trade = self._desk.cancel(trade, trade.stop_order, reason)
        return trade

    def min_stake(self, trade: Trade, price: float) -> float:
        """What a position must at least be worth to be sold, in stake currency."""
        market = self._bench.markets.current().get(trade.pair)
        if market is None:
            return 0.0
        settings, options = self._parts.settings, self._parts.strategy.options
        return stake_rule.min_stake(market, price, options.stoploss, settings.amount_reserve_percent) or 0.0

    def _tries(self, trade: Trade, plan: ExitPlan) -> bool:
        """Whether the exit was carried out. While orders are open, a reason gets one try per candle."""
        key = (trade.id, plan.reason)
        candle = tf.floor(self._parts.clock.now(), self._parts.strategy.options.timeframe)
        if trade.open_orders and self._tried.get(key) == candle:
            return False
        self._tried = {known: at for known, at in self._tried.items() if at == candle} | {key: candle}
        try:
            self.leave(trade, plan)
        except (Refused, ExchangeError) as error:
            log.warning("Trade %s on %s is not left (%s): %s", trade.id, trade.pair, plan.reason, error)
            return False
        return True

    def _remembered(self, trade: Trade, seen: Trade) -> Trade:
        """Store a moved stop at once; new extreme rates may wait."""
        if seen is trade:
            return trade
        if (seen.stop_loss, seen.stop_loss_ratio) != (trade.stop_loss, trade.stop_loss_ratio):
            return self._bench.book.save(seen)
        self._bench.book.note(seen)
        return seen

    def _order_type(self, plan: ExitPlan) -> OrderType:
        types = self._parts.strategy.options.order_types
        if plan.order_type is not None:
            return plan.order_type
        if plan.kind is ExitReason.EMERGENCY_EXIT:
            return OrderType(types.emergency_exit)
        if plan.kind is ExitReason.FORCE_EXIT:
            return OrderType(types.force_exit or types.exit)
        return OrderType(types.stoploss if plan.kind in STOPS else types.exit)

    def _price(self, trade: Trade, plan: ExitPlan, order_type: OrderType) -> Decimal:
        """The order's price: the user's limit as it is, else the present rate, which the strategy may change."""
        is_limit = order_type is OrderType.LIMIT
        proposed = plan.price if is_limit and plan.price else self._bench.rates.exit(trade)
        if proposed is None:
            raise Refused(f"{trade.pair} has no price at the moment.")
        if is_limit and not plan.price:
            proposed = self._custom_price(trade, plan, proposed)
        price = self._bench.steps.price(trade, proposed)
        if price <= 0:
            raise Refused(f"The price {proposed:.8g} is below the smallest price step of {trade.pair}.")
        return price

    def _custom_price(self, trade: Trade, plan: ExitPlan, proposed: float) -> float:
        ratio = profit_at(trade, proposed).ratio
        own = self._parts.strategy.exit_price(trade, self._parts.clock.now(), proposed, ratio, plan.reason)
        return price_rule.clamped(proposed, own, self._parts.settings.custom_price_max_distance_ratio)

    def _amount(self, trade: Trade, plan: ExitPlan, price: Decimal) -> tuple[Decimal, bool]:
        """How much to sell, and whether that is all; raises ``Refused`` for a part that can't be meant."""
        whole = round_amount(trade.amount, trade.amount_precision, trade.precision_mode)
        if plan.amount is None:
            return whole, True
        if plan.amount > trade.amount:
            raise Refused(f"The amount {plan.amount:.8g} is more than the trade holds ({trade.amount:.8g}).")
        part = round_amount(plan.amount, trade.amount_precision, trade.precision_mode)
        if part >= whole:
            return whole, True
        if part <= 0:
            raise Refused(f"The amount {plan.amount:.8g} is below the smallest amount step of {trade.pair}.")
        rest = exact(trade.amount) - part
        if rest * price < exact(self.min_stake(trade, float(price))):
            raise Refused(f"Remaining amount of {float(rest):.8g} would be too small.")
        return part, False

    def _is_confirmed(
        self, trade: Trade, plan: ExitPlan, order_type: OrderType, amount: Decimal, price: Decimal
    ) -> bool:
        if plan.kind in (ExitReason.LIQUIDATION, ExitReason.PARTIAL_EXIT) or plan.reason == PANIC_EXIT:
            return True
        strategy = self._parts.strategy
        time_in_force = strategy.options.order_time_in_force.get("exit", "GTC")
        now = self._parts.clock.now()
        return strategy.confirm_exit(trade, order_type, float(amount), float(price), time_in_force, plan.reason, now)

    def _sellable(self, trade: Trade, plan: ExitPlan, price: Decimal) -> tuple[Trade, Decimal]:
        """The amount again, now that other orders are gone and the wallet is known."""
        held = self._bench.wallets.current().of(trade.base_currency).total
        if held < trade.amount:  # what is known may be older than the trade's last fill
            self._bench.wallets.fetch()
            held = self._bench.wallets.current().of(trade.base_currency).total
        if not trade.is_short and held < trade.amount:
            if held < trade.amount * MIN_WALLET_SHARE:
                raise Refused(f"The wallet holds {held:.8g} {trade.base_currency}, the trade {trade.amount:.8g}.")
            trade = self._bench.book.save(shrunk(trade, held))
        amount, _ = self._amount(trade, plan, price)
        if amount <= 0:
            raise Refused(f"Trade {trade.id} holds no tradable amount of {trade.base_currency}.")
        return trade, amount

    def _holds_position(self, trade: Trade) -> bool:
        known = self._bench.book.get(trade.id)
        return known is not None and known.has_position


def _is_same(order: Order, trade: Trade, amount: Decimal, price: Decimal) -> bool:
    """Whether the order that would be placed is there already."""
    return order.side is trade.exit_side and exact(order.amount) == amount and exact(order.price or 0.0) == price


def shrunk(trade: Trade, held: float) -> Trade:
    """``trade`` over what the wallet really holds: the difference went as a fee in coins with the last entry."""
    last = trade.entries[-1]
    fee_base = float(exact(last.fee_base or 0.0) + exact(trade.amount) - exact(held))
    orders = tuple(replace(order, fee_base=fee_base) if order.id == last.id else order for order in trade.orders)
    return recalculated(replace(trade, orders=orders))
