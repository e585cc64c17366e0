"""``tradepost hyperopt``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.backtest.span import Span
from bot.cli.epochs import as_parameters, cells, details, show_epochs
from bot.cli.options import ConfigFiles, DataDir, LogFile, Recursive, StrategyPath, UserDir, Verbose
from bot.cli.research_options import (
    DataFormat,
    Fee,
    HyperoptPath,
    Pairs,
    StrategyName,
    TimeframeDetail,
    TimeframeOption,
    Timerange,
    chosen_strategies,
    research_settings,
    stake_of,
)
from bot.cli.tables import show_table
from bot.cli.work_progress import WorkProgress
from bot.errors import Refused
from bot.hyperopt.request import USUAL_EPOCHS, USUAL_SAMPLER, Epoch, HyperoptRequest, HyperoptResult, WindowResult
from bot.hyperopt.results import chosen_file
from bot.runtime.lazy import deferred

hyperopt = deferred("bot.runtime.hyperopting", "hyperopt")


def command(
    config: ConfigFiles = None,
    strategy: StrategyName = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    hyperopt_loss: Annotated[
        str | None,
        typer.Option("--hyperopt-loss", "--hyperoptloss", help="What to minimise; list-hyperoptloss shows the names."),
    ] = None,
    hyperopt_path: HyperoptPath = None,
    epochs: Annotated[
        int | None, typer.Option("--epochs", "-e", help=f"How many sets of parameters to try ({USUAL_EPOCHS}).")
    ] = None,
    spaces: Annotated[
        list[str] | None,
        typer.Option(
            "--spaces",
            help="What may change: default, all, buy, sell, enter, exit, roi, stoploss, trailing, protection, trades,"
            " or a space of the strategy's own; several may follow.",
        ),
    ] = None,
    timeframe: TimeframeOption = None,
    timeframe_detail: TimeframeDetail = None,
    timerange: Timerange = None,
    pairs: Pairs = None,
    max_open_trades: Annotated[int | None, typer.Option("--max-open-trades", min=-1, help="Trades at once.")] = None,
    stake_amount: Annotated[str | None, typer.Option("--stake-amount", help="Stake per trade, or unlimited.")] = None,
    fee: Fee = None,
    dry_run_wallet: Annotated[
        float | None,
        typer.Option("--dry-run-wallet", "--starting-balance", min=0.0001, help="Paper money to begin with."),
    ] = None,
    position_stacking: Annotated[
        bool, typer.Option("--eps", "--enable-position-stacking", help="Enter pairs that are open already.")
    ] = False,
    enable_protections: Annotated[
        bool, typer.Option("--enable-protections", help="Obey the strategy's protections.")
    ] = False,
    job_workers: Annotated[
        int, typer.Option("--job-workers", "-j", help="Processes; -1 is one per core, -2 one less and so on.")
    ] = -1,
    random_state: Annotated[
        int | None, typer.Option("--random-state", min=0, help="With the same number the same is tried.")
    ] = None,
    min_trades: Annotated[int, typer.Option("--min-trades", help="Epochs with fewer trades do not count.")] = 1,
    sampler: Annotated[
        str | None,
        typer.Option("--sampler", help="TPESampler, NSGAIISampler, NSGAIIISampler, QMCSampler or RandomSampler."),
    ] = None,
    early_stop: Annotated[
        int, typer.Option("--early-stop", help="End after so many epochs without an improvement; 0 never does.")
    ] = 0,
    analyze_per_epoch: Annotated[
        bool, typer.Option("--analyze-per-epoch", help="Compute the indicators anew in each epoch.")
    ] = False,
    ignore_missing_spaces: Annotated[
        bool,
        typer.Option(
            "--ignore-missing-spaces",
            "--ignore-unparameterized-spaces",
            help="Leave out spaces without parameters instead of refusing them.",
        ),
    ] = False,
    walk_forward: Annotated[
        int, typer.Option("--walk-forward", help="Part the timerange: optimise on each part, test on the next.")
    ] = 0,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Try on a Dask cluster: dask://host:port of its scheduler.")
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(
            "--storage", envvar="TRADEPOST_HYPEROPT_STORAGE", help="Keep epochs in this database too, as Optuna does."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the newest result, or the one named.")] = False,
    hyperopt_filename: Annotated[
        str | None, typer.Option("--hyperopt-filename", help="The result to go on from.")
    ] = None,
    print_all: Annotated[bool, typer.Option("--print-all", help="Show every epoch, not only the best.")] = False,
    print_json: Annotated[bool, typer.Option("--print-json", help="Show the best parameters as JSON only.")] = False,
    disable_param_export: Annotated[
        bool, typer.Option("--disable-param-export", help="Leave the strategy's file of parameters alone.")
    ] = False,
    data_format_ohlcv: DataFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Search for the parameters of a strategy that a loss function likes best, and keep them beside the strategy."""
    settings = research_settings(
        config, userdir, datadir=datadir, strategy_path=strategy_path, verbosity=verbose, logfile=logfile,
        recursive_strategy_search=recursive_strategy_search, dataformat_ohlcv=data_format_ohlcv,
    )  # fmt: skip
    loss = hyperopt_loss or settings.raw.get("hyperopt_loss")
    if not loss:
        raise Refused("No loss function is named; allowed: --hyperopt-loss NAME (list-hyperoptloss shows the names).")
    resume_stored = resume and bool(storage) and not hyperopt_filename
    wants_file = hyperopt_filename or (resume and not resume_stored)
    resumed = chosen_file(settings.user_data_dir, hyperopt_filename) if wants_file else None
    request = HyperoptRequest(
        strategy=chosen_strategies(None, strategy, settings)[0],
        loss=str(loss),
        epochs=epochs if epochs is not None else settings.raw.get("epochs", USUAL_EPOCHS),
        spaces=tuple(word for words in spaces or settings.raw.get("spaces", ("default",)) for word in words.split()),
        timerange=timerange or settings.raw.get("timerange"),
        timeframe=timeframe,
        timeframe_detail=timeframe_detail or settings.raw.get("timeframe_detail"),
        pairs=tuple(pairs or ()),
        max_open_trades=max_open_trades,
        stake_amount=stake_of(stake_amount),
        dry_run_wallet=dry_run_wallet,
        fee=fee,
        enable_protections=enable_protections or bool(settings.raw.get("enable_protections")),
        position_stacking=position_stacking or bool(settings.raw.get("position_stacking")),
        sampler=sampler or USUAL_SAMPLER,
        random_state=random_state,
        min_trades=min_trades,
        jobs=job_workers,
        early_stop=early_stop,
        analyze_per_epoch=analyze_per_epoch,
        ignore_missing_spaces=ignore_missing_spaces,
        export_parameters=not disable_param_export,
        walk_forward=walk_forward,
        cluster=cluster,
        resume=resumed,
        storage=storage,
        resume_stored=resume_stored,
        hyperopt_path=hyperopt_path,
    )
    shown = _Shown(print_all=print_all, is_quiet=print_json)
    with WorkProgress() as progress:
        result = hyperopt(settings, request, progress, shown.take)
    if print_json:
        print(json.dumps(as_parameters(result.best) if result.best else {}))
    else:
        _report(result, shown.epochs)


class _Shown:
    """Keeps the epochs that are shown at the end, and says the best ones at once."""

    def __init__(self, *, print_all: bool, is_quiet: bool) -> None:
        self._print_all = print_all
        self._is_quiet = is_quiet
        self.epochs: list[Epoch] = []

    def take(self, epoch: Epoch) -> None:
        """Called with every epoch."""
        if not (self._print_all or epoch.is_best):
            return
        self.epochs.append(epoch)
        if not self._is_quiet and sys.stderr.isatty():
            print("  ".join(cells(epoch)), file=sys.stderr)


def _report(result: HyperoptResult, epochs: Sequence[Epoch]) -> None:
    show_epochs(epochs, f"Hyperopt of {result.strategy}")
    if result.windows:
        show_table("Walk forward", WALK, map(_walk_row, result.windows))
    end = " (stopped early)" if result.stopped_early else ""
    print(f"{result.epochs} epochs{end} are kept in {result.file}.")
    if result.best is None:
        print("No epoch made enough trades, so there are no parameters to keep.")
        return
    print(f"\nBest result:\n\n{details(result.best)}\n")
    if result.exported is not None:
        print(f"The parameters were written to {result.exported}.")


WALK = (
    "Optimised on",
    "Trades",
    "Profit",
    "Drawdown",
    "Objective",
    "Tested on",
    "Trades",
    "Profit",
    "Drawdown",
    "Objective",
)


def _walk_row(window: WindowResult) -> Sequence[str]:
    return (*_half(window.span, window.best), *_half(window.test_span, window.test))


def _half(span: Span, epoch: Epoch | None) -> Sequence[str]:
    dates = f"{_day(span.start_ms)} - {_day(span.stop_ms)}"
    if epoch is None:
        return (dates, "", "", "", "")
    row = cells(epoch)
    return (dates, row[2], row[5], row[8], row[7])


def _day(moment_ms: int | None) -> str:
    return f"{datetime.fromtimestamp((moment_ms or 0) / 1000, UTC):%Y-%m-%d}"
