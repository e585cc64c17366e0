"""What is said on one connection to a producer: it pushes, this bot asks for what it lacks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from bot.domain import timeframe as tf
from bot.errors import Refused
from bot.producer.news import Key, News, TooMany
from bot.producer.tables import KEPT_ROWS, BadTable, Gap, decoded, joined, without_signals

MAX_SAID = 50
log = logging.getLogger(__name__)
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class _Message(msgspec.Struct):
    type: str
    data: msgspec.Raw = msgspec.Raw(b"null")


class _Table(msgspec.Struct):
    kind: Literal["dataframe"] = msgspec.field(name="__type__")
    text: str = msgspec.field(name="__value__")


class _Candles(msgspec.Struct):
    key: tuple[Name, Name, Name]
    df: _Table
    la: Annotated[datetime, msgspec.Meta(tz=True)]


class Conversation:
    """Takes what the producer ``name`` sends into ``news``. Wrong messages are left out, and said so once."""

    def __init__(self, name: str, news: News, *, candle_limit: int, is_silenced: bool) -> None:
        self._name = name
        self._news = news
        self._candle_limit = candle_limit
        self._is_silenced = is_silenced
        self._asked: dict[Key, object] = {}
        self._said: set[str] = set()

    def opening(self) -> Sequence[str]:
        """The first words: what to push, then the whitelist and the candles so far."""
        words = [_request("subscribe", ["whitelist", "analyzed_df"]), _request("whitelist", None)]
        if self._candle_limit:
            words.append(_request("analyzed_df", {"limit": self._candle_limit}))
        return words

    def hear(self, message: str | bytes) -> Sequence[str]:
        """Take one message in; what to ask now."""
        if isinstance(message, bytes):
            return self._left_out("it is binary")
        try:
            told = msgspec.json.decode(message, type=_Message)
            if told.type == "whitelist":
                self._news.take_pairs(msgspec.json.decode(told.data, type=list[Name]))
            elif told.type == "analyzed_df":
                return self._candles(msgspec.json.decode(told.data, type=_Candles))
            elif told.type == "exception":
                return self._left_out("the producer refuses a request")
        except (msgspec.DecodeError, UnicodeDecodeError, BadTable, Refused, TooMany) as error:
            return self._left_out(str(error))
        return ()

    def _candles(self, told: _Candles) -> Sequence[str]:
        tf.seconds(told.key[1])  # refuses what is no timeframe
        new = decoded(told.df.text)
        known = self._news.frame(told.key)
        try:
            whole = joined(known[0] if known else None, new, told.key[1])
        except Gap as gap:
            return self._ask(told.key, gap.missing + 1, new["date"].iloc[-1])
        self._asked.pop(told.key, None)
        if known is None or whole is not known[0]:
            self._news.take_frame(told.key, without_signals(whole) if self._is_silenced else whole, told.la)
        is_lonely = known is None and len(new) == 1 and self._candle_limit > 1
        return self._ask(told.key, self._candle_limit, new["date"].iloc[-1]) if is_lonely else ()

    def _ask(self, key: Key, limit: int, newest: object) -> Sequence[str]:
        """Ask for the last candles of a pair, once for each new one."""
        if self._asked.get(key) == newest:
            return ()
        self._asked[key] = newest
        return [_request("analyzed_df", {"limit": min(limit, KEPT_ROWS), "pair": key[0]})]

    def _left_out(self, reason: str) -> Sequence[str]:
        reason = " ".join(reason.split())  # one line: some of it is the producer's text
        if reason not in self._said and len(self._said) < MAX_SAID:
            self._said.add(reason)
            log.warning("A message of the producer %s is left out: %s.", self._name, reason.rstrip("."))
        return ()


def _request(kind: str, data: Any) -> str:
    return msgspec.json.encode({"type": kind, "data": data}).decode()
