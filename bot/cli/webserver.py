"""``tradepost webserver``."""

from __future__ import annotations

from bot.cli.launch import launch
from bot.cli.options import ConfigFiles, DataDir, LogFile, UserDir, Verbose, config_files, overrides


def command(
    config: ConfigFiles = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Serve the API for research, without a bot that trades, until Ctrl-C or SIGTERM."""
    given = overrides(user_data_dir=userdir, datadir=datadir, verbosity=verbose, logfile=logfile)
    launch("webserver", config_files(config, userdir), given)
