"""The user's data folder."""

from __future__ import annotations

from pathlib import Path

from bot.errors import ConfigError

BACKTEST_RESULTS = "backtest_results"
PARTS = ("strategies", "data", "logs", BACKTEST_RESULTS, "hyperopts", "hyperopt_results")


def create_folders(user_data_dir: Path) -> list[Path]:
    """Make the folder and its parts where they are missing; returns those made. Raises ``ConfigError``."""
    missing = [path for path in (user_data_dir, *(user_data_dir / part for part in PARTS)) if not path.is_dir()]
    for path in missing:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"The folder {path} can't be made: {error.strerror}; allowed: a folder that this user may write.",
                key="user_data_dir",
                value=str(path),
                allowed="a folder that this user may write",
            ) from None
    return missing
