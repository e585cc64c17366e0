"""One client: who it is, what it subscribed to, and the requests it waits for. All on the hub's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from app.ws.access import Holds
from app.ws.answers import Question
from app.ws.limits import Limits
from app.ws.link import INVALID, POLICY, Link
from app.ws.opening import Opening, Wish
from app.ws.protocol import DEFAULT_TOPICS, Broadcast, Subscribe, Unreadable, parse, token_in
from bot.domain.events import EventType

NO_TOKEN = "No token arrived."  # noqa: S105 - a sentence
WRONG_TOKEN = "Could not validate credentials"  # noqa: S105 - a sentence
TOKEN_ENDED = "The token is no longer valid."  # noqa: S105 - a sentence
Answers = Iterator[bytes]
NO_WISH = Wish()


class Client:
    """``holds`` is ``None`` until the first message has brought a token that ``admit`` accepts.

    Who wishes for an opening gets it after the first subscription, and numbers with its messages.
    """

    __slots__ = (
        "_admit", "_answer", "_checked_at_s", "_holds", "_is_numbered", "_limits", "_now", "_opening", "_sent_seq",
        "_since_s", "_wish", "is_busy", "link", "topics", "waiting",
    )  # fmt: skip

    def __init__(
        self,
        link: Link,
        holds: Holds | None,
        *,
        admit: Callable[[str], Holds | None],
        answer: Callable[[Question], Answers],
        limits: Limits,
        now: Callable[[], float],
        opening: Opening,
        wish: Wish = NO_WISH,
    ) -> None:
        self.link = link
        self.topics: frozenset[EventType] = frozenset()
        self.waiting: deque[Answers] = deque()
        self.is_busy = False
        self._holds = holds
        self._admit = admit
        self._answer = answer
        self._limits = limits
        self._now = now
        self._since_s = self._checked_at_s = now()
        self._opening = opening
        self._wish = wish
        self._is_numbered = wish.is_numbered
        self._sent_seq = 0

    @property
    def is_stranger(self) -> bool:
        """Whether it has not shown a token yet."""
        return self._holds is None

    @property
    def may_talk(self) -> bool:
        """Whether more requests are read: not while many wait for their answers."""
        return len(self.waiting) < self._limits.max_requests or not self.link.is_open

    @property
    def wants_work(self) -> bool:
        """Whether the next answer may be computed: it took all that was sent."""
        return bool(self.waiting) and not self.is_busy and not self.link.has_unsent and self.link.is_open

    def begin(self) -> None:
        """Nothing is sent before the first subscription."""

    def read(self) -> None:
        """Take what has arrived."""
        for text in self.link.receive():
            if self.link.is_open:
                self._hear(text)

    def push(self, broadcast: Broadcast) -> None:
        """Send an event that was not sent while catching up."""
        if broadcast.event.seq > self._sent_seq:
            self.link.send(broadcast.numbered_frame if self._is_numbered else broadcast.frame)

    def take_answer(self, frame: bytes | None) -> None:
        """The next part of the oldest request's answer; ``None`` when that was all."""
        self.is_busy = False
        if frame is None:
            self.waiting.popleft()
        else:
            self.link.send(frame, is_counted=False)

    def check(self) -> None:
        """Close on those who bring no token, or whose token has ended; then see to the connection."""
        now_s = self._now()
        if self._holds is None:
            if now_s - self._since_s >= self._limits.token_s:
                self.link.close(POLICY, NO_TOKEN)
        elif now_s - self._checked_at_s >= self._limits.check_s:
            self._checked_at_s = now_s
            if not self._holds():
                self.link.close(POLICY, TOKEN_ENDED)
        self.link.check()

    def _hear(self, text: str) -> None:
        if self._holds is None:
            self._introduce(text)
            return
        try:
            request = parse(text)
        except Unreadable as error:
            self.link.close(INVALID, str(error))
            return
        if isinstance(request, Subscribe):
            self.topics = request.topics
            self._open()
        else:
            self.waiting.append(self._answer(request))

    def _introduce(self, text: str) -> None:
        self._holds = self._admit(token_in(text) or "")
        if self._holds is None:
            self.link.close(POLICY, WRONG_TOKEN)
        else:
            self.topics = DEFAULT_TOPICS
            self._open()

    def _open(self) -> None:
        """Once, after the first subscription: what this client wished to know before anything new."""
        wish, self._wish = self._wish, NO_WISH
        if wish.is_numbered:
            messages, self._sent_seq = self._opening.messages(wish, self.topics)
            for message in messages:
                self.link.send(message.numbered_frame, is_counted=False)
