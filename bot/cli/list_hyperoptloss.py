"""``tradepost list-hyperoptloss``."""

from __future__ import annotations

from bot.cli.options import ConfigFiles, LogFile, OneColumn, UserDir, Verbose, quiet_settings
from bot.cli.research_options import HyperoptPath
from bot.cli.tables import show_table
from bot.hyperopt.losses.registry import FOLDER, LossFile, loss_functions


def command(
    config: ConfigFiles = None,
    hyperopt_path: HyperoptPath = None,
    one_column: OneColumn = False,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the loss functions of hyperopt: those that ship, and those in the folder hyperopts."""
    settings = quiet_settings(config, userdir=userdir, verbosity=verbose, logfile=logfile)
    folders = [*([hyperopt_path] if hyperopt_path else []), settings.user_data_dir / FOLDER]
    found = loss_functions(folders)
    if one_column:
        print("\n".join(one.name for one in found))
        return
    rows = [(one.name, _place(one), "LOAD FAILED" if one.error else "OK", one.description) for one in found]
    show_table(f"{len(rows)} loss functions", ("Name", "Location", "Status", "What it looks at"), rows)
    for one in found:
        if one.error:
            print(one.error)


def _place(one: LossFile) -> str:
    return "<shipped>" if one.path is None else one.path.name
