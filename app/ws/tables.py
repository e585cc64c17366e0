"""Analysed candles as text for sockets.

Frames are touched by their attributes only, so that the web side needs no pandas.
"""

from __future__ import annotations

from typing import Any

from app.jsonio import dump
from bot.service.candles import milliseconds, plain_cells

EMPTY = {"__type__": "dataframe", "__value__": '{"columns":[],"index":[],"data":[]}'}


def table(frame: Any) -> dict[str, str]:
    """``frame`` as clients rebuild it: JSON in a text, split into columns, index and rows; dates are epoch ms."""
    cells = [_cells(frame.iloc[:, place]) for place in range(len(frame.columns))]
    split = {
        "columns": [str(name) for name in frame.columns],
        "index": frame.index.tolist(),
        "data": list(zip(*cells, strict=True)),
    }
    return {"__type__": "dataframe", "__value__": dump(split).decode()}


def _cells(values: Any) -> list[Any]:
    if values.dtype.kind != "M":
        return plain_cells(values)
    known = values.notna().tolist()
    return [at if is_known else None for at, is_known in zip(milliseconds(values), known, strict=True)]
