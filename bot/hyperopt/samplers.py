"""Ways to choose what to try next."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import (
    BaseSampler,
    NSGAIIISampler,
    NSGAIISampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
)

from bot.errors import Refused

RANDOM_EPOCHS = 30  # tried at random before a sampler has something to learn from
SAMPLERS: Mapping[str, Callable[[int | None], BaseSampler]] = {
    # what other processes are trying at the moment is taken into account
    "TPESampler": lambda seed: TPESampler(
        seed=seed,
        n_startup_trials=RANDOM_EPOCHS,
        multivariate=True,
        constant_liar=True,
    ),
    "NSGAIISampler": lambda seed: NSGAIISampler(seed=seed, population_size=RANDOM_EPOCHS),
    "NSGAIIISampler": lambda seed: NSGAIIISampler(seed=seed, population_size=RANDOM_EPOCHS),
    "QMCSampler": lambda seed: QMCSampler(seed=seed, scramble=True, warn_asynchronous_seeding=False),
    "RandomSampler": lambda seed: RandomSampler(seed=seed),
}


def sampler(name: object, seed: int | None) -> BaseSampler:
    """The sampler of this name, or the one that a strategy made itself; raises ``Refused``."""
    if isinstance(name, BaseSampler):
        return name
    make = SAMPLERS.get(str(name))
    if make is None:
        near = get_close_matches(str(name), SAMPLERS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(SAMPLERS)}."
        raise Refused(f"There is no sampler {name!r}; {hint}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)  # its interface may change: the pin of optuna guards us
        return make(seed)
