"""Optimisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.wire.analysis import STATES
from bot.service.hyperopt import Epoch, HyperoptFound, LossFunction, Optimisation

NOTHING = HyperoptFound(epochs=0)


def optimisation(given: Optimisation) -> dict[str, Any]:
    """``/hyperopt/{jobid}``."""
    job, found = given.job, given.found or NOTHING
    state = STATES[job.status]
    words = {
        "running": "Optimisation running",
        "ended": "Optimisation ended",
        "error": f"Optimisation failed with {job.error}",
    }
    results = [_epoch(one) for one in found.results]
    return {
        "job_id": job.id,
        "strategy": job.subject.get("strategy", ""),
        "status": state,
        "running": job.is_running,
        "status_msg": words[state],
        "epochs": found.epochs,
        "epochs_total": job.subject.get("epochs", 0),
        "best": results[0] if results else None,
        "results": results,
        "file": found.file,
    }


def losses(found: Sequence[LossFunction]) -> dict[str, Any]:
    """``/hyperoptloss``."""
    return {"loss_functions": [{"name": one.name, "description": one.description} for one in found]}


def _epoch(one: Epoch) -> dict[str, Any]:
    return {
        "epoch": one.number,
        "loss": one.loss,
        "is_best": one.is_best,
        "parameters": dict(one.parameters),
        "metrics": dict(one.metrics),
    }
