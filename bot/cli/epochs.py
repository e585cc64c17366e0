"""Epochs of an optimisation as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.cli.tables import show_table
from bot.hyperopt.request import Epoch
from bot.hyperopt.results import explained
from bot.hyperopt.score import WORST

COLUMNS = (
    "Best",
    "Epoch",
    "Trades",
    "Win  Draw  Loss",
    "Avg profit",
    "Profit",
    "Avg duration",
    "Objective",
    "Max Drawdown (Acct)",
)


def show_epochs(epochs: Iterable[Epoch], title: str = "") -> None:
    """A table, a row for each."""
    show_table(title, COLUMNS, map(cells, epochs))


def cells(epoch: Epoch) -> Sequence[str]:
    """An epoch in a row."""
    one = epoch.metrics
    coin = one.get("stake_currency", "")
    return (
        "* Best" if epoch.is_best else "*" if epoch.is_initial else "",
        str(epoch.number),
        str(one.get("total_trades", 0)),
        f"{one.get('wins', 0):4d} {one.get('draws', 0):5d} {one.get('losses', 0):5d}",
        f"{one.get('profit_mean', 0.0):.2%}",
        f"{one.get('profit_total_abs', 0.0):.3f} {coin} ({one.get('profit_total', 0.0):.2%})",
        duration(float(one.get("holding_avg_s", 0.0))),
        f"{epoch.loss:.5f}" if epoch.loss < WORST else "too few trades",
        f"{one.get('max_drawdown_abs', 0.0):.3f} {coin} ({one.get('max_drawdown_account', 0.0):.2%})",
    )


def duration(length_s: float) -> str:
    """``1d 02:30``."""
    minutes = round(length_s / 60)
    days, rest = divmod(minutes, 1440)
    return (f"{days}d " if days else "") + f"{rest // 60:02d}:{rest % 60:02d}"


def details(epoch: Epoch) -> str:
    """The epoch in a sentence, and its parameters as they would stand in a strategy file."""
    head = f"{epoch.number}: {explained(epoch.metrics).strip()} Objective: {epoch.loss:.5f}"
    return "\n\n".join([head, *(_section(space, values) for space, values in epoch.details.items())])


def as_parameters(epoch: Epoch) -> dict[str, Any]:
    """The parameters in the form that ``--print-json`` has: options beside the parameters of each space."""
    result: dict[str, Any] = {}
    for space, values in epoch.details.items():
        if space == "roi":
            result["minimal_roi"] = values
        elif space in ("stoploss", "trailing", "max_open_trades"):
            result.update(values)
        else:
            result.setdefault("params", {}).update(values)
    return result


def _section(space: str, values: Mapping[str, Any]) -> str:
    if space == "roi":
        return _mapping("minimal_roi", values)
    if space in ("stoploss", "trailing", "max_open_trades"):
        return "\n".join(f"{name} = {value!r}" for name, value in values.items())
    return _mapping(f"{space}_params", values)


def _mapping(name: str, values: Mapping[str, Any]) -> str:
    lines = "".join(f'    "{key}": {value!r},\n' for key, value in values.items())
    return f"{name} = {{\n{lines}}}"
