"""One thread per producer: connects, listens, and connects again."""

from __future__ import annotations

import logging
import threading

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from bot.producer.conversation import Conversation
from bot.producer.news import News
from bot.settings.consumer_model import ConsumerSettings, ProducerSettings

CONNECT_LIMIT_S = 10.0
CLOSE_LIMIT_S = 1.0
STOP_LIMIT_S = 3.0
TOKEN_REFUSED = (401, 403)
log = logging.getLogger(__name__)


class Follower:
    """Keeps ``news`` of one producer up to date from ``start()`` to ``stop()``; both are for any thread."""

    def __init__(self, producer: ProducerSettings, consumer: ConsumerSettings, news: News) -> None:
        self._producer = producer
        self._consumer = consumer
        self._news = news
        self._leaving = threading.Event()
        self._guard = threading.Lock()
        self._connection: ClientConnection | None = None
        self._problem = ""
        self._thread = threading.Thread(target=self._run, name=f"producer-{producer.name}", daemon=True)

    def start(self) -> None:
        """Connect, beside everything else."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._leaving.set()
        with self._guard:
            connection = self._connection
        if connection is not None:
            connection.close()
        if self._thread.is_alive():
            self._thread.join(STOP_LIMIT_S)

    def _run(self) -> None:
        while not self._leaving.is_set():
            problem = self._follow()
            if self._leaving.is_set():
                return
            if problem != self._problem:
                log.warning(
                    "The producer %s is not there: %s. Trying again every %g s.",
                    self._producer.name,
                    problem,
                    self._consumer.sleep_time_s,
                )
            self._problem = problem
            self._leaving.wait(self._consumer.sleep_time_s)

    def _follow(self) -> str:
        """Follow until the connection ends; why it did, without the address, which holds the token."""
        try:
            with self._connected() as connection:
                with self._guard:
                    self._connection = connection
                if not self._leaving.is_set():
                    self._listen(connection)
        except InvalidStatus as refused:
            status = refused.response.status_code
            hint = " (is its ws_token right?)" if status in TOKEN_REFUSED else ""
            return f"it answers with HTTP {status}{hint}"
        except (OSError, WebSocketException) as error:
            return _reason(error)
        except Exception as error:  # the edge of the thread: whatever it is, the producer is followed again
            log.exception("Following the producer %s failed.", self._producer.name)
            return type(error).__name__
        finally:
            with self._guard:
                self._connection = None
        return "it closed the connection"

    def _connected(self) -> ClientConnection:
        producer, consumer = self._producer, self._consumer
        host = f"[{producer.host}]" if ":" in producer.host else producer.host
        scheme = "wss" if producer.secure else "ws"
        return connect(
            f"{scheme}://{host}:{producer.port}/api/v1/message/ws?token={producer.ws_token.reveal()}",
            open_timeout=CONNECT_LIMIT_S,
            ping_interval=consumer.wait_timeout_s,
            ping_timeout=consumer.ping_timeout_s,
            close_timeout=CLOSE_LIMIT_S,
            compression=None,
            proxy=None,
            max_size=int(consumer.message_size_limit_mb * 1_000_000),
        )

    def _listen(self, connection: ClientConnection) -> None:
        consumer, name = self._consumer, self._producer.name
        conversation = Conversation(
            name,
            self._news,
            candle_limit=consumer.initial_candle_limit,
            is_silenced=consumer.remove_entry_exit_signals,
        )
        log.info("Following the producer %s at %s:%d.", name, self._producer.host, self._producer.port)
        self._problem = ""
        for words in conversation.opening():
            connection.send(words)
        for message in connection:
            for words in conversation.hear(message):
                connection.send(words)
            if self._leaving.is_set():
                return


def _reason(error: Exception) -> str:
    """In words that hold no address."""
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, ConnectionClosed):
        return " ".join(str(error).split())  # one line: the reason is the producer's text
    return getattr(error, "strerror", None) or type(error).__name__
