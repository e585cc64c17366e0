"""What waits to be sent to one client."""

from __future__ import annotations

import socket
from collections import deque
from itertools import islice

AT_ONCE = 64
TEXT_FRAME = b"\x81"


def text_frame(payload: bytes) -> bytes:
    """A text message as it travels from a server: the same bytes for every client."""
    size = len(payload)
    if size < 126:
        return TEXT_FRAME + size.to_bytes(1, "big") + payload
    if size < 0x10000:
        return TEXT_FRAME + b"\x7e" + size.to_bytes(2, "big") + payload
    return TEXT_FRAME + b"\x7f" + size.to_bytes(8, "big") + payload


class Outgoing:
    """Frames in order. Answers are not counted: a client gets the next one only when it took the one before."""

    __slots__ = ("_begun", "_frames", "queued", "queued_bytes")

    def __init__(self) -> None:
        self._frames: deque[tuple[memoryview, int]] = deque()
        self._begun = False
        self.queued = 0
        self.queued_bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: bytes, *, is_counted: bool = True) -> None:
        """Add a frame at the end."""
        counted = len(frame) if is_counted else 0
        self._frames.append((memoryview(frame), counted))
        self.queued += bool(counted)
        self.queued_bytes += counted

    def drop(self) -> None:
        """Forget everything but the rest of a frame that is half sent: without it no other could be read."""
        kept = self._frames[0] if self._begun else None
        self._frames.clear()
        self.queued = self.queued_bytes = 0
        if kept is not None:
            self._frames.append((kept[0], 0))

    def send_to(self, sock: socket.socket) -> bool:
        """Send what ``sock`` takes without waiting; whether it took anything. Raises ``OSError`` on a dead one."""
        has_moved = False
        while self._frames:
            try:
                sent = sock.sendmsg([frame for frame, _ in islice(self._frames, AT_ONCE)])
            except (BlockingIOError, InterruptedError):
                break
            has_moved = True
            self._forget(sent)
        return has_moved

    def _forget(self, sent: int) -> None:
        while sent:
            frame, counted = self._frames[0]
            if sent < len(frame):
                self._frames[0] = (frame[sent:], counted)
                self._begun = True
                return
            sent -= len(frame)
            self._begun = False
            self._frames.popleft()
            self.queued -= bool(counted)
            self.queued_bytes -= counted
