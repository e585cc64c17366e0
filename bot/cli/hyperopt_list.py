"""``tradepost hyperopt-list``."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.epoch_filter import EpochFilter
from bot.cli.epochs import as_parameters, details, show_epochs
from bot.cli.options import ConfigFiles, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.research_options import BestOnly, HyperoptFile, ProfitableOnly
from bot.errors import Refused
from bot.hyperopt.request import Epoch
from bot.hyperopt.results import best_of, chosen_file, read_epochs

CSV_METRICS = ("total_trades", "wins", "draws", "losses", "profit_mean", "profit_median", "profit_total_abs")


def command(
    config: ConfigFiles = None,
    hyperopt_filename: HyperoptFile = None,
    best: BestOnly = False,
    profitable: ProfitableOnly = False,
    min_trades: Annotated[int | None, typer.Option(help="Only epochs with more trades.")] = None,
    max_trades: Annotated[int | None, typer.Option(help="Only epochs with fewer trades.")] = None,
    min_avg_time: Annotated[float | None, typer.Option(help="Only above this mean duration, in minutes.")] = None,
    max_avg_time: Annotated[float | None, typer.Option(help="Only below this mean duration, in minutes.")] = None,
    min_avg_profit: Annotated[float | None, typer.Option(help="Only above this mean profit, in percent.")] = None,
    max_avg_profit: Annotated[float | None, typer.Option(help="Only below this mean profit, in percent.")] = None,
    min_total_profit: Annotated[float | None, typer.Option(help="Only above this profit, in stake currency.")] = None,
    max_total_profit: Annotated[float | None, typer.Option(help="Only below this profit, in stake currency.")] = None,
    min_objective: Annotated[float | None, typer.Option(help="Only above this objective.")] = None,
    max_objective: Annotated[float | None, typer.Option(help="Only below this objective.")] = None,
    print_json: Annotated[bool, typer.Option("--print-json", help="The best parameters as JSON only.")] = False,
    no_details: Annotated[bool, typer.Option("--no-details", help="Leave out the best epoch's parameters.")] = False,
    export_csv: Annotated[Path | None, typer.Option("--export-csv", help="Write them to this file instead.")] = None,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the epochs of an optimisation: the newest one, or another by name."""
    settings = quiet_settings(config, userdir=userdir, verbosity=verbose, logfile=logfile)
    strategy, epochs = read_epochs(chosen_file(settings.user_data_dir, hyperopt_filename))
    bounds = {
        "trades": (min_trades, max_trades),
        "minutes": (min_avg_time, max_avg_time),
        "mean_percent": (min_avg_profit, max_avg_profit),
        "total": (min_total_profit, max_total_profit),
        "loss": (min_objective, max_objective),
    }
    chosen = EpochFilter(best=best, profitable=profitable, bounds=bounds).of(epochs)
    if export_csv is not None:
        _write(export_csv, chosen)
        print(f"{len(chosen)} epochs were written to {export_csv}.")
        return
    if not print_json:
        show_epochs(chosen, f"{len(chosen)} of {len(epochs)} epochs of {strategy}")
    found = best_of(chosen)
    if print_json:
        print(json.dumps(as_parameters(found) if found else {}))
    elif found is not None and not no_details:
        print(f"\nBest result:\n\n{details(found)}")


def _write(path: Path, epochs: list[Epoch]) -> None:
    names = list(dict.fromkeys(name for epoch in epochs for name in epoch.parameters))
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["best", "epoch", "objective", *CSV_METRICS, *names])
            for epoch in epochs:
                numbers = [epoch.metrics.get(name, "") for name in CSV_METRICS]
                values = [epoch.parameters.get(name, "") for name in names]
                writer.writerow(["*" if epoch.is_best else "", epoch.number, epoch.loss, *numbers, *values])
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}.") from None
