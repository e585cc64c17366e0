"""Opening trades."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from bot.domain import timeframe as tf
from bot.domain.amounts import exact, round_amount, round_price
from bot.domain.enums import CancelReason, OrderType
from bot.domain.lock import ALL_PAIRS, BOTH_SIDES
from bot.domain.market import Market
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.engine.analysis import Analyses
from bot.engine.bench import Workbench
from bot.engine.orders import Draft, OrderDesk
from bot.engine.parts import EngineParts
from bot.engine.plans import EntryPlan, NotConfirmed
from bot.errors import ExchangeError, Refused
from bot.rules import entry as rule
from bot.rules import price as price_rule
from bot.rules import stake as stake_rule
from bot.rules import stop

TAG_LENGTH = 255
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The stake limits of one entry, in stake currency."""

    minimum: float | None
    maximum: float
    available: float


class Entries:
    """Looks for entries on the newest candles and places them; users' entries take the same way."""

    def __init__(self, parts: EngineParts, bench: Workbench, analyses: Analyses, desk: OrderDesk) -> None:
        self._parts = parts
        self._bench = bench
        self._analyses = analyses
        self._desk = desk

    def is_open_to_trade(self) -> bool:
        """Whether any pair may be entered now: a slot is free and no lock holds on all pairs."""
        options = self._parts.strategy.options
        if self._bench.book.is_behind or not rule.slots_left(len(self._bench.book), options.max_open_trades):
            return False
        return not self._bench.locks.is_locked(ALL_PAIRS, BOTH_SIDES, self._parts.clock.now())

    def consider(self, pair: str) -> None:
        """Enter ``pair`` if its newest candle says so and nothing forbids it."""
        signal = self._signal(pair)
        if signal is None or self._bench.book.of_pair(pair) is not None:
            return
        plan = EntryPlan(pair=pair, direction=signal.direction, tag=signal.tag)
        if self._depth_allows(plan):
            try:
                self.place(plan)
            except (Refused, ExchangeError) as error:
                log.info("No entry on %s: %s", pair, error)

    def place(self, plan: EntryPlan) -> Trade:
        """Place the entry order; raises ``Refused`` or ``ExchangeError`` with the reason."""
        market = self._market(plan.pair)
        if reason := self._bench.differences.reason_against(plan.pair):
            raise Refused(reason)
        order_type = plan.order_type or OrderType(self._parts.strategy.options.order_types.entry)
        price = self._price(plan, market, order_type)
        stake = self._stake(plan, market, float(price))
        amount = _amount(stake, price, market)
        self._confirm(plan, order_type, float(amount), float(price))
        trade = plan.trade or self._new_trade(plan, market, stake, float(price))
        draft = Draft(
            side=trade.entry_side,
            order_type=order_type,
            amount=amount,
            price=price,
            time_in_force=self._time_in_force,
            tag=plan.tag,
            request=plan.request,
        )
        placed = self._submitted(trade, draft)
        log.info("%s: entry order for %s at %s (%s).", plan.pair, amount, price, plan.tag or "no tag")
        self._look_at_rate(placed)
        return placed

    def placed_before(self, plan: EntryPlan) -> Trade | None:
        """The trade that the same request has entered already, or added to."""
        entered = self._desk.of_request(plan.request, None)
        return entered or (self._desk.of_request(plan.request, plan.trade.id) if plan.trade else None)

    def trade_for(self, pair: str, stake: float, price: float, tag: str) -> Trade:
        """A new trade without orders, not stored; raises ``Refused`` for a pair that can't be traded."""
        return self._new_trade(EntryPlan(pair=pair, tag=tag), self._market(pair), stake, price)

    def _submitted(self, trade: Trade, draft: Draft) -> Trade:
        """Place the order; one that waits is replaced by it, or stays where it is the same."""
        waiting = trade.open_orders
        if any(_is_same(order, draft) for order in waiting):
            return trade
        for order in waiting[:-1]:
            trade = self._desk.cancel(trade, order, CancelReason.REPLACED)
        return self._desk.replace(trade, waiting[-1], draft) if waiting else self._desk.submit(trade, draft)

    def _look_at_rate(self, trade: Trade) -> None:
        """Let the picture show the new trade with a rate at once."""
        try:
            self._bench.rates.exit(trade)
        except ExchangeError as error:
            log.info("No rate for the new trade on %s yet: %s", trade.pair, error)

    @property
    def _time_in_force(self) -> str:
        return self._parts.strategy.options.order_time_in_force.get("entry", "GTC")

    def _signal(self, pair: str) -> rule.EntrySignal | None:
        analysis, options = self._analyses.newest(pair), self._parts.strategy.options
        if analysis is None:
            return None
        signal = rule.signal(analysis, options, self._parts.settings.trading_mode)
        if signal is None or rule.is_expired(analysis.candle_at, options.timeframe, self._parts.clock.now(), options):
            return None
        locked_at = analysis.candle_at + tf.span(options.timeframe)
        if self._bench.locks.is_locked(pair, signal.direction.value, locked_at):
            log.info("No entry on %s: the pair is locked.", pair)
            return None
        return signal

    def _depth_allows(self, plan: EntryPlan) -> bool:
        pricing = self._parts.settings.entry_pricing
        if not pricing.check_depth_of_market:
            return True
        return price_rule.depth_allows(self._bench.rates.deep_book(plan.pair), pricing, plan.direction)

    def _market(self, pair: str) -> Market:
        market = self._bench.markets.current().get(pair)
        if market is None or not market.active:
            raise Refused("Symbol does not exist or market is not active.")
        return market

    def _price(self, plan: EntryPlan, market: Market, order_type: OrderType) -> Decimal:
        """The order's price. A market order gets the present rate, which bounds its slippage."""
        is_limit = order_type is OrderType.LIMIT
        proposed = plan.price if is_limit and plan.price else self._bench.rates.entry(plan.pair, plan.direction)
        if proposed is None:
            raise Refused(f"{plan.pair} has no price at the moment.")
        if is_limit:
            proposed = self._custom_price(plan, proposed)
        price = round_price(proposed, market.price_precision, market.precision_mode)
        if price <= 0:
            raise Refused(f"The price {proposed:.8g} is below the smallest price step of {plan.pair}.")
        return price

    def _custom_price(self, plan: EntryPlan, proposed: float) -> float:
        now, side = self._parts.clock.now(), plan.direction.value
        own = self._parts.strategy.entry_price(plan.pair, plan.trade, now, proposed, plan.tag, side)
        return price_rule.clamped(proposed, own, self._parts.settings.custom_price_max_distance_ratio)

    def _stake(self, plan: EntryPlan, market: Market, price: float) -> float:
        settings, options = self._parts.settings, self._parts.strategy.options
        terms = _Terms(
            stake_rule.min_stake(market, price, options.stoploss, settings.amount_reserve_percent),
            stake_rule.max_stake(market, price) - (plan.trade.stake_amount if plan.trade else 0.0),
            self._bench.wallets.current().available_stake,
        )
        if plan.stake_amount is not None:
            return _given_stake(plan.stake_amount, terms, settings.stake_currency)
        if plan.adjustment is None:
            stake = stake_rule.proposed(self._bench.wallets.current(), settings, options)
        else:
            stake = plan.adjustment
        if plan.trade is None:
            stake = self._custom_stake(plan, price, stake, terms)
        accepted = stake_rule.validated(stake, terms.minimum, terms.maximum, terms.available)
        if accepted is None:
            raise Refused(
                f"The stake of {stake:.8g} {settings.stake_currency} does not fit: "
                f"at least {terms.minimum or 0:.8g}, available {terms.available:.8g}."
            )
        return accepted

    def _custom_stake(self, plan: EntryPlan, price: float, stake: float, terms: _Terms) -> float:
        return self._parts.strategy.stake_amount(
            plan.pair,
            self._parts.clock.now(),
            price,
            stake,
            terms.minimum,
            min(terms.maximum, terms.available),
            1.0,
            plan.tag,
            plan.direction.value,
        )

    def _confirm(self, plan: EntryPlan, order_type: OrderType, amount: float, price: float) -> None:
        if plan.trade is not None:
            return
        now, side = self._parts.clock.now(), plan.direction.value
        if not self._parts.strategy.confirm_entry(
            plan.pair, order_type, amount, price, self._time_in_force, now, plan.tag, side
        ):
            raise NotConfirmed("The strategy did not confirm the entry.")

    def _new_trade(self, plan: EntryPlan, market: Market, stake: float, price: float) -> Trade:
        settings, strategy = self._parts.settings, self._parts.strategy
        fee = settings.fee if settings.dry_run and settings.fee is not None else market.maker_fee
        trade = Trade(
            pair=plan.pair,
            base_currency=market.base,
            quote_currency=market.quote,
            exchange=self._parts.market.name,
            strategy=strategy.name,
            enter_tag=plan.tag[:TAG_LENGTH] if plan.tag else plan.tag,
            timeframe_min=tf.minutes(strategy.options.timeframe),
            trading_mode=settings.trading_mode,
            direction=plan.direction,
            amount_requested=stake / price,
            stake_amount=stake,
            fee_open=fee,
            fee_close=fee,
            open_rate=price,
            open_rate_requested=price,
            opened_at=self._parts.clock.now(),
            max_rate=0.0,
            amount_precision=market.amount_precision,
            price_precision=market.price_precision,
            precision_mode=market.precision_mode,
            contract_size=market.contract_size,
        )
        return stop.initial(trade, price, strategy.options.stoploss)


def _is_same(order: Order, draft: Draft) -> bool:
    same_terms = (exact(order.amount), exact(order.price or 0.0)) == (draft.amount, draft.price)
    return order.side is draft.side and same_terms


def _given_stake(stake: float, terms: _Terms, currency: str) -> float:
    """The user's stake as it is, or the reason why not."""
    if stake > terms.available:
        raise Refused(
            f"Available balance ({terms.available:.8g} {currency}) is lower than stake amount ({stake:.8g} {currency})."
        )
    if terms.minimum is not None and stake < terms.minimum:
        raise Refused(f"The stake of {stake:.8g} {currency} is below the minimum of {terms.minimum:.8g} {currency}.")
    if stake > terms.maximum:
        raise Refused(f"The stake of {stake:.8g} {currency} is above the maximum of {terms.maximum:.8g} {currency}.")
    return stake


def _amount(stake: float, price: Decimal, market: Market) -> Decimal:
    raw = stake / float(price)
    amount = round_amount(raw, market.amount_precision, market.precision_mode) if isfinite(raw) else Decimal(0)
    if amount <= 0:
        raise Refused(f"{stake:.8g} {market.quote} buy no tradable amount of {market.base} at {float(price):.8g}.")
    return amount
