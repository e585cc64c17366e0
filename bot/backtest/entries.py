"""Entry orders in a simulation: price, stake, amount, and the strategy's word on each."""

from __future__ import annotations

from bot.backtest import stops
from bot.backtest.fills import Fills
from bot.backtest.parts import Bar, Parts
from bot.backtest.position import Order, Position, as_trade
from bot.domain.amounts import round_amount, round_price
from bot.domain.enums import Direction, OrderType, PrecisionMode
from bot.errors import Refused
from bot.rules import stake as stakes

TICK = PrecisionMode.TICK_SIZE
ENTRY_RESERVE = -0.05
"""The stop that the smallest stake of an entry is computed with."""


class Entries:
    """First entries, further ones, and replacements of either."""

    def __init__(self, parts: Parts, fills: Fills) -> None:
        self._parts = parts
        self._fills = fills

    def first(self, pair_index: int, bar: Bar, direction: Direction) -> Position | None:
        """A new trade on the signal of the candle before; ``None`` where it comes to nothing."""
        parts = self._parts
        tag = parts.pairs[pair_index].enter_tag.at(bar.row)
        rate = self._rate(pair_index, bar, direction, None, tag)
        try:
            proposed = stakes.proposed(parts.account.stakes(), parts.settings, parts.options)
        except Refused:
            return None
        stake = self._stake(pair_index, rate, proposed, direction, tag)
        amount = self._amount(pair_index, rate, stake)
        if not amount or not self._confirmed(pair_index, amount, rate, direction, tag):
            return None
        position = self._position(pair_index, bar, direction, rate, amount, tag)
        parts.account.add(position)
        self._order(position, bar, rate, amount, tag)
        parts.account.refresh()
        return position

    def further(self, position: Position, bar: Bar, stake: float, tag: str | None) -> None:
        """Add to a trade at this candle's open; without a tag of its own the candle's is used."""
        tag = tag or self._parts.pairs[position.pair_index].enter_tag.at(bar.row)
        rate = self._rate(position.pair_index, bar, position.direction, position, tag)
        amount = self._amount(position.pair_index, rate, self._valid(position.pair_index, rate, stake, position))
        if amount:
            self._order(position, bar, rate, amount, tag)
            self._keep_distance(position)
        self._parts.account.refresh()

    def again(self, position: Position, bar: Bar, old: Order, rate: float) -> bool:
        """Replace an entry order by one at ``rate``, which is taken as it stands; whether that was possible."""
        index, direction = position.pair_index, position.direction
        tag = self._parts.pairs[index].enter_tag.at(bar.row)
        self._rate(index, bar, direction, position, tag)
        stake = old.amount * old.price / position.leverage
        amount = self._amount(index, rate, stake)
        if not amount or not self._confirmed(index, amount, rate, direction, tag):
            return False
        self._order(position, bar, rate, amount, tag)
        self._keep_distance(position)
        return True

    def _keep_distance(self, position: Position) -> None:
        """Whether or not the order filled at once: the stop is looked at again from the open rate."""
        if position.amount > 0:
            stops.move(position, position.open_rate, position.stop_loss_ratio)

    def _rate(self, index: int, bar: Bar, direction: Direction, position: Position | None, tag: str | None) -> float:
        """The candle's open, or what the strategy makes of it, never worse than the candle's end of the range."""
        parts = self._parts
        if not parts.overrides.custom_entry_price or parts.options.order_types.entry != OrderType.LIMIT:
            return bar.open
        trade = None if position is None else as_trade(position)
        rate = parts.callbacks.entry_price(
            parts.pairs[index].pair, trade, parts.clock.now(), bar.open, tag, direction.value
        )
        if rate != bar.open:
            rate = float(round_price(rate, parts.price_step(index, bar.row), TICK))
        return max(rate, bar.low) if direction is Direction.SHORT else min(rate, bar.high)

    def _stake(self, index: int, rate: float, proposed: float, direction: Direction, tag: str | None) -> float | None:
        parts = self._parts
        stake = proposed
        if parts.overrides.custom_stake_amount:
            market = parts.markets[index]
            minimum = stakes.min_stake(market, rate, ENTRY_RESERVE, parts.settings.amount_reserve_percent)
            maximum = min(stakes.max_stake(market, rate), parts.account.stakes().available_stake)
            stake = parts.callbacks.stake_amount(
                parts.pairs[index].pair, parts.clock.now(), rate, proposed, minimum, maximum, 1.0, tag, direction.value
            )
        return self._valid(index, rate, stake, None)

    def _valid(self, index: int, rate: float, stake: float, position: Position | None) -> float | None:
        parts = self._parts
        market = parts.markets[index]
        minimum = stakes.min_stake(market, rate, ENTRY_RESERVE, parts.settings.amount_reserve_percent)
        maximum = stakes.max_stake(market, rate)
        if position is not None:
            maximum -= position.stake_amount
        return stakes.validated(stake, minimum, maximum, parts.account.stakes().available_stake)

    def _amount(self, index: int, rate: float, stake: float | None) -> float:
        """In base currency, as the market takes it; 0 for no order."""
        if not stake:
            return 0.0
        market = self._parts.markets[index]
        return float(round_amount(stake / rate, market.amount_precision, market.precision_mode))

    def _confirmed(self, index: int, amount: float, rate: float, direction: Direction, tag: str | None) -> bool:
        parts = self._parts
        if not parts.overrides.confirm_trade_entry:
            return True
        options = parts.options
        return parts.callbacks.confirm_entry(
            parts.pairs[index].pair, OrderType(options.order_types.entry), amount, rate,
            options.order_time_in_force["entry"], parts.clock.now(), tag, direction.value,
        )  # fmt: skip

    def _position(
        self, index: int, bar: Bar, direction: Direction, rate: float, amount: float, tag: str | None
    ) -> Position:
        parts = self._parts
        market = parts.markets[index]
        position = Position(
            parts.account.next_trade(),
            pair=parts.pairs[index].pair,
            pair_index=index,
            base=market.base,
            quote=market.quote,
            exchange=parts.settings.exchange.name,
            strategy=parts.strategy,
            timeframe_min=parts.timeframe_min,
            direction=direction,
            leverage=1.0,
            opened_ms=parts.clock.ms,
            rate=rate,
            amount=amount,
            stake=amount * rate,
            enter_tag=tag,
            fee=parts.fee,
            price_precision=parts.price_step(index, bar.row),
            amount_precision=market.amount_precision,
            precision_mode=TICK,
            trading_mode=parts.settings.trading_mode,
        )
        stops.set_first(position, rate, parts.options.stoploss)
        return position

    def _order(self, position: Position, bar: Bar, rate: float, amount: float, tag: str | None) -> None:
        """A new order takes the place of one that waits; it may fill in the same candle."""
        parts = self._parts
        order = Order(
            parts.account.next_order(), position, is_entry=True, amount=amount, price=rate, placed_ms=parts.clock.ms,
            order_type=OrderType(parts.options.order_types.entry), tag=tag,
        )  # fmt: skip
        parts.account.place(position, order)
        self._fills.entry(position, bar)
