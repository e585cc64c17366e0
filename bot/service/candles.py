"""Charts: candles with indicators and signals as plain rows.

Frames are touched by their attributes only, so that reading this module costs no import of pandas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.domain import timeframe as timeframes
from bot.domain import timerange
from bot.domain.frames import OHLCV, SIGNALS
from bot.errors import Refused
from bot.service.exchange_choice import ExchangeChoice, check_exchange
from bot.service.markets import CandleCatalog
from bot.service.picture import bot_picture
from bot.state.shared import SharedState
from bot.state.snapshot import AnalyzedFrame

if TYPE_CHECKING:
    import pandas as pd

KEPT = frozenset((*OHLCV, *SIGNALS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """Candles as rows of plain values (dates as ISO text), oldest first.

    ``all_columns`` are the frame's, ``columns`` those of ``rows``: the chosen ones, then ``__date_ts`` (ms) and
    per signal the close price of the candles that carry it. ``signals`` counts those candles.
    """

    all_columns: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    signals: Mapping[str, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows of a pair. Plain values throughout, so that it can come from another process."""

    strategy: str
    pair: str
    timeframe: str
    table: ChartTable = ChartTable()
    analyzed_at: datetime = timeframes.EPOCH
    annotations: Sequence[Mapping[str, Any]] = ()

    @property
    def timeframe_s(self) -> int:
        """Length of a candle."""
        return timeframes.seconds(self.timeframe)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRequest:
    """Which stored candles to analyse. Without a strategy the candles come as they are, without ``columns`` all.

    ``timerange`` is ``START-STOP`` as users write it. ``live`` asks the exchange instead of the disk.
    """

    pair: str
    timeframe: str
    timerange: str
    strategy: str | None = None
    columns: tuple[str, ...] | None = None
    live: bool = False
    choice: ExchangeChoice = ExchangeChoice()


class Analyst(Protocol):
    """Analyses stored candles, in a process of its own; ``chart_table`` turns the frame into the answer there."""

    def __call__(self, request: HistoryRequest, /) -> Chart:
        """The chart; raises ``Refused`` or ``StrategyError`` with the sentence for the user."""
        ...


class Candles:
    """Charts of the running bot, and of stored candles."""

    def __init__(self, state: SharedState, files: CandleCatalog, analyst: Analyst) -> None:
        self._state = state
        self._files = files
        self._analyst = analyst

    def chart(self, pair: str, timeframe: str, *, limit: int = 0, columns: Sequence[str] | None = None) -> Chart:
        """The last ``limit`` (0: all) analysed candles of ``pair``; empty where the bot analysed none.

        Raises ``Refused`` where ``timeframe`` is none.
        """
        snapshot = bot_picture(self._state)
        timeframes.seconds(timeframe)
        strategy = snapshot.strategy.name if snapshot.strategy else ""
        empty = Chart(strategy=strategy, pair=pair, timeframe=timeframe)
        analyzed = snapshot.frames.get((pair, timeframe))
        return empty if analyzed is None else _filled(empty, analyzed, limit, columns)

    def history(self, request: HistoryRequest) -> Chart:
        """Stored candles under a strategy; works in every run mode.

        Raises ``Refused`` for what can't be found, before a process is started for it.
        """
        timeframes.seconds(request.timeframe)
        timerange.parse(request.timerange)
        if not self._may_have(request):
            raise Refused(f"No data for {request.pair}, {request.timeframe} in {request.timerange} found.")
        return self._analyst(request)

    def _may_have(self, request: HistoryRequest) -> bool:
        """Whether there is a file of such candles, or a market that has them."""
        check_exchange(request.choice.exchange)
        if not request.choice.is_configured(self._state.snapshot().settings):
            return True
        if request.live:
            markets = self._state.snapshot().markets
            return not markets or request.pair in markets
        wanted = (request.pair, request.timeframe)
        return any((pair, timeframe) == wanted for pair, timeframe, _ in self._files.list())


def _filled(chart: Chart, analyzed: AnalyzedFrame, limit: int, columns: Sequence[str] | None) -> Chart:
    return replace(
        chart,
        table=chart_table(analyzed.frame, limit=limit, columns=columns),
        analyzed_at=analyzed.analyzed_at,
        annotations=analyzed.annotations,
    )


def chart_table(frame: pd.DataFrame, *, limit: int = 0, columns: Sequence[str] | None = None) -> ChartTable:
    """The last ``limit`` (0: all) rows of an analysed frame; candle and signal columns are sent in any case."""
    shown = frame.tail(limit) if 0 < limit < len(frame) else frame
    names = [str(name) for name in shown.columns]
    wanted = None if columns is None else KEPT.union(columns)
    chosen = [name for name in names if wanted is None or name in wanted]
    cells = {name: plain_cells(shown.iloc[:, names.index(name)], name in SIGNALS) for name in dict.fromkeys(chosen)}
    counts = {name: sum(1 for cell in cells.get(name, ()) if cell == 1) for name in SIGNALS}
    if not len(shown):
        return ChartTable(all_columns=names, columns=list(cells), signals=counts)
    stamps = milliseconds(shown["date"])
    helpers = {"__date_ts": stamps, **_signal_closes(cells)}
    return ChartTable(
        all_columns=names,
        columns=[*cells, *helpers],
        rows=list(zip(*cells.values(), *helpers.values(), strict=True)),
        signals=counts,
        first_at=datetime.fromtimestamp(stamps[0] / 1000, UTC),
        last_at=datetime.fromtimestamp(stamps[-1] / 1000, UTC),
    )


def _signal_closes(cells: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    closes = cells["close"]
    return {
        f"_{name}_signal_close": [
            close if signal == 1 else None for signal, close in zip(cells[name], closes, strict=True)
        ]
        for name in SIGNALS
        if name in cells
    }


def milliseconds(dates: pd.Series[Any]) -> list[int]:
    """A date column as epoch milliseconds."""
    stamps: list[int] = dates.dt.as_unit("ms").astype("int64").tolist()
    return stamps


def plain_cells(values: pd.Series[Any], is_signal: bool = False) -> list[Any]:
    """A column as values that JSON knows: dates as ISO text, nothing for NaN, infinity and NaT, signals as numbers."""
    kind = values.dtype.kind
    if kind == "M":
        return _date_texts(values)
    cells: list[Any] = values.tolist()
    if kind == "b":
        return [int(cell) for cell in cells] if is_signal else cells
    if kind == "f":
        return [cell if math.isfinite(cell) else None for cell in cells]
    return cells if kind in "iu" else [_plain(cell) for cell in cells]


def _date_texts(values: pd.Series[Any]) -> list[str | None]:
    texts = values.to_numpy("datetime64[s]").astype(str).tolist()
    return [None if text == "NaT" else f"{text}Z" for text in texts]


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    text = str(cell)
    return None if text in ("<NA>", "NaT", "nan") else text
