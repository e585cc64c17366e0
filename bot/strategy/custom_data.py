"""What a strategy keeps with a trade, under the names that files know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.note import Note


class CustomData:
    """One key with its value."""

    def __init__(self, note: Note) -> None:
        self._note = note

    def __repr__(self) -> str:
        return f"CustomData(cd_key={self.cd_key}, cd_type={self.cd_type}, value={self.value!r})"

    @property
    def ft_trade_id(self) -> int:
        """The trade's id."""
        return self._note.trade_id

    @property
    def cd_key(self) -> str:
        """What it is kept under."""
        return self._note.key

    @property
    def cd_type(self) -> str:
        """The Python type of the value."""
        return self._note.kind

    @property
    def cd_value(self) -> str:
        """The value as text."""
        return str(self._note.value)

    @property
    def value(self) -> Any:
        """The value."""
        return self._note.value

    @property
    def created_at(self) -> datetime:
        """When it was first kept."""
        return self._note.created_at

    @property
    def updated_at(self) -> datetime | None:
        """When it was last changed."""
        return self._note.updated_at

    key, kind = cd_key, cd_type
