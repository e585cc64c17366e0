"""Adding to positions and taking from them, as the strategy wishes."""

from __future__ import annotations

import logging

from bot.domain.enums import BotState, ExitReason, OrderType
from bot.domain.profit import profit_at
from bot.domain.trade import Trade
from bot.engine.bench import Workbench
from bot.engine.entries import Entries
from bot.engine.exits import Exits
from bot.engine.parts import EngineParts
from bot.engine.plans import EntryPlan, ExitPlan
from bot.errors import ExchangeError, Refused
from bot.ports.strategy import Adjustment, PositionView
from bot.rules import stake as stake_rule

log = logging.getLogger(__name__)


class Adjustments:
    """Asks once per pass and trade; what does not fit is skipped and told in the log."""

    def __init__(self, parts: EngineParts, bench: Workbench, entries: Entries, exits: Exits) -> None:
        self._parts = parts
        self._bench = bench
        self._entries = entries
        self._exits = exits

    def consider(self, trade: Trade, state: BotState) -> None:
        """Ask the strategy about ``trade`` and place the order that it wants; may raise ``ExchangeError``."""
        if not trade.has_position and not trade.open_orders:
            return
        view = self._view(trade)
        if view is None:
            log.warning("%s has no price at the moment: trade %s is not adjusted.", trade.pair, trade.id)
            return
        wanted = self._parts.strategy.adjust_position(trade, self._parts.clock.now(), view)
        if wanted is None or not wanted.stake:
            return
        try:
            if wanted.stake > 0:
                self._increase(trade, wanted, state)
            else:
                self._decrease(trade, wanted)
        except (Refused, ExchangeError) as error:
            log.info("Trade %s on %s is not adjusted: %s", trade.id, trade.pair, error)

    def _view(self, trade: Trade) -> PositionView | None:
        entry, leave = self._bench.rates.entry(trade.pair, trade.direction), self._bench.rates.exit(trade)
        market = self._bench.markets.current().get(trade.pair)
        if entry is None or leave is None or market is None:
            return None
        settings, options = self._parts.settings, self._parts.strategy.options
        largest = stake_rule.max_stake(market, entry, trade.leverage)
        return PositionView(
            entry_rate=entry,
            exit_rate=leave,
            entry_profit=profit_at(trade, entry).ratio,
            exit_profit=profit_at(trade, leave).ratio,
            min_stake=stake_rule.min_stake(
                market, entry, options.stoploss, settings.amount_reserve_percent, trade.leverage
            ),
            max_stake=min(largest, self._bench.wallets.current().available_stake),
        )

    def _increase(self, trade: Trade, wanted: Adjustment, state: BotState) -> None:
        limit, done = self._parts.strategy.options.max_entry_position_adjustment, len(trade.entries)
        if state is not BotState.RUNNING:
            raise Refused("a paused bot adds to no position.")
        if limit > -1 and done > limit:
            raise Refused(f"it was entered {done} times, and max_entry_position_adjustment is {limit}.")
        self._entries.place(
            EntryPlan(
                pair=trade.pair,
                direction=trade.direction,
                tag=wanted.tag or trade.enter_tag,
                order_type=OrderType(self._parts.strategy.options.order_types.entry),
                adjustment=wanted.stake,
                trade=trade,
            )
        )

    def _decrease(self, trade: Trade, wanted: Adjustment) -> None:
        if not trade.has_position or trade.stake_amount <= 0:
            raise Refused("nothing was bought yet.")
        share = min(-wanted.stake / trade.stake_amount, 1.0)
        reason = wanted.tag or ExitReason.PARTIAL_EXIT.value
        amount = trade.amount * share if share < 1 else None
        self._exits.leave(trade, ExitPlan(kind=ExitReason.PARTIAL_EXIT, reason=reason, amount=amount))
