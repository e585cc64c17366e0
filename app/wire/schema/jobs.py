"""Replies about background jobs, and what starts them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from app.wire.schema.bot import WhitelistReply
from app.wire.schema.requests import Pair
from bot.domain.enums import TradingMode
from bot.service.evaluation import EvaluationRequest

JobStatusName = Literal["pending", "success", "failed"]


class JobTask(Struct):
    """One step of a job."""

    progress: float
    total: float
    description: str


class JobReply(Struct):
    """A job; ``error`` says why it failed."""

    job_id: str
    job_category: Literal["pairlist"]
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


class EvaluationBody(Struct):
    """A chain of pairlist methods as the configuration has it; left out or null: what is configured."""

    pairlists: Annotated[list[dict[str, Any]], Meta(max_length=50)]
    blacklist: Annotated[list[Pair], Meta(max_length=1000)]
    stake_currency: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,20}$")]
    exchange: Annotated[str, Meta(max_length=100)] | None = None
    trading_mode: Literal["spot", "margin", "futures"] | None = None
    margin_mode: Literal["", "isolated", "cross"] | None = None

    @property
    def request(self) -> EvaluationRequest:
        """What is to be tried."""
        return EvaluationRequest(
            pairlists=self.pairlists,
            blacklist=self.blacklist,
            stake_currency=self.stake_currency,
            exchange=self.exchange or None,
            trading_mode=TradingMode(self.trading_mode) if self.trading_mode else None,
        )
