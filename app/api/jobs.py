"""Background jobs: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import jobs as wire
from app.wire.schema.jobs import EvaluationBody, EvaluationReply, JobReply, JobStartedReply

bp = Blueprint("jobs", __name__)
bp.before_request(limit_writes)


@bp.post("/pairlists/evaluate")
@document(body=EvaluationBody, reply=JobStartedReply, tag="jobs", limited=True)
def evaluate_pairlists() -> Response:
    """Try a chain of pairlist methods, one at a time."""
    return json_reply(wire.evaluation_started(services().evaluation.begin(read_body(EvaluationBody).request)))


@bp.get("/pairlists/evaluate/<jobid>")
@document(reply=EvaluationReply, tag="jobs", not_found=True, refuses=True)
def evaluation(jobid: str) -> Response:
    """What a tried chain chose; refused while it runs."""
    return tagged_reply(wire.evaluation(*services().evaluation.ended(jobid)))


@bp.get("/background")
@document(reply=list[JobReply], tag="jobs")
def jobs() -> Response:
    """All jobs, those of earlier runs too, oldest first."""
    return tagged_reply(wire.jobs(services().jobs.all()))


@bp.get("/background/<not_word('clear'):jobid>")
@document(reply=JobReply, tag="jobs", not_found=True)
def job(jobid: str) -> Response:
    """One job."""
    return tagged_reply(wire.job(services().jobs.get(jobid)))


@bp.post("/background/<not_word('clear'):jobid>/cancel")
@document(reply=JobReply, tag="jobs", not_found=True, limited=True, refuses=True)
def cancel_job(jobid: str) -> Response:
    """End a job that runs; it has ended within a second."""
    return json_reply(wire.job(services().jobs.cancel(jobid)))


@bp.delete("/background/<not_word('clear'):jobid>")
@document(reply=JobReply, tag="jobs", not_found=True, limited=True, refuses=True)
def remove_job(jobid: str) -> Response:
    """Forget a job that has ended."""
    return json_reply(wire.job(services().jobs.remove(jobid)))


@bp.delete("/background/clear")
@document(reply=list[JobReply], tag="jobs", limited=True)
def clear_jobs() -> Response:
    """Forget all jobs that have ended; the reply has those that run."""
    return json_reply(wire.jobs(services().jobs.clear()))
