"""Loss functions by name: those that ship, and those of the user's files."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.errors import Refused, StrategyError
from bot.hyperopt.losses.daily import SharpeHyperOptLossDaily, SortinoHyperOptLossDaily
from bot.hyperopt.losses.drawdown import (
    MaxDrawDownHyperOptLoss,
    MaxDrawDownPerPairHyperOptLoss,
    MaxDrawDownRelativeHyperOptLoss,
)
from bot.hyperopt.losses.duration import DefaultHyperOptLoss, ShortTradeDurHyperOptLoss
from bot.hyperopt.losses.multi_metric import MultiMetricHyperOptLoss
from bot.hyperopt.losses.profit import OnlyProfitHyperOptLoss, ProfitDrawDownHyperOptLoss
from bot.hyperopt.losses.ratios import CalmarHyperOptLoss, SharpeHyperOptLoss, SortinoHyperOptLoss
from bot.strategy.loss import IHyperOptLoss
from bot.strategy.source import load_module

LossClass = type[IHyperOptLoss]
SHIPPED: tuple[LossClass, ...] = (
    CalmarHyperOptLoss,
    DefaultHyperOptLoss,
    MaxDrawDownHyperOptLoss,
    MaxDrawDownPerPairHyperOptLoss,
    MaxDrawDownRelativeHyperOptLoss,
    MultiMetricHyperOptLoss,
    OnlyProfitHyperOptLoss,
    ProfitDrawDownHyperOptLoss,
    SharpeHyperOptLoss,
    SharpeHyperOptLossDaily,
    ShortTradeDurHyperOptLoss,
    SortinoHyperOptLoss,
    SortinoHyperOptLossDaily,
)
FOLDER = "hyperopts"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LossFile:
    """A loss function; for a file that can't be loaded ``error`` says why. ``path`` is ``None`` for those that ship."""

    name: str
    path: Path | None = None
    loss: LossClass | None = None
    error: str | None = None

    @property
    def description(self) -> str:
        """What it looks at."""
        return inspect.cleandoc(self.loss.__doc__ or "") if self.loss else ""


def loss_functions(folders: Sequence[Path]) -> list[LossFile]:
    """All of them by name, the user's files first where two have one name."""
    found = [one for folder in folders for path in sorted(folder.glob("*.py")) for one in _in_file(path)]
    return sorted([*found, *(LossFile(loss.__name__, None, loss) for loss in SHIPPED)], key=lambda one: one.name)


def loss_function(name: str, folders: Sequence[Path]) -> LossClass:
    """The one called ``name``; raises ``Refused`` with the nearest name, or with those that there are."""
    files = loss_functions(folders)
    found = [one.loss for one in files if one.name == name and one.loss is not None]
    if found:
        return found[0]
    names = [one.name for one in files if one.loss]
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(names)}."
    errors = "".join(f"\n{one.error}" for one in files if one.error)
    raise Refused(f"There is no loss function {name!r}; {hint}{errors}")


def _in_file(path: Path) -> Iterator[LossFile]:
    if path.name.startswith("_"):
        return
    try:
        module = load_module(path)
    except StrategyError as error:
        yield LossFile(path.stem, path, None, str(error))
        return
    for name, value in vars(module).items():
        if inspect.isclass(value) and issubclass(value, IHyperOptLoss) and value.__module__ == module.__name__:
            yield LossFile(name, path, value)
