"""Answers to clients' requests, one message at a time, so that a slow reader never piles them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.ws.protocol import AskFrames, AskWhitelist, Nonsense, failure, message
from app.ws.tables import EMPTY, table
from bot.domain.events import EventType
from bot.domain.timeframe import EPOCH
from bot.state.snapshot import Snapshot

Question = AskWhitelist | AskFrames | Nonsense


def answers(question: Question, snapshot: Callable[[], Snapshot]) -> Iterator[bytes]:
    """The messages that answer ``question``; the work is done as they are taken."""
    match question:
        case AskWhitelist():
            yield message(EventType.WHITELIST, list(snapshot().whitelist))
        case AskFrames():
            yield from _frames(question, snapshot())
        case Nonsense(text) if text is not None:
            yield failure(text)


def _frames(question: AskFrames, snapshot: Snapshot) -> Iterator[bytes]:
    pairs = snapshot.whitelist if question.pair is None else (question.pair,)
    return (_frame(pair, question.limit, snapshot) for pair in pairs)


def _frame(pair: str, limit: int | None, snapshot: Snapshot) -> bytes:
    """One pair's candles; none, and a date long ago, where the bot analysed none."""
    timeframe = snapshot.strategy.options.timeframe if snapshot.strategy else ""
    analyzed = snapshot.frames.get((pair, timeframe))
    rows, analyzed_at = EMPTY, EPOCH
    if analyzed is not None:
        frame = analyzed.frame
        rows, analyzed_at = table(frame if limit is None else frame.tail(limit)), analyzed.analyzed_at
    key = [pair, timeframe, snapshot.settings.trading_mode.value]
    return message(EventType.ANALYZED_DF, {"key": key, "df": rows, "la": analyzed_at})
