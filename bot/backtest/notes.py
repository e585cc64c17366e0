"""Custom data of simulated trades."""

from __future__ import annotations

import orjson

from bot.domain.note import Note
from bot.errors import StorageError


class SimNotes:
    """Implements ``ports.NoteStore`` in memory."""

    def __init__(self) -> None:
        self._notes: dict[int, dict[str, Note]] = {}

    def get(self, trade_id: int, key: str) -> Note | None:
        return self._notes.get(trade_id, {}).get(key.lower())

    def all(self, trade_id: int) -> list[Note]:
        return list(self._notes.get(trade_id, {}).values())

    def put(self, note: Note) -> None:
        """Raises ``StorageError`` where the value is not JSON, as the database does."""
        try:
            orjson.dumps(note.value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
        except TypeError as error:
            raise StorageError(f"The value is not JSON: {error}") from error
        self._notes.setdefault(note.trade_id, {})[note.key.lower()] = note

    def delete(self, trade_id: int, key: str | None = None) -> None:
        if key is None:
            self._notes.pop(trade_id, None)
        else:
            self._notes.get(trade_id, {}).pop(key.lower(), None)
