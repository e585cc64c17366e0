"""``tradepost hyperopt-show``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.epoch_filter import EpochFilter
from bot.cli.epochs import as_parameters, details, show_epochs
from bot.cli.options import ConfigFiles, LogFile, Recursive, StrategyPath, UserDir, Verbose, quiet_settings
from bot.cli.research_options import BestOnly, HyperoptFile, ProfitableOnly
from bot.clock import SystemClock
from bot.errors import NotFound, Refused
from bot.hyperopt.request import Epoch
from bot.hyperopt.results import best_of, chosen_file, read_epochs
from bot.runtime.lazy import deferred

export_parameters = deferred("bot.runtime.hyperopting", "export_parameters")


def command(
    config: ConfigFiles = None,
    hyperopt_filename: HyperoptFile = None,
    index: Annotated[
        int | None, typer.Option("--index", "-n", help="Number of the epoch; -1 is the last. Without it the best.")
    ] = None,
    best: BestOnly = False,
    profitable: ProfitableOnly = False,
    print_json: Annotated[bool, typer.Option("--print-json", help="The parameters as JSON only.")] = False,
    no_header: Annotated[bool, typer.Option("--no-header", help="Leave out the table.")] = False,
    disable_param_export: Annotated[
        bool, typer.Option("--disable-param-export", help="Leave the strategy's file of parameters alone.")
    ] = False,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Show an epoch of an optimisation with its parameters, and write these beside the strategy."""
    settings = quiet_settings(
        config,
        userdir=userdir,
        strategy_path=strategy_path,
        recursive_strategy_search=recursive_strategy_search,
        verbosity=verbose,
        logfile=logfile,
    )
    strategy, epochs = read_epochs(chosen_file(settings.user_data_dir, hyperopt_filename))
    epoch = _chosen(EpochFilter(best=best, profitable=profitable).of(epochs), index)
    if print_json:
        print(json.dumps(as_parameters(epoch)))
    else:
        if not no_header:
            show_epochs([epoch], f"Epoch {epoch.number} of {strategy}")
        print(f"\n{details(epoch)}\n")
    if disable_param_export:
        return
    file = export_parameters(settings, strategy, epoch, SystemClock())
    if file is not None and not print_json:
        print(f"The parameters were written to {file}.")


def _chosen(epochs: list[Epoch], index: int | None) -> Epoch:
    if not epochs:
        raise NotFound("No epoch fits.")
    if index is None:
        return best_of(epochs) or epochs[-1]
    if index < 0 and -index <= len(epochs):
        return epochs[index]
    found = next((epoch for epoch in epochs if epoch.number == index), None)
    if found is None:
        numbers = f"{epochs[0].number} to {epochs[-1].number}, or -{len(epochs)} to -1 from the end"
        raise Refused(f"There is no epoch {index} (allowed: {numbers}).")
    return found
