"""What the groups of commands have in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

Number = float | str  # the command line hands all values on as text, and the server reads numbers from it
Id = int | str


class Calls(ABC):
    """Parent of the groups. All public methods of a group are commands; the first docstring line describes them."""

    @abstractmethod
    def _send(self, method: str, path: tuple[Any, ...], query: Mapping[str, Any], body: Any) -> Any: ...

    def _get(self, *path: Id, query: Mapping[str, Any] | None = None) -> Any:
        return self._send("GET", path, given(query or {}), None)

    def _post(self, *path: Id, body: Any = None) -> Any:
        return self._send("POST", path, {}, body)

    def _delete(self, *path: Id) -> Any:
        return self._send("DELETE", path, {}, None)


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the caller did set."""
    return {name: value for name, value in values.items() if value is not None}
