"""Replies about background jobs, and what starts them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.wire.schema.bot import WhitelistReply
from app.wire.schema.choice import ChoiceFields
from app.wire.schema.requests import Pair
from bot.service.evaluation import EvaluationRequest

JobStatusName = Literal["pending", "success", "failed"]

JobCategoryName = Literal[
    "pairlist", "download_data", "backtest", "lookahead_analysis", "recursive_analysis", "hyperopt"
]


class JobTask(Struct):
    """One step of a job."""

    progress: float
    total: float
    description: str


class JobReply(Struct):
    """A job; ``error`` says why it failed."""

    job_id: str
    job_category: JobCategoryName
    status: JobStatusName
    running: bool
    progress: float | None
    progress_tasks: dict[str, JobTask] | None
    error: str | None


class JobStartedReply(Struct):
    """Where to ask for the result."""

    status: str
    job_id: str


class EvaluationReply(Struct):
    """The pairs that a chain of methods chose, or why it could not."""

    error: str | None
    status: JobStatusName
    result: WhitelistReply | None


class EvaluationBody(ChoiceFields):
    """A chain of pairlist methods as the configuration has it; left out or null: what is configured."""

    pairlists: Annotated[list[dict[str, Any]], Meta(max_length=50)]
    blacklist: Annotated[list[Pair], Meta(max_length=1000)]
    stake_currency: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,20}$")]

    @property
    def request(self) -> EvaluationRequest:
        """What is to be tried."""
        return EvaluationRequest(
            pairlists=self.pairlists,
            blacklist=self.blacklist,
            stake_currency=self.stake_currency,
            exchange=self.choice.exchange,
            trading_mode=self.choice.trading_mode,
        )
