"""Options of the commands that work on stored candles, and the settings they mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.options import ConfigFiles, config_files, overrides
from bot.domain.enums import RunMode
from bot.errors import Refused
from bot.logs import setup_logging
from bot.settings.load import load_settings
from bot.settings.model import Settings

StrategyName = Annotated[str | None, typer.Option("--strategy", "-s", help="Name of the strategy class.")]
StrategyList = Annotated[
    list[str] | None, typer.Option("--strategy-list", help="Several strategies, one after the other.")
]
TimeframeOption = Annotated[
    str | None, typer.Option("--timeframe", "-i", help="Candle length instead of the strategy's.")
]
TimeframeDetail = Annotated[
    str | None, typer.Option("--timeframe-detail", help="Shorter candles to look into while a trade is open.")
]
Timerange = Annotated[str | None, typer.Option("--timerange", help="Span of the candles, such as 20260101-20260201.")]
Pairs = Annotated[
    list[str] | None, typer.Option("--pairs", "-p", help="Pairs instead of the configured ones; patterns too.")
]
Fee = Annotated[float | None, typer.Option("--fee", min=0, max=0.1, help="Fee as a ratio, both ways.")]
DataFormat = Annotated[str | None, typer.Option("--data-format-ohlcv", help="json, jsongz, feather or parquet.")]

HyperoptPath = Annotated[Path | None, typer.Option("--hyperopt-path", help="Further folder with loss functions.")]
HyperoptFile = Annotated[
    str | None, typer.Option("--hyperopt-filename", help="Which result; the newest one without this option.")
]
BestOnly = Annotated[bool, typer.Option("--best", help="Only epochs that were the best when they were tried.")]
ProfitableOnly = Annotated[bool, typer.Option("--profitable", help="Only epochs with a profit.")]


def research_settings(
    files: ConfigFiles, userdir: Path | None, *, runmode: RunMode = RunMode.BACKTEST, **options: Any
) -> Settings:
    """Settings for work on stored candles: nothing trades, nothing is written beside the results."""
    settings = load_settings(
        config_files(files, userdir),
        environ=os.environ,
        overrides=overrides(user_data_dir=userdir, **options),
        runmode=runmode,
    )
    setup_logging(settings)
    return settings


def stake_of(text: str | None) -> float | str | None:
    """``--stake-amount`` as a number or ``unlimited``; raises ``Refused``."""
    if text is None or text == "unlimited":
        return text
    try:
        stake = float(text)
    except ValueError:
        stake = -1.0
    if not 0 < stake < float("inf"):
        raise Refused(f"--stake-amount is {text!r}; allowed: a number above 0, or unlimited.")
    return stake


def named_strategies(several: Sequence[str] | None, one: str | None, settings: Settings) -> tuple[str, ...]:
    """Those listed, else the one named, else the configured one, else none."""
    if several:
        return tuple(dict.fromkeys(several))
    chosen = one or settings.strategy
    return (chosen,) if chosen else ()


def chosen_strategies(several: Sequence[str] | None, one: str | None, settings: Settings) -> tuple[str, ...]:
    """Like ``named_strategies()``; raises ``Refused`` without any."""
    chosen = named_strategies(several, one, settings)
    if not chosen:
        raise Refused("No strategy is named; allowed: --strategy NAME, or strategy in the config.")
    return chosen
