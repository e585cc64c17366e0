"""Optimisations: what starts them, how far they are."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from app.wire.schema.analysis import State
from app.wire.schema.backtest import OptionalTimeframe, Span, StakeText, TradeCount, stake
from app.wire.schema.requests import Amount, StrategyName
from bot.service.hyperopt import HyperoptOrder

Word = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
MAX_EPOCHS = 100_000
MAX_WORKERS = 64


class HyperoptBody(Struct):
    """What to optimise; what is left out or null is taken from the configuration.

    ``early_stop``: epochs without a better one after which to end, 0 for never. ``export_parameters`` writes the best
    ones beside the strategy, which uses them from its next start on.
    """

    strategy: Annotated[StrategyName, Meta(min_length=1)]
    epochs: Annotated[int, Meta(ge=1, le=MAX_EPOCHS)] = 100
    spaces: Annotated[list[Word], Meta(min_length=1, max_length=20)] | None = None
    loss: Word | None = None
    timeframe: OptionalTimeframe | None = None
    timerange: Span | None = None
    max_open_trades: TradeCount | None = None
    stake_amount: Amount | StakeText | None = None
    dry_run_wallet: Amount | None = None
    min_trades: Annotated[int, Meta(ge=0, le=1_000_000)] = 1
    enable_protections: bool = False
    workers: Annotated[int, Meta(ge=1, le=MAX_WORKERS)] = 1
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] | None = None
    early_stop: Annotated[int, Meta(ge=0, le=MAX_EPOCHS)] = 0
    export_parameters: bool = False

    @property
    def order(self) -> HyperoptOrder:
        """What is to be optimised; raises ``Refused``."""
        return HyperoptOrder(
            strategy=self.strategy,
            epochs=self.epochs,
            spaces=tuple(self.spaces or ("default",)),
            loss=self.loss,
            timeframe=self.timeframe or None,
            timerange=self.timerange or None,
            max_open_trades=self.max_open_trades,
            stake_amount=stake(self.stake_amount),
            dry_run_wallet=self.dry_run_wallet,
            min_trades=self.min_trades,
            enable_protections=self.enable_protections,
            workers=self.workers,
            seed=self.seed,
            early_stop=self.early_stop,
            export_parameters=self.export_parameters,
        )


class EpochFields(Struct):
    """One set of parameters that was tried; the smaller its ``loss``, the better."""

    epoch: int
    loss: float | None
    is_best: bool
    parameters: dict[str, Any]
    metrics: dict[str, Any]


class HyperoptReply(Struct):
    """How far the optimisation is: ``results`` are the best sets so far, the best one first."""

    job_id: str
    strategy: str
    status: State
    running: bool
    status_msg: str
    epochs: int
    epochs_total: int
    best: EpochFields | None
    results: list[EpochFields]
    file: str | None


class LossFields(Struct):
    """A loss function."""

    name: str
    description: str


class LossesReply(Struct):
    """What an optimisation may look at."""

    loss_functions: list[LossFields]
