"""All producers that are followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.producer.follower import Follower
from bot.producer.news import Key, News
from bot.settings.consumer_model import ConsumerSettings

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd


class Followers:
    """Implements ``Producers``; nothing is known before ``start()``."""

    def __init__(self, consumer: ConsumerSettings) -> None:
        self.consumer = consumer
        self._news = {producer.name: News() for producer in consumer.producers}
        self._followers = [Follower(producer, consumer, self._news[producer.name]) for producer in consumer.producers]

    def start(self) -> None:
        """Follow each of them in a thread of its own."""
        for follower in self._followers:
            follower.start()

    def stop(self) -> None:
        """Hang up everywhere."""
        for follower in self._followers:
            follower.stop()

    def pairs(self, producer: str) -> Sequence[str]:
        news = self._news.get(producer)
        return () if news is None else news.pairs

    def frame(self, producer: str, key: Key) -> tuple[pd.DataFrame, datetime] | None:
        news = self._news.get(producer)
        return None if news is None else news.frame(key)
