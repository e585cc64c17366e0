"""Stages of optimisations in whatever process tries run; each process prepares one once and keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.backtest.span import Span
from bot.clock import SystemClock
from bot.domain.market import Market
from bot.hyperopt.losses.registry import FOLDER, loss_function
from bot.hyperopt.request import HyperoptRequest
from bot.hyperopt.score import Score
from bot.hyperopt.stage import Scenery, Stage
from bot.runtime.market_list import MarketList
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.strategy.find import find_strategy
from bot.strategy.loader import made

KEPT = 4  # stages in one process: the windows of a walk come one after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What another process needs to prepare the same stage; plans are equal where ``key`` is."""

    key: str
    settings: Settings = field(compare=False)
    request: HyperoptRequest = field(compare=False)
    pairs: Sequence[str] = field(compare=False)
    markets: Mapping[str, Market] = field(compare=False)
    exchange: str = field(compare=False)
    span: Span = field(compare=False)


@lru_cache(maxsize=KEPT)
def stage_of(plan: Plan) -> Stage:
    """The stage, prepared when it is first asked for. Raises ``BotError``."""
    settings, request = plan.settings, plan.request
    found = find_strategy(request.strategy, settings)
    folders = [*([request.hyperopt_path] if request.hyperopt_path else []), settings.user_data_dir / FOLDER]
    scenery = Scenery(
        settings=settings,
        market=MarketList(plan.exchange, plan.markets),
        pairs=plan.pairs,
        folder=CandleFiles(settings.datadir, settings.data_format),
        clock=SystemClock(),
        make=lambda context: made(found, settings, context),
        loss=loss_function(request.loss, folders),
        spaces=request.spaces,
        span=plan.span,
        timeframe_detail=request.timeframe_detail or "",
        min_trades=request.min_trades,
        enable_protections=request.enable_protections,
        position_stacking=request.position_stacking,
        analyze_per_epoch=request.analyze_per_epoch,
        ignore_missing_spaces=request.ignore_missing_spaces,
    )
    return Stage(scenery)


def try_out(plan: Plan, values: Mapping[str, Any]) -> Score:
    """One try in this process."""
    return stage_of(plan).run(values)
