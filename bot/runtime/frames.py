"""What a child says to its parent: pickled messages, each behind its length."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError

LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Errand:
    """A question to a child. With a ``result_path`` the answer is wanted as JSON, a large one in that file."""

    question: object
    address_space: int
    nice: int = 0
    cpus: int | None = None
    result_path: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The answer."""

    answer: Any


@dataclass(frozen=True, slots=True)
class No:
    """Why there is no answer."""

    error: BotError


def packed(message: object) -> bytes:
    """One message as it travels."""
    body = pickle.dumps(message)
    return LENGTH.pack(len(body)) + body


class Unpacker:
    """Puts messages together that arrive in pieces."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, piece: bytes) -> Iterator[object]:
        """The messages that are whole with this piece."""
        self._waiting += piece
        while len(self._waiting) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._waiting)[0]
            if len(self._waiting) < end:
                return
            body = bytes(self._waiting[LENGTH.size : end])
            del self._waiting[:end]
            yield pickle.loads(body)  # noqa: S301 - written by our own child
