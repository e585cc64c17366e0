"""The frozen picture that requests read: what did not change is the same object as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.enums import BotState
from bot.domain.lock import Lock
from bot.domain.trade import Trade
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.ports import Strategy
from bot.state.snapshot import AnalyzedFrame, OpenTrade, Revisions, Snapshot, StrategyPicture
from bot.stats.model import ClosedStats


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What only the trader itself knows about a moment."""

    state: BotState
    whitelist: Sequence[str]
    failure: str | None = None
    last_pass_at: datetime | None = None
    last_pass_s: float = 0.0
    bot_start_at: datetime | None = None
    startup_at: datetime | None = None


def strategy_picture(strategy: Strategy) -> StrategyPicture:
    """The strategy as requests may see it."""
    return StrategyPicture(
        name=strategy.name,
        version=strategy.version,
        options=strategy.options,
        plot_config=strategy.plot_config,
        source=strategy.source,
        parameters=strategy.parameters,
    )


class Painter:
    """Builds snapshots; a revision moves when, and only when, its part has changed.

    ``start`` are the revisions of an earlier painter, so that numbers never come twice.
    """

    def __init__(self, parts: EngineParts, bench: Workbench, start: Revisions | None = None) -> None:
        self._parts = parts
        self._bench = bench
        self._strategy = strategy_picture(parts.strategy)
        start = start or Revisions()
        self._revisions = Revisions(
            trades=start.trades + 1,
            prices=start.prices + 1,
            locks=start.locks + 1,
            pairs=start.pairs + 1,
            config=start.config + 1,
            candles=start.candles + 1,
        )
        self._seen: dict[str, object] = {}
        self._open: dict[int, OpenTrade] = {}
        self._open_row: tuple[OpenTrade, ...] = ()
        self._closed: ClosedStats | None = None
        self._locks: tuple[Lock, ...] = ()
        self._frames: Mapping[tuple[str, str], AnalyzedFrame] = {}
        self._expanded: tuple[str, ...] = ()

    def paint(self, moment: Moment) -> Snapshot:
        """The picture at this moment; costs little while nothing changes."""
        parts, bench = self._parts, self._bench
        pairs = self._pairs(moment)
        self._update_trades()
        self._update_open()
        self._update_locks()
        self._update_frames()
        self._moves("config", moment.state)
        first, last = bench.book.first_and_last
        return Snapshot(
            settings=parts.settings,
            taken_at=parts.wall.now(),
            market_time=parts.clock.now(),
            runmode=parts.settings.runmode,
            state=moment.state,
            revisions=self._revisions,
            strategy=self._strategy,
            open_trades=self._open_row,
            closed=self._closed,
            first_trade=first,
            last_trade=last,
            locks=self._locks,
            whitelist=pairs[0],
            blacklist=pairs[1],
            blacklist_expanded=self._expanded,
            pairlist_methods=tuple(parts.pairlist.methods),
            wallets=bench.wallets.current(),
            coin_rates=bench.rates.coins(),
            markets=bench.markets.current(),
            frames=self._frames,
            last_pass_at=moment.last_pass_at,
            last_pass_s=moment.last_pass_s,
            bot_start_at=moment.bot_start_at,
            startup_at=moment.startup_at,
            reconciliation=bench.differences.view(),
            risk=bench.risk.picture(),
            failure=moment.failure,
        )

    @property
    def revisions(self) -> Revisions:
        """The newest ones."""
        return self._revisions

    def _moves(self, part: str, *now: object) -> bool:
        """Whether ``part`` differs from the last look; then its revision moves."""
        if self._seen.get(part) == now:
            return False
        is_first = part not in self._seen
        self._seen[part] = now
        if not is_first:
            self._revisions = replace(self._revisions, **{part: getattr(self._revisions, part) + 1})
        return True

    def _pairs(self, moment: Moment) -> tuple[tuple[str, ...], tuple[str, ...]]:
        pairlist = self._parts.pairlist
        pairs = tuple(moment.whitelist), tuple(pairlist.blacklist)
        if self._moves("pairs", *pairs, self._bench.markets.revision):
            self._expanded = tuple(pairlist.expanded_blacklist())
        return pairs

    def _update_trades(self) -> None:
        if self._moves("trades", self._bench.book.revision, self._bench.wallets.revision):
            self._closed = self._bench.book.closed()

    def _update_open(self) -> None:
        """Trades with their rates. New extreme rates alone come with new prices, so they move no revision here."""
        rates = self._bench.rates
        trades = self._bench.book.open_trades()
        self._moves("prices", rates.revision)
        now = {trade.id: self._shown(trade, rates.last(trade)) for trade in trades}
        row = tuple(now.values())
        if len(row) != len(self._open_row) or any(a is not b for a, b in zip(row, self._open_row, strict=True)):
            self._open_row = row
        self._open = now

    def _shown(self, trade: Trade, rate: float | None) -> OpenTrade:
        known = self._open.get(trade.id)
        if known is not None and known.trade is trade and known.current_rate == rate:
            return known
        return OpenTrade(trade, rate)

    def _update_locks(self) -> None:
        locks = tuple(self._bench.locks.active())
        if self._moves("locks", self._bench.locks.revision):
            self._locks = locks

    def _update_frames(self) -> None:
        if self._moves("candles", self._bench.candles.revision):
            self._frames = self._bench.candles.frames()
