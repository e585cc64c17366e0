"""An optimisation as a job: what it finds is told on the way."""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from bot.domain.enums import RunMode
from bot.hyperopt import request as asked
from bot.hyperopt.losses.registry import FOLDER, loss_functions
from bot.runtime.backtest_job import for_simulation
from bot.runtime.hyperopting import hyperopt
from bot.runtime.telling import Teller
from bot.service.hyperopt import Epoch, HyperoptFound, HyperoptOrder, LossesQuestion, LossFunction
from bot.settings.model import Settings

KEPT = 20
TELL_EVERY_S = 1.0


def optimised(settings: Settings, order: HyperoptOrder, teller: Teller) -> HyperoptFound:
    """The best parameters; raises ``BotError``. All that was tried stands in a file too."""
    found = Best(teller)
    done = hyperopt(for_simulation(settings, RunMode.HYPEROPT), _request(order), teller, found.hear)
    return found.picture(done.file)


def losses(settings: Settings, _question: LossesQuestion) -> Sequence[LossFunction]:
    """The built-in loss functions and those of the user's folder."""
    found = loss_functions([settings.user_data_dir / FOLDER])
    return [LossFunction(one.name, one.description) for one in found if one.loss is not None]


class Best:
    """The best sets of parameters so far; tells of them now and then."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._count = 0
        self._best: list[Epoch] = []
        self._told_s = 0.0

    def hear(self, epoch: asked.Epoch) -> None:
        """One more was tried."""
        self._count += 1
        insort(self._best, _as_ours(epoch), key=_loss)
        del self._best[KEPT:]
        if time.monotonic() - self._told_s >= TELL_EVERY_S:
            self._told_s = time.monotonic()
            self._teller.found(orjson.dumps(self.picture()))

    def picture(self, file: Path | None = None) -> HyperoptFound:
        """What was found so far."""
        return HyperoptFound(epochs=self._count, results=tuple(self._best), file=file.name if file else None)


def _loss(epoch: Epoch) -> float:
    return float("inf") if epoch.loss is None else epoch.loss


def _as_ours(epoch: asked.Epoch) -> Epoch:
    return Epoch(
        number=epoch.number,
        loss=epoch.loss,
        parameters=epoch.details,
        metrics={name: value for name, value in epoch.metrics.items() if _is_plain(value)},
        is_best=epoch.is_best,
    )


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _request(order: HyperoptOrder) -> asked.HyperoptRequest:
    return asked.HyperoptRequest(
        strategy=order.strategy,
        loss=order.loss or asked.USUAL_LOSS,
        epochs=order.epochs,
        spaces=order.spaces,
        timerange=order.timerange,
        timeframe=order.timeframe,
        max_open_trades=order.max_open_trades,
        stake_amount=order.stake_amount,
        dry_run_wallet=order.dry_run_wallet,
        enable_protections=order.enable_protections,
        random_state=order.seed,
        min_trades=order.min_trades,
        jobs=order.workers,
        early_stop=order.early_stop,
        export_parameters=order.export_parameters,
    )
