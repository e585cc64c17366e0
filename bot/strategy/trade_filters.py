"""``Trade.get_trades([Trade.pair == "BTC/USDT", Trade.is_open.is_(False)])``: conditions on the fields of trades."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Test = Callable[[Any], bool]


def aware(value: Any) -> Any:
    """A moment without a zone is meant as UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds for a trade or does not."""

    test: Test
    needs: Mapping[str, Any] = field(default_factory=dict)
    """Fields that must have a certain value, where the condition says no more than that."""

    def __and__(self, other: Condition) -> Condition:
        return Condition(lambda trade: self.test(trade) and other.test(trade), {**self.needs, **other.needs})

    def __or__(self, other: Condition) -> Condition:
        return Condition(lambda trade: self.test(trade) or other.test(trade))

    def __invert__(self) -> Condition:
        return Condition(lambda trade: not self.test(trade))


@dataclass(frozen=True, slots=True)
class Order:
    """Which way to sort; trades without the value come last."""

    name: str
    is_falling: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of the class ``Trade``; comparing it gives a condition. A field without a value fits no comparison."""

    name: str

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return self.is_(None) if other is None else self._compared(operator.eq, other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return self.is_not(None) if other is None else self._compared(operator.ne, other)

    def __lt__(self, other: Any) -> Condition:
        return self._compared(operator.lt, other)

    def __le__(self, other: Any) -> Condition:
        return self._compared(operator.le, other)

    def __gt__(self, other: Any) -> Condition:
        return self._compared(operator.gt, other)

    def __ge__(self, other: Any) -> Condition:
        return self._compared(operator.ge, other)

    def __hash__(self) -> int:
        return hash(self.name)

    def is_(self, other: Any) -> Condition:
        """Whether the field is ``True``, ``False`` or ``None``."""
        return Condition(lambda trade: getattr(trade, self.name) is other, {self.name: other})

    def is_not(self, other: Any) -> Condition:
        """The opposite."""
        return ~self.is_(other)

    isnot = is_not

    def in_(self, values: Iterable[Any]) -> Condition:
        """Whether the field is one of several values."""
        allowed = [aware(value) for value in values]
        return Condition(lambda trade: getattr(trade, self.name) in allowed)

    def not_in(self, values: Iterable[Any]) -> Condition:
        """The opposite."""
        return ~self.in_(values)

    notin_ = not_in

    def like(self, pattern: str) -> Condition:
        """Whether a text fits; ``%`` stands for any letters and ``_`` for one."""
        words = {"%": ".*", "_": "."}
        form = re.compile("".join(words.get(letter, re.escape(letter)) for letter in pattern), re.IGNORECASE)
        return Condition(lambda trade: form.fullmatch(str(getattr(trade, self.name) or "")) is not None)

    def between(self, low: Any, high: Any) -> Condition:
        """Whether the field lies between two values, both included."""
        return self._compared(operator.ge, low) & self._compared(operator.le, high)

    def asc(self) -> Order:
        """Sort by this field, the smallest first."""
        return Order(self.name)

    def desc(self) -> Order:
        """Sort by this field, the greatest first."""
        return Order(self.name, is_falling=True)

    def _compared(self, compare: Callable[[Any, Any], bool], other: Any) -> Condition:
        def test(trade: Any) -> bool:
            value = getattr(trade, self.name)
            return value is not None and bool(compare(value, aware(other)))

        return Condition(test, {self.name: other} if compare is operator.eq else {})


class Found(Generic[T]):
    """Trades that fit, in the ways that files read the result of a query."""

    def __init__(self, trades: Sequence[T]) -> None:
        self._trades = list(trades)

    def __iter__(self) -> Iterator[T]:
        return iter(self._trades)

    def __len__(self) -> int:
        return len(self._trades)

    def all(self) -> list[T]:
        """Every one."""
        return list(self._trades)

    def first(self) -> T | None:
        """The first one, if there is any."""
        return self._trades[0] if self._trades else None

    one_or_none = first

    def count(self) -> int:
        """How many."""
        return len(self._trades)

    def filter(self, *conditions: Condition) -> Found[T]:
        """Those for which more holds."""
        return Found([trade for trade in self._trades if all(one.test(trade) for one in conditions)])

    def where(self, *conditions: Condition) -> Found[T]:
        """The same."""
        return self.filter(*conditions)

    def order_by(self, *orders: Order | Field) -> Found[T]:
        """Sorted, by the first order first."""
        trades = self._trades
        for order in reversed(orders):
            way = Order(order.name) if isinstance(order, Field) else order
            known = [trade for trade in trades if getattr(trade, way.name) is not None]
            unknown = [trade for trade in trades if getattr(trade, way.name) is None]
            trades = sorted(known, key=operator.attrgetter(way.name), reverse=way.is_falling) + unknown
        return Found(trades)

    def limit(self, count: int) -> Found[T]:
        """The first ``count``."""
        return Found(self._trades[:count])

    def offset(self, count: int) -> Found[T]:
        """Without the first ``count``."""
        return Found(self._trades[count:])
