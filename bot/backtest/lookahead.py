"""Whether a strategy looks into the future: its trades are repeated with candles that end right after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.backtest.comparison import changed_columns
from bot.backtest.outcome import SimTrade
from bot.domain.enums import ExitReason
from bot.errors import Refused
from bot.ports.progress import Progress
from bot.settings.model import Settings

if TYPE_CHECKING:
    import pandas as pd

MINIMUM, TARGETED = 10, 20
WALLET = 1e9
STAKE = 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadRequest:
    """``minimum_trades``: with fewer there is no verdict; ``targeted_trades``: how many are repeated at most."""

    strategy: str
    timerange: str | None = None
    timeframe: str | None = None
    timeframe_detail: str | None = None
    pairs: tuple[str, ...] = ()
    fee: float | None = None
    minimum_trades: int = MINIMUM
    targeted_trades: int = TARGETED
    allow_limit_orders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadResult:
    """``has_bias`` is ``None`` where too few trades were made for a verdict."""

    strategy: str
    has_bias: bool | None
    total_signals: int = 0
    biased_entry_signals: int = 0
    biased_exit_signals: int = 0
    biased_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A backtest: its trades and the analysed candles by pair."""

    trades: Sequence[SimTrade]
    frames: Mapping[str, pd.DataFrame]


class Runs(Protocol):
    """Backtests of the strategy over stored candles."""

    @property
    def step_ms(self) -> int:
        """Length of a candle, known after the first run."""
        ...

    def run(self, pairs: Sequence[str] | None, stop_ms: int | None) -> Run:
        """Trade ``pairs`` (``None``: all) until ``stop_ms`` (``None``: the end of the timerange)."""
        ...


@dataclass(frozen=True, slots=True)
class _Repeated:
    """What one trade's repetition showed."""

    entry_is_missing: bool
    exit_is_missing: bool
    indicators: Sequence[str]


def check_request(request: LookaheadRequest) -> None:
    """Raise ``Refused`` for what can't be carried out."""
    if not request.timerange:
        raise Refused("The analysis needs a timerange, so that candles can be left out at its end.")
    if request.minimum_trades < 1:
        raise Refused(f"minimum_trade_amount is {request.minimum_trades}; allowed: 1 or more.")
    if request.targeted_trades < request.minimum_trades:
        raise Refused(
            f"targeted_trade_amount is {request.targeted_trades}, less than minimum_trade_amount"
            f" {request.minimum_trades}; allowed: as many or more."
        )


def undisturbed(settings: Settings, request: LookaheadRequest) -> Settings:
    """Settings in which no trade depends on another one: any number of them, a wallet that is never empty, and market
    orders, unless limit orders are allowed.
    """
    values = {**settings.strategy_values, "max_open_trades": -1, "stake_amount": STAKE}
    wallet = max(WALLET, *settings.dry_run_wallet.values()) if settings.dry_run_wallet else WALLET
    settings = replace(
        settings, max_open_trades=-1, stake_amount=STAKE, dry_run_wallet={settings.stake_currency: wallet}
    )
    if request.allow_limit_orders:
        return replace(settings, strategy_values=values)
    market = {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}
    return replace(
        settings,
        strategy_values={**values, "order_types": market},
        entry_pricing=replace(settings.entry_pricing, price_side="other"),
        exit_pricing=replace(settings.exit_pricing, price_side="other"),
    )


def lookahead(runs: Runs, request: LookaheadRequest, progress: Progress) -> LookaheadResult:
    """Repeat up to the targeted number of trades. Raises ``BotError``."""
    whole = runs.run(None, None)
    trades = [trade for trade in whole.trades if trade.exit_reason != ExitReason.FORCE_EXIT.value]
    if len(trades) < request.minimum_trades:
        return LookaheadResult(strategy=request.strategy, has_bias=None, total_signals=len(trades))
    chosen = trades[: request.targeted_trades]
    progress.step("repeat", float(len(chosen)))
    found = []
    for number, trade in enumerate(chosen, 1):
        found.append(_repeated(runs, whole, trade))
        progress.done(float(number), len(trades))
    entries = sum(one.entry_is_missing for one in found)
    exits = sum(one.exit_is_missing for one in found)
    indicators = tuple(dict.fromkeys(name for one in found for name in one.indicators))
    return LookaheadResult(
        strategy=request.strategy,
        has_bias=bool(entries or exits or indicators),
        total_signals=len(found),
        biased_entry_signals=entries,
        biased_exit_signals=exits,
        biased_indicators=indicators,
    )


def _repeated(runs: Runs, whole: Run, trade: SimTrade) -> _Repeated:
    """The trade again, with candles up to the one after its entry, and up to the one after its exit."""
    until_entry = runs.run([trade.pair], trade.opened_ms + runs.step_ms)
    until_exit = runs.run([trade.pair], trade.closed_ms + runs.step_ms)
    has_entry = any(one.opened_ms == trade.opened_ms for one in until_entry.trades)
    has_exit = any(
        one.opened_ms == trade.opened_ms
        and one.closed_ms == trade.closed_ms
        and one.exit_reason != ExitReason.FORCE_EXIT.value
        for one in until_exit.trades
    )
    changed = [
        name
        for run in (until_entry, until_exit)
        if trade.pair in run.frames
        for name in changed_columns(whole.frames[trade.pair], run.frames[trade.pair])
    ]
    return _Repeated(not has_entry, has_entry and not has_exit, changed)
