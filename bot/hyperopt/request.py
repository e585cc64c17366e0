"""What a user asks of an optimisation, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.backtest.span import Span
from bot.errors import Refused

USUAL_LOSS = "ShortTradeDurHyperOptLoss"
USUAL_SAMPLER = "TPESampler"
USUAL_EPOCHS = 100
MAX_EPOCHS = 1_000_000
MAX_JOBS = 1024
MAX_WINDOWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperoptRequest:
    """``None`` leaves the configured value; ``timerange`` as in ``domain.timerange``.

    ``jobs``: processes, -1 for one per core, -2 for one less and so on. ``early_stop``: epochs without an improvement
    after which to end, 0 for never. ``walk_forward``: into how many windows, each tested on the next, the span is
    parted; 0 for none. ``cluster``: where a Dask scheduler listens, ``dask://host:port``. ``resume``: a file of results
    to go on from. ``storage``: the URL of a database that epochs are written to as well; with ``resume_stored`` the
    newest optimisation of the strategy there is gone on from.
    """

    strategy: str
    loss: str = USUAL_LOSS
    epochs: int = USUAL_EPOCHS
    spaces: tuple[str, ...] = ("default",)
    timerange: str | None = None
    timeframe: str | None = None
    timeframe_detail: str | None = None
    pairs: tuple[str, ...] = ()
    max_open_trades: int | None = None
    stake_amount: float | str | None = None
    dry_run_wallet: float | None = None
    fee: float | None = None
    enable_protections: bool = False
    position_stacking: bool = False
    sampler: str = USUAL_SAMPLER
    random_state: int | None = None
    min_trades: int = 1
    jobs: int = -1
    early_stop: int = 0
    analyze_per_epoch: bool = False
    ignore_missing_spaces: bool = False
    export_parameters: bool = True
    walk_forward: int = 0
    cluster: str | None = None
    resume: Path | None = None
    storage: str | None = field(default=None, repr=False)
    resume_stored: bool = False
    hyperopt_path: Path | None = None

    def check(self) -> None:
        """Raise ``Refused`` for numbers that can't be meant."""
        bounds = {
            "epochs": (self.epochs, 1, MAX_EPOCHS),
            "min_trades": (self.min_trades, 0, MAX_EPOCHS),
            "early_stop": (self.early_stop, 0, MAX_EPOCHS),
            "walk_forward": (self.walk_forward, 0, MAX_WINDOWS),
        }
        for name, (value, low, high) in bounds.items():
            if not low <= value <= high:
                raise Refused(f"{name} is {value}; allowed: {low} to {high}.")
        if self.jobs == 0 or self.jobs > MAX_JOBS:
            raise Refused(f"jobs is {self.jobs}; allowed: 1 to {MAX_JOBS}, or -1 for one per core.")
        if self.cluster is not None and not self.cluster.startswith("dask://"):
            raise Refused(f"cluster is {self.cluster!r}; allowed: dask://host:port.")
        if self.walk_forward and (self.resume or self.resume_stored):
            raise Refused("An optimisation in windows can't be resumed; start it anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """One set of parameters that was tried. ``number`` counts from 1; ``details`` has the parameters by space."""

    number: int
    loss: float
    parameters: Mapping[str, Any]
    details: Mapping[str, Any]
    metrics: Mapping[str, Any]
    is_initial: bool = False
    is_random: bool = False
    is_best: bool = False

    @property
    def trades(self) -> int:
        """How many trades were made."""
        return int(self.metrics.get("total_trades", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowResult:
    """A window of a walk: the best epoch on it, and what its parameters came to on the next one."""

    span: Span
    test_span: Span
    best: Epoch | None
    test: Epoch | None
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperoptResult:
    """``best`` is ``None`` where no epoch made enough trades. ``exported`` is where its parameters were written."""

    strategy: str
    epochs: int
    best: Epoch | None
    file: Path
    exported: Path | None = None
    windows: Sequence[WindowResult] = field(default=())
    stopped_early: bool = False
