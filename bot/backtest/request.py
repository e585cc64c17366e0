"""What a user asks of a backtest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRequest:
    """``None`` leaves the configured value. ``timerange`` as in ``domain.timerange``.

    ``cache``: how old a stored result of the same code and settings may be (none, day, week, month). ``export``: what
    is stored (none, trades, signals), in ``directory`` or the user folder's ``backtest_results``. ``jobs``: how many
    processes share the strategies; -1 is one per core, -2 one less, and so on.
    """

    strategies: tuple[str, ...]
    timerange: str | None = None
    timeframe: str | None = None
    timeframe_detail: str | None = None
    pairs: tuple[str, ...] = ()
    max_open_trades: int | None = None
    stake_amount: float | str | None = None
    dry_run_wallet: float | None = None
    fee: float | None = None
    enable_protections: bool | None = None
    position_stacking: bool = False
    dynamic_pairlist: bool = False
    cache: str = "day"
    export: str = "trades"
    directory: Path | None = None
    notes: str = ""
    jobs: int = 1

    def results_folder(self, user_data_dir: Path) -> Path:
        """Where results are stored."""
        return self.directory or user_data_dir / "backtest_results"
