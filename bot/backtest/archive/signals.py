"""Analysed candles at signals, in the pickle files that freqtrade's tools exchange.

Reading a pickle runs what it says, so this reader knows tables and nothing else. It is for files on the user's own
disk (the command ``backtesting-analysis``); the server never calls it.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.backtest.archive.contents import member
from bot.backtest.archive.pickles import FrameUnpickler
from bot.backtest.outcome import Outcome
from bot.errors import NotFound, StorageError

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("signals", "rejected", "exited")
Signals = Mapping[str, Mapping[str, "pd.DataFrame"]]


def members(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, bytes]]:
    """Endings of names and contents; none where no signals were asked for."""
    if not any(outcome.signals for outcome in outcomes):
        return
    for kind in KINDS:
        frames = {outcome.strategy: dict(outcome.signals.get(kind, {})) for outcome in outcomes}
        yield f"_{kind}.pkl", pickle.dumps(frames, protocol=4)


def load(directory: Path, stem: str, kind: str) -> Signals:
    """Tables by strategy and pair; raises ``NotFound`` where they were not exported, and ``StorageError``."""
    try:
        content = member(directory, stem, f"_{kind}.pkl")
    except NotFound:
        raise NotFound(f"{stem} has no {kind}: they are stored by a backtest with --export signals.") from None
    try:
        frames = FrameUnpickler(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise StorageError(f"The {kind} of {stem} can't be read: {error}.") from None
    if not isinstance(frames, dict):
        raise StorageError(f"The {kind} of {stem} can't be read: they are no tables by strategy and pair.")
    return frames
