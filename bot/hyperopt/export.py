"""Writes what was found to the strategy's file of parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import StorageError
from bot.settings.model import StrategyOptions
from bot.strategy.base import IStrategy
from bot.strategy.values import parameter_file, parameters_in

VERSION = 1


def whole_parameters(strategy: IStrategy, options: StrategyOptions, details: Mapping[str, Any]) -> dict[str, Any]:
    """By space: what was found, and for everything else what holds now."""
    spaces: dict[str, dict[str, Any]] = {
        "roi": {str(minute): ratio for minute, ratio in options.minimal_roi.items()},
        "stoploss": {"stoploss": options.stoploss},
        "trailing": {
            "trailing_stop": options.trailing_stop,
            "trailing_stop_positive": options.trailing_stop_positive,
            "trailing_stop_positive_offset": options.trailing_stop_positive_offset,
            "trailing_only_offset_is_reached": options.trailing_only_offset_is_reached,
        },
        "max_open_trades": {"max_open_trades": options.max_open_trades},
    }
    for name, parameter in parameters_in(strategy).items():
        spaces.setdefault(str(parameter.space), {})[name] = parameter.value
    for space, values in details.items():
        spaces[space] = dict(values) if space == "roi" else {**spaces.get(space, {}), **values}
    return spaces


def export(path: Path, strategy: str, parameters: Mapping[str, Any], at: datetime) -> Path:
    """Write the file beside the strategy in ``path``, in one go; raises ``StorageError``."""
    content = {
        "strategy_name": strategy,
        "params": parameters,
        "ft_stratparam_v": VERSION,
        "export_time": f"{at:%Y-%m-%d %H:%M:%S.%f%z}",
    }
    file = parameter_file(path)
    draft = file.with_name(f"{file.name}.tmp")
    try:
        draft.write_text(json.dumps(content, indent=2, default=_plain) + "\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StorageError(f"The parameter file {file} can't be written: {error.strerror}.") from error
    return file


def _plain(value: Any) -> Any:
    """Numbers of NumPy as Python's."""
    return value.item()
