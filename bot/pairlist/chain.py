"""The chain of pair list methods, and the blacklist after it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from bot.clock import Clock
from bot.errors import ConfigError
from bot.pairlist.eligible import Eligible
from bot.pairlist.memory import Tickers
from bot.pairlist.method import Method, Surroundings
from bot.pairlist.options import Options
from bot.pairlist.patterns import expanded, problem
from bot.pairlist.registry import METHODS
from bot.pairlist.view import BotView
from bot.pairlist.web import Sites, Web
from bot.ports import MarketData
from bot.settings.model import Settings

log = logging.getLogger(__name__)


class Step:
    """A method in its place; says once which pairs it leaves out."""

    def __init__(self, name: str, method: Method) -> None:
        self.name = name
        self.method = method
        self._left_out: set[str] = set()

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        """The method's choice."""
        chosen = self.method.choose(pairs)
        left_out = set(pairs or ()).difference(chosen)
        if left_out - self._left_out:
            log.info("%s left out %s: it keeps %s.", self.name, ", ".join(sorted(left_out)), self.method.summary)
        self._left_out = left_out
        return chosen


class Chain:
    """Implements the engine's ``Pairlist``."""

    def __init__(self, steps: Sequence[Step], market: MarketData, blacklist: Sequence[str]) -> None:
        self._steps = steps
        self._market = market
        self._blacklist = list(blacklist)
        self._whitelist: Sequence[str] = ()
        self._seen: tuple[Sequence[str], Sequence[str]] | None = None
        self._said: set[str] = set()

    @property
    def whitelist(self) -> Sequence[str]:
        """The pairs that the last refresh chose."""
        return self._whitelist

    @property
    def blacklist(self) -> Sequence[str]:
        """Patterns of pairs that are never entered."""
        return tuple(self._blacklist)

    @property
    def methods(self) -> Sequence[str]:
        """Names of the methods, in order."""
        return tuple(step.name for step in self._steps)

    def refresh(self) -> Sequence[str]:
        """Choose again; may raise ``TemporaryError``."""
        pairs: Sequence[str] | None = None
        for step in self._steps:
            pairs = step.choose(pairs)
        seen = tuple(pairs or ()), self.blacklist
        if seen != self._seen:
            self._allow(*seen)
            self._seen = seen
        return self._whitelist

    def expanded_blacklist(self) -> Sequence[str]:
        """The existing pairs that the patterns match."""
        return expanded(self._blacklist, list(self._market.markets()))

    def change_blacklist(self, add: Sequence[str], remove: Sequence[str]) -> dict[str, str]:
        """Change the patterns; the answer maps refused ones to the reason."""
        refused: dict[str, str] = {}
        for pattern in add:
            if pattern in self._blacklist:
                refused[pattern] = f"Pair {pattern} already in pairlist."
            elif problem(pattern):
                refused[pattern] = f"Pair {pattern} is not a valid wildcard."
            else:
                self._blacklist.append(pattern)
        for pattern in remove:
            if pattern in self._blacklist:
                self._blacklist.remove(pattern)
            else:
                refused[pattern] = f"Pair {pattern} is not in the current blacklist."
        return refused

    def describe(self) -> Sequence[Mapping[str, str]]:
        """One mapping of name to description per method."""
        return [{step.name: f"{step.name} - {step.method.summary}."} for step in self._steps]

    def _allow(self, pairs: Sequence[str], blacklist: Sequence[str]) -> None:
        banned = set(expanded(blacklist, pairs))
        for pair in sorted(banned - self._said):
            log.warning("Pair %s in your blacklist. Removing it from whitelist...", pair)
        self._said = banned
        chosen = tuple(pair for pair in pairs if pair not in banned)
        if chosen != self._whitelist:
            log.info("Whitelist with %s pairs: %s", len(chosen), list(chosen))
        self._whitelist = chosen


def build_chain(
    configs: Sequence[Mapping[str, Any]],
    market: MarketData,
    settings: Settings,
    clock: Clock,
    *,
    bot: BotView | None = None,
    web: Web | None = None,
) -> Chain:
    """The configured chain; raises ``ConfigError`` for what it can't be made of.

    ``bot`` answers for the bot that the chain serves; without one the config's stop is used and there are no trades.
    """
    around = Surroundings(
        market=market,
        settings=settings,
        clock=clock,
        tickers=Tickers(market, clock),
        eligible=Eligible(market, settings),
        bot=bot or BotView(stoploss=_configured_stop(settings)),
        web=web or Sites(),
    )
    steps = [_step(position, config, around) for position, config in enumerate(configs)]
    for name in ("pair_whitelist", "pair_blacklist"):
        _check_patterns(f"exchange.{name}", getattr(settings.exchange, name))
    return Chain(steps, market, settings.exchange.pair_blacklist)


def _configured_stop(settings: Settings) -> Callable[[], float] | None:
    ratio = settings.strategy_values.get("stoploss")
    return None if ratio is None else lambda: float(ratio)


def _step(position: int, config: Mapping[str, Any], around: Surroundings) -> Step:
    name = str(config.get("method"))
    if name not in METHODS:
        raise _unknown(name, position)
    info, make = METHODS[name]
    if position == 0 and not info.is_generator:
        generators = ", ".join(known for known, (other, _) in METHODS.items() if other.is_generator)
        raise _refusal(position, name, f"a method that makes pairs comes first ({generators})")
    return Step(name, make(Options(info, config, position), around))


def _check_patterns(key: str, patterns: Sequence[str]) -> None:
    for pattern in patterns:
        if problem(pattern):
            raise ConfigError(
                f"{key} holds {pattern!r}, which is no valid pattern: {problem(pattern)}.",
                key=key,
                value=pattern,
                allowed="regular expressions such as DOGE/.*",
            )


def _unknown(name: str, position: int) -> ConfigError:
    near = get_close_matches(name, METHODS, n=1)
    hint = f", did you mean {near[0]}?" if near else ""
    return _refusal(position, name, f"one of {', '.join(METHODS)}{hint}")


def _refusal(position: int, name: str, allowed: str) -> ConfigError:
    key = f"pairlists[{position}].method"
    return ConfigError(f"{key} is {name!r}; allowed: {allowed}.", key=key, value=name, allowed=allowed)
