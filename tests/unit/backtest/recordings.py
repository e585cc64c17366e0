"""The recorded results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from bot.backtest.archive import contents, frames
from bot.backtest.outcome import Outcome
from tests.outcomes import rebuilt

FOLDER = Path(__file__).with_name("recorded")
POSITION, PROTECTED = "backtest-result-2026-11-28_13-17-33", "backtest-result-2026-11-28_13-17-42"


def recorded(stem: str) -> tuple[Outcome, dict[str, Any]]:
    """The outcome taken from a recorded result, and the result."""
    result = contents.load(FOLDER, stem)
    ((name, one),) = result["strategy"].items()
    market = frames.market_change(FOLDER, stem).drop(columns=frames.DATE_TS)
    wallet: pd.DataFrame = frames.wallet(FOLDER, stem, name)
    return rebuilt(one, result["metadata"][name], wallet, market), result
