"""What a trade is worth. Sums run in decimal; results are rounded to 8 places, as the clients get them.

Formulas: value of an entry ``V_o = amount x rate x (1 + fee)``, of an exit ``V_c = amount x rate x (1 - fee)``;
for a short trade the signs of the fees turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from bot.domain.amounts import exact, round_amount, round_price, to_float
from bot.domain.order import Order
from bot.domain.trade import Trade

ZERO = Decimal(0)
MAX_FEE_RATE = 0.02
PLACES = 8


@dataclass(frozen=True, slots=True)
class TradeProfit:
    """Profit of what is still held (``amount`` in stake currency, ``ratio``) and of the trade as a whole."""

    amount: float
    ratio: float
    total_amount: float
    total_ratio: float


NO_PROFIT = TradeProfit(0.0, 0.0, 0.0, 0.0)


class Holding(Protocol):
    """What a profit is computed from: a trade, or something with these facts of one."""

    @property
    def amount(self) -> float: ...

    @property
    def open_rate(self) -> float: ...

    @property
    def fee_open(self) -> float: ...

    @property
    def fee_close(self) -> float: ...

    @property
    def is_short(self) -> bool: ...

    @property
    def leverage(self) -> float: ...

    @property
    def realized_profit(self) -> float: ...

    @property
    def max_stake_amount(self) -> float | None: ...


def open_value(
    amount: float | Decimal, rate: float | Decimal, fee: float | Decimal, *, is_short: bool = False
) -> Decimal:
    """Quote currency paid for an entry with its fee (short: received less the fee)."""
    return exact(amount) * exact(rate) * (1 - exact(fee) if is_short else 1 + exact(fee))


def close_value(
    amount: float | Decimal, rate: float | Decimal, fee: float | Decimal, *, is_short: bool = False
) -> Decimal:
    """Quote currency received from an exit less its fee (short: paid with the fee)."""
    return exact(amount) * exact(rate) * (1 + exact(fee) if is_short else 1 - exact(fee))


def profit_at(trade: Holding, rate: float) -> TradeProfit:
    """Profit if the rest of ``trade`` were left at ``rate`` now, fees included; zeros while nothing was bought."""
    if trade.amount <= 0 or trade.open_rate <= 0:
        return replace(NO_PROFIT, total_amount=trade.realized_profit)
    opened = open_value(trade.amount, trade.open_rate, trade.fee_open, is_short=trade.is_short)
    closed = close_value(trade.amount, rate, trade.fee_close, is_short=trade.is_short)
    amount = _gained(opened, closed, is_short=trade.is_short)
    total = amount + exact(trade.realized_profit)
    return TradeProfit(
        float(amount),
        to_float((opened - closed if trade.is_short else closed - opened) / opened * exact(trade.leverage)),
        to_float(total),
        to_float(total / _invested(trade)) if trade.max_stake_amount else 0.0,
    )


def _gained(opened: Decimal, closed: Decimal, *, is_short: bool) -> Decimal:
    """The difference of two values as the tools that users compare with make it: taken between floats, then rounded."""
    difference = float(opened) - float(closed) if is_short else float(closed) - float(opened)
    return exact(round(difference, PLACES))


def rate_for_ratio(trade: Holding, ratio: float) -> float:
    """The close rate at which ``profit_at(trade, rate).ratio`` is ``ratio``."""
    share = exact(ratio) / exact(trade.leverage)
    opened = open_value(1, trade.open_rate, trade.fee_open, is_short=trade.is_short)
    target = opened * (1 - share if trade.is_short else 1 + share)
    return float(target / (1 + exact(trade.fee_close) if trade.is_short else 1 - exact(trade.fee_close)))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a trade's filled orders come to; rates and amounts fit the market.

    ``closing`` is the exit that sold the rest. ``last_profit`` is that of the newest exit, in stake currency;
    ``ratio`` relates all profits until then to what had been put in until then.
    """

    amount: float
    stake: float
    max_stake: float
    open_rate: float
    open_value: float
    realized: float = 0.0
    ratio: float | None = None
    last_profit: float | None = None
    closing: Order | None = None


@dataclass(slots=True)
class _Position:
    """Running sums over the orders, in decimal."""

    amount: Decimal = ZERO
    stake: Decimal = ZERO
    entered_stake: Decimal = ZERO
    entered_value: Decimal = ZERO
    realized: Decimal = ZERO
    last_profit: Decimal | None = None
    ratio: Decimal | None = None
    closing: Order | None = None


def recalculated(trade: Trade) -> Trade:
    """``trade`` with amounts, stake, rates and profits as its filled orders give them; closed once all is sold.

    The first fill of each side sets that side's fee rate; an entry's rate is also the best guess for the exit.
    """
    trade = _with_fees(trade)
    tally = tally_of(trade)
    return trade if tally is None else _with_results(trade, tally)


def tally_of(trade: Trade) -> Tally | None:
    """The sums over the filled orders by id; ``None`` before the first entry.

    Exits are valued against the average entry price and leave it unchanged. A closed trade keeps the amount and
    the stake of its last remaining part.
    """
    position = _Position()
    for order in sorted((order for order in trade.orders if order.has_fill), key=_by_id):
        if order.side is trade.entry_side:
            _enter(position, trade, order)
        elif position.amount > 0:
            _exit(position, trade, order)
    return None if position.entered_stake == 0 else _results(trade, position)


def _by_id(order: Order) -> int:
    return order.id


def _with_fees(trade: Trade) -> Trade:
    entries, exits = trade.entries, trade.exits
    if entries:
        rate = _fee_rate(entries, trade.fee_open)
        trade = replace(
            trade,
            fee_open=rate,
            fee_open_cost=_fee_cost(entries, rate),
            fee_open_currency=trade.quote_currency,
            fee_close=trade.fee_close if exits else rate,
        )
    if exits:
        rate = _fee_rate(exits, trade.fee_close)
        cost = _fee_cost(exits, rate)
        trade = replace(trade, fee_close=rate, fee_close_cost=cost, fee_close_currency=trade.quote_currency)
    return trade


def _fee_rate(orders: Sequence[Order], otherwise: float) -> float:
    """The first fill's rate; one of 2 % or more is a reporting error and does not count."""
    given = orders[0].fee_rate
    return otherwise if given is None or given >= MAX_FEE_RATE else given


def _fee_cost(orders: Sequence[Order], rate: float) -> float:
    cost = sum((exact(order.filled) * exact(order.safe_price) for order in orders), ZERO)
    return float(cost * exact(rate))


def _enter(position: _Position, trade: Trade, order: Order) -> None:
    amount, price = exact(order.filled) - exact(order.fee_base or 0.0), exact(order.safe_price)
    position.amount += amount
    position.stake += amount * price
    position.entered_stake += amount * price
    position.entered_value += open_value(amount, price, trade.fee_open, is_short=trade.is_short)
    position.closing = None


def _exit(position: _Position, trade: Trade, order: Order) -> None:
    sold = min(exact(order.filled), position.amount)
    average = position.stake / position.amount
    paid = open_value(sold, average, trade.fee_open, is_short=trade.is_short)
    received = close_value(sold, order.safe_price, trade.fee_close, is_short=trade.is_short)
    profit = _gained(paid, received, is_short=trade.is_short)
    position.realized += profit
    position.last_profit = profit
    position.ratio = position.realized / position.entered_value * exact(trade.leverage)
    rest = round_amount(position.amount - sold, trade.amount_precision, trade.precision_mode)
    if rest <= 0:
        position.closing = order
        return
    position.amount -= sold
    position.stake -= sold * average


def _results(trade: Trade, position: _Position) -> Tally:
    leverage = exact(trade.leverage)
    open_rate = round_price(position.stake / position.amount, trade.price_precision, trade.precision_mode)
    opened = open_value(position.amount, open_rate, trade.fee_open, is_short=trade.is_short)
    last = position.last_profit
    return Tally(
        amount=float(position.amount),
        stake=float(position.stake / leverage),
        max_stake=float(position.entered_stake / leverage),
        open_rate=float(open_rate),
        open_value=float(opened),
        realized=to_float(position.realized),
        ratio=None if position.ratio is None else float(position.ratio),
        last_profit=None if last is None else to_float(last),
        closing=position.closing,
    )


def _with_results(trade: Trade, tally: Tally) -> Trade:
    changed = replace(
        trade,
        amount=tally.amount,
        stake_amount=tally.stake,
        max_stake_amount=tally.max_stake,
        open_rate=tally.open_rate,
        open_trade_value=tally.open_value,
    )
    if tally.ratio is None:
        return changed
    changed = replace(
        changed,
        realized_profit=tally.realized,
        close_profit_ratio=tally.ratio,
        close_profit_amount=tally.last_profit,
    )
    return _closed(changed, tally.closing) if tally.closing else changed


def _closed(trade: Trade, last: Order) -> Trade:
    return replace(
        trade,
        is_open=False,
        close_rate=last.safe_price,
        closed_at=last.filled_at or last.updated_at or last.placed_at,
        close_profit_amount=trade.realized_profit,
        exit_order_status=last.status.value,
    )


def _invested(trade: Holding) -> Decimal:
    """Everything that was ever put in, with the entry fee."""
    return open_value(trade.max_stake_amount or 0.0, 1, trade.fee_open, is_short=trade.is_short)
