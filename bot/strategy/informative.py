"""``@informative``: candles of another length or pair, merged before the indicators."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.market import split_pair
from bot.errors import StrategyError
from bot.strategy.helpers import aligned

PopulateMethod = Callable[[Any, pd.DataFrame, dict[str, Any]], pd.DataFrame]
MARK = "informative_specs"


@dataclass(frozen=True, slots=True)
class InformativeSpec:
    """What one decoration asks for; ``asset`` may hold ``{stake}``, ``{base}`` and ``{quote}``, empty: own pair."""

    timeframe: str
    asset: str = ""
    fmt: str | Callable[..., str] | None = None
    candle_type: str | None = None
    ffill: bool = True
    cache: bool = True


def informative(
    timeframe: str,
    asset: str = "",
    fmt: str | Callable[..., str] | None = None,
    *,
    candle_type: str | None = None,
    ffill: bool = True,
    cache: bool = True,
) -> Callable[[PopulateMethod], PopulateMethod]:
    """Give a method other candles; the columns it returns are merged into the strategy's.

    With ``cache`` the method runs once per candle of another pair, however many pairs read it.
    """
    spec = InformativeSpec(timeframe, asset, fmt, candle_type and str(candle_type), ffill, cache)

    def mark(method: PopulateMethod) -> PopulateMethod:
        setattr(method, MARK, (*getattr(method, MARK, ()), spec))
        return method

    return mark


class InformedCache:
    """What decorated methods made of the candles of other pairs, as long as these stay the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, InformativeSpec, str], tuple[pd.DataFrame, pd.DataFrame]] = {}

    def of(
        self, method: PopulateMethod, spec: InformativeSpec, pair: str, candles: pd.DataFrame, strategy: object
    ) -> pd.DataFrame:
        """The method's frame; the caller must not change it."""
        key = (getattr(method, "__qualname__", ""), spec, pair)
        known = self._known.get(key)
        if known is not None and same_candles(known[0], candles):
            return known[1]
        informed = method(strategy, candles.copy(), {"pair": pair})
        if not hasattr(informed, "columns") or "date" not in informed.columns:
            name = getattr(method, "__name__", str(method))
            raise StrategyError(
                f"Strategy {type(strategy).__name__}: {name} returned no frame with a date column (is a return"
                f" missing?) for {pair}."
            )
        if spec.cache and spec.asset:
            self._known[key] = candles, informed
        return informed


def same_candles(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two frames of a pair's candles hold the same ones; a cheap look at both ends."""
    if len(one) != len(other) or not len(one):
        return False
    ends = [0, -1]
    return bool(one["date"].iloc[ends].equals(other["date"].iloc[ends]) and one.iloc[-1].equals(other.iloc[-1]))


def collect(strategy: object) -> list[tuple[PopulateMethod, InformativeSpec]]:
    """Every decorated method of a strategy with what it asks for, in the order of the class."""
    found: dict[str, PopulateMethod] = {}
    for cls in reversed(type(strategy).__mro__):
        found |= {name: value for name, value in vars(cls).items() if hasattr(value, MARK)}
    return [(method, spec) for method in found.values() for spec in getattr(method, MARK)]


def check(strategy: object, timeframe: str) -> None:
    """Raise ``StrategyError`` for candles that are faster than the strategy's."""
    for method, spec in collect(strategy):
        if tf.seconds(spec.timeframe) < tf.seconds(timeframe):
            name = getattr(method, "__name__", str(method))
            raise StrategyError(
                f"Strategy {type(strategy).__name__}: {name} asks for {spec.timeframe} candles; allowed: the"
                f" strategy's {timeframe} or longer."
            )


def pair_of(spec: InformativeSpec, pair: str, stake_currency: str) -> str:
    """The pair whose candles are meant."""
    if not spec.asset:
        return pair
    base, quote = split_pair(pair)  # in the letters of the pair: these words make a pair, not a column
    return spec.asset.format(stake=stake_currency, base=base, BASE=base, quote=quote, QUOTE=quote)


def merge(
    frame: pd.DataFrame,
    informed: pd.DataFrame,
    spec: InformativeSpec,
    pair: str,
    stake_currency: str,
    timeframe: str,
) -> pd.DataFrame:
    """``frame`` with the columns of ``informed`` under their new names."""
    asset = pair_of(spec, pair, stake_currency)
    words = _words(asset, stake_currency) | {"asset": asset, "timeframe": spec.timeframe}
    named = {column: _name(spec, str(column), words) for column in informed.columns}
    renamed = informed.rename(columns=named)
    doubled = set(renamed.columns) & set(frame.columns)
    if doubled:
        raise StrategyError(
            f"Informative columns {', '.join(sorted(doubled))} are there already; give them an own fmt."
        )
    return aligned(frame, renamed, timeframe, spec.timeframe, "date", named["date"], ffill=spec.ffill)


def _name(spec: InformativeSpec, column: str, words: Mapping[str, str]) -> str:
    if callable(spec.fmt):
        known = inspect.signature(spec.fmt).parameters
        has_any = any(value.kind is value.VAR_KEYWORD for value in known.values())
        given = {"column": column, **words}
        return spec.fmt(**(given if has_any else {name: given[name] for name in known}))
    default = "{base}_{quote}_{column}_{timeframe}" if spec.asset else "{column}_{timeframe}"
    return (spec.fmt or default).format(column=column, **words)


def _words(pair: str, stake_currency: str) -> dict[str, str]:
    base, quote = split_pair(pair)
    return {
        "stake": stake_currency,
        "base": base.lower(),
        "BASE": base.upper(),
        "quote": quote.lower(),
        "QUOTE": quote.upper(),
    }
