"""How pandas keeps texts while strategies run."""

from __future__ import annotations

import warnings

import pandas as pd


def keep_texts_as_objects() -> None:
    """What strategy files were written for; their usual ``df.loc[rows, [columns]] = values`` is twice as fast so.

    The option goes with pandas 4, so the project stays below it (docs/decisions/0004-text-columns.md).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pd.options.future.infer_string = False
