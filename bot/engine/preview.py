"""What an order would do, without placing it."""

from __future__ import annotations

from bot.domain.amounts import exact, round_amount, round_price
from bot.domain.enums import OrderSide, OrderType
from bot.domain.risk import OrderPreview
from bot.engine.bench import Workbench
from bot.engine.checks import positive
from bot.engine.parts import EngineParts
from bot.engine.risk_gate import BOOK_DEPTH, RiskGate, held_notional
from bot.errors import Refused
from bot.rules.risk import Intent, average_price
from bot.state.commands import PreviewOrder

TOO_SMALL, TOO_LARGE = "market minimum", "market maximum"


class Previews:
    """Nothing is stored or sent."""

    def __init__(self, parts: EngineParts, bench: Workbench, gate: RiskGate) -> None:
        self._parts = parts
        self._bench = bench
        self._gate = gate

    def preview(self, asked: PreviewOrder) -> OrderPreview:
        """Cost, fee, slippage and the rule that would refuse; raises ``Refused`` for what can't be meant."""
        market = self._bench.markets.current().get(asked.pair)
        if market is None or not market.active:
            raise Refused("Symbol does not exist or market is not active.")
        stake, wanted = positive(asked.stake_amount, "stake amount"), positive(asked.amount, "amount")
        limit = positive(asked.price, "price")
        if (stake is None) == (wanted is None):
            raise Refused("A preview needs either stake_amount or amount.")
        book = self._parts.market.order_book(asked.pair, BOOK_DEPTH)
        is_buy, is_limit = asked.side is OrderSide.BUY, asked.order_type is OrderType.LIMIT
        side = tuple(book.asks if is_buy else book.bids)
        rate = limit if is_limit and limit else (side[0].price if side else None)
        if rate is None:
            raise Refused(f"{asked.pair} has no price at the moment.")
        price = round_price(rate, market.price_precision, market.precision_mode)
        if price <= 0:
            raise Refused(f"The price {rate:.8g} is below the smallest price step of {asked.pair}.")
        raw = wanted if wanted is not None else (stake or 0.0) / float(price)
        amount = round_amount(raw, market.amount_precision, market.precision_mode)
        if amount <= 0:
            raise Refused(f"The amount {raw:.8g} is below the smallest amount step of {asked.pair}.")
        crosses = bool(side) and (price >= exact(side[0].price) if is_buy else price <= exact(side[0].price))
        average = average_price(side, amount) if not is_limit or crosses else price
        cost = amount * (average or price)
        best = exact(side[0].price) if side else price
        slippage = None if average is None else (average / best - 1 if is_buy else 1 - average / best)
        fee_rate = market.taker_fee if not is_limit or crosses else market.maker_fee
        trade = self._bench.book.of_pair(asked.pair)
        intent = Intent(
            pair=asked.pair,
            is_buy=is_buy,
            increases=is_buy,
            is_limit=is_limit,
            is_stop=False,
            amount=amount,
            price=price,
            held=held_notional(trade) if trade else exact(0.0),
        )
        refused_by, reason = self._refusal(intent, market.min_cost, market.max_cost, float(cost))
        if refused_by is None and (found := self._gate.objection(intent, book)) is not None:
            refused_by, reason = found.rule.value, found.text
        return OrderPreview(
            pair=asked.pair,
            side=asked.side.value,
            order_type=asked.order_type.value,
            amount=float(amount),
            price=float(price),
            average=None if average is None else float(average),
            cost=float(cost),
            fee=float(cost) * fee_rate,
            fee_rate=fee_rate,
            slippage=None if slippage is None else max(0.0, float(slippage)),
            refused_by=refused_by,
            reason=reason,
        )

    def _refusal(
        self, intent: Intent, least: float | None, most: float | None, cost: float
    ) -> tuple[str | None, str | None]:
        if least is not None and cost < least:
            return TOO_SMALL, f"The order is worth {cost:.8g}, {intent.pair} takes {least:.8g} or more."
        if most is not None and cost > most:
            return TOO_LARGE, f"The order is worth {cost:.8g}, {intent.pair} takes {most:.8g} or less."
        if reason := self._bench.differences.reason_against(intent.pair) if intent.increases else None:
            return "reconciliation", reason
        return None, None
