"""Which pairs of an exchange are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.market import Market
from bot.errors import Refused
from bot.pairlist.patterns import matching, problem


def chosen_pairs(
    patterns: Sequence[str], markets: Mapping[str, Market], *, include_inactive: bool
) -> tuple[list[str], dict[str, str]]:
    """The pairs that the patterns mean, in their order, and those left out with the reason.

    Of a pattern that no pair has, the text itself is given, so that it is told and not overlooked. Raises ``Refused``
    for a pattern that can't be read.
    """
    chosen: dict[str, None] = {}
    skipped: dict[str, str] = {}
    for pattern in patterns:
        found = [pattern] if pattern in markets else _matching(pattern, markets)
        for pair in found or [pattern]:
            if pair in markets and not markets[pair].active and not include_inactive:
                skipped[pair] = "it is not active; --include-inactive-pairs takes it all the same"
            else:
                chosen[pair] = None
    return list(chosen), skipped


def _matching(pattern: str, markets: Mapping[str, Market]) -> list[str]:
    why = problem(pattern)
    if why is not None:
        raise Refused(f"'{pattern}' is neither a pair nor a pattern: {why} (allowed: BTC/USDT or .*/USDT).")
    return matching(pattern, markets)
