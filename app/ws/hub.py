"""One thread that owns every socket after its handshake: a client costs a few kilobytes and no thread."""

from __future__ import annotations

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from app.ws.client import Answers, Client
from app.ws.limits import Limits
from app.ws.link import GOING_AWAY, TRY_LATER
from app.ws.outgoing import text_frame
from app.ws.protocol import FAILED, Broadcast, failure
from app.ws.sse import Stream
from bot.domain.events import Event
from bot.state.feed import Feed

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
ANSWERING_THREADS = 2
Task = Callable[[], None]
Member = Client | Stream
log = logging.getLogger(__name__)


class Hub:
    """``adopt()`` and ``stop()`` from any thread. The thread starts with the first client."""

    def __init__(self, feed: Feed, limits: Limits | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or Limits()
        self.now = now
        self._feed = feed
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._inbox: deque[Task] = deque()
        self._has_lost = False
        self._clients: dict[Member, int] = {}
        self._touched: set[Member] = set()
        self._swept_at_s = 0.0

    def __len__(self) -> int:
        """Open sockets."""
        return len(self._clients)

    @property
    def is_stopping(self) -> bool:
        """Whether no more sockets are taken."""
        return self._is_stopping

    @property
    def strangers(self) -> int:
        """Sockets that have not shown a token yet."""
        return sum(client.is_stranger for client in tuple(self._clients))

    def adopt(self, client: Member) -> None:
        """Own ``client`` and its socket from now on."""
        with self._lock:
            if self._is_stopping:
                client.link.close(GOING_AWAY, "The server stops.")
                client.link.flush()
                client.link.sock.close()
                return
            if self._thread is None:
                self._thread = self._start()
            self._tell(partial(self._add, client))

    def publish(self, event: Event) -> None:
        """Queue an event for those who subscribed to its type; never waits."""
        if len(self._inbox) >= self.limits.max_events:
            self._has_lost = True
        else:
            self._tell(partial(self._broadcast, event))

    def stop(self) -> None:
        """Close all sockets with 1001 and end the thread; further clients are sent away."""
        with self._lock:
            self._is_stopping = True
            thread = self._thread
        if thread is not None:
            self._wake()
            thread.join(self.limits.closing_s + 1)

    def _start(self) -> threading.Thread:
        self._selector = selectors.DefaultSelector()
        self._ear, self._bell = socket.socketpair()
        self._ear.settimeout(0)
        self._bell.settimeout(0)
        self._selector.register(self._ear, READ)
        self._helpers = ThreadPoolExecutor(ANSWERING_THREADS, "socket-answers")
        thread = threading.Thread(target=self._run, name="sockets", daemon=True)
        thread.start()
        return thread

    def _tell(self, task: Task) -> None:
        self._inbox.append(task)
        self._wake()

    def _wake(self) -> None:
        try:
            self._bell.send(b"!")
        except (BlockingIOError, InterruptedError):
            return  # it is awake: it has not yet taken the bell's earlier strokes
        except OSError:
            log.debug("The sockets' thread is gone.")

    def _run(self) -> None:
        unsubscribe = self._feed.subscribe(self.publish)
        try:
            while not self._is_stopping:
                self._turn()
            self._say_goodbye()
        except Exception:
            log.exception("The sockets' thread failed; clients have to come again after a restart.")
        finally:
            unsubscribe()
            with self._lock:
                self._is_stopping = True
            self._helpers.shutdown(wait=False, cancel_futures=True)
            self._drain()
            for client in tuple(self._clients):
                self._remove(client)
            self._selector.close()
            self._ear.close()
            self._bell.close()

    def _turn(self) -> None:
        """Wait for something to do, do all of it, then send."""
        for key, mask in self._selector.select(self.limits.tick_s):
            if key.data is None:
                self._hear_bell()
            else:
                self._touched.add(key.data)
                if mask & READ:
                    self._guard(key.data, key.data.read)
        self._drain()
        self._sweep()
        self._settle()

    def _hear_bell(self) -> None:
        """Before the inbox is emptied: a stroke after this wakes the thread again."""
        self._ear.recv(4096)

    def _drain(self) -> None:
        for _ in range(len(self._inbox)):
            self._inbox.popleft()()
        if self._has_lost:
            self._has_lost = False
            self._confess()

    def _sweep(self) -> None:
        now_s = self.now()
        if now_s - self._swept_at_s < self.limits.tick_s:
            return
        self._swept_at_s = now_s
        for client in tuple(self._clients):
            self._touched.add(client)
            self._guard(client, client.check)

    def _settle(self) -> None:
        """Send to those with whom something happened, start their next answers, let go of those who left."""
        touched, self._touched = self._touched, set()
        for client in touched:
            if client in self._clients:
                self._guard(client, partial(self._settle_one, client))

    def _settle_one(self, client: Member) -> None:
        client.link.flush()
        if client.link.is_done:
            self._remove(client)
            return
        if client.wants_work:
            self._begin_answer(client)
        self._listen(client)

    def _listen(self, client: Member) -> None:
        wanted = (READ if client.may_talk else 0) | (WRITE if client.link.has_unsent else 0)
        known = self._clients[client]
        if wanted == known:
            return
        if not known:
            self._selector.register(client.link.sock, wanted, client)
        elif not wanted:
            self._selector.unregister(client.link.sock)
        else:
            self._selector.modify(client.link.sock, wanted, client)
        self._clients[client] = wanted

    def _add(self, client: Member) -> None:
        self._clients[client] = 0
        self._touched.add(client)
        self._guard(client, client.begin)
        if self._is_stopping:
            client.link.close(GOING_AWAY, "The server stops.")
        elif len(self._clients) > self.limits.max_clients:
            client.link.close(TRY_LATER, "Too many sockets are open.")

    def _remove(self, client: Member) -> None:
        if self._clients.pop(client):
            self._selector.unregister(client.link.sock)
        client.link.sock.close()

    def _broadcast(self, event: Event) -> None:
        listeners = [client for client in self._clients if event.type in client.topics]
        if not listeners:
            return
        broadcast = Broadcast(event)
        try:
            for client in listeners:
                client.push(broadcast)
        except Exception:
            log.exception("Event %s (%s) can't be written as JSON and is not sent.", event.seq, event.type)
        self._touched.update(listeners)

    def _confess(self) -> None:
        log.warning("Events came faster than they could be sent; the sockets that missed some are closed.")
        for client in self._clients:
            if client.topics:
                client.link.close(TRY_LATER, "Events were lost; connect again.")
                self._touched.add(client)

    def _begin_answer(self, client: Member) -> None:
        client.is_busy = True
        self._helpers.submit(self._work, client, client.waiting[0])

    def _work(self, client: Member, answers: Answers) -> None:
        """On a helper's thread: make the next message of an answer."""
        try:
            message = next(answers, None)
        except Exception:
            log.exception("A request on a socket failed; its client is told so.")
            message = failure(FAILED)
        frame = None if message is None else text_frame(message)
        self._tell(partial(self._deliver, client, frame))

    def _deliver(self, client: Member, frame: bytes | None) -> None:
        client.take_answer(frame)
        self._touched.add(client)

    def _guard(self, client: Member, action: Task) -> None:
        """A fault with one client must not end the others."""
        try:
            action()
        except Exception:
            log.exception("The socket of %s failed and is closed.", client.link.name)
            client.link.fail()

    def _say_goodbye(self) -> None:
        """Close all, and give them a moment to answer."""
        self._drain()
        for client in self._clients:
            client.link.close(GOING_AWAY, "The server stops.")
            self._touched.add(client)
        until_s = self.now() + self.limits.closing_s
        self._settle()
        while self._clients and self.now() < until_s:
            self._turn()
