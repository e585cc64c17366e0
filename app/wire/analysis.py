"""Analyses."""

from __future__ import annotations

from typing import Any

from bot.domain.job import Job, JobStatus
from bot.service.analysis import Analysed, LookaheadResult, RecursiveResult

STATES = {JobStatus.PENDING: "running", JobStatus.SUCCESS: "ended", JobStatus.FAILED: "error"}


def started(what: str, job: Job) -> dict[str, Any]:
    """The reply to a call that begins a job."""
    return {"status": f"{what} started in background.", "job_id": job.id}


def lookahead(found: Analysed[LookaheadResult]) -> dict[str, Any]:
    """``/lookahead_analysis/{jobid}``."""
    result = found.result
    return _state(found.job) | {
        "result": result
        and {
            "strategy": result.strategy,
            "has_bias": result.has_bias,
            "total_signals": result.total_signals,
            "biased_entry_signals": result.biased_entry_signals,
            "biased_exit_signals": result.biased_exit_signals,
            "biased_indicators": list(result.biased_indicators),
        }
    }


def recursive(found: Analysed[RecursiveResult]) -> dict[str, Any]:
    """``/recursive_analysis/{jobid}``."""
    result = found.result
    return _state(found.job) | {
        "result": result
        and {
            "strategy": result.strategy,
            "startup_candles": list(result.startup_candles),
            "strategy_scc": result.strategy_startup_candles,
            "results": result.results,
        }
    }


def _state(job: Job) -> dict[str, Any]:
    words = {"running": "Analysis running", "ended": "Analysis ended", "error": f"Analysis failed with {job.error}"}
    state = STATES[job.status]
    return {"status": state, "running": job.is_running, "status_msg": words[state]}
