"""Whether and how a simulated trade is left in a candle."""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal, localcontext

from bot.backtest import exit_rates, stops
from bot.backtest.entries import TICK, Entries
from bot.backtest.fills import Fills
from bot.backtest.parts import Bar, Parts, wants_in, wants_out
from bot.backtest.position import Order, Position, as_trade
from bot.domain.amounts import exact, round_amount, round_price
from bot.domain.enums import ExitReason, OrderType
from bot.domain.profit import profit_at
from bot.ports.strategy import PositionView
from bot.rules import roi
from bot.rules import stake as stakes
from bot.rules.exit import REASON_LENGTH
from bot.rules.stop import trailing_distance

ADJUST_RESERVE = -0.1
"""The stop that the smallest stake of an adjustment is computed with."""
ON_SIGNAL = (ExitReason.EXIT_SIGNAL, ExitReason.CUSTOM_EXIT, ExitReason.PARTIAL_EXIT)
STOPS = (ExitReason.STOP_LOSS, ExitReason.TRAILING_STOP_LOSS, ExitReason.LIQUIDATION)
NO_ENTRY = (None, None)
_WIDE = Context(prec=60)
_LAST_PLACE = Decimal("1e-18")
ROUGHLY = 1e-7  # profits are compared as the clients see them, with eight decimals: closer than this, look twice


class Exits:
    """Stops, profit targets, signals, and changes of a position."""

    def __init__(self, parts: Parts, entries: Entries, fills: Fills) -> None:
        self._parts = parts
        self._entries = entries
        self._fills = fills
        self._table = sorted(parts.options.minimal_roi.items(), reverse=True)

    def check(self, position: Position, bar: Bar) -> None:
        """Adjust the position, move the stop, and place an exit order where there is a reason."""
        options = self._parts.options
        if options.position_adjustment_enable and self._parts.overrides.adjust_trade_position:
            self._adjust(position, bar)
            if not position.is_open:
                return
        _see(position, bar)
        data = self._parts.pairs[position.pair_index]
        is_entering = wants_in(data, position, bar.row)
        stop_kind = self._stop(position, bar)
        has_profit = not (options.ignore_roi_if_entry_signal and is_entering) and self._has_profit(position, bar)
        signal = self._signal(position, bar, is_entering=is_entering) if options.use_exit_signal else None
        if signal and self._leave(position, bar, *signal):
            return
        if stop_kind in (ExitReason.STOP_LOSS, ExitReason.LIQUIDATION) and self._leave(position, bar, stop_kind):
            return
        if has_profit and self._take_profit(position, bar):
            return
        if stop_kind is ExitReason.TRAILING_STOP_LOSS:
            self._leave(position, bar, stop_kind)

    # --- why ---

    def _stop(self, position: Position, bar: Bar) -> ExitReason | None:
        """Move the stop with the candle's better end; then whether its worse end reaches it."""
        options = self._parts.options
        best, worst = (bar.low, bar.high) if position.is_short else (bar.high, bar.low)
        is_out_of_reach = position.stop_loss > worst if position.is_short else position.stop_loss < worst
        if is_out_of_reach and (options.use_custom_stoploss or options.trailing_stop):
            self._move_stop(position, best)
        if position.liquidation_price is not None:
            liquidation = position.liquidation_price
            if liquidation <= worst if position.is_short else liquidation >= worst:
                return ExitReason.LIQUIDATION
        if position.stop_loss <= worst if position.is_short else position.stop_loss >= worst:
            return ExitReason.TRAILING_STOP_LOSS if position.is_stop_trailing else ExitReason.STOP_LOSS
        return None

    def _move_stop(self, position: Position, best: float) -> None:
        parts, options = self._parts, self._parts.options
        profit_ratio = profit_at(position, best).ratio if options.use_custom_stoploss else ratio_at(position, best)
        wanted = options.stoploss
        if options.use_custom_stoploss:
            distance = parts.callbacks.custom_stoploss(
                as_trade(position), parts.clock.now(), best, profit_ratio, after_fill=False
            )
            if distance:
                stops.move(position, best, distance)
                wanted = distance
        if options.trailing_stop:
            distance = trailing_distance(profit_ratio, options, wanted)
            if distance is not None:
                stops.move(position, best, distance)

    def _has_profit(self, position: Position, bar: Bar) -> bool:
        """Whether the candle reaches more than the wanted profit."""
        wanted = self._asked_ratio(position)
        if wanted is None:
            return False
        best = ratio_at(position, bar.low if position.is_short else bar.high)
        return best > wanted + ROUGHLY or (best > wanted - ROUGHLY and round(best, 8) > wanted)

    def _asked_ratio(self, position: Position) -> float | None:
        options = self._parts.options
        if options.use_custom_roi:
            return roi.wanted(as_trade(position), options, self._parts.callbacks, self._parts.clock.now())
        return self._listed(self._held_min(position))[1]

    def _listed(self, held_min: int) -> tuple[int | None, float | None]:
        """The entry of the user's table that holds."""
        for entry in self._table:
            if entry[0] <= held_min:
                return entry
        return NO_ENTRY

    def _held_min(self, position: Position) -> int:
        return (self._parts.clock.ms - position.opened_ms) // 60_000

    def _signal(self, position: Position, bar: Bar, *, is_entering: bool) -> tuple[ExitReason, str] | None:
        parts, options = self._parts, self._parts.options
        data = parts.pairs[position.pair_index]
        if wants_out(data, position, bar.row) and not is_entering:
            is_enough = not options.exit_profit_only or _rounded(position, bar.open) > options.exit_profit_offset
            tag = data.exit_tag.at(bar.row)
            return (ExitReason.EXIT_SIGNAL, tag or ExitReason.EXIT_SIGNAL.value) if is_enough else None
        if not parts.overrides.custom_exit:
            return None
        profit_ratio = _rounded(position, bar.open)
        own = parts.callbacks.custom_exit(as_trade(position), parts.clock.now(), bar.open, profit_ratio)
        return (ExitReason.CUSTOM_EXIT, own) if own else None

    # --- how ---

    def _take_profit(self, position: Position, bar: Bar) -> bool:
        """Leave at the wanted profit, which the strategy is asked for once more."""
        wanted = self._asked_ratio(position)
        if wanted is None:
            return False
        held_min = self._held_min(position)
        begun_min, listed = self._listed(held_min)
        begun = begun_min if wanted == listed else held_min  # a strategy's own wish holds from now on
        rate = exit_rates.roi_rate(position, bar, wanted, begun, held_min, self._parts.step_min)
        return rate is not None and self._leave(position, bar, ExitReason.ROI, rate=rate)

    def _leave(
        self, position: Position, bar: Bar, kind: ExitReason, reason: str | None = None, rate: float | None = None
    ) -> bool:
        """Place an exit order for all that is held, unless the strategy says no."""
        if rate is None:
            rate = bar.open
            if kind in STOPS:
                is_entry_candle = self._parts.clock.ms == position.opened_ms
                rate = exit_rates.stop_rate(position, bar, kind, self._parts.options, is_entry_candle=is_entry_candle)
        reason = (reason or kind.value)[:REASON_LENGTH]
        order_type = OrderType(self._parts.options.order_types.exit)
        rate = self._priced(position, bar, kind, rate, reason, order_type)
        if not self._confirmed(position, kind, rate, reason, order_type):
            return False
        self._place(position, position.amount, rate, reason, order_type)
        return True

    def _priced(
        self, position: Position, bar: Bar, kind: ExitReason, rate: float, reason: str, order_type: OrderType
    ) -> float:
        """The strategy's own price for exits at the open, within the candle."""
        parts = self._parts
        if kind in ON_SIGNAL and order_type is OrderType.LIMIT and parts.overrides.custom_exit_price:
            profit_ratio = _rounded(position, rate)
            rate = parts.callbacks.exit_price(as_trade(position), parts.clock.now(), rate, profit_ratio, reason)
            rate = min(rate, bar.high) if position.is_short else max(rate, bar.low)
        return rate

    def _confirmed(self, position: Position, kind: ExitReason, rate: float, reason: str, order_type: OrderType) -> bool:
        parts = self._parts
        if kind is ExitReason.LIQUIDATION or not parts.overrides.confirm_trade_exit:
            return True
        return parts.callbacks.confirm_exit(
            as_trade(position), order_type, position.amount, rate, parts.options.order_time_in_force["exit"], reason,
            parts.clock.now(),
        )  # fmt: skip

    def _place(self, position: Position, amount: float, rate: float, reason: str, order_type: OrderType) -> None:
        parts = self._parts
        position.exit_reason = reason
        price = float(round_price(rate, position.price_precision, TICK))
        waiting = position.open_order  # the same order again is none: it goes on waiting, and its time runs
        if waiting is not None and not waiting.is_entry and (waiting.amount, waiting.price) == (amount, price):
            return
        order = Order(
            parts.account.next_order(), position, is_entry=False, amount=amount, price=price,
            placed_ms=parts.clock.ms, order_type=order_type, tag=reason,
        )  # fmt: skip
        parts.account.place(position, order)

    def again(self, position: Position, old: Order, rate: float) -> None:
        """Replace an exit order by one at ``rate``."""
        position.drop_order()
        self._place(position, old.amount, rate, old.tag or position.exit_reason, old.order_type)

    # --- more or less of it ---

    def _adjust(self, position: Position, bar: Bar) -> None:
        parts = self._parts
        market = parts.markets[position.pair_index]
        profit_ratio = _rounded(position, bar.open)
        minimum = stakes.min_stake(market, bar.open, ADJUST_RESERVE, parts.settings.amount_reserve_percent)
        maximum = min(stakes.max_stake(market, bar.open), parts.account.stakes().available_stake)
        view = PositionView(
            entry_rate=bar.open, exit_rate=bar.open, entry_profit=profit_ratio, exit_profit=profit_ratio,
            min_stake=minimum, max_stake=maximum,
        )  # fmt: skip
        asked = parts.callbacks.adjust_position(as_trade(position), parts.clock.now(), view)
        if asked is None or asked.stake == 0:
            return
        if asked.stake > 0:
            most = parts.options.max_entry_position_adjustment
            if most < 0 or len(position.entries) <= most:
                self._entries.further(position, bar, asked.stake, asked.tag)
        else:
            self._reduce(position, bar, -asked.stake, asked.tag, minimum)

    def _reduce(self, position: Position, bar: Bar, stake: float, tag: str | None, minimum: float | None) -> None:
        market = self._parts.markets[position.pair_index]
        wanted = _share(stake, position)
        amount = float(round_amount(wanted, market.amount_precision, market.precision_mode))
        rest = (position.amount - amount) * bar.open
        if amount <= 0 or rest < 0 or (minimum is not None and 0 < rest < minimum):
            return
        kind = ExitReason.PARTIAL_EXIT
        reason = (tag or kind.value)[:REASON_LENGTH]
        order_type = OrderType(self._parts.options.order_types.exit)
        rate = self._priced(position, bar, kind, bar.open, reason, order_type)
        self._place(position, amount, rate, reason, order_type)
        self._fills.exit(position, bar)


def _share(stake: float, position: Position) -> float:
    """The amount that ``stake`` stands for: eighteen places, the rest cut off, as the tools do that users compare with.

    A third of a stake is often a third of the amount less the last digit, and then one step less is sold.
    """
    with localcontext(_WIDE):
        amount = exact(stake) * exact(position.amount) / exact(position.stake_amount)
        return float(amount.quantize(_LAST_PLACE, ROUND_DOWN))


def ratio_at(position: Position, rate: float) -> float:
    """The profit ratio at ``rate``, not rounded."""
    if position.is_short:
        cost = rate * (1 + position.fee_close) / (position.open_rate * (1 - position.fee_open))
        return (1 - cost) * position.leverage
    return (rate * (1 - position.fee_close) / (position.open_rate * (1 + position.fee_open)) - 1) * position.leverage


def _rounded(position: Position, rate: float) -> float:
    return round(ratio_at(position, rate), 8)


def _see(position: Position, bar: Bar) -> None:
    if position.min_rate is None or bar.low < position.min_rate:
        position.min_rate = bar.low
    if position.max_rate is None or bar.high > position.max_rate:
        position.max_rate = bar.high
